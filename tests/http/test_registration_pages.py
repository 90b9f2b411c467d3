"""Cancelling registrations and replacing trainees, page by page, as the manager does it."""

import html
import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from browsing import Browser
from dsl import Company, World
from studying import Student
from training_portal.aggregates.course import course_id
from training_portal.aggregates.enrolment import Enrolment, EnrolmentState
from training_portal.aggregates.invoice import invoice_id
from training_portal.aggregates.order import Order
from training_portal.application.invoices import POEdit
from training_portal.terms import terms_of


@pytest.fixture
def registered(world: World, order: Order) -> list[Enrolment]:
    """Karim Benali and Zoé Lefèvre, who have not started."""
    return world.enrolments(order)


def state_of(world: World, enrolment: Enrolment) -> EnrolmentState:
    return world.portal.store.get(Enrolment, enrolment.id).state


def ticked(page: TestResponse) -> list[str]:
    """The registrations whose box is ticked."""
    return re.findall(r'name="chosen" value="([0-9a-f]{32})" checked', page.text)


def words(answer: TestResponse) -> str:
    """The text of a page, its spaces made single."""
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(answer.text)).split())


def start(world: World, enrolment: Enrolment) -> None:
    world.application.start_training(world.as_trainee(enrolment), enrolment.id)


def test_a_whole_order_is_cancelled_after_the_page_that_asks(
    manager: Browser, world: World, order: Order, registered: list[Enrolment]
) -> None:
    place = f"/orders/{order.id}/cancel?whole=yes"
    assert place in manager.get(f"/orders/{order.id}/cancel").text
    assert "The whole order is cancelled, with its 2 registrations:" in manager.get(place).text
    answer = manager.post(f"/orders/{order.id}/cancel", {"whole": "yes"})
    assert answer.status_code == 303
    assert "2 registrations are cancelled." in manager.get(answer.location).text
    assert {state_of(world, one) for one in registered} == {EnrolmentState.CANCELLED}
    assert "Nothing is left to cancel" in manager.get(f"/orders/{order.id}/cancel").text


def test_one_registration_is_cancelled_from_its_actions(
    manager: Browser, world: World, order: Order, registered: list[Enrolment]
) -> None:
    place = f"/orders/{order.id}/cancel?chosen={registered[0].id}"
    assert place in manager.get(f"/orders/{order.id}").text
    page = manager.get(place)
    assert ticked(page) == [registered[0].id]
    assert page.text.index("Karim Benali") < page.text.index("Lefèvre")
    manager.post(f"/orders/{order.id}/cancel", {"chosen": registered[0].id})
    assert state_of(world, registered[0]) is EnrolmentState.CANCELLED
    assert state_of(world, registered[1]) is EnrolmentState.NOT_STARTED


def test_registrations_ticked_in_the_list_are_asked_about(
    manager: Browser, order: Order, registered: list[Enrolment]
) -> None:
    answer = manager.post(
        f"/orders/{order.id}/cancel/chosen", {"chosen": [registered[0].id, registered[1].id]}
    )
    assert ticked(manager.get(answer.location)) == [registered[0].id, registered[1].id]


def test_an_order_says_what_a_cancellation_left_and_what_was_credited(
    manager: Browser, world: World, order: Order, registered: list[Enrolment]
) -> None:
    answer = manager.post(f"/orders/{order.id}/cancel", {"chosen": registered[0].id})
    page = words(manager.get(answer.location))
    assert "The registration is cancelled. Credit note A-2026-000001 takes back 58.80 EUR." in page
    assert "Version 2 of convention V-2026-000001 waits for your agreement." in page
    assert "Still registered 1 of 2 Credited by A-2026-000001 -58.80 EUR After the credit 58.80 EUR" in page


def test_an_order_leads_to_its_papers(manager: Browser, world: World, order: Order) -> None:
    bill = invoice_id(order.id)
    world.application.edit_po_numbers(world.portal.context("staff", order.company), {bill: POEdit("PO-4711")})
    page = manager.get(f"/orders/{order.id}").text
    assert f'href="/invoices/{bill}">F-2026-000001</a>' in page
    assert "<dd>PO-4711</dd>" in page
    assert 'href="/terms/2026-01">version 2026-01</a>' in page
    assert ">20%<" in page
    terms = manager.get("/terms/2026-01").text
    assert terms_of("2026-01").digest in terms
    assert manager.get("/terms/1999-01").status_code == 404


def test_nothing_is_ticked_that_was_not_asked_for(
    manager: Browser, order: Order, registered: list[Enrolment]
) -> None:
    page = manager.get(f"/orders/{order.id}/cancel")
    assert "Karim Benali" in page.text
    assert not ticked(page)


def test_the_whole_of_an_order_with_somebody_who_has_started_is_everybody_else(
    manager: Browser, world: World, company: Company, order: Order
) -> None:
    wider = world.order(company, course_id("MINI"), ["Ann Zed", "Ivo Dahl", "Nina Nowak"])
    begun, *left = world.enrolments(wider)
    start(world, begun)
    page = manager.get(f"/orders/{wider.id}/cancel?whole=yes")
    assert ticked(page) == [one.id for one in left]


def test_whoever_has_started_is_named_and_the_others_are_offered(
    manager: Browser, world: World, order: Order, registered: list[Enrolment]
) -> None:
    start(world, registered[0])
    page = manager.get(f"/orders/{order.id}/cancel")
    assert "Started, and no longer to be cancelled" in page.text
    assert f'name="chosen" value="{registered[1].id}"' in page.text
    assert f'value="{registered[0].id}"' not in page.text


def test_who_starts_while_the_page_is_open_is_named_in_the_refusal(
    manager: Browser, world: World, order: Order, registered: list[Enrolment]
) -> None:
    manager.get(f"/orders/{order.id}/cancel")
    start(world, registered[0])
    whole = manager.post(f"/orders/{order.id}/cancel", {"whole": "yes"})
    assert whole.status_code == 422
    assert "can no longer be cancelled as a whole: Karim Benali started" in whole.text
    one = manager.post(f"/orders/{order.id}/cancel", {"chosen": registered[0].id})
    assert one.status_code == 422
    assert "Karim Benali has started this training" in one.text
    assert state_of(world, registered[1]) is EnrolmentState.NOT_STARTED


def test_nothing_ticked_is_told_at_the_list(manager: Browser, order: Order) -> None:
    page = manager.post(f"/orders/{order.id}/cancel", {})
    assert page.status_code == 422
    assert "Choose at least one registration to cancel." in page.text
    assert not ticked(page)


def test_what_was_ticked_stays_after_an_error(
    manager: Browser, world: World, company: Company, order: Order
) -> None:
    wider = world.order(company, course_id("MINI"), ["Ann Zed", "Ivo Dahl", "Nina Nowak"])
    ann, ivo, _ = world.enrolments(wider)
    start(world, ann)
    page = manager.post(f"/orders/{wider.id}/cancel", {"chosen": [ann.id, ivo.id]})
    assert page.status_code == 422
    assert ticked(page) == [ivo.id]


def test_a_trainee_who_opens_a_cancelled_training_reads_why(
    student: Student, world: World, company: Company, order: Order
) -> None:
    world.application.cancel_registrations(world.as_manager(company), order.id, [student.enrolment])
    assert student.enrolment not in student.browser.get("/my-trainings").text
    page = student.browser.get(f"/my-trainings/{student.enrolment}")
    assert "This registration was cancelled." in page.text
    refused = student.browser.post(f"/my-trainings/{student.enrolment}/start", {})
    assert refused.status_code == 422
    assert "This registration is cancelled." in refused.text


def test_a_trainee_who_was_replaced_reads_why(
    students: list[Student], world: World, company: Company
) -> None:
    karim, zoe = students
    trainee = world.portal.store.get(Enrolment, zoe.enrolment).trainee.id
    world.application.replace_trainee(world.as_manager(company), karim.enrolment, trainee)
    page = karim.browser.get(f"/my-trainings/{karim.enrolment}")
    assert page.status_code == 404
    assert "given this registration to somebody else" in page.text
    assert karim.enrolment in zoe.browser.get("/my-trainings").text


def test_another_trainee_is_found_by_search_and_takes_the_training(
    manager: Browser, world: World, order: Order, registered: list[Enrolment]
) -> None:
    karim, zoe = registered
    place = f"/registrations/{karim.id}/replace"
    page = manager.get(place, query_string={"q": "lefevre"})
    assert "Registered on 23 November 2026, not started" in page.text
    confirm = manager.get(f"{place}/confirm", query_string={"trainee": zoe.trainee.id})
    assert "Zoé Lefèvre has this training already." in confirm.text
    answer = manager.post(place, {"trainee": zoe.trainee.id})
    assert "Zoé Lefèvre takes the training now." in manager.get(answer.location).text
    assert world.portal.store.get(Enrolment, karim.id).trainee.id == zoe.trainee.id


def test_a_newcomer_takes_the_training_and_the_log_in_is_shown_with_a_slip(
    browser: Browser, company: Company, world: World, order: Order, registered: list[Enrolment]
) -> None:
    world.clock.moves(hours=3)
    manager = browser.sign_in("manager", company.manager.username, company.manager.temporary_password)
    place = f"/registrations/{registered[0].id}/replace/new"
    answer = manager.post(place, {"first_name": "Łucja", "last_name": "Wójcik"})
    shown = manager.get(answer.location)
    assert "l.wojcik" in shown.text
    assert "k.benali" not in shown.text
    assert "Thank you for your order" not in shown.text
    assert "until 23 November 2026, 14:00" in shown.text
    slips = manager.get(f"/orders/{order.id}/slips.pdf")
    assert slips.mimetype == "application/pdf"


def test_a_namesake_is_offered_before_a_double_is_made(manager: Browser, registered: list[Enrolment]) -> None:
    place = f"/registrations/{registered[0].id}/replace/new"
    typed = {"first_name": "Zoe", "last_name": "LEFEVRE"}
    page = manager.post(place, typed)
    assert page.status_code == 422
    assert "There is already a Zoé Lefèvre." in page.text
    assert 'value="LEFEVRE"' in page.text
    assert manager.post(place, typed | {"all_the_same": "yes"}).status_code == 303


def test_a_wrong_name_is_told_and_kept(manager: Browser, registered: list[Enrolment]) -> None:
    page = manager.post(f"/registrations/{registered[0].id}/replace/new", {"first_name": "Ann"})
    assert page.status_code == 422
    assert "Fill this in." in page.text
    assert 'value="Ann"' in page.text


def test_a_started_training_is_not_given_away(
    manager: Browser, world: World, registered: list[Enrolment]
) -> None:
    start(world, registered[0])
    place = f"/registrations/{registered[0].id}/replace"
    assert "This registration can no longer be changed." in manager.get(place).text
    page = manager.post(place, {"trainee": registered[1].trainee.id})
    assert page.status_code == 422
    assert "Karim Benali has started this training" in page.text


def test_orders_say_what_was_cancelled(
    manager: Browser, world: World, company: Company, order: Order, registered: list[Enrolment]
) -> None:
    world.application.cancel_registrations(world.as_manager(company), order.id, [registered[0].id])
    assert re.search(r">\s*1 not started, 1 cancelled\s*<", manager.get("/orders").text)
    world.application.cancel_order(world.as_manager(company), order.id)
    page = manager.get("/orders").text
    assert re.search(r">\s*cancelled\s*<", page)
    assert "/cancel" not in page


def test_the_pages_are_the_companys_own(app: Flask, world: World, registered: list[Enrolment]) -> None:
    other = world.company("Nordluft Handling GmbH").manager
    browser = Browser(app).sign_in("manager", other.username, other.temporary_password)
    for place in (
        f"/orders/{registered[0].order}/cancel",
        f"/registrations/{registered[0].id}/replace",
        f"/registrations/{registered[0].id}/replace/confirm?trainee={registered[1].trainee.id}",
    ):
        assert browser.get(place).status_code == 404
