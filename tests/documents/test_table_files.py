"""Tables as files: read back, they say what was written, and nothing in them calculates."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from training_portal.documents.table_files import csv_file, xlsx_file

HEADINGS = ("Name", "Day", "Count", "Amount")
ROWS = [('Łucja Wójcik; d’Aubigné, "Jo"', date(2026, 11, 23), 7, Decimal("1188.00")), ("Ann", None, 0, None)]


def read_csv(content: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def test_a_csv_file_begins_with_the_mark_excel_looks_for_and_has_iso_days() -> None:
    content = csv_file(HEADINGS, ROWS)
    assert content.startswith(b"\xef\xbb\xbf")
    assert read_csv(content) == [
        list(HEADINGS),
        [ROWS[0][0], "2026-11-23", "7", "1188.00"],
        ["Ann", "", "0", ""],
    ]


def test_where_decimals_have_a_comma_cells_are_divided_by_semicolons() -> None:
    rows = read_csv(csv_file(HEADINGS, ROWS, decimal_comma=True), ";")
    assert rows[1] == [ROWS[0][0], "2026-11-23", "7", "1188,00"]


def test_a_workbook_has_true_days_and_numbers_and_headings_that_stay() -> None:
    sheet = load_workbook(io.BytesIO(xlsx_file("trainees", HEADINGS, ROWS))).active
    assert [cell.value for cell in sheet[1]] == list(HEADINGS)
    assert [cell.value for cell in sheet[2]] == [ROWS[0][0], datetime(2026, 11, 23), 7, 1188]
    assert sheet["B2"].is_date
    assert [cell.value for cell in sheet[3]] == ["Ann", None, 0, None]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.title) == ("A2", "A1:D3", "trainees")


@pytest.mark.parametrize(
    "evil",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "\u200b=1", " \u202e\t+1", "\uff1d1+1"],
)
def test_no_text_is_taken_for_a_formula(evil: str) -> None:
    sheet = load_workbook(io.BytesIO(xlsx_file("x", [evil], [(evil,)]))).active
    cells = [*read_csv(csv_file([evil], [(evil,)])), [sheet["A1"].value], [sheet["A2"].value]]
    assert {cell[0][0] for cell in cells} == {"'"}
    assert {sheet["A1"].data_type, sheet["A2"].data_type} == {"s"}


@pytest.mark.parametrize("evil", ["x;=1+1;", "y,=1+1,", "x; =cmd|' /C calc'!A0;", "a|@b", "a;-1,+2"])
def test_no_part_is_a_formula_for_a_program_that_divides_cells_elsewhere(evil: str) -> None:
    for decimal_comma in (False, True):
        content = csv_file([evil], [(evil,)], decimal_comma=decimal_comma)
        for delimiter in ",;|":
            for cell in (cell for row in read_csv(content, delimiter) for cell in row):
                assert not cell.lstrip().startswith(("=", "+", "-", "@"))


def test_what_a_sheet_cannot_hold_is_left_out() -> None:
    content = xlsx_file("a/b:c" * 20, ["N"], [("bell\x07\x00" + "x" * 40_000,)])
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet["A2"].value.startswith("bell  xxx")
    assert len(sheet["A2"].value) == 32_767


def test_a_table_without_rows_is_its_headings() -> None:
    assert read_csv(csv_file(HEADINGS, [])) == [list(HEADINGS)]
    assert load_workbook(io.BytesIO(xlsx_file("x", HEADINGS, []))).active.max_row == 1
