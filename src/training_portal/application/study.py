"""Commands of a trainee about a training: open, study, take the test."""

import secrets
from collections.abc import Callable, Sequence
from typing import Any

from ..aggregates.account import Account
from ..aggregates.course import Course
from ..aggregates.enrolment import Enrolment, EnrolmentState, NoTestIsUnderWay
from ..courses.scoring import draw, grade
from ..courses.shelf import open_package
from ..event_store.context import Context
from ..event_store.store import Store
from ..event_store.work import Work


def own_enrolment(work: Work, enrolment: str) -> Enrolment:
    """An enrolment of the acting trainee. Errors: NotFound, also for somebody else's."""
    found = work.get(Enrolment, enrolment)
    found.check_taken_by(work.context.actor)
    return found


class StudyCommands:
    """Taking a training."""

    _store: Store

    def start_training(self, context: Context, enrolment: str) -> None:
        """Open a training for the first time; its version of the content stays the trainee's.

        Errors: NotFound, AccountIsSuspended, TrainingIsOver.
        """

        def start(work: Work, found: Enrolment) -> None:
            if found.state is EnrolmentState.NOT_STARTED:
                work.get(Account, found.company).check_open()
            course = work.get(Course, found.course)
            found.start(course.package, course.content_version, course.outline, context.now)

        self._study(context, enrolment, start)

    def spend_time(self, context: Context, enrolment: str, session: str, module: str) -> None:
        """Note a sign of life at a module, or at the test (""), in one of the trainee's sessions."""
        self._study(context, enrolment, lambda _, found: found.spend_time(session, module, context.now))

    def complete_module(self, context: Context, enrolment: str, session: str, module: str) -> None:
        """Finish a module. Errors: NotFound, TrainingIsNotStarted, TrainingIsOver."""

        def complete(work: Work, found: Enrolment) -> None:
            found.spend_time(session, module, context.now)
            found.complete_module(module, context.now)

        self._study(context, enrolment, complete)

    def begin_test(self, context: Context, enrolment: str, session: str) -> None:
        """Begin an attempt at the final test, or go on with the one under way. Errors: ModulesAreLeft."""

        def begin(work: Work, found: Enrolment) -> None:
            found.check_ready_for_test()
            seed = secrets.token_hex(8)
            package = open_package(work.ask(), found.package)
            drawn = draw(package, found.language, package.draw, seed)
            found.begin_test(seed, tuple(one.question_id for one in drawn), context.now)
            found.spend_time(session, "", context.now)

        self._study(context, enrolment, begin)

    def answer_question(
        self, context: Context, enrolment: str, session: str, question: str, answers: Sequence[int]
    ) -> None:
        """Answer a question of the test under way. Errors: NoTestIsUnderWay, NotFound."""

        def answer(work: Work, found: Enrolment) -> None:
            found.answer(question, tuple(sorted(set(answers))), context.now)
            found.spend_time(session, "", context.now)

        self._study(context, enrolment, answer)

    def hand_in_test(self, context: Context, enrolment: str, session: str) -> None:
        """Hand the test in: graded at once, passed or failed. Errors: NoTestIsUnderWay, QuestionsAreLeft."""

        def hand_in(work: Work, found: Enrolment) -> None:
            if found.test is None:
                raise NoTestIsUnderWay
            found.spend_time(session, "", context.now)
            package = open_package(work.ask(), found.package)
            drawn = draw(package, found.language, package.draw, found.test.seed)
            score = grade(package, drawn, found.test.answers)
            found.hand_in(score.right, score.percent, context.today, context.now)

        self._study(context, enrolment, hand_in)

    def _study(self, context: Context, enrolment: str, tell: Callable[[Work, Enrolment], None]) -> None:
        def decide(work: Work) -> dict[str, Any]:
            tell(work, own_enrolment(work, enrolment))
            return {}

        self._store.perform(context, decide)
