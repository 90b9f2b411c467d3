"""The compliance report: person by training as of a day, as a page, a spreadsheet, a PDF, and by the API."""

import csv
import io
import re
from datetime import date

import pypdfium2 as pdfium
import pytest
from flask import Flask

from browsing import OWN_PASSWORD, Browser
from dsl import Company, World
from training_portal.aggregates.enrolment import Enrolment
from training_portal.aggregates.order import Order
from training_portal.aggregates.trainee import Trainee
from training_portal.event_store.engine import writing
from training_portal.identity.tokens import make_token

PATH = "/compliance-report"


@pytest.fixture
def enrolments(world: World, order: Order) -> list[Enrolment]:
    """Karim has passed, until 30 November 2028; Zoé has not, but brought lithium along, until 2026."""
    karim, zoe = world.enrolments(order)
    world.passes(karim)
    records(world, zoe, date(2024, 12, 10), date(2026, 12, 31))
    return [karim, zoe]


def records(world: World, enrolment: Enrolment, completed: date, renewal: date | None) -> None:
    """Take over a past training."""
    now = world.clock.now
    world.portal.store.perform(
        world.portal.context("tests", enrolment.company),
        lambda work: (
            work.get(Trainee, enrolment.trainee.id).record_past_training(
                "li", "Lithium", "en", 24, completed, renewal, "DG-77", now
            )
            or {}
        ),
    )


def cells(page: str) -> dict[str, list[str]]:
    """The words of each row, by the trainee's name."""
    table = page.partition('<table class="rows"')[2].partition("</table>")[0]
    found = {}
    for row in re.findall(r'<tr role="row"[^>]*>(.*?)</tr>', table, re.S)[1:]:
        texts = [
            " ".join(re.sub(r"<[^>]+>", " ", cell).split())
            for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.S)
        ]
        found[texts[0]] = texts[1:]
    return found


def test_each_trainee_stands_beside_each_training_in_words(
    manager: Browser, enrolments: list[Enrolment]
) -> None:
    karim, zoe = cells(manager.get(PATH).text).values()
    assert karim == ["– Not completed", "30 November 2028 Valid"]
    assert zoe == ["31 December 2026 Due within 3 months", "– Not completed"]


def test_a_day_to_come_shows_what_will_be_due(manager: Browser, enrolments: list[Enrolment]) -> None:
    page = manager.get(f"{PATH}?on=2027-01-01").text
    assert "As of 1 January 2027, from what is known today" in page
    assert "31 December 2026 Exceeded" in cells(page)["Zoé Lefèvre " + enrolments[1].trainee.identifier][0]


def test_a_past_day_shows_who_was_there_and_what_was_known(
    manager: Browser, world: World, company: Company, enrolments: list[Enrolment]
) -> None:
    first = world.portal.today.isoformat()
    world.clock.moves(days=2)
    world.application.mark_left(world.as_manager(company), enrolments[0].trainee.id)
    records(world, enrolments[1], date(2026, 11, 24), None)
    world.clock.moves(days=1)
    manager.log_in("manager", company.manager.username, OWN_PASSWORD)
    assert [name.split()[0] for name in cells(manager.get(PATH).text)] == ["Zoé"]
    assert "Valid, needs no renewal" in manager.get(PATH).text
    then = cells(manager.get(f"{PATH}?on={first}").text)
    assert [name.split()[0] for name in then] == ["Karim", "Zoé"]
    assert "31 December 2026 Due within 3 months" in [*then.values()][1]
    assert cells(manager.get(f"{PATH}?on=2020-01-01").text) == {}


def test_the_spreadsheet_has_a_date_and_a_state_for_each_training(
    manager: Browser, enrolments: list[Enrolment]
) -> None:
    answer = manager.get(f"{PATH}?format=csv&q=zoe")
    head, zoe = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert head[3:] == ["Lithium", "Lithium (State)", "Safe lifting", "Safe lifting (State)"]
    assert zoe[3:] == ["2026-12-31", "Due within 3 months", "", "Not completed"]
    assert manager.get(f"{PATH}?format=xlsx").data.startswith(b"PK")


def test_the_pdf_says_the_same(manager: Browser, enrolments: list[Enrolment]) -> None:
    answer = manager.get(f"{PATH}/report.pdf?on=2026-12-31")
    text = pdfium.PdfDocument(answer.data)[0].get_textpage().get_text_range()
    for words in (
        "Compliance report",
        "Fret Atlantique SAS",
        "Benali Karim",
        "31 December 2026",
        "Due today",
    ):
        assert words in text


def test_five_hundred_people_go_over_many_pages(
    manager: Browser, world: World, company: Company, order: Order
) -> None:
    names = [f"Ida{chr(97 + n // 26)} Moreau{chr(97 + n % 26)}" for n in range(498)]
    world.order(company, order.lines[0].course, names)
    page = manager.get(f"{PATH}?per=100&page=5").text
    assert "401 to 500 of 500" in page
    assert len(pdfium.PdfDocument(manager.get(f"{PATH}/report.pdf").data)) > 20


def test_a_program_reads_the_report_of_its_company_alone(
    app: Flask, world: World, company: Company, enrolments: list[Enrolment]
) -> None:
    other = world.company("Nordluft Handling GmbH")
    with writing(world.portal.store.engine) as tx:
        tokens = [
            make_token(tx, one.manager.person, one.id, "tests", world.clock.now) for one in (company, other)
        ]
    ours, theirs = (
        app.test_client().get(
            "/api/v1/compliance?on=2027-01-01", headers={"Authorization": f"Bearer {token}"}
        )
        for token in tokens
    )
    assert [person["last_name"] for person in ours.json] == ["Benali", "Lefèvre"]
    [lithium] = ours.json[1]["trainings"]
    assert (lithium["renewal_on"], lithium["colour"]) == ("2026-12-31", "salmon")
    assert theirs.json == []
