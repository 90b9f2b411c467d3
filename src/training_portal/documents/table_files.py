"""Tables as files for spreadsheet programs: CSV and XLSX. No text in them is ever taken for a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Cell = str | int | date | Decimal | None
"""What stands in a table: text, a whole number, a day, an amount in major units, or nothing."""

_FORMULA = re.compile("(^|[;,|])(?=\\s*[=+@\uff1d\uff0b\uff0d\uff20-])")
"""Where a formula begins: in the whole cell, or in what is left of it when a file is divided elsewhere."""
"""The last four are the wide ones of East Asia, which some programs read as the plain ones."""
_LONGEST_CELL = 32_767
"""Characters that a spreadsheet program keeps in a cell."""
_WIDTHS = {date: 12, int: 10, Decimal: 14, str: 26}


def csv_file(
    headings: Sequence[str], rows: Iterable[Sequence[Cell]], *, decimal_comma: bool = False
) -> bytes:
    """A table as CSV: UTF-8 with the mark that Excel looks for, days as ISO 8601.

    Where decimals are written with a comma, spreadsheet programs expect semicolons between the cells.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";" if decimal_comma else ",")
    writer.writerow([_harmless(heading) for heading in headings])
    for row in rows:
        writer.writerow([_in_csv(cell, decimal_comma) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def xlsx_file(title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A table as a workbook of one sheet: headings that stay in sight and filter, true days and numbers."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("".join(" " if c in r"[]:*?/\\" else c for c in title)[:31])
    sheet.freeze_panes = "A2"
    rows = iter(rows)
    first = next(rows, None)
    for place, cell in enumerate(first or (), 1):
        widest = max(len(headings[place - 1]) + 4, _WIDTHS.get(type(cell), _WIDTHS[str]))
        sheet.column_dimensions[get_column_letter(place)].width = widest
    sheet.append([_heading(sheet, heading) for heading in headings])
    last = 1
    for row in _with(first, rows):
        sheet.append([_in_xlsx(sheet, cell) for cell in row])
        last += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(headings))}{last}"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _with(first: Sequence[Cell] | None, others: Iterable[Sequence[Cell]]) -> Iterable[Sequence[Cell]]:
    if first is not None:
        yield first
        yield from others


def _heading(sheet: WriteOnlyWorksheet, words: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, _harmless(words))
    cell.font = Font(bold=True)
    return cell


def _in_xlsx(sheet: WriteOnlyWorksheet, value: Cell) -> object:
    if isinstance(value, str):
        return _harmless(value)
    if isinstance(value, Decimal | date):
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = "yyyy-mm-dd" if isinstance(value, date) else "#,##0.00"
        return cell
    return value


def _in_csv(value: Cell, decimal_comma: bool) -> str:
    if isinstance(value, str):
        return _harmless(value)
    if isinstance(value, Decimal):
        return f"{value:.2f}".replace(".", ",") if decimal_comma else f"{value:.2f}"
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def _harmless(text: str) -> str:
    """A text that no spreadsheet program calculates, whichever way the file is read or saved again."""
    kept = "".join(c if c.isprintable() else " " for c in text) if not text.isprintable() else text
    return _FORMULA.sub(r"\1'", kept)[:_LONGEST_CELL]
