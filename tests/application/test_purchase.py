import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from builders import offer
from dsl import TERMS, World
from training_portal.aggregates.account import AccountIsSuspended
from training_portal.aggregates.cart import CartHasChanged, CartIsEmpty, NobodyIsChosen
from training_portal.aggregates.course import OfferIsNotSold
from training_portal.aggregates.order import Order, PriceHasChanged, TermsAreNotAccepted
from training_portal.aggregates.trainee import Trainee
from training_portal.application.names import FirstNameIsWrong, LastNameIsWrong
from training_portal.errors import NotFound
from training_portal.event_store.schema import command_results, events, outbox
from training_portal.identity.credentials import credential_named, recognise
from training_portal.identity.handover import shown
from training_portal.projections.cart import cart_of
from training_portal.values import Money


def test_an_order_registers_newcomers_and_enrols_everybody(world: World, mini: Path) -> None:
    company, course = world.company(), world.course(mini)
    karim = world.enrolments(world.order(company, course, ["Karim Benali"]))[0].trainee
    order = world.order(company, course, ["Łucja Wójcik", "Θεόδωρος Παππάς"], [karim.id])
    enrolments = world.enrolments(order)
    assert [e.trainee.identifier for e in enrolments] == ["k.benali", "l.wojcik", "t.pappas"]
    assert order.number == "O-2026-000002"
    assert {e.order for e in enrolments} == {order.id}
    assert world.portal.store.get(Trainee, enrolments[1].trainee.id).person.last_name == "Wójcik"


def test_prices_and_terms_stay_as_they_were(world: World, mini: Path) -> None:
    company, course = world.company(), world.course(mini)
    order = world.order(company, course, ["Karim Benali", "Ann O’Neill"])
    world.application.make_offer(world.portal.context("cli"), "MINI", offer(cents=9900))
    placed = world.portal.store.get(Order, order.id)
    assert placed.lines[0].net == Money(9800, "EUR")
    assert placed.lines[0].tax == Money(1960, "EUR")
    with world.portal.reading() as tx:
        payload = tx.scalar(sa.select(events.c.payload).where(events.c.name == "order.placed"))
    terms = json.loads(bytes(payload or b""))["terms"]
    assert (terms["version"], terms["accepted_by"]) == (TERMS, company.manager.person)
    assert len(terms["digest"]) == 64


def test_namesakes_get_different_identifiers(world: World, mini: Path) -> None:
    company, course = world.company(), world.course(mini)
    first = world.order(company, course, ["Karim Benali", "Karim Benali"])
    second = world.order(company, course, ["Kamel Benali"])
    found = [e.trainee.identifier for order in (first, second) for e in world.enrolments(order)]
    assert found == ["k.benali", "k.benali2", "k.benali3"]


def test_naming_newcomers_again_under_the_same_command_id_answers_the_first_ones(
    world: World, mini: Path
) -> None:
    company, course = world.company(), world.course(mini)
    line, named = world.cart(company, course), [("Karim", "Benali", "")]
    first, again = (
        world.application.name_newcomers(world.as_manager(company, "the-form"), line, named) for _ in range(2)
    )
    with world.portal.reading() as tx:
        cart = cart_of(tx, company.id, company.manager.person)
    assert first == again == [person.id for person in cart.lines[0].people]


def test_repeating_a_command_id_gives_the_first_order(world: World, mini: Path) -> None:
    company, course = world.company(), world.course(mini)
    world.cart(company, course, ["Karim Benali"])
    version = world.cart_version(company)
    ids = {
        world.application.place_order(world.as_manager(company, "the-form"), TERMS, version) for _ in range(3)
    }
    assert len(ids) == 1
    assert world.names_of_events().count("order.placed") == 1


def test_an_order_needs_the_terms_of_today(world: World, mini: Path) -> None:
    company, course = world.company(), world.course(mini)
    world.cart(company, course, ["Karim Benali"])
    for terms in ("", "2019-01"):
        with pytest.raises(TermsAreNotAccepted):
            world.application.place_order(world.as_manager(company), terms, world.cart_version(company))
    assert "order.placed" not in world.names_of_events()


def test_a_cart_changed_in_another_window_is_not_ordered_unseen(world: World, mini: Path) -> None:
    company, course = world.company(), world.course(mini)
    line = world.cart(company, course, ["Karim Benali"])
    seen = world.cart_version(company)
    world.application.name_newcomers(world.as_manager(company), line, [("Ann", "O’Neill", "")])
    with pytest.raises(CartHasChanged):
        world.application.place_order(world.as_manager(company), TERMS, seen)
    assert "order.placed" not in world.names_of_events()


def test_a_changed_price_is_told_before_it_is_charged(world: World, mini: Path) -> None:
    company, course = world.company(), world.course(mini)
    world.cart(company, course, ["Karim Benali"])
    world.application.make_offer(world.portal.context("cli"), "MINI", offer(cents=9900))
    with pytest.raises(PriceHasChanged):
        world.application.place_order(world.as_manager(company), TERMS, world.cart_version(company))
    world.application.add_to_cart(world.as_manager(company), course, "en", 24)
    world.application.place_order(world.as_manager(company), TERMS, world.cart_version(company))


def test_a_withdrawn_offer_is_not_ordered(world: World, mini: Path) -> None:
    company, course = world.company(), world.course(mini)
    world.cart(company, course, ["Karim Benali"])
    world.application.withdraw_offer(world.portal.context("cli"), "MINI", "en", 24)
    with pytest.raises(OfferIsNotSold):
        world.application.place_order(world.as_manager(company), TERMS, world.cart_version(company))
    with pytest.raises(OfferIsNotSold):
        world.application.add_to_cart(world.as_manager(company), course, "en", 24)


def test_an_empty_cart_and_a_training_for_nobody_are_not_ordered(world: World, mini: Path) -> None:
    company, course = world.company(), world.course(mini)
    world.cart(company, course)
    with pytest.raises(NobodyIsChosen):
        world.application.place_order(world.as_manager(company), TERMS, world.cart_version(company))
    world.order(company, course, ["Karim Benali"])
    with pytest.raises(CartIsEmpty):
        world.application.place_order(world.as_manager(company), TERMS, world.cart_version(company))


def test_a_suspended_company_buys_nothing(world: World, mini: Path) -> None:
    company, course = world.company(), world.course(mini)
    world.cart(company, course, ["Karim Benali"])
    version = world.cart_version(company)
    world.application.suspend_company(world.portal.context("cli", company.id), "unpaid invoices")
    with pytest.raises(AccountIsSuspended):
        world.application.place_order(world.as_manager(company), TERMS, version)
    with pytest.raises(AccountIsSuspended):
        world.application.add_to_cart(world.as_manager(company), course, "en", 24)
    world.application.reinstate_company(world.portal.context("cli", company.id), "paid")
    world.application.place_order(world.as_manager(company), TERMS, version)


def test_another_companys_trainee_is_as_if_there_were_none(world: World, mini: Path) -> None:
    ours, theirs, course = world.company(), world.company("Nordluft GmbH"), world.course(mini)
    stranger = world.enrolments(world.order(theirs, course, ["Anke Bauer"]))[0].trainee.id
    line = world.cart(ours, course)
    for id in (stranger, "f" * 32):
        with pytest.raises(NotFound):
            world.application.choose_trainees(world.as_manager(ours), line, [id])


def test_another_managers_line_is_as_if_there_were_none(world: World, mini: Path) -> None:
    ours, theirs, course = world.company(), world.company("Nordluft GmbH"), world.course(mini)
    line = world.cart(theirs, course)
    world.cart(ours, course)
    with pytest.raises(NotFound):
        world.application.name_newcomers(world.as_manager(ours), line, [("Karim", "Benali", "")])


@pytest.mark.parametrize(
    ("first", "last", "refusal"),
    [
        ("", "Benali", FirstNameIsWrong),
        ("Karim", "   ", LastNameIsWrong),
        ("K" * 61, "Benali", FirstNameIsWrong),
        ("Karim", "Ben\x00ali", LastNameIsWrong),
        ("金", "Benali", FirstNameIsWrong),
        ("123", "Benali", FirstNameIsWrong),
    ],
)
def test_a_name_that_is_none_or_cannot_be_printed_is_refused(
    world: World, mini: Path, first: str, last: str, refusal: type[Exception]
) -> None:
    company, course = world.company(), world.course(mini)
    line = world.cart(company, course)
    before = world.names_of_events()
    with pytest.raises(refusal):
        world.application.name_newcomers(world.as_manager(company), line, [(first, last, "")])
    assert world.names_of_events() == before


def test_newcomers_can_sign_in_with_the_password_that_was_handed_over(world: World, mini: Path) -> None:
    company, course = world.company(), world.course(mini)
    order = world.order(company, course, ["Karim Benali"])
    trainee = world.enrolments(order)[0].trainee
    key, now = world.portal.settings.master_key, world.clock.now
    with world.portal.reading() as tx:
        passwords = shown(tx, key, order.id, company.manager.person, now)
        assert shown(tx, key, order.id, "another manager", now) == {}
        found = credential_named(tx, key, trainee.identifier)
    known = recognise(key, found, "trainee", passwords[trainee.id], now)
    assert (known.person_id, known.is_temporary) == (trainee.id, True)


def test_no_secret_and_no_name_lies_in_clear_in_what_is_kept(world: World, mini: Path) -> None:
    company, course = world.company(), world.course(mini)
    order = world.order(company, course, ["Karimovitch Benalissimo"])
    with world.portal.reading() as tx:
        passwords = shown(
            tx, world.portal.settings.master_key, order.id, company.manager.person, world.clock.now
        )
    kept = repr([world.rows(table) for table in (events, outbox, command_results)])
    for secret in (*passwords.values(), company.manager.temporary_password, "Karimovitch", "Benalissimo"):
        assert secret
        assert secret not in kept
        assert secret.casefold() not in kept.casefold()


def test_the_confirmation_waits_in_the_outbox_once(world: World, mini: Path) -> None:
    company, course = world.company(), world.course(mini)
    order = world.order(company, course, ["Karim Benali"])
    letters = [row for row in world.rows(outbox) if row["occasion"] == "order_placed"]
    assert [(row["recipient"], row["about"]) for row in letters] == [(company.manager.person, order.id)]


def test_the_same_list_serves_two_trainings_and_registers_each_once(world: World, mini: Path) -> None:
    company, course = world.company(), world.course(mini)
    line = world.cart(company, course, ["Karim Benali", "Ann O’Neill"])
    other = world.application.add_to_cart(world.as_manager(company), course, "fr", 24)
    world.application.copy_trainees(world.as_manager(company), other, line)
    world.application.place_order(world.as_manager(company), TERMS, world.cart_version(company))
    names = world.names_of_events()
    assert names.count("trainee.registered") == 2
    assert names.count("enrolment.trainee_enrolled") == 4
