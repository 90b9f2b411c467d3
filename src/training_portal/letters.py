"""What goes out: letters written from the views when they are sent."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from .account_letters import ACCOUNT_LETTERS
from .agreements import CONVENTION_LETTERS
from .certificate_papers import CERTIFICATE_LETTERS
from .clock import day_of
from .digest_letters import DIGEST_LETTERS
from .event_store.lists import Days, Wanted
from .event_store.outbox import Letter
from .invoice_papers import INVOICE_LETTERS
from .log_in_letters import LOG_IN_LETTERS, log_in_address
from .mail.message import CannotBeWritten, WrittenLetter, addressee, still_there
from .mail.not_started import NotStarted, Reminder, Waiting, not_started_digest, start_reminder
from .mail.order_placed import OrderedTrainee, OrderedTraining, PlacedOrder, order_placed
from .mail.registrations_changed import (
    CancelledRegistration,
    CancelledRegistrations,
    ReplacedTrainee,
    registration_replaced,
    registrations_cancelled,
)
from .portal import Portal
from .projections import not_started
from .projections.companies import company
from .projections.managers import manager_himself
from .projections.orders import lines_of, order, registration, registrations_named, registrations_of
from .projections.trainees import trainee_himself
from .values import Money

_MOST_NAMES = 5000
_MOST_REMINDED = 50
"""Registrations that one digest names; the page it links to has them all."""


def write_letter(portal: Portal, letter: Letter) -> WrittenLetter:
    """The words of a letter of the outbox, from what the views say now.

    Errors: CannotBeWritten when its reader or its subject is no more, or has no e-mail address.
    """
    write = LETTERS.get(letter.occasion)
    if write is None:
        raise CannotBeWritten(f"nobody knows how to write about {letter.occasion}")
    return write(portal, letter)


def _not_started(portal: Portal, letter: Letter) -> WrittenLetter:
    last = date.fromisoformat(letter.facts["registered_until"])
    zone, base_url = portal.settings.time_zone, portal.settings.base_url
    wanted = Wanted(days=Days("registered_at", last=last, zone=zone), limit=_MOST_REMINDED)
    with portal.reading() as tx:
        manager = still_there(manager_himself(tx, letter.recipient))
        found = not_started.page(tx, letter.company, wanted)
    if not found.rows:
        raise CannotBeWritten("everything was started meanwhile")
    waiting = tuple(
        Waiting(
            trainee=f"{row['first_name']} {row['last_name']}",
            identifier=row["identifier"],
            training=row["title"],
            registered_on=day_of(row["registered_at"], zone),
            remind=f"{base_url}/not-started/{row['id']}",
            replace=f"{base_url}/registrations/{row['id']}/replace",
            cancel=f"{base_url}/orders/{row['order']}/cancel?chosen={row['id']}",
        )
        for row in found.rows
    )
    days = (date.fromisoformat(letter.facts["on"]) - last).days
    page = f"{base_url}/not-started?to={last}"
    digest = NotStarted(waiting, found.total, days, page, f"{base_url}/my-profile")
    return not_started_digest(addressee(manager), digest, portal.settings.provider)


def _start_reminder(portal: Portal, letter: Letter) -> WrittenLetter:
    with portal.reading() as tx:
        row = still_there(not_started.registration(tx, letter.company, letter.about))
        employer = still_there(company(tx, letter.company))
        trainee = still_there(trainee_himself(tx, letter.recipient))
    reminder = Reminder(
        training=row["title"],
        company=employer["name"],
        registered_on=day_of(row["registered_at"], portal.settings.time_zone),
        identifier=trainee["identifier"],
        log_in_address=log_in_address(portal, "trainee"),
    )
    return start_reminder(addressee(trainee), reminder, portal.settings.provider)


def _order_placed(portal: Portal, letter: Letter) -> WrittenLetter:
    with portal.reading() as tx:
        manager = still_there(manager_himself(tx, letter.recipient))
        placed = still_there(order(tx, letter.company, letter.about))
        employer = still_there(company(tx, letter.company))
        lines = lines_of(tx, placed["id"])
        people = registrations_of(tx, letter.company, placed["id"], Wanted(limit=_MOST_NAMES)).rows
    currency = placed["currency"]
    facts = PlacedOrder(
        number=placed["number"],
        placed_on=day_of(placed["placed_at"], portal.settings.time_zone),
        company=employer["name"],
        lines=tuple(_ordered(line, people, currency) for line in lines),
        net=Money(placed["net_minor"], currency),
        total=Money(placed["total_minor"], currency),
        address=f"{portal.settings.base_url}/orders/{placed['id']}",
        log_in_address=log_in_address(portal, "trainee"),
    )
    return order_placed(addressee(manager), facts, portal.settings.provider)


def _registrations_cancelled(portal: Portal, letter: Letter) -> WrittenLetter:
    with portal.reading() as tx:
        manager = manager_himself(tx, letter.recipient)
        placed = still_there(order(tx, letter.company, letter.about))
        rows = registrations_named(tx, letter.company, letter.facts["enrolments"])
    cancelled = CancelledRegistrations(
        order_number=placed["number"],
        registrations=tuple(
            CancelledRegistration(_name(row), row["identifier"], row["title"]) for row in rows
        ),
        address=f"{portal.settings.base_url}/orders/{placed['id']}",
    )
    return registrations_cancelled(addressee(manager), cancelled, portal.settings.provider)


def _registration_replaced(portal: Portal, letter: Letter) -> WrittenLetter:
    with portal.reading() as tx:
        manager = manager_himself(tx, letter.recipient)
        row = still_there(registration(tx, letter.company, letter.about))
        placed = still_there(order(tx, letter.company, row["order"]))
        previous, trainee = (
            still_there(trainee_himself(tx, letter.facts[who])) for who in ("previous", "trainee")
        )
    replaced = ReplacedTrainee(
        order_number=placed["number"],
        training=row["title"],
        previous=_name(previous),
        trainee=_name(trainee),
        identifier=trainee["identifier"],
        address=f"{portal.settings.base_url}/orders/{placed['id']}",
    )
    return registration_replaced(addressee(manager), replaced, portal.settings.provider)


def _name(row: sa.RowMapping) -> str:
    return f"{row['first_name']} {row['last_name']}"


def _ordered(line: sa.RowMapping, people: Any, currency: str) -> OrderedTraining:
    offer = (line["title"], line["language"], line["months"])
    named = tuple(
        OrderedTrainee(f"{person['first_name']} {person['last_name']}", person["identifier"])
        for person in people
        if (person["title"], person["language"], person["months"]) == offer
    )
    return OrderedTraining(*offer, named, Money(line["net_minor"], currency))


LETTERS: Mapping[str, Callable[[Portal, Letter], WrittenLetter]] = {
    "order_placed": _order_placed,
    "registrations_cancelled": _registrations_cancelled,
    "registration_replaced": _registration_replaced,
    **CERTIFICATE_LETTERS,
    **CONVENTION_LETTERS,
    **ACCOUNT_LETTERS,
    **INVOICE_LETTERS,
    **DIGEST_LETTERS,
    **LOG_IN_LETTERS,
    "not_started": _not_started,
    "start_reminder": _start_reminder,
}
"""Who writes which letter, by the occasion that a command or a policy gave it."""
