"""Conventions: found, read, accepted with a tick, uploaded signed; their reports as page, file and PDF."""

import io
import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from pypdfium2 import PdfDocument
from werkzeug.test import TestResponse

from agreeing import SIGNED, cancels
from browsing import Browser
from dsl import Company, World
from studying import words
from training_portal.aggregates.convention import Convention, convention_id
from training_portal.aggregates.course import course_id
from training_portal.aggregates.order import Order


@pytest.fixture
def page(order: Order) -> str:
    """The address of the order's convention."""
    return f"/conventions/{convention_id(order.id)}"


@pytest.fixture
def upload(manager: Browser, page: str) -> Callable[[bytes], TestResponse]:
    """Uploads a signed copy by the form on the convention's page."""
    return lambda content: manager.submit(
        page, f"{page}/signed", file=(io.BytesIO(content), "Agreement Claire.pdf")
    )


def convention(world: World, order: Order) -> Convention:
    """The order's convention as it stands."""
    return world.portal.store.get(Convention, convention_id(order.id))


def test_conventions_are_empty_before_the_first_order(manager: Browser) -> None:
    assert "Each order draws one up" in words(manager.get("/conventions"))


def test_a_convention_is_listed_with_its_order_and_found_by_number_state_and_day(
    manager: Browser, order: Order
) -> None:
    for question in ("", "?q=v-2026-000001", "?q=safe+lifting", "?state=to_accept", "?from=2026-11-23"):
        assert "V-2026-000001" in manager.get(f"/conventions{question}").text, question
    for question in ("?q=v-2025", "?state=accepted", "?from=2026-11-24", "?to=2026-11-22"):
        assert "Nothing matches this search" in manager.get(f"/conventions{question}").text, question


def test_the_list_is_a_file_too(manager: Browser, order: Order) -> None:
    answer = manager.get("/conventions?format=csv")
    assert "V-2026-000001,O-2026-000001,Safe lifting,2026-11-23,1,2,To accept" in answer.text


def test_the_document_is_the_same_bytes_at_every_download(manager: Browser, page: str, order: Order) -> None:
    first, second = (manager.get(f"{page}/versions/1.pdf") for _ in range(2))
    assert first.data.startswith(b"%PDF-")
    assert first.data == second.data
    assert "V-2026-000001-version-1.pdf" in first.headers["Content-Disposition"]


def test_a_document_speaks_the_companys_language_throughout_and_names_that_of_the_training(
    world: World, browser: Browser, mini: Path
) -> None:
    company = world.company(language="fr")
    order = world.order(company, world.course(mini), ["Karim Benali"])
    manager = browser.sign_in("manager", company.manager.username, company.manager.temporary_password)
    manager.post("/language", {"language": "en"})
    document = manager.get(f"/conventions/{convention_id(order.id)}/versions/1.pdf").data
    text = " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(document))
    assert ("Lever sans risque" in text, "Safe lifting" in text) == (True, False)
    assert re.search(r"Langue de la formation\s+anglais", text)
    assert "Juger une charge" in text


def test_accepting_asks_first_and_names_who_what_and_which_document(manager: Browser, page: str) -> None:
    asked = manager.get(f"{page}/accept")
    digest = sha256(manager.get(f"{page}/versions/1.pdf").data).hexdigest()
    for said in ("Claire Morel", "Fret Atlantique SAS", "V-2026-000001, version 1", "117.60 EUR", digest):
        assert said in words(asked), said


def test_accepting_without_the_tick_is_refused_in_words(
    world: World, manager: Browser, page: str, order: Order
) -> None:
    answer = manager.submit(f"{page}/accept")
    assert (answer.status_code, convention(world, order).is_accepted) == (422, False)
    assert "Tick this to accept the convention." in words(answer)


def test_accepting_is_recorded_once_with_name_instant_and_digest(
    world: World, manager: Browser, page: str, order: Order
) -> None:
    asked = manager.get(f"{page}/accept").text
    manager.submit(f"{page}/accept", agreed="on")
    shown = words(manager.get(page))
    assert "Accepted by Claire Morel on 23 November 2026, 10:00" in shown
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', asked)
    assert digest
    assert digest.group(1) in shown
    again = manager.post(f"{page}/accept", {"version": 1, "digest": digest.group(1), "agreed": "on"})
    assert (again.status_code, "accepted already" in words(again)) == (422, True)
    assert world.names_of_events().count("convention.accepted") == 1


def test_a_version_that_was_amended_meanwhile_is_not_accepted(
    world: World, manager: Browser, company: Company, page: str, order: Order
) -> None:
    manager.get(f"{page}/accept")
    digest = sha256(manager.get(f"{page}/versions/1.pdf").data).hexdigest()
    cancels(world, company, order, order.enrolments[0])
    answer = manager.post(f"{page}/accept", {"version": 1, "digest": digest, "agreed": "on"})
    assert answer.status_code == 422
    assert "Look at version 2" in words(answer)
    assert "1 registration cancelled" in words(manager.get(page))


def test_a_signed_copy_is_kept_and_comes_back_byte_for_byte(
    manager: Browser, page: str, upload: Callable[[bytes], TestResponse]
) -> None:
    assert manager.get(f"{page}/versions/1/signed.pdf").status_code == 404
    assert upload(SIGNED).status_code == 303
    copy = manager.get(f"{page}/versions/1/signed.pdf")
    assert copy.data == SIGNED
    assert copy.headers["Content-Disposition"] == "attachment; filename=V-2026-000001-version-1-signed.pdf"
    assert "Signed copy" in words(manager.get("/conventions?state=signed"))


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"%PDF-1.7 cut off"])
def test_what_is_no_pdf_is_refused_at_its_field(
    world: World, order: Order, upload: Callable[[bytes], TestResponse], content: bytes
) -> None:
    answer = upload(content)
    assert answer.status_code == 422
    assert "This file is no PDF" in words(answer)
    assert convention(world, order).signed_copy == ""


def test_a_version_that_is_not_there_is_not_found(manager: Browser, page: str) -> None:
    for path in (f"{page}/versions/2.pdf", f"{page}/versions/0.pdf", f"{page}/versions/2/signed.pdf"):
        assert manager.get(path).status_code == 404


def test_the_trainees_stand_in_the_order_of_their_last_names(
    world: World, manager: Browser, company: Company, order: Order
) -> None:
    mixed = world.order(company, course_id("MINI"), ["Zoé Zed", "Émile Aubry", "Ann Lee"])
    document = PdfDocument(manager.get(f"/conventions/{convention_id(mixed.id)}/versions/1.pdf").data)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    assert "1. Émile Aubry" in text
    assert text.index("Émile Aubry") < text.index("Ann Lee") < text.index("Zoé Zed")


def test_reports_say_what_each_trainee_has_done(
    world: World, manager: Browser, page: str, order: Order
) -> None:
    karim, _ = world.enrolments(order)
    world.passes(karim)
    shown = words(manager.get(f"{page}/reports"))
    assert "Karim Benali k.benali Safe lifting Passed 23 November 2026 23 November 2026 2 of 2 2 min" in shown
    assert "100% C-2026-000001" in shown
    assert "Zoé Lefèvre z.lefevre Safe lifting Not started – – – –" in shown


def test_reports_are_a_spreadsheet_with_true_days_and_numbers(
    world: World, manager: Browser, page: str, order: Order
) -> None:
    world.passes(world.enrolments(order)[0])
    answer = manager.get(f"{page}/reports?format=xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.data)).active.iter_rows(values_only=True))
    assert rows[0][:5] == ("Last name", "First name", "Identifier", "Training", "State")
    assert rows[1][4] == "Passed"
    assert rows[1][5].date().isoformat() == "2026-11-23"
    assert rows[1][7:] == (2, 2, 2, 100, 1, "C-2026-000001")
    assert rows[2][5:7] == (None, None)


def test_reports_are_a_pdf_of_the_moment(world: World, manager: Browser, page: str, order: Order) -> None:
    answer = manager.get(f"{page}/reports.pdf")
    assert answer.data.startswith(b"%PDF-")
    assert "reports-V-2026-000001.pdf" in answer.headers["Content-Disposition"]


def test_a_cancelled_registration_has_no_end(
    world: World, manager: Browser, company: Company, page: str, order: Order
) -> None:
    cancels(world, company, order, order.enrolments[0])
    assert "Karim Benali k.benali Safe lifting Cancelled – – – –" in words(
        manager.get(f"{page}/reports?state=cancelled")
    )


def test_an_order_and_its_agreement_lead_to_each_other(manager: Browser, order: Order) -> None:
    place = f"/conventions/{convention_id(order.id)}"
    assert f'href="{place}"' in manager.get(f"/orders/{order.id}").text
    assert f'href="/orders/{order.id}"' in manager.get(place).text
