"""Letters about log-ins: who may sign in, by which mailbox, with which password."""

from collections.abc import Callable, Mapping

import sqlalchemy as sa

from .clock import day_of
from .event_store.outbox import Letter
from .identity.credentials import TEMPORARY_LIFE
from .identity.email_changes import change_with
from .language import instant_in_words
from .mail.appointment_confirmed import Appointment, appointment_confirmed
from .mail.email_change import email_change_asked, email_changed, email_removed
from .mail.log_in_sent_again import log_in_sent_again
from .mail.manager_appointed import ManagerAccess, manager_appointed
from .mail.message import Addressee, CannotBeWritten, WrittenLetter, addressee, still_there
from .mail.password_link import password_link
from .portal import Portal
from .projections.companies import company
from .projections.managers import manager_himself
from .projections.staff import staff_member
from .projections.trainees import trainee_himself


def log_in_address(portal: Portal, kind: str) -> str:
    """The page where managers, trainees or staff sign in, absolute."""
    return f"{portal.settings.base_url}/{kind}/log-in"


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
        role=manager["role"],
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


def _name(row: sa.RowMapping) -> str:
    return f"{row['first_name']} {row['last_name']}"


LOG_IN_LETTERS: Mapping[str, Callable[[Portal, Letter], WrittenLetter]] = {
    "manager_appointed": _manager_appointed,
    "appointment_confirmed": _appointment_confirmed,
    "log_in_sent_again": _log_in_sent_again,
    "password_link": _password_link,
    "email_change_asked": _email_change_asked,
    "email_changed": _email_changed,
}
"""Who writes which letter about a log-in, by its occasion."""
