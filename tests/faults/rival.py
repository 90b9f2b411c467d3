"""Somebody who does something at the moment at which somebody else does what excludes it."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dsl import TERMS, settings_for
from faults.careless_rival import MISTAKES
from faults.telling import tell
from training_portal.aggregates.enrolment import Enrolment
from training_portal.aggregates.trainee import Trainee
from training_portal.application.certificates import Amendment
from training_portal.application.orders import WantedLine
from training_portal.errors import Refusal
from training_portal.event_store.context import Context
from training_portal.event_store.work import Work
from training_portal.portal import Portal, build_portal

Facts = dict[str, str]
_NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def vie(url: str, folder: str, who: Facts, deed: str, facts: Facts, mistake: str = "") -> None:
    """Do one of DEEDS. With the mistake "insists", do it even when it is refused; or make one of MISTAKES."""
    portal = build_portal(settings_for(url, Path(folder)), lambda: _NOW)
    context = portal.context(who["person"], who["company"])
    if mistake in MISTAKES:
        MISTAKES[mistake](portal, context, facts)
        tell("done", deed)
        return
    tell("asks")
    try:
        DEEDS[deed](portal, context, facts)
    except Refusal as refusal:
        if mistake != "insists":
            tell("refused", type(refusal).__name__)
            return
        _insist(portal, context, deed, facts)
    tell("done", deed)


def _cancel(portal: Portal, context: Context, facts: Facts) -> None:
    portal.application.cancel_registrations(context, facts["order"], (facts["enrolment"],))


def _start(portal: Portal, context: Context, facts: Facts) -> None:
    portal.application.start_training(context, facts["enrolment"])


def _replace(portal: Portal, context: Context, facts: Facts) -> None:
    portal.application.replace_trainee(context, facts["enrolment"], facts["successor"])


def _merge(portal: Portal, context: Context, facts: Facts) -> None:
    portal.application.merge_trainees(context, facts["kept"], facts["double"])


def _order(portal: Portal, context: Context, facts: Facts) -> None:
    line = WantedLine(facts["course"], "en", 24, (facts["double"],))
    portal.application.order_at_once(context, TERMS, [line])


def _rename(portal: Portal, context: Context, facts: Facts) -> None:
    portal.application.correct_details(context, facts["double"], ("Karim", "Bénali", ""))


def _amend(portal: Portal, context: Context, facts: Facts) -> None:
    wanted = Amendment("Karim", "Bénali", "Fret Atlantique SAS")
    portal.application.amend_certificate(context, facts["certificate"], wanted, 1)


DEEDS: Mapping[str, Callable[[Portal, Context, Facts], None]] = {
    "cancel": _cancel,
    "start": _start,
    "replace": _replace,
    "merge": _merge,
    "order": _order,
    "rename": _rename,
    "amend": _amend,
}


def _insist(portal: Portal, context: Context, deed: str, facts: Facts) -> None:
    """Record the event that the rules forbid, as a program without the rules would.

    "opened" of the facts is a registration for the same training that was started before.
    """

    def decide(work: Work) -> dict[str, Any]:
        if deed == "merge":
            work.get(Trainee, facts["double"])._merge_into(survivor=facts["kept"], timestamp=context.now)
            return {}
        enrolment = work.get(Enrolment, facts["enrolment"])
        if deed == "cancel":
            enrolment._cancel(timestamp=context.now)
        elif deed == "replace":
            other = work.get(Trainee, facts["successor"]).person
            enrolment._replace(previous=enrolment.trainee.id, trainee=other, timestamp=context.now)
        else:
            opened = portal.store.get(Enrolment, facts["opened"])
            enrolment._start(
                package=opened.package, content_version=1, outline=opened.outline, timestamp=context.now
            )
        return {}

    portal.store.perform(context, decide)
