"""The desk: what lies before a trainee at one training, and how far they came. Reads only."""

from dataclasses import dataclass

from ..aggregates.course import Course
from ..aggregates.enrolment import Enrolment, EnrolmentState
from ..courses.package import Image, Package
from ..courses.shelf import open_package
from ..errors import NotFound
from ..event_store.store import Store
from .test_sheet import Marks, Sheet, marks_of, sheet_of


@dataclass(frozen=True, slots=True)
class Chapter:
    """A module as its trainee finds it. `number` counts from 1."""

    id: str
    number: int
    title: str
    minutes: int
    done: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """One training of a trainee, with the version of its content that is theirs.

    `state` is that of the enrolment. Titles and texts are in the enrolment's `language`. `place` is the id of
    the module they were at last ("" before the start). `sheet` is there while a test is under way, `marks`
    when one was handed in and none is under way: a test never shows what an earlier one explained.
    """

    enrolment: str
    state: str
    language: str
    package: Package
    chapters: tuple[Chapter, ...]
    place: str
    seconds: int
    attempts_left: int
    sheet: Sheet | None
    marks: Marks | None

    @property
    def title(self) -> str:
        """The training's title."""
        return self.package.titles[self.language]

    @property
    def is_under_way(self) -> bool:
        """Whether what is done at this desk is recorded: started, and not over."""
        return self.state == EnrolmentState.IN_PROGRESS.value

    @property
    def is_open(self) -> bool:
        """Whether the content may be read: from the start on, and after the result too."""
        return self.state not in (EnrolmentState.NOT_STARTED.value, EnrolmentState.CANCELLED.value)

    @property
    def chapters_left(self) -> tuple[Chapter, ...]:
        """The modules to finish before the final test."""
        return tuple(chapter for chapter in self.chapters if not chapter.done)

    @property
    def chapters_done(self) -> int:
        """How many modules are finished."""
        return len(self.chapters) - len(self.chapters_left)

    def chapter(self, module: str) -> Chapter:
        """A module by its id. Errors: NotFound, also before the start."""
        found = next((chapter for chapter in self.chapters if chapter.id == module), None)
        if found is None or not self.is_open:
            raise NotFound
        return found

    def before(self, chapter: Chapter) -> Chapter | None:
        """The module before another."""
        return self.chapters[chapter.number - 2] if chapter.number > 1 else None

    def after(self, chapter: Chapter) -> Chapter | None:
        """The module after another."""
        return self.chapters[chapter.number] if chapter.number < len(self.chapters) else None

    @property
    def resumed(self) -> Chapter | None:
        """Where to go on: the module that was left unfinished, else the next unfinished one, else nowhere."""
        number = next((one.number for one in self.chapters if one.id == self.place), 1)
        from_there = self.chapters[number - 1 :] + self.chapters[: number - 1]
        return next((chapter for chapter in from_there if not chapter.done), None)

    def text(self, chapter: Chapter) -> str:
        """A module's Markdown."""
        return self.package.text(self.language, self.package.modules[chapter.number - 1])

    def image(self, name: str) -> Image:
        """An image of the content. Errors: NotFound, also before the start."""
        if not self.is_open:
            raise NotFound
        return self.package.image(self.language, name)


def desk(store: Store, enrolment: str, trainee: str) -> Desk:
    """A trainee's desk for one of their enrolments. Errors: NotFound, also for somebody else's."""
    found = store.get(Enrolment, enrolment)
    found.check_taken_by(trainee)
    digest = found.package or store.get(Course, found.course).package
    with store.reading() as tx:
        package = open_package(tx, digest)
    sheet = sheet_of(package, found.language, found.test) if found.test else None
    over = found.last_test if found.test is None else None
    return Desk(
        enrolment=enrolment,
        state=found.state.value,
        language=found.language,
        package=package,
        chapters=_chapters(package, found),
        place=found.module,
        seconds=found.seconds,
        attempts_left=package.attempts - found.tests_handed_in,
        sheet=sheet,
        marks=marks_of(package, found.language, over) if over else None,
    )


def _chapters(package: Package, found: Enrolment) -> tuple[Chapter, ...]:
    return tuple(
        Chapter(
            module.id, number, module.titles[found.language], module.minutes, module.id in found.completed
        )
        for number, module in enumerate(package.modules, 1)
    )
