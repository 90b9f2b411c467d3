from dataclasses import replace

import pytest

from builders import NOW, a_course, happened, offer, outline
from training_portal.aggregates.course import (
    ContentIsUnchanged,
    Course,
    FrequencyIsNotAllowed,
    LanguageIsLost,
    LanguageIsNotTaught,
    NothingIsTakenOff,
    OfferIsNotSold,
    course_id,
)
from training_portal.values import Money, RenewalRule


def test_the_same_code_is_the_same_training() -> None:
    course = Course(code="DGA", package="a" * 64, outline=outline(), timestamp=NOW)
    assert course.id == course_id("DGA")
    assert happened(course) == ["course.published"]


def test_new_content_is_a_new_version() -> None:
    course = a_course()
    course.publish("b" * 64, outline(duration_minutes=90), NOW)
    assert happened(course) == ["course.version_published"]
    assert (course.content_version, course.package, course.outline.duration_minutes) == (2, "b" * 64, 90)


def test_unchanged_content_is_not_published_again() -> None:
    course = a_course()
    with pytest.raises(ContentIsUnchanged):
        course.publish("a" * 64, outline(), NOW)
    assert happened(course) == []


def test_an_offer_replaces_the_one_with_the_same_language_and_frequency() -> None:
    course = a_course()
    course.make_offer(offer(cents=4900), NOW)
    course.make_offer(offer(cents=5200), NOW)
    assert happened(course) == ["course.offer_made", "course.offer_made"]
    assert course.offer_for("en", 24).price.minor == 5200


def test_the_same_offer_again_changes_nothing() -> None:
    course = a_course()
    course.make_offer(offer(), NOW)
    course.make_offer(offer(), NOW)
    assert happened(course) == ["course.offer_made"]


@pytest.mark.parametrize("full", [Money(4900, "EUR"), Money(4800, "EUR"), Money(5900, "CHF")])
def test_a_price_is_reduced_from_a_higher_one(full: Money) -> None:
    course = a_course()
    with pytest.raises(NothingIsTakenOff):
        course.make_offer(replace(offer(), list_price=full), NOW)
    course.make_offer(replace(offer(), list_price=Money(4901, "EUR")), NOW)
    assert happened(course) == ["course.offer_made"]


def test_a_training_is_sold_only_in_a_language_it_is_taught_in() -> None:
    course = a_course(languages=("en",), titles={"en": "A"})
    with pytest.raises(LanguageIsNotTaught):
        course.make_offer(offer(language="fr"), NOW)


def test_a_training_done_once_is_not_sold_for_renewal_and_the_reverse() -> None:
    once = a_course(renewal_rule=RenewalRule.ONCE, renewal_months=0)
    with pytest.raises(FrequencyIsNotAllowed):
        once.make_offer(offer(months=24), NOW)
    with pytest.raises(FrequencyIsNotAllowed):
        a_course().make_offer(offer(months=0), NOW)


def test_a_withdrawn_offer_is_not_sold() -> None:
    course = a_course()
    course.make_offer(offer(), NOW)
    course.withdraw_offer("en", 24, NOW)
    assert happened(course)[-1] == "course.offer_withdrawn"
    with pytest.raises(OfferIsNotSold):
        course.offer_for("en", 24)
    with pytest.raises(OfferIsNotSold):
        course.withdraw_offer("en", 24, NOW)


def test_a_language_once_taught_stays_taught() -> None:
    course = a_course()
    with pytest.raises(LanguageIsLost):
        course.publish("b" * 64, outline(languages=("en",), titles={"en": "A"}), NOW)
    assert happened(course) == []
