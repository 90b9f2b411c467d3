"""Mistakes that programs make which do not wait for their turn, as controls of the races."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from faults.telling import tell
from training_portal.aggregates.certificate import Certificate
from training_portal.aggregates.enrolment import Enrolment
from training_portal.aggregates.trainee import Trainee
from training_portal.event_store.context import Context
from training_portal.event_store.work import Work
from training_portal.portal import Portal
from training_portal.projections.my_trainings import trainings_of_company_trainee

_MEANWHILE_SECONDS = 2.0
"""So long the other has to do what is then passed over."""


def look_early(portal: Portal, context: Context, facts: dict[str, str]) -> None:
    """Merge what the double had when it was looked at, and not what it has now."""
    with portal.reading() as tx:
        taken = [row["id"] for row in trainings_of_company_trainee(tx, context.company, facts["double"])]
    tell("asks")
    time.sleep(_MEANWHILE_SECONDS)

    def decide(work: Work) -> dict[str, Any]:
        kept, double = work.get(Trainee, facts["kept"]), work.get(Trainee, facts["double"])
        kept.absorb(double, context.now)
        for enrolment in work.get_many(Enrolment, taken).values():
            enrolment.merge_trainee(kept.person, context.now)
        work.get(Certificate, facts["certificate"]).merge_holder(kept.id, context.now)
        return {}

    portal.store.perform(context, decide)


def pass_over(portal: Portal, context: Context, facts: dict[str, str]) -> None:
    """Rename a record without asking whether it is still there."""
    tell("asks")
    time.sleep(_MEANWHILE_SECONDS)

    def decide(work: Work) -> dict[str, Any]:
        double = work.get(Trainee, facts["double"])
        double._correct(person=replace(double.person, last_name="Bénali"), timestamp=context.now)
        return {}

    portal.store.perform(context, decide)


MISTAKES: Mapping[str, Callable[[Portal, Context, dict[str, str]], None]] = {
    "looks early": look_early,
    "passes over": pass_over,
}
