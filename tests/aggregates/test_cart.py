import pytest

from builders import NOW, a_cart, happened, offer, person
from training_portal.aggregates.cart import (
    MOST_PEOPLE_A_LINE,
    Cart,
    CartIsEmpty,
    NobodyIsChosen,
    TooManyPeople,
    cart_id,
)
from training_portal.errors import NotFound


def test_a_manager_has_one_cart() -> None:
    cart = Cart(company="company", manager="manager", timestamp=NOW)
    assert cart.id == cart_id("manager")
    assert happened(cart) == ["cart.opened"]


def test_the_same_offer_twice_is_one_line() -> None:
    cart = a_cart()
    first = cart.add_course("course", offer(), "line-1", NOW)
    again = cart.add_course("course", offer(), "line-2", NOW)
    assert first == again == "line-1"
    assert happened(cart) == ["cart.course_added"]


def test_adding_again_brings_the_price_up_to_date_and_keeps_the_people() -> None:
    cart = a_cart()
    cart.add_course("course", offer(cents=4900), "line-1", NOW)
    cart.choose("line-1", (person(),), NOW)
    cart.add_course("course", offer(cents=5200), "line-2", NOW)
    assert cart.lines["line-1"].offer.price.minor == 5200
    assert len(cart.lines["line-1"].people) == 1


def test_another_language_is_another_line() -> None:
    cart = a_cart()
    cart.add_course("course", offer("en"), "line-1", NOW)
    cart.add_course("course", offer("fr"), "line-2", NOW)
    assert list(cart.lines) == ["line-1", "line-2"]


def test_who_is_chosen_twice_is_chosen_once() -> None:
    cart, karim = a_cart(), person()
    cart.add_course("course", offer(), "line-1", NOW)
    cart.choose("line-1", (karim, karim), NOW)
    cart.choose("line-1", (karim,), NOW)
    assert happened(cart) == ["cart.course_added", "cart.trainees_chosen"]
    assert list(cart.lines["line-1"].people) == [karim.id]


def test_a_line_holds_a_limited_number_of_people() -> None:
    cart = a_cart()
    cart.add_course("course", offer(), "line-1", NOW)
    with pytest.raises(TooManyPeople):
        cart.choose("line-1", tuple(person() for _ in range(MOST_PEOPLE_A_LINE + 1)), NOW)
    assert happened(cart) == ["cart.course_added"]


def test_people_can_be_dropped_again() -> None:
    cart, karim, ann = a_cart(), person(), person("Ann")
    cart.add_course("course", offer(), "line-1", NOW)
    cart.choose("line-1", (karim, ann), NOW)
    cart.drop("line-1", (karim.id, "nobody"), NOW)
    cart.drop("line-1", ("nobody",), NOW)
    assert list(cart.lines["line-1"].people) == [ann.id]
    assert happened(cart).count("cart.trainees_dropped") == 1


def test_the_same_list_serves_the_next_training() -> None:
    cart, karim = a_cart(), person()
    cart.add_course("course", offer(), "line-1", NOW)
    cart.add_course("other", offer(), "line-2", NOW)
    cart.choose("line-1", (karim,), NOW)
    cart.copy_people("line-2", "line-1", NOW)
    assert list(cart.lines["line-2"].people) == [karim.id]


def test_a_training_leaves_the_cart_with_its_people() -> None:
    cart = a_cart()
    cart.add_course("course", offer(), "line-1", NOW)
    cart.choose("line-1", (person(identifier=""),), NOW)
    cart.remove_course("line-1", NOW)
    assert happened(cart)[-1] == "cart.course_removed"
    assert (cart.lines, cart.newcomers()) == ({}, {})


def test_a_line_that_is_not_there_is_not_found() -> None:
    cart = a_cart()
    with pytest.raises(NotFound):
        cart.choose("line-1", (person(),), NOW)
    with pytest.raises(NotFound):
        cart.remove_course("line-1", NOW)
    assert happened(cart) == []


def test_an_empty_cart_is_not_ordered() -> None:
    cart = a_cart()
    with pytest.raises(CartIsEmpty):
        cart.check_out("order", NOW)
    assert happened(cart) == []


def test_a_training_without_trainees_is_not_ordered() -> None:
    cart = a_cart()
    cart.add_course("course", offer(), "line-1", NOW)
    cart.add_course("other", offer(), "line-2", NOW)
    cart.choose("line-1", (person(),), NOW)
    with pytest.raises(NobodyIsChosen):
        cart.check_out("order", NOW)


def test_checking_out_empties_the_cart_once() -> None:
    cart = a_cart()
    cart.add_course("course", offer(), "line-1", NOW)
    cart.choose("line-1", (person(),), NOW)
    cart.check_out("order", NOW)
    with pytest.raises(CartIsEmpty):
        cart.check_out("order", NOW)
    assert happened(cart)[-1] == "cart.checked_out"


def test_newcomers_are_those_without_identifier_each_once() -> None:
    cart, known, fresh = a_cart(), person(), person("Zoé", identifier="")
    cart.add_course("course", offer(), "line-1", NOW)
    cart.add_course("other", offer(), "line-2", NOW)
    cart.choose("line-1", (known, fresh), NOW)
    cart.choose("line-2", (fresh,), NOW)
    assert cart.newcomers() == {fresh.id: fresh}
