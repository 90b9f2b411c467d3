"""A training of the catalogue: its published content, version by version, and the offers that sell it."""

from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from eventsourcing.domain import event

from ..errors import Refusal
from ..language import marked
from ..values import Offer, Outline
from .root import Begun, Event, Root


class ContentIsUnchanged(Refusal):
    """The package to publish is the version that is published already."""

    words = marked("This content is already published as version %(version)s.")


class LanguageIsLost(Refusal):
    """Somebody may be registered in each language that was ever taught, and not have started."""

    words = marked("The new version lacks a language of the version before: %(languages)s.")


class LanguageIsNotTaught(Refusal):
    """A training is sold only in a language that its content has."""

    words = marked("The training has no content in this language.")
    field = "language"


class FrequencyIsNotAllowed(Refusal):
    """A renewal period can be sold only when the training's renewal rule knows renewals."""

    words = marked("This training cannot be sold with this frequency.")
    field = "frequency"


class NothingIsTakenOff(Refusal):
    """A reduced price is below the price that it was reduced from."""

    words = marked("The price before the reduction is higher than the price.")
    field = "list_price"


class OfferIsNotSold(Refusal):
    """The training is not sold (any more) in this language with this frequency."""

    words = marked("This training is no longer sold in this language and frequency.")


def course_id(code: str) -> str:
    """The id of the training with a code: the same code is the same training, for ever."""
    return uuid5(NAMESPACE_URL, f"training-portal/course/{code}").hex


class Course(Root):
    """One training of the catalogue, known by its code."""

    TOPIC = "course"

    class CoursePublished(Begun):
        """The training appeared in the catalogue, with the first version of its content."""

        TOPIC = "course.published"
        code: str
        package: str
        outline: Outline

    class VersionPublished(Event):
        """A new version of the content replaced the one before; whoever has started keeps the old one."""

        TOPIC = "course.version_published"
        package: str
        outline: Outline

    class OfferMade(Event):
        """The training is sold in a language with a frequency, at a price; replaces the offer before."""

        TOPIC = "course.offer_made"
        offer: Offer

    class OfferWithdrawn(Event):
        """The training is no longer sold in a language with a frequency."""

        TOPIC = "course.offer_withdrawn"
        language: str
        months: int

    @event(CoursePublished)
    def __init__(self, code: str, package: str, outline: Outline, timestamp: datetime) -> None:
        self.code = code
        self.package = package
        self.outline = outline
        self.content_version = 1
        self.offers: dict[tuple[str, int], Offer] = {}

    @staticmethod
    def create_id(code: str) -> str:
        """The id follows from the code."""
        return course_id(code)

    def publish(self, package: str, outline: Outline, now: datetime) -> None:
        """Publish content in all languages there were. Errors: ContentIsUnchanged, LanguageIsLost."""
        if package == self.package:
            raise ContentIsUnchanged(version=self.content_version)
        if lost := set(self.outline.languages) - set(outline.languages):
            raise LanguageIsLost(languages=", ".join(sorted(lost)))
        self._publish(package=package, outline=outline, timestamp=now)

    def make_offer(self, offer: Offer, now: datetime) -> None:
        """Sell the training in a language with a frequency; the same offer again changes nothing.

        Errors: LanguageIsNotTaught, FrequencyIsNotAllowed, NothingIsTakenOff.
        """
        if offer.list_price is not None and (
            offer.list_price.currency != offer.price.currency or offer.list_price.minor <= offer.price.minor
        ):
            raise NothingIsTakenOff
        if offer.language not in self.outline.languages:
            raise LanguageIsNotTaught
        if bool(offer.months) != bool(self.outline.renewal_months):
            raise FrequencyIsNotAllowed
        if self.offers.get((offer.language, offer.months)) != offer:
            self._make_offer(offer=offer, timestamp=now)

    def withdraw_offer(self, language: str, months: int, now: datetime) -> None:
        """Stop selling the training in a language with a frequency. Errors: OfferIsNotSold."""
        self.offer_for(language, months)
        self._withdraw_offer(language=language, months=months, timestamp=now)

    def offer_for(self, language: str, months: int) -> Offer:
        """The offer that stands for a language and a frequency. Errors: OfferIsNotSold."""
        offer = self.offers.get((language, months))
        if offer is None:
            raise OfferIsNotSold
        return offer

    @event(VersionPublished)
    def _publish(self, package: str, outline: Outline, timestamp: datetime) -> None:
        self.package = package
        self.outline = outline
        self.content_version += 1

    @event(OfferMade)
    def _make_offer(self, offer: Offer, timestamp: datetime) -> None:
        self.offers[offer.language, offer.months] = offer

    @event(OfferWithdrawn)
    def _withdraw_offer(self, language: str, months: int, timestamp: datetime) -> None:
        del self.offers[language, months]
