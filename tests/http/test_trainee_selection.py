"""The trainee selection page: both ways of the guide, the panel, warnings, namesakes, and long lists."""

import re

import pytest

from browsing import OWN_PASSWORD, Browser
from buying import FRAGMENT, Buyer, told_at
from dsl import Company, World
from training_portal.aggregates.order import Order
from training_portal.http.chosen_panel import NAMES_A_PAGE


@pytest.fixture
def buyer(manager: Browser, world: World, order: Order) -> Buyer:
    """The manager of a company with two trainees, Karim Benali and Zoé Lefèvre."""
    return Buyer(manager, world.enrolments(order)[0].course)


@pytest.fixture
def line(buyer: Buyer) -> str:
    return buyer.add_to_cart("fr")


@pytest.fixture
def karim(world: World, order: Order) -> str:
    return world.enrolments(order)[0].trainee.id


def test_the_cart_icon_answers_with_the_panel_and_a_tick_in_its_place(
    buyer: Buyer, line: str, karim: str
) -> None:
    part = buyer.select(line, karim, headers=FRAGMENT).text
    assert len(part) < 6000
    assert "<html" not in part
    assert "Karim Benali is selected" in part
    assert re.search(rf'id="pick-{karim}" hx-swap-oob="true"', part)
    assert 'id="amount">49.00 EUR<' in part


@pytest.mark.parametrize(
    ("days", "words"), [(560, "Due in 3 to 6 months"), (700, "Due within 3 months"), (800, "Exceeded")]
)
def test_who_has_to_renew_is_marked_and_an_expired_training_does_not_look_untaken(
    world: World, manager: Browser, company: Company, order: Order, days: int, words: str
) -> None:
    karim, _ = world.enrolments(order)
    world.passes(karim)
    world.pays(company)
    world.clock.moves(days=days)
    manager.log_in("manager", company.manager.username, OWN_PASSWORD)
    buyer = Buyer(manager, karim.course)
    page = buyer.page(f"/cart/lines/{buyer.add_to_cart()}/trainees")
    passed, untaken = (
        page.partition(f">{who}<")[2].partition("</tr>")[0] for who in ("k.benali", "z.lefevre")
    )
    assert words in passed
    assert "until 30 November 2028" in passed
    assert words not in untaken


def test_who_is_selected_twice_is_selected_once(buyer: Buyer, line: str, karim: str) -> None:
    for _ in range(2):
        assert buyer.select(line, karim).status_code == 303
    assert (buyer.chosen(line), buyer.amount(line)) == (["Karim Benali"], "49.00 EUR")


def test_several_can_be_ticked_and_selected_at_once(
    world: World, buyer: Buyer, line: str, order: Order
) -> None:
    buyer.select(line, *(one.trainee.id for one in world.enrolments(order)))
    assert buyer.chosen(line) == ["Zoé Lefèvre", "Karim Benali"]


def test_somebody_can_be_taken_off_and_selected_again(buyer: Buyer, line: str, karim: str) -> None:
    buyer.select(line, karim)
    part = buyer.browser.post(f"/cart/lines/{line}/trainees/drop", {"person": karim}, headers=FRAGMENT).text
    assert 'aria-label="Select Karim Benali"' in part
    assert 'id="amount">0.00 EUR<' in part
    assert buyer.chosen(line) == []
    buyer.select(line, karim)
    assert buyer.chosen(line) == ["Karim Benali"]


def test_search_finds_by_name_and_identifier_without_accents(buyer: Buyer, line: str) -> None:
    for asked in ("zoe", "LEFEVRE", "z.lef", "lefevre zoe"):
        page = buyer.page(f"/cart/lines/{line}/trainees?q={asked}")
        assert "Select Zoé Lefèvre" in page
        assert "Select Karim Benali" not in page


def test_without_a_program_the_answer_leads_back_to_the_same_search(
    buyer: Buyer, line: str, karim: str
) -> None:
    place = f"/cart/lines/{line}/trainees?q=ben"
    answer = buyer.browser.post(f"/cart/lines/{line}/trainees", {"chosen": karim, "back": place})
    assert answer.location == place
    foreign = {"chosen": karim, "back": "https://evil.example/"}
    answer = buyer.browser.post(f"/cart/lines/{line}/trainees", foreign)
    assert answer.location == f"/cart/lines/{line}/trainees"


def test_a_training_under_way_is_warned_of_in_words(buyer: Buyer, line: str, karim: str) -> None:
    assert "Registered on 23 November 2026, not started" in buyer.page(f"/cart/lines/{line}/trainees")
    part = buyer.select(line, karim, headers=FRAGMENT).text
    assert "Registered on 23 November 2026, not started" in part
    assert "1 trainee has this training under way or still valid" in buyer.page("/cart/terms")


def test_a_training_still_valid_is_warned_of_until_it_has_to_be_renewed(
    world: World, company: Company, buyer: Buyer, line: str, karim: str, order: Order
) -> None:
    world.passes(world.enrolments(order)[0])
    world.pays(company)
    assert "Passed, valid until 30 November 2028" in buyer.page(f"/cart/lines/{line}/trainees")
    world.clock.moves(days=740)
    buyer.browser.log_in("manager", "c.morel", OWN_PASSWORD)
    assert "Passed, valid" not in buyer.page(f"/cart/lines/{line}/trainees")


def test_a_namesake_is_offered_before_a_double_is_made(
    world: World, buyer: Buyer, line: str, karim: str
) -> None:
    answer = buyer.add_new(line, "karim", "BENALI", "new@example.com")
    assert answer.status_code == 422
    assert "There is already a Karim Benali." in answer.text
    assert "k.benali" in answer.text
    assert 'aria-label="Select Karim Benali"' in answer.text
    for typed in ('value="karim"', 'value="BENALI"', 'value="new@example.com"'):
        assert typed in answer.text
    assert buyer.chosen(line) == []
    buyer.add_new(line, "karim", "BENALI", all_the_same="yes")
    assert buyer.chosen(line) == ["karim BENALI"]


def test_a_newcomer_of_the_same_cart_is_a_namesake_too_and_can_be_chosen_for_another_training(
    world: World, buyer: Buyer, line: str
) -> None:
    buyer.add_new(line, "Łucja", "Wójcik")
    other = buyer.add_to_cart("en")
    assert "Select Łucja Wójcik" in buyer.page(f"/cart/lines/{other}/trainees")
    answer = buyer.add_new(other, "Lucja", "Wojcik")
    found = re.search(r'name="chosen" value="([0-9a-f]{32})"', answer.text)
    assert found
    buyer.select(other, found.group(1))
    assert buyer.chosen(other) == ["Łucja Wójcik"]
    buyer.place_order()
    assert world.names_of_events().count("trainee.registered") == 3


@pytest.mark.parametrize(
    ("first", "last", "email", "field", "words"),
    [
        ("", "Wójcik", "", "first_name", "Fill this in."),
        ("Łucja", " ", "", "last_name", "Fill this in."),
        ("Łucja", "W" * 61, "", "last_name", "Use at most 60 characters."),
        ("Łucja", "<b>x</b>", "", "last_name", "Last name: the signs < and > cannot be part of it."),
        ("金", "Wójcik", "", "first_name", "First name: these characters cannot be printed"),
        ("Łucja", "Wój\u200ecik\x07", "", "last_name", "Take out the signs that cannot be seen."),
        ("Łucja", "Wójcik", "lucja at home", "email", "This is not an e-mail address"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(
    buyer: Buyer, line: str, first: str, last: str, email: str, field: str, words: str
) -> None:
    answer = buyer.add_new(line, first, last, email)
    assert answer.status_code == 422
    assert told_at(answer.text, field).startswith(words)
    assert 'value="Łucja"' in answer.text or 'value="Wójcik"' in answer.text
    assert buyer.chosen(line) == []


def test_a_double_click_on_add_names_one_person(buyer: Buyer, line: str) -> None:
    page = buyer.browser.get(f"/cart/lines/{line}/trainees/new").text
    command = re.findall(r'name="command_id" value="([^"]+)"', page)[-1]
    fields = {"command_id": command, "first_name": "Łucja", "last_name": "Wójcik", "all_the_same": "yes"}
    for _ in range(2):
        buyer.browser.post(f"/cart/lines/{line}/trainees/new", fields)
    assert buyer.chosen(line) == ["Łucja Wójcik"]


def test_the_form_comes_back_empty_for_the_next_person(buyer: Buyer, line: str) -> None:
    place = f"/cart/lines/{line}/trainees/new"
    fields = {"command_id": "first", "first_name": "Łucja", "last_name": "Wójcik"}
    part = buyer.browser.post(place, fields, headers=FRAGMENT).text
    assert "Łucja Wójcik is selected." in part
    assert 'value="Łucja"' not in part
    assert 'value="first"' not in part


def test_five_hundred_names_stay_comfortable(world: World, company: Company, buyer: Buyer, line: str) -> None:
    names = [(f"Anna{chr(97 + i // 26)}{chr(97 + i % 26)}", "Muster", "") for i in range(500)]
    world.application.name_newcomers(world.as_manager(company), line, names)
    page = buyer.page(f"/cart/lines/{line}/trainees")
    assert len(buyer.chosen(line)) == NAMES_A_PAGE
    assert 'class="count">500<' in page
    assert len(page) < 60_000
    assert buyer.amount(line) == "24,500.00 EUR"
    second = buyer.browser.get(f"/cart/lines/{line}/chosen?names=2", headers=FRAGMENT).text
    assert "2 of 17" in second
    found = buyer.browser.get(f"/cart/lines/{line}/chosen?who=annaaa", headers=FRAGMENT).text
    assert re.findall(r"<li id=\"chosen-[^>]+><div><span>([^<]+)</span>", found) == ["Annaaa Muster"]
    assert "Find among the selected" in page


def test_a_line_holds_a_bounded_number_of_people(
    world: World, company: Company, buyer: Buyer, line: str, karim: str
) -> None:
    names = [("Anna", f"Muster{'x' * (i % 40)}", "") for i in range(2000)]
    world.application.name_newcomers(world.as_manager(company), line, names)
    answer = buyer.select(line, karim)
    assert answer.status_code == 422
    assert "At most 2000 trainees can be chosen" in answer.text
