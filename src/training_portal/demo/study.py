"""The trainees of the demo at their trainings: most pass, some need two attempts, some stop on the way."""

import random
from datetime import datetime, timedelta

from ..aggregates.enrolment import Enrolment, EnrolmentState
from ..courses.scoring import draw
from ..courses.shelf import open_package
from ..event_store.context import Context
from ..portal import Portal
from .agenda import MovedClock

TAKES_AT_MOST = timedelta(hours=2, minutes=30)
"""From opening a training of ten modules to a second attempt at its test."""
RECENT = timedelta(days=20)


class Classroom:
    """Where trainees study: it moves the clock, with a luck that is the same every time."""

    def __init__(self, portal: Portal, clock: MovedClock, end: datetime) -> None:
        self._portal, self._clock, self._end = portal, clock, end
        self._application = portal.application
        self._chance = random.Random(2024)  # noqa: S311 -- a story, not a secret

    def study(self, enrolment: str) -> None:
        """One trainee's day at a training, unless it was cancelled or the history ends too soon."""
        luck = self._chance.random()
        recent = self._end - self._clock.now < RECENT
        found = self._found(enrolment)
        too_late = self._clock.now + TAKES_AT_MOST > self._end
        if too_late or luck > (0.6 if recent else 0.96) or found.state is not EnrolmentState.NOT_STARTED:
            return
        session = f"demo-{enrolment[:8]}"
        self._application.start_training(self._as(found), enrolment)
        outline = self._found(enrolment).outline
        modules = outline.modules if outline else ()
        stops_after = 3 if recent and luck > 0.3 else len(modules)
        for module in modules[:stops_after]:
            self._read(found, session, module)
        if stops_after == len(modules):
            self._take_test(found, session, 0.5 if luck < 0.08 else 1.0)
            if self._found(enrolment).state is EnrolmentState.IN_PROGRESS and luck > 0.02:
                self._take_test(found, session, 1.0)

    def _found(self, enrolment: str) -> Enrolment:
        return self._portal.store.get(Enrolment, enrolment)

    def _as(self, found: Enrolment) -> Context:
        return self._portal.context(found.trainee.id, found.company)

    def _read(self, found: Enrolment, session: str, module: str) -> None:
        for seconds in (0, self._chance.randint(200, 300)):
            self._clock.later(seconds=seconds)
            self._application.spend_time(self._as(found), found.id, session, module)
        self._clock.later(seconds=self._chance.randint(100, 290))
        self._application.complete_module(self._as(found), found.id, session, module)

    def _take_test(self, found: Enrolment, session: str, right_share: float) -> None:
        """Begin, answer (rightly for a share of the questions) and hand in."""
        self._application.begin_test(self._as(found), found.id, session)
        started = self._found(found.id)
        with self._portal.reading() as tx:
            package = open_package(tx, started.package)
        seed = started.test.seed if started.test else ""
        for place, drawn in enumerate(draw(package, found.language, package.draw, seed)):
            self._clock.later(seconds=self._chance.randint(15, 50))
            question = package.question(found.language, drawn.question_id)
            right = [shown for shown, kept in enumerate(drawn.order) if kept in question.right]
            answers = right if place < right_share * package.draw else [(right[0] + 1) % len(drawn.order)]
            self._application.answer_question(self._as(found), found.id, session, drawn.question_id, answers)
        self._application.hand_in_test(self._as(found), found.id, session)
