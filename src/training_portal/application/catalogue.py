"""Commands about the catalogue: publishing content and making offers."""

from typing import Any

from ..aggregates.course import Course, course_id
from ..courses.package import Package
from ..courses.shelf import keep
from ..errors import NotFound
from ..event_store.context import Context
from ..event_store.store import Store
from ..event_store.work import Work
from ..values import Offer, Outline


def outline_of(package: Package) -> Outline:
    """What the catalogue, enrolments and certificates need to know of a package."""
    return Outline(
        titles=dict(package.titles),
        summaries=dict(package.summaries),
        languages=package.languages,
        modules=tuple(module.id for module in package.modules),
        duration_minutes=package.duration_minutes,
        pass_mark=package.pass_mark,
        attempts=package.attempts,
        draw=package.draw,
        renewal_rule=package.rule,
        renewal_months=package.months,
    )


class CatalogueCommands:
    """Publishing trainings, and selling them."""

    _store: Store

    def publish_course(self, context: Context, package: Package) -> dict[str, Any]:
        """Publish a checked package: a new training, or a new version of one known by its code.

        Answers course (its id), code and version. Errors: ContentIsUnchanged.
        """

        outline = outline_of(package)

        def decide(work: Work) -> dict[str, Any]:
            try:
                course = work.get(Course, course_id(package.code))
            except NotFound:
                course = Course(
                    code=package.code,
                    package=package.sha256,
                    outline=outline,
                    timestamp=context.now,
                )
                work.add(course)
            else:
                course.publish(package.sha256, outline, context.now)
            statement, row = keep(package, context.now)
            work.write(statement, [row])
            return {"course": course.id, "code": course.code, "version": course.content_version}

        return self._store.perform(context, decide)

    def make_offer(self, context: Context, code: str, offer: Offer) -> None:
        """Sell a training in a language with a frequency, at a price.

        Errors: NotFound, LanguageIsNotTaught, FrequencyIsNotAllowed, NothingIsTakenOff.
        """

        def decide(work: Work) -> dict[str, Any]:
            work.get(Course, course_id(code)).make_offer(offer, context.now)
            return {}

        self._store.perform(context, decide)

    def withdraw_offer(self, context: Context, code: str, language: str, months: int) -> None:
        """Stop selling a training in a language with a frequency. Errors: NotFound, OfferIsNotSold."""

        def decide(work: Work) -> dict[str, Any]:
            work.get(Course, course_id(code)).withdraw_offer(language, months, context.now)
            return {}

        self._store.perform(context, decide)
