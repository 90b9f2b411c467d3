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
from .identity.credentials import TEMPORARY_LIFE
from .identity.email_changes import change_with
from .invoice_papers import INVOICE_LETTERS
from .language import instant_in_words
from .mail.appointment_confirmed import Appointment, appointment_confirmed
from .mail.email_change import email_change_asked, email_changed, email_removed
from .mail.log_in_sent_again import log_in_sent_again
from .mail.manager_appointed import ManagerAccess, manager_appointed
from .mail.message import Addressee, CannotBeWritten, WrittenLetter, addressee, still_there
from .mail.not_started import NotStarted, Reminder, Waiting, not_started_digest, start_reminder
from .mail.order_placed import OrderedTrainee, OrderedTraining, PlacedOrder, order_placed
from .mail.password_link import password_link
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
from .projections.staff import staff_member
from .projections.trainees import trainee_himself
from .values import Money

_MOST_NAMES = 5000
_MOST_REMINDED = 50
"""Registrations that one digest names; the page it links to has them all."""


def log_in_address(portal: Portal, kind: str) -> str:
    """The page where managers, trainees or staff sign in, absolute."""
    return f"{portal.settings.base_url}/{kind}/log-in"


def write_letter(portal: Portal, letter: Letter) -> WrittenLetter:
    """The words of a letter of the outbox, from what the views say now.

    Errors: CannotBeWritten when its reader or its subject is no more, or has no e-mail address.
    """
    write = LETTERS.get(letter.occasion)
    if write is None:
        raise CannotBeWritten(f"nobody knows how to write about {letter.occasion}")
    return write(portal, letter)


def _manager_access(portal: Portal, letter: Letter) -> tuple[Addressee, ManagerAccess]:
    """An active manager, and the log-in that a letter brings them."""
    with portal.reading() as tx:
        manager = still_there(manager_himself(tx, letter.recipient))
        employer = still_there(company(tx, manager["company"]))
    if not manager["active"]:
        raise CannotBeWritten("the person is a manager no longer")
    access = ManagerAccess(
        company=employer["name"],
        username=manager["username"],
        password=letter.secret,
        log_in_address=log_in_address(portal, "manager"),
        valid_until=day_of(letter.queued_at + TEMPORARY_LIFE, portal.settings.time_zone),
    )
    return addressee(manager), access


def _manager_appointed(portal: Portal, letter: Letter) -> WrittenLetter:
    return manager_appointed(*_manager_access(portal, letter), portal.settings.provider)


def _appointment_confirmed(portal: Portal, letter: Letter) -> WrittenLetter:
    with portal.reading() as tx:
        to = addressee(manager_himself(tx, letter.recipient))
        appointed = still_there(manager_himself(tx, letter.about))
        employer = still_there(company(tx, letter.company))
    made = Appointment(
        company=employer["name"],
        name=_name(appointed),
        username=appointed["username"],
        email=appointed["email"],
        address=f"{portal.settings.base_url}/trainee-managers",
    )
    return appointment_confirmed(to, made, portal.settings.provider)


def _log_in_sent_again(portal: Portal, letter: Letter) -> WrittenLetter:
    return log_in_sent_again(*_manager_access(portal, letter), portal.settings.provider)


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


def _email_change_asked(portal: Portal, letter: Letter) -> WrittenLetter:
    """To the new address, which stands nowhere but in the waiting change."""
    with portal.reading() as tx:
        person = _manager_or_trainee(tx, letter.recipient)
        change = change_with(tx, portal.settings.master_key, letter.secret, portal.now)
    if change is None:
        raise CannotBeWritten("the new address was confirmed, cancelled, or changed again")
    to = Addressee(_name(person), change.address, person["language"])
    address = f"{portal.settings.base_url}/new-e-mail/{letter.secret}"
    until = instant_in_words(change.expires_at, to.language, portal.settings.time_zone)
    return email_change_asked(to, _username(person), address, until, portal.settings.provider)


def _email_changed(portal: Portal, letter: Letter) -> WrittenLetter:
    """To the old address, which the letter brings along."""
    with portal.reading() as tx:
        person = _manager_or_trainee(tx, letter.recipient)
    to = Addressee(_name(person), letter.secret, person["language"])
    write = email_removed if letter.facts.get("removed") else email_changed
    return write(to, _username(person), portal.settings.provider)


def _manager_or_trainee(tx: sa.Connection, id: str) -> sa.RowMapping:
    return still_there(manager_himself(tx, id) or trainee_himself(tx, id))


def _username(person: sa.RowMapping) -> str:
    return str(person.get("username") or person["identifier"])


def _password_link(portal: Portal, letter: Letter) -> WrittenLetter:
    question = {"manager": manager_himself, "trainee": trainee_himself, "staff": staff_member}
    with portal.reading() as tx:
        person = still_there(question[letter.facts["kind"]](tx, letter.recipient))
    address = f"{portal.settings.base_url}/new-password/{letter.secret}"
    return password_link(addressee(person), _username(person), address, portal.settings.provider)


LETTERS: Mapping[str, Callable[[Portal, Letter], WrittenLetter]] = {
    "order_placed": _order_placed,
    "registrations_cancelled": _registrations_cancelled,
    "registration_replaced": _registration_replaced,
    **CERTIFICATE_LETTERS,
    **CONVENTION_LETTERS,
    **ACCOUNT_LETTERS,
    **INVOICE_LETTERS,
    **DIGEST_LETTERS,
    "manager_appointed": _manager_appointed,
    "not_started": _not_started,
    "start_reminder": _start_reminder,
    "appointment_confirmed": _appointment_confirmed,
    "log_in_sent_again": _log_in_sent_again,
    "password_link": _password_link,
    "email_change_asked": _email_change_asked,
    "email_changed": _email_changed,
}
"""Who writes which letter, by the occasion that a command or a policy gave it."""
