"""The compliance report: every trainee of a company, and for each training the day until which it counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext

from training_portal.event_store.lists import Wanted
from training_portal.http.renewal_words import as_of, urgency
from training_portal.http.validity import Validity, validity_on
from training_portal.projections import trainees, training_to_renew
from training_portal.values import renewal_colour


@dataclass(frozen=True, slots=True)
class Standing:
    """How one trainee stands in one training on the day of the report; `colour` is "" when nothing is due."""

    title: str
    completed_on: date
    renewal_on: date | None
    number: str
    colour: str
    told: Validity


@dataclass(frozen=True, slots=True)
class Person:
    """One row of the report: a trainee, and the standings by training."""

    id: str
    first_name: str
    last_name: str
    identifier: str
    standings: Mapping[str, Standing]

    @property
    def name(self) -> str:
        """The whole name."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True)
class Report:
    """People and trainings of a company as of a day: a part of the people, and how many there are in all."""

    day: date
    trainings: Mapping[str, str]
    people: Sequence[Person]
    total: int


def report_on(tx: sa.Connection, company: str, day: date, wanted: Wanted) -> Report:
    """The report of a company on a day: a past one as it was known, others from what is known now."""
    asked = as_of(day)
    found = trainees.page_on(tx, company, day, asked.known_before, wanted)
    held: dict[str, dict[str, Standing]] = {}
    for row in training_to_renew.held_by(tx, company, asked, [person["id"] for person in found.rows]):
        held.setdefault(row["trainee"], {})[row["training"]] = _standing(row, day)
    people = [
        Person(
            id=row["id"],
            first_name=row["first_name"],
            last_name=row["last_name"],
            identifier=row["identifier"],
            standings=held.get(row["id"], {}),
        )
        for row in found.rows
    ]
    return Report(day, training_to_renew.trainings_held(tx, company, asked), people, found.total)


def _standing(row: Mapping[Any, Any] | sa.RowMapping, day: date) -> Standing:
    renewal_on = row["renewal_on"]
    colour = renewal_colour(renewal_on, day) if renewal_on else None
    return Standing(
        title=row["title"],
        completed_on=row["completed_on"],
        renewal_on=renewal_on,
        number=row["number"],
        colour=colour.value if colour else "",
        told=urgency(renewal_on, day) if renewal_on else validity_on(None, day),
    )


def told_of(person: Person, training: str) -> str:
    """How somebody stands in a training, in words; never done, too."""
    standing = person.standings.get(training)
    return standing.told.words if standing else gettext("Not completed")
