"""Lists of people are read however they were kept, and refused in words when they cannot be."""

import io
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from training_portal.application.people_lists import (
    MOST_ROWS,
    ColumnsAreMissing,
    Entry,
    FileCannotBeRead,
    ListIsEmpty,
    ListIsTooLong,
    read_file,
    read_pasted,
)
from training_portal.errors import Refusal


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


@pytest.mark.parametrize("sign", ["\t", ";", ","])
def test_columns_stand_apart_by_tab_semicolon_or_comma(sign: str) -> None:
    rows = read_pasted(f"Karim{sign}Benali{sign}k@example.com\nŁucja{sign}Wójcik{sign}\n")
    assert rows == [Entry(1, "Karim", "Benali", "k@example.com"), Entry(2, "Łucja", "Wójcik")]


@pytest.mark.parametrize(
    "heading",
    [
        "Last name;First name;E-mail",
        "NOM ; Prénom ; Courriel",
        "Surname;Given name;Email",
        "nom de famille*;PRENOM;Adresse e-mail",
    ],
)
def test_a_heading_in_english_or_french_says_which_column_is_which(heading: str) -> None:
    assert read_pasted(f"{heading}\nBenali;Karim;k@example.com") == [
        Entry(2, "Karim", "Benali", "k@example.com")
    ]


def test_columns_nobody_asked_for_are_passed_over() -> None:
    rows = read_pasted("Service,Nom,Prénom,Âge\nQuai,Benali,Karim,41\n")
    assert rows == [Entry(2, "Karim", "Benali")]


def test_a_line_with_tabs_in_a_list_with_semicolons_is_divided_too() -> None:
    rows = read_pasted("Karim;Benali\nAnn\tLee\ta@example.com\nZoé;Lefèvre")
    assert rows[1] == Entry(2, "Ann", "Lee", "a@example.com")


def test_text_that_is_named_a_spreadsheet_is_told() -> None:
    with pytest.raises(FileCannotBeRead):
        read_file(b"Karim;Benali", "people.XLSX")
    assert read_file(b"Karim;Benali", "people.csv") == [Entry(1, "Karim", "Benali")]


def test_one_word_in_a_line_is_an_identifier() -> None:
    assert read_pasted("k.benali\na.oneill\n") == [
        Entry(1, identifier="k.benali"),
        Entry(2, identifier="a.oneill"),
    ]


def test_identifiers_may_have_a_heading() -> None:
    assert read_pasted("Identifiant\nk.benali") == [Entry(2, identifier="k.benali")]


def test_line_numbers_are_those_of_the_list_with_its_blank_and_quoted_lines() -> None:
    rows = read_pasted('Karim;Benali\n\n"Anna\nMaria";Bauer\n;;\nAnn;O’Neill')
    assert [(row.line, row.first_name) for row in rows] == [(1, "Karim"), (3, "Anna Maria"), (6, "Ann")]


def test_a_heading_without_names_is_told() -> None:
    with pytest.raises(ColumnsAreMissing):
        read_pasted("First name;E-mail\nKarim;k@example.com")


@pytest.mark.parametrize("text", ["", "  \n\n", ";;;\n", "First name;Last name\n"])
def test_a_list_of_nobody_is_told(text: str) -> None:
    with pytest.raises(ListIsEmpty):
        read_pasted(text)


def test_a_list_has_at_most_so_many_rows() -> None:
    assert len(read_pasted("Karim;Benali\n" * MOST_ROWS)) == MOST_ROWS
    with pytest.raises(ListIsTooLong):
        read_pasted("Karim;Benali\n" * (MOST_ROWS + 1))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_csv_file_is_read_in_the_usual_encodings(encoding: str) -> None:
    rows = read_file("sep=;\r\nPrénom;Nom\r\nHélène;Lefèvre\r\n".encode(encoding))
    assert rows == [Entry(3, "Hélène", "Lefèvre")]


def test_a_spreadsheet_is_read_by_its_first_sheet() -> None:
    kept = workbook(("Nom", "Prénom", "Identifiant"), ("Benali", "Karim", None), (), (None, None, 1234.0))
    assert read_file(kept) == [Entry(2, "Karim", "Benali"), Entry(4, identifier="1234")]


def test_a_formula_stays_a_formula_and_is_not_computed() -> None:
    assert read_file(workbook(("Karim", '=HYPERLINK("http://evil.example")'))) == [
        Entry(1, "Karim", '=HYPERLINK("http://evil.example")')
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 broken",
        b"\xd0\xcf\x11\xe0 an old spreadsheet",
        b"%PDF-1.7\0\0",
        workbook(("a", "b"))[:-200],
    ],
)
def test_a_file_that_is_no_list_is_told(content: bytes) -> None:
    with pytest.raises(FileCannotBeRead):
        read_file(content)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "docProps/core.xml"])
def test_a_spreadsheet_with_a_broken_part_is_told(part: str) -> None:
    kept = io.BytesIO()
    with ZipFile(io.BytesIO(workbook(("Karim", "Benali")))) as whole, ZipFile(kept, "w") as broken:
        for name in whole.namelist():
            broken.writestr(name, b"<x" if name == part else whole.read(name))
    with pytest.raises(FileCannotBeRead):
        read_file(kept.getvalue())


def test_another_kind_of_archive_is_told() -> None:
    kept = io.BytesIO()
    with ZipFile(kept, "w") as archive:
        archive.writestr("hello.txt", "hello")
    with pytest.raises(FileCannotBeRead):
        read_file(kept.getvalue())


def test_an_archive_that_unfolds_without_end_is_not_unfolded() -> None:
    kept = io.BytesIO()
    with ZipFile(kept, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (41 * 1024 * 1024))
    assert len(kept.getvalue()) < 100_000
    with pytest.raises(FileCannotBeRead):
        read_file(kept.getvalue())


SHEET = "xl/worksheets/sheet1.xml"


def with_sheet(sheet: bytes, compression: int = ZIP_DEFLATED) -> bytes:
    """A workbook whose sheet is replaced by these bytes."""
    kept = io.BytesIO()
    whole = ZipFile(io.BytesIO(workbook(("Karim", "Benali"))))
    with ZipFile(kept, "w", compression) as archive:
        for name in whole.namelist():
            archive.writestr(name, sheet if name == SHEET else whole.read(name))
    return kept.getvalue()


def test_a_small_archive_of_endless_cells_is_not_read() -> None:
    kept = with_sheet(b"<worksheet><sheetData><row>" + b"<c><v>1</v></c>" * 200_000)
    assert len(kept) < 100_000
    with pytest.raises(FileCannotBeRead):
        read_file(kept)


@pytest.mark.parametrize("encoding", [b"unheard-of", b"hex"])
def test_a_sheet_in_an_unheard_of_encoding_is_told(encoding: bytes) -> None:
    with pytest.raises(FileCannotBeRead):
        read_file(with_sheet(b'<?xml version="1.0" encoding="%s"?><worksheet/>' % encoding))


@pytest.mark.parametrize("compression", [ZIP_DEFLATED, ZIP_BZIP2, ZIP_LZMA])
def test_an_archive_whose_bytes_are_broken_is_told(compression: int) -> None:
    kept = bytearray(with_sheet(b"<worksheet/>" * 50, compression))
    begins = kept.find(SHEET.encode()) + len(SHEET)
    kept[begins + 10 : begins + 50] = bytes(byte ^ 0xFF for byte in kept[begins + 10 : begins + 50])
    with pytest.raises(FileCannotBeRead):
        read_file(bytes(kept))


def outcome(content: bytes) -> str:
    try:
        return "rows" if read_file(content) else "nothing"
    except Refusal as refusal:
        return refusal.field


@given(st.binary(max_size=400))
def test_whatever_is_sent_is_read_or_refused_in_words(content: bytes) -> None:
    for beginning in (b"", b"PK\x03\x04", b"\xff\xfe"):
        assert outcome(beginning + content) in ("rows", "list", "file")
