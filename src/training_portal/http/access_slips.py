"""How trainees sign in with a temporary password: shown within the hour, and printed on slips."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from training_portal.clock import day_of
from training_portal.documents.slips import SlipFacts, SlipSheet, slips_pdf
from training_portal.event_store.lists import Wanted
from training_portal.http.current import portal, today
from training_portal.http.links import link_to
from training_portal.http.speech import spoken_language
from training_portal.http.training_titles import title_words
from training_portal.identity.credentials import TEMPORARY_LIFE
from training_portal.identity.handover import RESET, shown
from training_portal.projections.my_trainings import trainings_of_company_trainee
from training_portal.projections.orders import CANCELLED, registrations_of

_EVERYBODY = 100_000


@dataclass(frozen=True, slots=True)
class Access:
    """A trainee with identifier, temporary password in clear, and the trainings registered for."""

    first_name: str
    last_name: str
    username: str
    password: str
    trainings: tuple[str, ...]

    @property
    def name(self) -> str:
        """First name, then last name."""
        return f"{self.first_name} {self.last_name}"


def accesses(tx: sa.Connection, company: str, order: str, manager: str, now: datetime) -> list[Access]:
    """The new trainees of an order by name: for the manager who placed it, within the hour; else nobody."""
    passwords = shown(tx, portal().settings.master_key, order, manager, now)
    if not passwords:
        return []
    rows: dict[str, list[sa.RowMapping]] = {}
    for row in registrations_of(tx, company, order, Wanted(limit=_EVERYBODY)).rows:
        if row["state"] == CANCELLED:
            continue
        rows.setdefault(row["trainee"], []).append(row)
    return [
        Access(
            first_name=found[0]["first_name"],
            last_name=found[0]["last_name"],
            username=found[0]["identifier"],
            password=passwords[trainee],
            trainings=tuple(title_words(row["title"]) for row in found),
        )
        for trainee, found in rows.items()
        if trainee in passwords
    ]


def access_after_reset(
    tx: sa.Connection, trainee: sa.RowMapping, manager: str, now: datetime
) -> Access | None:
    """How a trainee signs in after a reset: for the manager who reset the password, within the hour."""
    password = shown(tx, portal().settings.master_key, RESET, manager, now).get(trainee["id"])
    if password is None:
        return None
    rows = trainings_of_company_trainee(tx, trainee["company"], trainee["id"])
    unfinished = [title_words(row["title"]) for row in rows if row["state"] in ("not_started", "in_progress")]
    titles = tuple(dict.fromkeys(unfinished))
    return Access(trainee["first_name"], trainee["last_name"], trainee["identifier"], password, titles)


def order_slips(order: sa.RowMapping, people: Sequence[Access], given: datetime) -> bytes:
    """The slips of an order as PDF, in the reader's language; `given` is when the passwords were."""
    return _slips(order["number"], given + TEMPORARY_LIFE, people)


def reset_slip(person: Access, until: datetime) -> bytes:
    """The slip of a password that was reset, as PDF, in the reader's language."""
    return _slips("", until, [person])


def _slips(order_number: str, until: datetime, people: Sequence[Access]) -> bytes:
    sheet = SlipSheet(
        order_number=order_number,
        language=spoken_language(),
        address=link_to("sign_in.log_in", door="trainee"),
        made_on=today(),
        valid_until=day_of(until, portal().settings.time_zone),
        provider=portal().settings.provider,
    )
    facts = [
        SlipFacts(person.first_name, person.last_name, person.username, person.password, person.trainings)
        for person in people
    ]
    return slips_pdf(sheet, facts)
