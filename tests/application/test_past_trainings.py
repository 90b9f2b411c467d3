from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from dsl import Company, World
from training_portal.application.past_certificates import (
    DayIsWrong,
    PastColumnsAreMissing,
    PastEntry,
    day_written,
    read_past_certificates,
)
from training_portal.application.past_trainings import (
    Imported,
    PastJudged,
    PastVerdict,
    past_addition,
)
from training_portal.application.people_lists import FileCannotBeRead, ListIsEmpty, ListIsTooLong
from training_portal.certificate_import import judged_list
from training_portal.errors import NotFound
from training_portal.identity.tables import credentials, handovers
from training_portal.projections.trainees import past_trainings, trainees

HEAD = "Last name;First name;Identifier;Training code;Completed on;Certificate number;Frequency;Renewal date"


@pytest.fixture
def company(world: World, mini: Path) -> Company:
    world.course(mini)
    return world.company()


def judged(world: World, company: Company, *rows: str, head: str = HEAD) -> list[PastJudged]:
    entries = read_past_certificates("\n".join([head, *rows]).encode())
    return judged_list(world.portal, company.id, entries)


def bring(world: World, company: Company, *rows: str, **choices: str) -> Imported:
    """Import a list; choices by line, as l2='new'."""
    added = past_addition(
        judged(world, company, *rows), {int(line[1:]): choice for line, choice in choices.items()}
    )
    return world.application.import_past_trainings(world.as_manager(company), added.rows)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-23", date(2026, 11, 23)),
        ("23/11/2026", date(2026, 11, 23)),
        ("3.2.2024", date(2024, 2, 3)),
        ("2024-02-29", date(2024, 2, 29)),
        ("2025-03-12 00:00:00", date(2025, 3, 12)),
    ],
)
def test_days_are_written_in_two_ways(text: str, day: date) -> None:
    assert day_written(text) == day


@pytest.mark.parametrize("text", ["0001-01-01", "1/1/1899", "3000-01-01", "2025-02-29", "soon", ""])
def test_a_day_that_no_calendar_of_ours_has_is_refused(text: str) -> None:
    with pytest.raises(DayIsWrong):
        day_written(text)


def test_people_are_registered_and_their_trainings_recorded(world: World, company: Company) -> None:
    done = bring(
        world,
        company,
        "Wójcik;Łucja;;MINI;2025-03-12;X-17;;",
        "Wójcik;Łucja;;MINI;12/03/2023;X-03;;",
        "Benali;Karim;;mini;2026-01-31;;12;",
    )
    assert done == Imported(trainings=3, people=2)
    names = {row["identifier"]: row["last_name"] for row in world.rows(trainees)}
    assert names == {"l.wojcik": "Wójcik", "k.benali": "Benali"}
    past = {(row["number"], row["completed_on"]) for row in world.rows(past_trainings)}
    assert past == {("X-17", date(2025, 3, 12)), ("X-03", date(2023, 3, 12)), ("", date(2026, 1, 31))}


def test_a_renewal_date_follows_from_the_rule_unless_it_is_written(world: World, company: Company) -> None:
    bring(
        world,
        company,
        "Abel;Ann;;MINI;2025-03-12;1;24;",
        "Bell;Bob;;MINI;2025-03-12;2;;2026-12-24",
        "Cole;Cyd;;MINI;2025-03-12;3;0;",
    )
    renewals = {row["number"]: row["renewal_on"] for row in world.rows(past_trainings)}
    assert renewals["2"] == date(2026, 12, 24)
    assert renewals["3"] is None
    assert renewals["1"] in (date(2027, 3, 12), date(2027, 3, 31))


def test_whoever_is_only_in_a_list_has_no_log_in_yet(world: World, company: Company) -> None:
    before = len(world.rows(credentials))
    bring(world, company, "Benali;Karim;;MINI;2026-01-31;;;")
    assert len(world.rows(credentials)) == before
    assert world.rows(handovers) == []


def test_the_same_list_again_records_nothing(world: World, company: Company) -> None:
    rows = ("Wójcik;Łucja;;MINI;2025-03-12;X-17;;", "Benali;Karim;;MINI;2026-01-31;;;")
    bring(world, company, *rows)
    before = world.names_of_events()
    assert [row.verdict for row in judged(world, company, *rows)] == [PastVerdict.DONE] * 2
    assert bring(world, company, *rows) == Imported(0, 0)
    assert world.names_of_events() == before


def test_a_namesake_is_decided_about_once_for_all_rows_of_the_name(world: World, company: Company) -> None:
    bring(world, company, "Benali;Karim;;MINI;2024-01-31;;;")
    rows = ("Benali;Karim;;MINI;2025-01-31;;;", "benali;KARIM;;MINI;2026-01-31;;;")
    found = judged(world, company, *rows)
    assert [(row.verdict, row.decided_at) for row in found] == [(PastVerdict.DECISION, 2)] * 2
    assert found[0].usual_choice == found[0].candidates[0].id
    assert bring(world, company, *rows, l2="new") == Imported(2, 1)
    assert [row["identifier"] for row in world.rows(trainees) if "benali" in row["identifier"]] != []
    assert {row["identifier"] for row in world.rows(trainees)} == {"k.benali", "k.benali2"}


def test_linking_to_the_namesake_or_by_identifier_registers_nobody(world: World, company: Company) -> None:
    bring(world, company, "Benali;Karim;;MINI;2024-01-31;;;")
    assert bring(world, company, "Benali;Karim;;MINI;2025-01-31;;;") == Imported(1, 0)
    assert bring(world, company, ";;K.Benali;MINI;2026-01-31;;;") == Imported(1, 0)
    assert len(world.rows(trainees)) == 1
    assert len({row["trainee"] for row in world.rows(past_trainings)}) == 1


def test_each_fault_is_told_in_words_and_at_its_line(world: World, company: Company) -> None:
    found = judged(
        world,
        company,
        "Abel;Ann;;NOPE;2025-03-12;;;",
        "Abel;Ann;;MINI;31/02/2025;;;",
        "Abel;Ann;;MINI;2026-11-24;;;",
        "Abel;Ann;;MINI;2025-03-12;;18;",
        "Abel;Ann;;MINI;2025-03-12;;;2025-03-12",
        "Abel;;;MINI;2025-03-12;;;",
        ";;nobody;MINI;2025-03-12;;;",
        "Abel;=A1;;MINI;2025-03-12;;;",
        f"Abel;Ann;;MINI;2025-03-12;{'9' * 41};;",
    )
    assert [row.verdict for row in found] == [PastVerdict.FAULT] * 9
    assert [row.entry.line for row in found] == list(range(2, 11))
    assert len({type(row.refusal) for row in found}) == 9
    assert len(past_addition(found, {}).waiting) == 9


def test_a_list_without_the_needed_columns_or_rows_is_refused(world: World) -> None:
    for content, refusal in (
        (b"Last name;First name\nA;B", PastColumnsAreMissing),
        (b"A;B;MINI;2025-01-01", PastColumnsAreMissing),
        (HEAD.encode(), ListIsEmpty),
        (b"", ListIsEmpty),
        (b"PK\x03\x04 nothing", FileCannotBeRead),
        ("\n".join([HEAD, *["A;B;;MINI;2025-01-01;;;"] * 2001]).encode(), ListIsTooLong),
    ):
        with pytest.raises(refusal):
            read_past_certificates(content)


def test_a_spreadsheet_with_true_days_and_french_headings_is_read(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Nom", "Prénom", "Formation", "Terminée le", "Numéro de certificat", "Périodicité"])
    sheet.append(["Wójcik", "Łucja", "MINI", date(2025, 3, 12), 17, 24])
    book.save(tmp_path / "list.xlsx")
    [entry] = read_past_certificates((tmp_path / "list.xlsx").read_bytes())
    assert entry == PastEntry(2, "Wójcik", "Łucja", "", "MINI", "2025-03-12 00:00:00", "17", "24")


def test_people_of_another_company_are_not_seen(world: World, company: Company) -> None:
    other = world.company("Autre Fret SA")
    bring(world, company, "Benali;Karim;;MINI;2024-01-31;;;")
    assert judged(world, other, "Benali;Karim;;MINI;2024-01-31;;;")[0].verdict is PastVerdict.NEW
    rows = past_addition(judged(world, company, ";;k.benali;MINI;2025-01-31;;;"), {}).rows
    with pytest.raises(NotFound):
        world.application.import_past_trainings(world.as_manager(other), rows)
