"""Not started and Notifications: who waits, who is reminded, what was written and what became of it."""

import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from browsing import OWN_PASSWORD, Browser
from dsl import Company, World
from training_portal.aggregates.enrolment import Enrolment
from training_portal.aggregates.order import Order
from training_portal.aggregates.trainee import Trainee
from training_portal.digests import queue_digests
from training_portal.event_store.lists import Wanted
from training_portal.event_store.mail_log import letters_of
from training_portal.event_store.schema import outbox
from training_portal.http.mail_words import OCCASIONS, fault_words
from training_portal.letters import LETTERS
from training_portal.projections import certified_trainees
from training_portal.worker import send_waiting_mail


@pytest.fixture
def reachable(world: World, company: Company, order: Order) -> Enrolment:
    """A registration of Ann Zed, who has an e-mail address."""
    line = world.cart(company, world.enrolments(order)[0].course)
    world.application.name_newcomers(world.as_manager(company), line, [("Ann", "Zed", "ann@example.com")])
    context = world.as_manager(company)
    placed = world.application.place_order(context, "2026-01", world.cart_version(company))
    return world.enrolments(world.portal.store.get(Order, placed))[0]


def occasions(world: World) -> list[str]:
    return [row["occasion"] for row in world.rows(outbox)]


def test_what_is_not_started_is_listed_until_it_is(manager: Browser, world: World, order: Order) -> None:
    first = world.enrolments(order)[0]
    page = manager.get("/not-started").text
    assert "Karim Benali" in page
    assert "Zoé Lefèvre" in page
    world.application.start_training(world.as_trainee(first), first.id)
    assert "Karim Benali" not in manager.get("/not-started").text
    assert manager.get("/not-started?format=csv").text.count("\n") == 2
    assert "started or cancelled meanwhile" in manager.get(f"/not-started/{first.id}").text


def test_reminding_replacing_and_cancelling_are_one_step_away(
    manager: Browser, world: World, order: Order
) -> None:
    first = world.enrolments(order)[0]
    for page in (manager.get("/not-started").text, manager.get(f"/not-started/{first.id}").text):
        for place in (f"/registrations/{first.id}/replace", f"/orders/{order.id}/cancel?chosen={first.id}"):
            assert f'href="{place}"' in page
            assert manager.get(place).status_code == 200


def test_everybody_has_started_says_so(manager: Browser) -> None:
    assert "Everybody has started" in manager.get("/not-started").text


def test_a_trainee_with_an_address_is_reminded_by_a_button(
    manager: Browser, world: World, reachable: Enrolment
) -> None:
    page = f"/not-started/{reachable.id}"
    assert "ann@example.com" in manager.get(page).text
    answer = manager.submit(page, f"{page}/reminder")
    assert answer.headers["Location"] == page
    assert occasions(world).count("start_reminder") == 1
    assert "The reminder is on its way." in manager.get(page).text


def test_without_an_address_the_page_says_to_hand_over_the_slip(
    manager: Browser, world: World, order: Order
) -> None:
    page = f"/not-started/{world.enrolments(order)[0].id}"
    assert "Hand over the slip" in manager.get(page).text
    answer = manager.post(f"{page}/reminder")
    assert answer.status_code == 422
    assert "has no e-mail address" in answer.text
    assert "start_reminder" not in occasions(world)


def test_nobody_reminds_another_companys_trainee(browser: Browser, world: World, order: Order) -> None:
    other = world.company("Nordluft Handling GmbH")
    browser.sign_in("manager", other.manager.username, other.manager.temporary_password)
    id = world.enrolments(order)[0].id
    assert browser.get(f"/not-started/{id}").status_code == 404
    assert browser.post(f"/not-started/{id}/reminder").status_code == 404


def test_notifications_say_what_was_sent_what_waits_and_what_bounced(
    manager: Browser, world: World, reachable: Enrolment
) -> None:
    letters = world.portal.store.outbox.take_due(world.clock.now)
    world.portal.store.outbox.mark_sent(letters[0].id, world.clock.now)
    world.portal.store.outbox.mark_refused(letters[1].id, world.clock.now, "550 no such (address)")
    page = manager.get("/notifications").text
    assert re.findall(r"<b>(\d)</b></a>", page) == ["5", "1", "3", "1", "0"]
    assert "Claire Morel" in page
    assert "refused it for good" in page
    assert "Bounced" in page
    assert "550" not in page
    assert manager.get("/notifications?state=refused").text.count('<tr role="row">') == 2 + 2
    assert manager.get("/notifications?format=csv&q=morel").text.count("\n") == 6
    assert manager.get("/notifications?format=csv&q=nobody").text.count("\n") == 1
    assert (
        manager.get("/notifications?format=csv&occasion=order_placed&from=2026-11-23").text.count("\n") == 3
    )


@pytest.mark.parametrize("descending", [False, True])
def test_letters_that_were_not_sent_come_last_whichever_way_the_list_is_turned(
    world: World, company: Company, descending: bool
) -> None:
    sent = (3, None, 1, 2, None, 3, None)
    with world.portal.store.engine.begin() as tx:
        tx.execute(sa.delete(outbox))
        tx.execute(
            sa.insert(outbox),
            [
                {
                    **dict.fromkeys(("recipient", "about"), company.manager.person),
                    "once_key": f"{n}",
                    "occasion": "order_placed",
                    "facts": "{}",
                    "company": company.id,
                    "queued_at": world.clock.now,
                    "sent_at": hours and world.clock.now + timedelta(hours=hours),
                }
                for n, hours in enumerate(sent)
            ],
        )
    pages = []
    with world.portal.reading() as tx:
        for offset in range(0, 10, 2):
            wanted = Wanted(sort="sent_at", descending=descending, offset=offset, limit=2)
            found = letters_of(tx, company.id, wanted)
            assert found.total == len(sent)
            pages += [
                row["sent_at"] and (row["sent_at"] - world.clock.now).seconds // 3600 for row in found.rows
            ]
    assert pages == [*sorted((3, 1, 2, 3), reverse=descending), None, None, None]


def test_letters_of_other_companies_and_secrets_never_show(
    manager: Browser, world: World, company: Company
) -> None:
    other = world.company("Nordluft Handling GmbH")
    page = manager.get("/notifications").text
    assert page.count("Log-in of a new manager</b>") == 1
    for secret in (company.manager.temporary_password, other.manager.temporary_password):
        assert secret not in page


def test_notifications_say_why_nothing_is_sent(manager: Browser, order: Order) -> None:
    page = manager.get("/notifications").text
    assert "2 trainees have no e-mail address" in page
    assert "never" in page


def test_a_renewal_digest_that_had_nothing_left_to_say_is_listed_with_the_reason(
    manager: Browser, world: World, company: Company, order: Order
) -> None:
    trainee = world.enrolments(order)[0].trainee.id
    world.portal.store.perform(
        world.as_manager(company),
        lambda work: (
            work.get(Trainee, trainee).record_past_training(
                "li", "Lithium", "en", 24, date(2024, 11, 24), date(2026, 11, 24), "", world.clock.now
            )
            or {}
        ),
    )
    queue_digests(world.portal)
    world.clock.moves(days=1)
    queue_digests(world.portal)
    world.application.mark_left(world.as_manager(company), trainee)
    send_waiting_mail(world.portal)
    manager.log_in("manager", company.manager.username, OWN_PASSWORD)
    page = manager.get("/notifications?occasion=renewals_due").text
    assert "Nothing of it had to be renewed any more" in page
    assert "Not sent" in page
    assert manager.get("/notifications?state=not_sent&format=csv").text.count("\n") == 2
    assert manager.get("/notifications?state=refused&format=csv").text.count("\n") == 1


def test_a_message_says_what_it_is_about(
    manager: Browser, world: World, company: Company, order: Order
) -> None:
    enrolment = world.enrolments(order)[0]
    world.passes(enrolment)
    with world.portal.reading() as tx:
        [certificate] = certified_trainees.page(tx, company.id, Wanted()).rows
    manager.log_in("manager", company.manager.username, OWN_PASSWORD)
    page = manager.get("/notifications").text
    for place, words in (
        (f"/certified-trainees/{certificate['id']}", certificate["number"]),
        (f"/orders/{order.id}", order.number),
        ("/invoices?q=F-2026-000001", "F-2026-000001"),
    ):
        assert f'<a href="{place}">{words}</a>' in page
    assert certificate["number"] in manager.get("/notifications?format=csv").text


def test_every_letter_has_a_name_in_the_list() -> None:
    assert set(LETTERS) - set(OCCASIONS) == set()


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("not written: the person has no e-mail address", "no e-mail address"),
        ("not written: everything was started meanwhile", "Everything was started"),
        ("not written: nothing of it has to be renewed any more", "Nothing of it had to be renewed"),
        ("not written: the person or thing it is about is no more", "no longer there"),
        ("550 unknown user", "refused it for good"),
        ("451 later", "come back later"),
        ("our fault: KeyError", "could not write it"),
        ("no mail server answers: ConnectionRefusedError", "could not be reached"),
        ("", ""),
    ],
)
def test_a_fault_is_said_in_plain_words(manager: Browser, fault: str, words: str) -> None:
    with manager.app.test_request_context():
        assert words in fault_words(fault)


def test_a_page_beyond_all_pages_is_empty(manager: Browser) -> None:
    assert manager.get(f"/notifications?page={10**30}").status_code == 200
