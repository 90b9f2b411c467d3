"""Amend a Certificate and the page of a certificate, as a manager uses them."""

import io
import zipfile
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader

from browsing import Browser
from dsl import Company, World
from training_portal.aggregates.manager import ManagerRole
from training_portal.aggregates.order import Order
from training_portal.erasure import finish_erasures, forget_person, known_person
from training_portal.projections.certified_trainees import certificates

COMPANY = "Fret Atlantique SAS"


@pytest.fixture
def certificate(world: World, order: Order) -> dict[str, Any]:
    """Zoé Lefèvre's."""
    world.passes(world.enrolments(order)[1])
    return world.rows(certificates)[0]


def submit(manager: Browser, id: str, **typed: str) -> Any:
    page = f"/amend-a-certificate/{id}"
    fields = {"first_name": "Zoé", "last_name": "Lefèvre", "company_name": COMPANY, **typed}
    return manager.submit(page, **fields)


def test_a_manager_corrects_a_name_by_the_words_of_the_guide(
    world: World, manager: Browser, certificate: dict[str, Any]
) -> None:
    assert "Amend a Certificate" in manager.get("/dashboard").text
    page = manager.get("/amend-a-certificate?q=LEFEVRE").text
    assert f'href="/amend-a-certificate/{certificate["id"]}">Amend<' in page
    form = manager.get(f"/amend-a-certificate/{certificate['id']}").text
    for words in ("First name", "Last name", "Company", "Submit changes", "Printed now", "Will be printed"):
        assert words in form
    answer = submit(manager, certificate["id"], last_name="Lefebvre")
    assert (answer.status_code, answer.location) == (303, f"/certified-trainees/{certificate['id']}")
    shown = manager.get(answer.location).text
    assert "Version 2 is made. You will receive it by e-mail in a moment." in shown
    assert "from Lefèvre to Lefebvre" in shown
    assert "by Claire Morel" in shown


@pytest.mark.parametrize("typed", ["lefe", "ZOE", "z.lefevre", "C-2026-0000"])
def test_a_certificate_is_found_by_name_identifier_or_number(
    manager: Browser, certificate: dict[str, Any], typed: str
) -> None:
    assert certificate["number"] in manager.get("/amend-a-certificate", query_string={"q": typed}).text


def test_a_form_that_changes_nothing_is_shown_again_with_the_reason(
    manager: Browser, certificate: dict[str, Any]
) -> None:
    again = submit(manager, certificate["id"])
    assert again.status_code == 422
    assert 'id="last_name-error"' in again.text
    blank = submit(manager, certificate["id"], first_name=" ", last_name="Typed")
    assert blank.status_code == 422
    assert 'id="first_name-error"' in blank.text
    assert 'value="Typed"' in blank.text


def test_the_preview_shows_old_and_new_side_by_side_and_changes_nothing(
    world: World, manager: Browser, certificate: dict[str, Any]
) -> None:
    before = world.names_of_events()
    path = f"/amend-a-certificate/{certificate['id']}/preview"
    fields = {"first_name": "Zoé", "last_name": "Le <b>Fèvre", "company_name": COMPANY, "version": 1}
    part = manager.post(path, fields, headers={"HX-Request": "true"}).text
    assert "<mark>Le &lt;b&gt;Fèvre</mark>" in part
    assert "<html" not in part
    whole = manager.post(path, fields).text
    assert "<html" in whole
    assert "<mark>Lefèvre</mark>" in whole
    assert "Both names are new." not in part
    odd = manager.post(path, {**fields, "first_name": "Ivo"}).text
    assert "Both names are new." in odd
    assert world.names_of_events() == before


def test_both_names_new_are_said_to_be_checked_first(manager: Browser, certificate: dict[str, Any]) -> None:
    answer = submit(manager, certificate["id"], first_name="Ivo", last_name="Dahl")
    page = manager.get(answer.location).text
    assert "so we check first that it is the same person" in page
    assert "An amendment waits for our approval." in page
    form = manager.get(f"/amend-a-certificate/{certificate['id']}").text
    assert "waiting for approval already" in form
    assert "Submit changes" not in form


def test_an_amendment_that_waits_is_withdrawn_and_the_history_says_so(
    manager: Browser, certificate: dict[str, Any]
) -> None:
    page, withdrawal = (
        f"/{place}/{certificate['id']}" for place in ("certified-trainees", "amend-a-certificate")
    )
    submit(manager, certificate["id"], first_name="Ivo", last_name="Dahl")
    answer = manager.submit(page, f"{withdrawal}/withdraw")
    assert answer.location == page
    told = manager.get(page).text
    assert "The amendment is withdrawn." in told
    assert "Amendment withdrawn</b>, by Claire Morel" in told
    assert "An amendment waits" not in told
    assert "Submit changes" in manager.get(withdrawal).text
    again = manager.post(f"{withdrawal}/withdraw")
    assert again.status_code == 422
    assert "No amendment of this certificate is waiting." in again.text


def test_who_was_slower_sees_what_it_says_now_and_keeps_what_was_typed(
    world: World, manager: Browser, certificate: dict[str, Any]
) -> None:
    path = f"/amend-a-certificate/{certificate['id']}"
    submit(manager, certificate["id"], last_name="Lefebvre")
    fields = {"first_name": "Zoë", "last_name": "Lefèvre", "company_name": COMPANY, "version": 1}
    late = manager.post(path, fields)
    assert late.status_code == 409
    assert "Somebody else amended this certificate meanwhile." in late.text
    assert 'value="Zoë"' in late.text
    assert "<mark>Lefebvre</mark>" in late.text


def test_every_version_downloads_as_it_was_and_the_old_code_says_since_when(
    world: World, manager: Browser, certificate: dict[str, Any]
) -> None:
    id = certificate["id"]
    first = manager.get(f"/certificates/{id}.pdf").data
    submit(manager, id, last_name="Lefebvre")
    old, new = (manager.get(f"/certificates/{id}/versions/{number}.pdf") for number in (1, 2))
    assert old.data == first
    assert new.data == manager.get(f"/certificates/{id}.pdf").data != first
    assert new.headers["Content-Disposition"].endswith("-v2.pdf")
    assert manager.get(f"/certificates/{id}/versions/3.pdf").status_code == 404
    world.clock.moves(days=2)
    public = manager.get(f"/verify/{certificate['code']}").text
    assert "a corrected version replaced it on 23 November 2026." in public
    assert "Zoé Lefèvre" in public
    assert "Lefebvre" not in public


def test_a_revoked_certificate_says_so_everywhere(
    world: World, manager: Browser, company: Company, certificate: dict[str, Any]
) -> None:
    context = world.portal.context("cli", company.id)
    world.application.revoke_certificate(context, certificate["id"], "by mistake")
    assert ">Revoked</span>" in manager.get("/certified-trainees?status=revoked").text
    assert certificate["number"] not in manager.get("/certified-trainees?status=valid").text
    assert ">Revoked</span>" in manager.get("/amend-a-certificate").text
    assert "This certificate was revoked." in manager.get(f"/amend-a-certificate/{certificate['id']}").text
    page = manager.get(f"/certified-trainees/{certificate['id']}").text
    assert "by mistake" in page
    assert "by mistake" not in manager.get(f"/verify/{certificate['code']}").text
    assert "This certificate was revoked." in manager.get(f"/verify/{certificate['code']}").text


def test_a_selection_comes_as_a_zip_or_as_one_pdf(
    world: World, manager: Browser, order: Order, certificate: dict[str, Any]
) -> None:
    world.passes(world.enrolments(order)[0])
    ids = [row["id"] for row in world.rows(certificates)]
    packed = manager.post("/certified-trainees/zip", {"chosen": [*ids, ids[0], "f" * 32]})
    archive = zipfile.ZipFile(io.BytesIO(packed.data))
    assert sorted(archive.namelist()) == [f"certificate-C-2026-00000{n}-v1.pdf" for n in (1, 2)]
    one = archive.read(f"certificate-{certificate['number']}-v1.pdf")
    assert one == manager.get(f"/certificates/{certificate['id']}.pdf").data
    merged = manager.post("/certified-trainees/pdf", {"chosen": ids})
    assert merged.mimetype == "application/pdf"
    texts = [page.extract_text() for page in PdfReader(io.BytesIO(merged.data)).pages]
    assert ["Karim Benali" in texts[0], "Zoé Lefèvre" in texts[1]] == [True, True]


@pytest.mark.parametrize("path", ["/certified-trainees/zip", "/certified-trainees/pdf"])
def test_a_manager_who_only_reads_downloads_a_selection_too(
    world: World, app: Flask, company: Company, certificate: dict[str, Any], path: str
) -> None:
    names = ("Zoé", "Petit", "zoe@example.com", "en", ManagerRole.READ_ONLY)
    reader = world.application.appoint_manager(world.as_manager(company), *names)
    browser = Browser(app).sign_in("manager", reader.username, reader.temporary_password)
    assert browser.post(path, {"chosen": [certificate["id"]]}).status_code == 200


@pytest.mark.parametrize("path", ["/certified-trainees/zip", "/certified-trainees/pdf"])
@pytest.mark.parametrize("chosen", [[], ["f" * 32], [f"{n:032x}" for n in range(101)]])
def test_an_empty_or_endless_selection_is_answered_in_words(
    manager: Browser, certificate: dict[str, Any], path: str, chosen: list[str]
) -> None:
    answer = manager.post(path, {"chosen": chosen})
    assert answer.status_code == 303
    assert "Choose at least one certificate, and at most 100" in manager.get(answer.location).text


def test_who_left_the_company_is_still_found(
    world: World, manager: Browser, company: Company, order: Order, certificate: dict[str, Any]
) -> None:
    trainee = world.enrolments(order)[1].trainee.id
    world.application.mark_left(world.as_manager(company), trainee)
    for path in ("/certified-trainees", "/amend-a-certificate", "/training-passed"):
        assert certificate["number"] in manager.get(path, query_string={"q": "lefevre"}).text


def test_the_certificate_of_somebody_who_was_forgotten_offers_no_amending(
    world: World, manager: Browser, certificate: dict[str, Any]
) -> None:
    places = ("/certified-trainees", "/amend-a-certificate", f"/certified-trainees/{certificate['id']}")
    link = f"/amend-a-certificate/{certificate['id']}"
    assert all(link in manager.get(place).text for place in places)
    known = known_person(world.portal, certificate["trainee"])
    assert known
    forget_person(world.portal, world.portal.context("cli", known.company), known)
    finish_erasures(world.portal)
    for place in places:
        page = manager.get(place).text
        assert "[erased]" in page
        assert link not in page
