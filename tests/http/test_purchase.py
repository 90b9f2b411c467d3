"""Chapter 2 of the managers' guide, word for word, and what may go wrong on the way."""

import re
from pathlib import Path

import pytest
from flask import Flask

from browsing import Browser
from builders import offer
from buying import FRAGMENT, Buyer, told_at
from dsl import Company, World
from training_portal.aggregates.order import Order
from training_portal.event_store.schema import events


@pytest.fixture
def course(world: World, mini: Path) -> str:
    return world.course(mini)


@pytest.fixture
def order(world: World, company: Company, course: str) -> Order:
    """What was ordered before: the training for Karim Benali and Zoé Lefèvre."""
    return world.order(company, course, ["Karim Benali", "Zoé Lefèvre"])


@pytest.fixture
def buyer(manager: Browser, course: str) -> Buyer:
    return Buyer(manager, course)


@pytest.fixture
def stranger(world: World, app: Flask, course: str) -> Buyer:
    """The manager of another company, signed in."""
    other = world.company("Nordluft GmbH")
    browser = Browser(app).sign_in("manager", other.manager.username, other.manager.temporary_password)
    return Buyer(browser, course)


def without_tokens(page: str) -> str:
    """A page without its CSRF tokens, which hold the second of their making."""
    return re.sub(r"[\w-]{40,}\.[\w-]{6}\.[\w-]{20,}", "", page)


def count_events(world: World) -> int:
    return len(world.rows(events))


def test_the_whole_chapter_from_purchase_training_to_the_first_log_in(
    world: World, app: Flask, company: Company, buyer: Buyer, order: Order
) -> None:
    karim = world.enrolments(order)[0].trainee
    catalogue = buyer.page("/purchase-training")
    for words in ("Purchase Training", "Safe lifting", "Language", "Frequency", "49.00 EUR", "Add to cart"):
        assert words in catalogue
    line = buyer.add_to_cart()
    selection = buyer.page(f"/cart/lines/{line}/trainees")
    assert "Add new trainee user" in selection
    assert 'aria-label="Select Karim Benali"' in selection
    assert buyer.amount(line) == "0.00 EUR"
    buyer.select(line, karim.id)
    assert (buyer.chosen(line), buyer.amount(line)) == (["Karim Benali"], "49.00 EUR")
    buyer.add_new(line, "Łucja", "Wójcik")
    assert (buyer.chosen(line), buyer.amount(line)) == (["Łucja Wójcik", "Karim Benali"], "98.00 EUR")
    onward = buyer.browser.get(f"/cart/lines/{line}/next")
    assert (onward.status_code, onward.location) == (303, "/cart/terms")
    terms = buyer.page("/cart/terms")
    for words in ("I accept the terms and conditions", "1. What you order", "Place order, 117.60 EUR"):
        assert words in terms
    placed = buyer.place_order()
    assert placed.status_code == 303
    thanks = buyer.page(placed.location)
    assert "Thank you for your order" in thanks
    username, password = re.findall(r"<code>([^<]+)</code>", thanks)
    assert (username, "k.benali" in thanks) == ("l.wojcik", False)
    slips = buyer.browser.get(placed.location.replace("credentials", "slips.pdf"))
    assert (slips.mimetype, slips.data[:5]) == ("application/pdf", b"%PDF-")
    answer = Browser(app).log_in("trainee", username, password)
    assert answer.location == "/sign-in/new-password"


def test_looking_records_nothing(world: World, buyer: Buyer, order: Order) -> None:
    line = buyer.add_to_cart()
    buyer.add_new(line, "Łucja", "Wójcik")
    before = count_events(world)
    for path in (
        "/purchase-training",
        f"/purchase-training/{buyer.course}",
        "/cart",
        f"/cart/lines/{line}/trainees",
        f"/cart/lines/{line}/trainees/new",
        f"/cart/lines/{line}/list",
        f"/cart/lines/{line}/chosen",
        f"/cart/lines/{line}/next",
        "/cart/terms",
        "/orders",
        f"/orders/{order.id}",
        f"/orders/{order.id}/credentials",
        f"/orders/{order.id}/slips.pdf",
    ):
        assert buyer.browser.get(path).status_code in (200, 303)
    assert count_events(world) == before


def test_the_catalogue_is_narrowed_by_search_language_and_frequency(world: World, buyer: Buyer) -> None:
    world.application.withdraw_offer(world.portal.context("cli"), "MINI", "fr", 24)
    world.application.make_offer(world.portal.context("cli"), "MINI", offer(months=12, cents=3900))
    for asked in ("", "?q=LIFTING", "?language=en", "?months=12", "?q=mini&language=en&months=24"):
        assert "Safe lifting" in buyer.page(f"/purchase-training{asked}")
    for asked in ("?q=flying", "?language=fr", "?months=60"):
        assert "Nothing matches this search." in buyer.page(f"/purchase-training{asked}")


def test_the_price_follows_language_and_frequency(world: World, buyer: Buyer) -> None:
    world.application.make_offer(world.portal.context("cli"), "MINI", offer(months=12, cents=3900))
    card = f"/purchase-training/{buyer.course}"
    assert '<span class="price">39.00 EUR</span>' in buyer.page(f"{card}?language=en&months=12")
    assert '<span class="price">49.00 EUR</span>' in buyer.page(f"{card}?language=en&months=24")
    assert buyer.browser.get("/purchase-training/none").status_code == 404


def test_an_offer_that_is_not_sold_is_told_where_it_was_chosen(world: World, buyer: Buyer) -> None:
    fields = {"training": buyer.course, "language": "en", "months": "60"}
    answer = buyer.browser.post("/cart/lines", fields)
    assert (answer.status_code, "error-summary" in answer.text) == (422, True)
    assert "Your cart is empty." in buyer.page("/cart")


def test_a_training_added_twice_is_one_line(buyer: Buyer) -> None:
    assert buyer.add_to_cart() == buyer.add_to_cart()
    buyer.add_to_cart("fr")
    assert buyer.page("/cart").count("/remove") == 2


def test_the_menu_counts_a_training_at_once(buyer: Buyer) -> None:
    offered = {"training": buyer.course, "language": "en", "months": 24}
    part = buyer.browser.post("/cart/lines", offered, headers=FRAGMENT).text
    assert '<small class="count" id="rail-cart" hx-swap-oob="true">1</small>' in part
    assert 'id="rail-cart">1</small>' in buyer.page("/cart")


def test_the_catalogue_states_the_attempts_that_the_terms_speak_of(buyer: Buyer) -> None:
    assert "2 attempts" in buyer.page("/purchase-training")
    buyer.add_to_cart()
    assert 'href="/terms/2026-01"' in buyer.page("/cart/terms")


def test_going_back_after_the_order_says_that_it_is_placed(buyer: Buyer) -> None:
    buyer.add_new(buyer.add_to_cart(), "Nina", "Nowak")
    buyer.place_order()
    page = buyer.page("/cart/terms")
    assert "Order O-2026-000001 is placed." in page
    assert "Look at your order once more" not in page


def test_the_thanks_name_the_log_in_page_and_those_who_have_a_log_in(
    world: World, buyer: Buyer, order: Order
) -> None:
    line = buyer.add_to_cart()
    buyer.add_new(line, "Nina", "Nowak")
    buyer.select(line, *(one.trainee.id for one in world.enrolments(order)))
    thanks = buyer.page(buyer.place_order().location)
    assert "3 registrations" in thanks
    assert "2 other trainees of this order have a log-in already" in thanks
    assert 'href="http://localhost:8000/trainee/log-in"' in thanks


def test_a_period_turned_round_is_told(buyer: Buyer, order: Order) -> None:
    page = buyer.page("/orders?from=2026-12-01&to=2026-01-01")
    assert "The period ends before it begins" in page


def test_next_without_trainees_explains(buyer: Buyer) -> None:
    line = buyer.add_to_cart()
    answer = buyer.browser.get(f"/cart/lines/{line}/next")
    assert answer.status_code == 422
    assert answer.text.count("Choose at least one trainee for each training before you go on.") == 1
    assert "Nobody is selected yet." in buyer.page("/cart/terms")
    assert "Place order" not in buyer.page("/cart/terms")


def test_next_goes_to_the_next_training_then_to_the_terms(buyer: Buyer) -> None:
    first = buyer.add_to_cart()
    buyer.add_new(first, "Łucja", "Wójcik")
    second = buyer.add_to_cart("fr")
    assert second != first
    onward = buyer.browser.get(f"/cart/lines/{first}/next")
    assert onward.location == f"/cart/lines/{second}/trainees"
    assert "Use the same list as for Safe lifting (1)" in buyer.page(onward.location)
    buyer.browser.post(f"/cart/lines/{second}/trainees/copy", {"source": first})
    assert buyer.chosen(second) == ["Łucja Wójcik"]
    assert buyer.browser.get(f"/cart/lines/{second}/next").location == "/cart/terms"


def test_terms_that_are_not_accepted_are_asked_for_at_the_box(world: World, buyer: Buyer) -> None:
    line = buyer.add_to_cart()
    buyer.add_new(line, "Łucja", "Wójcik")
    answer = buyer.place_order(terms="")
    assert answer.status_code == 422
    assert told_at(answer.text, "terms") == "Accept the terms and conditions to place the order."
    assert "order.placed" not in world.names_of_events()


def test_a_double_click_places_one_order(world: World, buyer: Buyer) -> None:
    line = buyer.add_to_cart()
    buyer.add_new(line, "Łucja", "Wójcik")
    page = buyer.browser.get("/cart/terms").text
    hidden = dict(re.findall(r'type="hidden" name="(command_id|cart_version)" value="([^"]+)"', page))
    answers = [buyer.browser.post("/orders", {**hidden, "terms": "2026-01"}) for _ in range(3)]
    assert len({answer.location for answer in answers}) == 1
    assert world.names_of_events().count("order.placed") == 1


def test_a_cart_changed_in_another_window_is_shown_before_it_is_ordered(world: World, buyer: Buyer) -> None:
    line = buyer.add_to_cart()
    buyer.add_new(line, "Łucja", "Wójcik")
    page = buyer.browser.get("/cart/terms").text
    hidden = dict(re.findall(r'type="hidden" name="(command_id|cart_version)" value="([^"]+)"', page))
    buyer.add_new(line, "Ann", "O’Neill")
    answer = buyer.browser.post("/orders", {**hidden, "terms": "2026-01"})
    assert answer.status_code == 409
    assert "The cart was changed meanwhile" in answer.text
    assert "Place order, 117.60 EUR" in answer.text
    assert "order.placed" not in world.names_of_events()
    assert buyer.place_order().status_code == 303


def test_an_order_from_a_second_window_finds_the_cart_empty(world: World, buyer: Buyer) -> None:
    line = buyer.add_to_cart()
    buyer.add_new(line, "Łucja", "Wójcik")
    page = buyer.browser.get("/cart/terms").text
    version = re.search(r'name="cart_version" value="([^"]+)"', page)
    buyer.place_order()
    late = {"cart_version": version and version.group(1), "terms": "2026-01", "command_id": "another"}
    answer = buyer.browser.post("/orders", late)
    assert (answer.status_code, "Your cart is empty" in answer.text) == (422, True)
    assert world.names_of_events().count("order.placed") == 1


def test_a_changed_price_is_shown_and_taken_by_a_button(world: World, buyer: Buyer) -> None:
    line = buyer.add_to_cart()
    buyer.add_new(line, "Łucja", "Wójcik")
    world.application.make_offer(world.portal.context("cli"), "MINI", offer(cents=9900))
    assert buyer.place_order().status_code == 422
    assert "A price has changed" in buyer.page("/cart/terms")
    cart = buyer.page("/cart")
    assert "It was 49.00 EUR when you added it, and is 99.00 EUR today." in cart
    assert "Take the price of 99.00 EUR" in cart
    buyer.browser.post(f"/cart/lines/{line}/reprice")
    assert buyer.amount(line) == "99.00 EUR"
    assert buyer.place_order().status_code == 303


def test_a_withdrawn_training_can_be_removed(world: World, buyer: Buyer) -> None:
    line = buyer.add_to_cart()
    world.application.withdraw_offer(world.portal.context("cli"), "MINI", "en", 24)
    assert "is not sold this way any more" in buyer.page("/cart")
    assert buyer.browser.post(f"/cart/lines/{line}/reprice").status_code == 422
    fields = {"command_id": "the-form"}
    assert {buyer.browser.post(f"/cart/lines/{line}/remove", fields).status_code for _ in range(2)} == {303}
    assert "Your cart is empty." in buyer.page("/cart")


def test_a_suspended_company_is_told_so(world: World, company: Company, buyer: Buyer) -> None:
    line = buyer.add_to_cart()
    world.application.suspend_company(world.portal.context("cli", company.id), "unpaid invoices")
    for path in ("/purchase-training", "/cart", f"/cart/lines/{line}/trainees", "/cart/terms", "/orders"):
        answer = buyer.browser.get(path)
        assert answer.status_code == 403
        assert "The account of your company is suspended." in answer.text


def test_another_companys_cart_and_order_are_as_if_there_were_none(
    buyer: Buyer, stranger: Buyer, order: Order
) -> None:
    line = buyer.add_to_cart()
    buyer.add_new(line, "Łucja", "Wójcik")
    own = stranger.add_to_cart()
    nowhere = f"/cart/lines/{'f' * 32}/trainees"
    answers = [stranger.browser.get(path) for path in (nowhere, nowhere.replace("f" * 32, line))]
    assert without_tokens(answers[0].text) == without_tokens(answers[1].text.replace(line, "f" * 32))
    for path in ("trainees", "trainees/new", "list", "next", "chosen"):
        assert stranger.browser.get(f"/cart/lines/{line}/{path}", headers=FRAGMENT).status_code == 404
    for path, fields in (
        ("trainees", {"chosen": "x"}),
        ("trainees/new", {"first_name": "A", "last_name": "B"}),
        ("trainees/drop", {"person": "x"}),
        ("trainees/copy", {"source": own}),
        ("list", {"list": "Ann;Lee"}),
        ("list/add", {"carried": "1\tAnn\tLee"}),
        ("remove", {}),
        ("reprice", {}),
    ):
        assert stranger.browser.post(f"/cart/lines/{line}/{path}", fields).status_code == 404
    for path in ("", "/credentials", "/slips.pdf"):
        assert stranger.browser.get(f"/orders/{order.id}{path}").status_code == 404
    assert order.number not in stranger.page("/orders")
    assert buyer.chosen(line) == ["Łucja Wójcik"]


def test_another_companys_trainee_can_neither_be_seen_nor_chosen(
    world: World, stranger: Buyer, order: Order
) -> None:
    karim = world.enrolments(order)[0].trainee
    line = stranger.add_to_cart()
    assert "Benali" not in stranger.page(f"/cart/lines/{line}/trainees?q=benali").replace(
        'value="benali"', ""
    )
    assert stranger.select(line, karim.id).status_code == 404
    preview = stranger.send_list(line, "k.benali")
    assert "No trainee of your company has this identifier." in preview.text


def test_passwords_are_shown_for_an_hour_to_the_manager_who_ordered(
    world: World, app: Flask, company: Company, buyer: Buyer
) -> None:
    line = buyer.add_to_cart()
    buyer.add_new(line, "Łucja", "Wójcik")
    page = buyer.place_order().location
    colleague = world.application.appoint_manager(
        world.portal.context("cli", company.id), "Paul", "Martin", "paul@example.com", "en"
    )
    other = Browser(app).sign_in("manager", colleague.username, colleague.temporary_password)
    assert "shown to the manager who placed the order, and to nobody else" in other.get(page).text
    assert other.get(page.replace("credentials", "slips.pdf")).location == page
    assert "l.wojcik" in buyer.page(page)
    world.clock.moves(minutes=61)
    late = buyer.page(page)
    assert "The hour in which temporary passwords are shown is over." in late
    assert "<code>" not in late
    assert buyer.browser.get(page.replace("credentials", "slips.pdf")).location == page


def test_an_order_of_known_trainees_has_no_passwords_to_show(
    world: World, buyer: Buyer, order: Order
) -> None:
    line = buyer.add_to_cart("fr")
    buyer.select(line, world.enrolments(order)[0].trainee.id)
    placed = buyer.place_order().location
    thanks = buyer.page(placed)
    assert "Everybody in this order has signed in before." in thanks
    assert "Download slips" not in thanks
    assert "Show them" not in buyer.page(placed.removesuffix("/credentials"))


def test_the_order_page_tells_lines_amounts_people_and_terms(buyer: Buyer) -> None:
    line = buyer.add_to_cart()
    for first, last in (("Łucja", "Wójcik"), ("Ann", "O’Neill")):
        buyer.add_new(line, first, last)
    place = buyer.place_order().location.removesuffix("/credentials")
    page = buyer.page(place)
    for words in (
        "98.00 EUR",
        "VAT 20%",
        "19.60 EUR",
        "117.60 EUR",
        "Łucja Wójcik",
        "Not started",
        "2026-01",
    ):
        assert words in page
    assert re.search(r"\b[0-9a-f]{64}\b", buyer.page("/terms/2026-01"))
    assert "Show them" in page
    assert "Ann O’Neill" not in buyer.page(f"{place}?q=wojcik")
    assert "Nothing matches this search." in buyer.page(f"{place}?state=passed")


def test_orders_are_found_by_number_and_training(buyer: Buyer, order: Order) -> None:
    for asked in ("", f"?q={order.number}", "?q=lifting", "?sort=number&dir=asc"):
        assert f"/orders/{order.id}" in buyer.page(f"/orders{asked}")
    assert "Nothing matches this search." in buyer.page("/orders?q=flying")


def test_the_password_of_ones_own_ends_the_showing_of_the_temporary_one(
    world: World, app: Flask, buyer: Buyer
) -> None:
    line = buyer.add_to_cart()
    buyer.add_new(line, "Łucja", "Wójcik")
    page = buyer.place_order().location
    username, password = re.findall(r"<code>([^<]+)</code>", buyer.page(page))
    Browser(app).sign_in("trainee", username, password)
    assert password not in buyer.page(page)
