"""An enrolment: one trainee on one training through one order, from registration to the result."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from eventsourcing.domain import event

from ..errors import NotFound, Refusal
from ..language import marked
from ..values import Outline, Person
from .root import Begun, Event, Root

LONGEST_PAUSE_SECONDS = 300
"""Two signs of life further apart than this are a pause, and the time between them is not counted."""


class EnrolmentState(StrEnum):
    """How far a registration has come."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    PASSED = "passed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class TrainingIsNotStarted(Refusal):
    """Studying begins with opening the training."""

    words = marked("Open the training first.")


class TrainingIsOver(Refusal):
    """After the result, or a cancellation, nothing more is recorded."""

    words = marked("This training is finished.")


class TrainingHasStarted(Refusal):
    """Once the training was opened, its registration is neither cancelled nor given to somebody else."""

    words = marked("%(name)s has started this training: the registration can no longer be changed.")


class RegistrationIsCancelled(Refusal):
    """What is cancelled stays so."""

    words = marked("This registration is cancelled.")


class SameTrainee(Refusal):
    """A registration is given to somebody else."""

    words = marked("%(name)s is registered for this training already: choose somebody else.")


class RegistrationWasGivenAway(NotFound):
    """Who was registered before does not take the training any more, and is told why."""

    words = marked("Your manager has given this registration to somebody else.")


class ModulesAreLeft(Refusal):
    """The final test comes after every module."""

    words = marked("Finish every module before the final test. Modules left: %(count)s.")


class NoTestIsUnderWay(Refusal):
    """Answers belong to a test that was begun and not handed in."""

    words = marked("There is no test under way. Begin the final test.")


class QuestionsAreLeft(Refusal):
    """A test is handed in with every question answered."""

    words = marked("Answer every question before you hand the test in. Questions left: %(count)s.")


@dataclass(slots=True)
class Test:
    """One attempt at the final test: its seed, its questions and the answers given so far."""

    attempt: int
    seed: str
    questions: tuple[str, ...]
    answers: dict[str, tuple[int, ...]] = field(default_factory=dict)


class Enrolment(Root):
    """What one trainee did for one training that was ordered."""

    TOPIC = "enrolment"

    class TraineeEnrolled(Begun):
        """A trainee was registered for a training by an order, in a language, for a renewal period."""

        TOPIC = "enrolment.trainee_enrolled"
        enrolment: str
        company: str
        order: str
        manager: str
        course: str
        title: str
        language: str
        months: int
        trainee: Person

    class TrainingStarted(Event):
        """The trainee opened the training for the first time, and keeps this version of its content."""

        TOPIC = "enrolment.training_started"
        package: str
        content_version: int
        outline: Outline

    class TimeSpent(Event):
        """Seconds really spent in one session at the training, since the last sign of life in it."""

        TOPIC = "enrolment.time_spent"
        session: str
        module: str
        seconds: int

    class ModuleCompleted(Event):
        """The trainee worked through a module to its end."""

        TOPIC = "enrolment.module_completed"
        module: str

    class TestBegun(Event):
        """An attempt at the final test began, with these questions drawn."""

        TOPIC = "enrolment.test_begun"
        attempt: int
        seed: str
        questions: tuple[str, ...]

    class QuestionAnswered(Event):
        """The trainee answered a question of the test under way, perhaps changing an answer before."""

        TOPIC = "enrolment.question_answered"
        attempt: int
        question: str
        answers: tuple[int, ...]

    class TestHandedIn(Event):
        """An attempt at the final test was handed in and graded, in percent."""

        TOPIC = "enrolment.test_handed_in"
        attempt: int
        right: int
        total: int
        percent: int

    class TrainingPassed(Event):
        """The test reached the pass mark; the training is completed on this day."""

        TOPIC = "enrolment.training_passed"
        on: date
        percent: int

    class TrainingFailed(Event):
        """The last attempt allowed stayed below the pass mark."""

        TOPIC = "enrolment.training_failed"
        on: date
        percent: int

    class EnrolmentCancelled(Event):
        """The registration was cancelled before the training was opened."""

        TOPIC = "enrolment.cancelled"

    class TraineeReplaced(Event):
        """Somebody else takes the training instead, which was not opened yet."""

        TOPIC = "enrolment.trainee_replaced"
        previous: str
        trainee: Person

    class TraineeMerged(Event):
        """The trainee's record was a double: the training is that of the other record of the same person."""

        TOPIC = "enrolment.trainee_merged"
        previous: str
        trainee: Person

    @event(TraineeEnrolled)
    def __init__(
        self,
        enrolment: str,
        company: str,
        order: str,
        manager: str,
        course: str,
        title: str,
        language: str,
        months: int,
        trainee: Person,
        timestamp: datetime,
    ) -> None:
        self.company = company
        self.order = order
        self.manager = manager
        self.course = course
        self.title = title
        self.language = language
        self.months = months
        self.trainee = trainee
        self.former_trainees: set[str] = set()
        self.state = EnrolmentState.NOT_STARTED
        self.package = ""
        self.outline: Outline | None = None
        self.module = ""
        self.completed: set[str] = set()
        self.seconds = 0
        self.last_sign: tuple[str, datetime] | None = None
        self.test: Test | None = None
        self.last_test: Test | None = None
        self.tests_handed_in = 0

    @staticmethod
    def create_id(enrolment: str) -> str:
        """The id was given out before, for the order to name it."""
        return enrolment

    def cancel(self, now: datetime) -> None:
        """Cancel before it is opened. Errors: TrainingHasStarted, RegistrationIsCancelled."""
        self.check_untouched()
        self._cancel(timestamp=now)

    def replace_trainee(self, trainee: Person, now: datetime) -> None:
        """Let somebody else take it, before it is opened.

        Errors: TrainingHasStarted, RegistrationIsCancelled, SameTrainee.
        """
        self.check_untouched()
        if trainee.id == self.trainee.id:
            raise SameTrainee(name=trainee.full_name)
        self._replace(previous=self.trainee.id, trainee=trainee, timestamp=now)

    def merge_trainee(self, trainee: Person, now: datetime) -> None:
        """Follow the person to the record that stays of two."""
        if trainee.id != self.trainee.id:
            self._merge(previous=self.trainee.id, trainee=trainee, timestamp=now)

    def check_taken_by(self, person: str) -> None:
        """Refuse anybody but its trainee (a person's id). Errors: NotFound, RegistrationWasGivenAway."""
        if person != self.trainee.id:
            raise RegistrationWasGivenAway if person in self.former_trainees else NotFound

    def check_untouched(self) -> None:
        """Refuse what is only done before a start. Errors: TrainingHasStarted, RegistrationIsCancelled."""
        if self.state is EnrolmentState.CANCELLED:
            raise RegistrationIsCancelled
        if self.state is not EnrolmentState.NOT_STARTED:
            raise TrainingHasStarted(name=self.trainee.full_name)

    def start(self, package: str, content_version: int, outline: Outline, now: datetime) -> None:
        """Open the training; opening it again changes nothing. Errors: RegistrationIsCancelled."""
        if self.state is EnrolmentState.NOT_STARTED:
            self._start(package=package, content_version=content_version, outline=outline, timestamp=now)
        elif self.state is EnrolmentState.CANCELLED:
            raise RegistrationIsCancelled

    def spend_time(self, session: str, module: str, now: datetime) -> None:
        """Note a sign of life at a module ("" is the test), in a session of the trainee.

        Counts the seconds since the sign before in this session; after a pause counting begins anew.
        Errors: TrainingIsNotStarted, TrainingIsOver, NotFound for a module that is not there.
        """
        if module not in self._studied().modules and module != "":
            raise NotFound
        since = self._seconds_since_last_sign(session, now)
        if since == 0 and (module or self.module) == self.module:
            return
        seconds = since if since is not None and 0 < since <= LONGEST_PAUSE_SECONDS else 0
        self._spend_time(session=session, module=module, seconds=seconds, timestamp=now)

    def _seconds_since_last_sign(self, session: str, now: datetime) -> int | None:
        """None when the session gave no sign before, or another one came between."""
        if self.last_sign is None or self.last_sign[0] != session:
            return None
        return int((now - self.last_sign[1]).total_seconds())

    def complete_module(self, module: str, now: datetime) -> None:
        """Finish a module; again changes nothing. Errors: TrainingIsNotStarted, TrainingIsOver, NotFound."""
        if module not in self._studied().modules:
            raise NotFound
        if module not in self.completed:
            self._complete_module(module=module, timestamp=now)

    def check_ready_for_test(self) -> None:
        """Refuse a test before its time. Errors: ModulesAreLeft, TrainingIsNotStarted, TrainingIsOver."""
        left = [m for m in self._studied().modules if m not in self.completed]
        if left:
            raise ModulesAreLeft(count=len(left))

    def begin_test(self, seed: str, questions: tuple[str, ...], now: datetime) -> None:
        """Begin an attempt at the final test, its questions drawn by a seed; one under way goes on.

        Errors: ModulesAreLeft, TrainingIsNotStarted, TrainingIsOver.
        """
        self.check_ready_for_test()
        if self.test is None:
            attempt = self.tests_handed_in + 1
            self._begin_test(attempt=attempt, seed=seed, questions=questions, timestamp=now)

    def answer(self, question: str, answers: tuple[int, ...], now: datetime) -> None:
        """Answer a question of the test under way, by the places chosen (from 0, as this test shows them).

        Errors: NoTestIsUnderWay, NotFound for a question that was not drawn.
        """
        test = self._test_under_way()
        if question not in test.questions:
            raise NotFound
        if test.answers.get(question) != answers:
            self._answer(attempt=test.attempt, question=question, answers=answers, timestamp=now)

    def hand_in(self, right: int, percent: int, today: date, now: datetime) -> None:
        """Hand the test in as graded; it is passed, or failed, or may be tried again.

        Errors: NoTestIsUnderWay, QuestionsAreLeft.
        """
        test, outline = self._test_under_way(), self._studied()
        left = len(test.questions) - len(test.answers)
        if left:
            raise QuestionsAreLeft(count=left)
        total = len(test.questions)
        self._hand_in(attempt=test.attempt, right=right, total=total, percent=percent, timestamp=now)
        if percent >= outline.pass_mark:
            self._pass(on=today, percent=percent, timestamp=now)
        elif test.attempt >= outline.attempts:
            self._fail(on=today, percent=percent, timestamp=now)

    @property
    def attempts_left(self) -> int:
        """How often the test may still be begun."""
        return (self.outline.attempts if self.outline else 0) - self.tests_handed_in

    def _studied(self) -> Outline:
        if self.outline is None:
            raise TrainingIsNotStarted
        if self.state is not EnrolmentState.IN_PROGRESS:
            raise TrainingIsOver
        return self.outline

    def _test_under_way(self) -> Test:
        self._studied()
        if self.test is None:
            raise NoTestIsUnderWay
        return self.test

    @event(EnrolmentCancelled)
    def _cancel(self, timestamp: datetime) -> None:
        self.state = EnrolmentState.CANCELLED

    @event(TraineeReplaced)
    def _replace(self, previous: str, trainee: Person, timestamp: datetime) -> None:
        self.trainee = trainee
        self.former_trainees.add(previous)

    @event(TraineeMerged)
    def _merge(self, previous: str, trainee: Person, timestamp: datetime) -> None:
        self.trainee = trainee

    @event(TrainingStarted)
    def _start(self, package: str, content_version: int, outline: Outline, timestamp: datetime) -> None:
        self.state = EnrolmentState.IN_PROGRESS
        self.package = package
        self.outline = outline
        self.module = outline.modules[0]

    @event(TimeSpent)
    def _spend_time(self, session: str, module: str, seconds: int, timestamp: datetime) -> None:
        self.seconds += seconds
        self.module = module or self.module
        self.last_sign = (session, timestamp)

    @event(ModuleCompleted)
    def _complete_module(self, module: str, timestamp: datetime) -> None:
        self.completed.add(module)

    @event(TestBegun)
    def _begin_test(self, attempt: int, seed: str, questions: tuple[str, ...], timestamp: datetime) -> None:
        self.test = Test(attempt, seed, questions)

    @event(QuestionAnswered)
    def _answer(self, attempt: int, question: str, answers: tuple[int, ...], timestamp: datetime) -> None:
        if self.test:
            self.test.answers[question] = answers

    @event(TestHandedIn)
    def _hand_in(self, attempt: int, right: int, total: int, percent: int, timestamp: datetime) -> None:
        self.tests_handed_in = attempt
        self.last_test = self.test
        self.test = None

    @event(TrainingPassed)
    def _pass(self, on: date, percent: int, timestamp: datetime) -> None:
        self.state = EnrolmentState.PASSED

    @event(TrainingFailed)
    def _fail(self, on: date, percent: int, timestamp: datetime) -> None:
        self.state = EnrolmentState.FAILED
