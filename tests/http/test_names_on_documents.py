"""Every document that a route hands out, for people and companies with long and foreign names."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2
import pytest
from flask import Flask

from browsing import Browser
from dsl import World, settings_for
from structure.estates import BASE_URL, Estate, path_of, routes
from training_portal.application.people import Appointed

NAMES = {
    "letters": (
        "Ołena-Łucja Brzęczyszczykiewicz",
        "Ελευθερία Παπαδημητρίου",
        "Нур-Айдын Кам’янець",
    ),
    "particles": ("Jean-François d’Aubigné", "Þóra O’Neill-Ñandú", "Ağaoğlu İpek"),
    "as long as may be": (
        f"{'Maximiliana' * 5}Elena {'Wolfeschlegelsteinhausdorf' * 2}Altstadt",
        f"{'W' * 60} {'M' * 60}",
        f"{'Marie Anne ' * 5}Lucja {'iłż' * 20}",
    ),
}
NAMELESS = {
    "invoices.document",
    "invoices.credit_note",
    "statement.document",
    "staff_invoices.document",
    "staff_invoices.credit_note",
    "staff_statement.document",
    "api_invoices.InvoiceDocument",
    "api_credits.CreditNoteDocument",
}
"""Documents that name the company and nobody of its people."""
ELSEWHERE = {"conventions.signed", "reset_password.slip"}
"""Handed back as it came; and the slip that orders.slips prints too, there only after a reset."""
EDGE = 12.0
"""Points of paper that stay white on every side."""


@pytest.fixture
def world(sqlite_url: str, tmp_path: Path) -> Iterator[World]:
    settings = settings_for(sqlite_url, tmp_path, base_url=BASE_URL)
    world = World(settings.with_changes(staff_second_factor=False))
    yield world
    world.close()


@pytest.fixture(params=NAMES)
def people(request: pytest.FixtureRequest) -> tuple[str, str, str]:
    return NAMES[str(request.param)]


@pytest.fixture
def estate(world: World, mini: Path, people: tuple[str, str, str]) -> Estate:
    name = "Compagnie Générale Ωmega d’Affrètement et de Manutention Łódź-Київ Luftfracht"
    return Estate(world, f"{name}, Filiale du Grand Ouest réuni, SAS", world.course(mini), people)


def test_no_letter_leaves_its_page_and_no_name_is_cut(
    app: Flask, world: World, estate: Estate, people: tuple[str, str, str], staff: Callable[[], Appointed]
) -> None:
    printed = dict(documents(app, world, estate, staff()))
    assert len(printed) >= 14
    for endpoint, pdf in printed.items():
        text = "".join(letters_within(endpoint, pdf))
        assert "�" not in text, endpoint
        if endpoint not in NAMELESS:
            assert any(written(name) in text or turned(name) in text for name in people), (endpoint, text)


def written(name: str) -> str:
    """A name without blanks."""
    return name.replace(" ", "")


def turned(name: str) -> str:
    """A name as lists write it, the last name first, without blanks."""
    first, last = name.rsplit(" ", 1)
    return f"{last}{first}".replace(" ", "")


def letters_within(endpoint: str, pdf: bytes) -> Iterator[str]:
    """The text of each page without white space. Fails where a letter is too near to the paper's edge."""
    for number, page in enumerate(pypdfium2.PdfDocument(pdf), 1):
        wide, high = page.get_size()
        text = page.get_textpage()
        for place in range(text.count_chars()):
            left, low, right, top = text.get_charbox(place)
            inside = EDGE <= left <= right <= wide - EDGE and EDGE <= low <= top <= high - EDGE
            assert inside or left == right, (endpoint, number, text.get_text_range(place, 1))
        yield "".join(text.get_text_bounded().split())


def documents(app: Flask, world: World, estate: Estate, member: Appointed) -> Iterator[tuple[str, bytes]]:
    """What every route with a PDF answers to whom it is for."""
    manager = estate.company.manager
    visitors = {
        "manager": Browser(app).sign_in("manager", manager.username, manager.temporary_password),
        "trainee": Browser(app).sign_in("trainee", *estate.log_ins[0]),
        "staff": Browser(app).sign_in("staff", member.username, member.temporary_password),
    }
    token = {"Authorization": f"Bearer {estate.token}"}
    for rule, method, entry in routes(app):
        if "pdf" not in rule.rule or method != "GET" or rule.endpoint in ELSEWHERE:
            continue
        path, _ = path_of(rule, estate.things)
        if "api" in rule.endpoint:
            answer = app.test_client().get(path, base_url=BASE_URL, headers=token)
        else:
            answer = visitors[str(next(iter(entry.kinds)))].get(path)
        assert answer.mimetype == "application/pdf", (path, answer.status, answer.location)
        yield rule.endpoint, answer.data
