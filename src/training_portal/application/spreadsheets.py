"""The rows of a spreadsheet (XLSX), read as text, without trusting the file."""

import io
import struct
from collections.abc import Iterator
from lzma import LZMAError
from zipfile import BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils.exceptions import InvalidFileException

_ZIP = b"PK\x03\x04"
_LARGEST = 40 * 1024 * 1024
"""Bytes that a file may unfold to."""
_MOST_TAGS = 500_000
"""Tags in all parts of a file: a full list has some fifty thousand, and each costs microseconds to read."""
_MOST_ROWS, _MOST_COLUMNS = 20_000, 30
_BROKEN = (
    *(BadZipFile, ZlibError, struct.error, EOFError, NotImplementedError, RuntimeError),
    *(InvalidFileException, SyntaxError, LookupError, TypeError, AttributeError, LZMAError, OSError),
)
"""What broken or foreign archives make the readers raise; both readers of XML raise SyntaxErrors."""


def is_spreadsheet(content: bytes) -> bool:
    """Whether a file is an archive, as XLSX files are."""
    return content.startswith(_ZIP)


def spreadsheet_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet with their numbers, from 1, as text; a formula stays its "=...".

    Errors: ValueError when it is no spreadsheet, unfolds too far, or has too many rows.
    """
    try:
        _check_size(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        try:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()
            for number, cells in enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS), 1):
                if number > _MOST_ROWS:
                    raise ValueError("there are too many rows")
                yield number, [_text(cell) for cell in cells]
        finally:
            book.close()
    except _BROKEN as error:
        raise ValueError("this is no spreadsheet") from error


def _check_size(content: bytes) -> None:
    with ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > _LARGEST:
            raise ValueError("the file unfolds too far")
        if sum(archive.read(part).count(b"<") for part in archive.infolist()) > _MOST_TAGS:
            raise ValueError("the file takes too long to read")


def _text(cell: Cell) -> str:
    """A cell as a reader sees it; whole numbers without decimals."""
    if cell.value is None:
        return ""
    if cell.data_type == "f":
        return cell.value if isinstance(cell.value, str) else "="
    if isinstance(cell.value, float) and cell.value.is_integer():
        return str(int(cell.value))
    return str(cell.value)
