"""What tests start from: people, offers, outlines and aggregates, each with a sensible default."""

from datetime import UTC, date, datetime
from typing import Any, TypeVar

from training_portal.aggregates.account import Account, CompanyIdentity
from training_portal.aggregates.cart import Cart
from training_portal.aggregates.certificate import Certificate
from training_portal.aggregates.course import Course
from training_portal.aggregates.enrolment import Enrolment
from training_portal.aggregates.root import Root, new_id
from training_portal.values import Money, Offer, Outline, Person, RenewalRule, Vat

A = TypeVar("A", bound=Root)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = NOW.date()


def person(
    first: str = "Karim", last: str = "Benali", identifier: str = "k.benali", email: str = ""
) -> Person:
    """Somebody."""
    return Person(new_id(), first, last, identifier, email)


def offer(language: str = "en", months: int = 24, cents: int = 4900, rate: int = 2000) -> Offer:
    """A way to buy a training."""
    return Offer(language, months, Money(cents, "EUR"), Vat(rate))


def outline(**changes: Any) -> Outline:
    """What a small training says of itself: two modules, three questions drawn, two attempts."""
    facts: dict[str, Any] = {
        "titles": {"en": "Air dangerous goods", "fr": "Marchandises dangereuses"},
        "summaries": {"en": "Awareness", "fr": "Sensibilisation"},
        "languages": ("en", "fr"),
        "modules": ("why", "how"),
        "duration_minutes": 60,
        "pass_mark": 80,
        "attempts": 2,
        "draw": 3,
        "renewal_rule": RenewalRule.END_OF_MONTH,
        "renewal_months": 24,
    }
    return Outline(**{**facts, **changes})


def an_account() -> Account:
    """An open account."""
    return settled(Account(company=new_id(), identity=CompanyIdentity("Fret Atlantique SAS"), timestamp=NOW))


def a_course(**changes: Any) -> Course:
    """A published training."""
    return settled(Course(code="DGA", package="a" * 64, outline=outline(**changes), timestamp=NOW))


def a_cart() -> Cart:
    """An empty cart."""
    return settled(Cart(company="company", manager="manager", timestamp=NOW))


def an_enrolment(**changes: Any) -> Enrolment:
    """A registration that was not started."""
    facts: dict[str, Any] = {
        "enrolment": new_id(),
        "company": "company",
        "order": "order",
        "manager": "manager",
        "course": "course",
        "title": "Air dangerous goods",
        "language": "en",
        "months": 24,
        "trainee": person(),
        "timestamp": NOW,
    }
    return settled(Enrolment(**{**facts, **changes}))


def a_certificate(**changes: Any) -> Certificate:
    """A certificate of Karim Benali's, as it was issued."""
    facts: dict[str, Any] = {
        "certificate": new_id(),
        "company": "company",
        "number": "C-2026-000001",
        "code": "FIRSTCODE",
        "enrolment": "enrolment",
        "order": "order",
        "manager": "manager",
        "course": "course",
        "title": "Air dangerous goods",
        "language": "en",
        "printed": person(),
        "company_name": "Fret Atlantique SAS",
        "completed_on": TODAY,
        "renewal_on": date(2028, 11, 30),
        "months": 24,
        "duration_minutes": 60,
        "percent": 100,
        "timestamp": NOW,
    }
    return settled(Certificate(**{**facts, **changes}))


def settled(aggregate: A) -> A:
    """The aggregate with nothing left to save, as if just loaded."""
    aggregate.collect_events()
    return aggregate


def happened(aggregate: Root) -> list[str]:
    """The stored names of the events not saved yet, in order."""
    return [type(event).TOPIC for event in aggregate.pending_events]  # type: ignore[attr-defined]
