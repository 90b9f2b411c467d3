"""What a training agreement says: values in, gathered by whoever has it printed."""

from dataclasses import dataclass
from datetime import date

from ..settings import Provider
from ..values import Money, Vat


@dataclass(frozen=True, slots=True)
class Contact:
    """Who helps the trainees of a training: name, e-mail address, telephone, hours."""

    name: str
    email: str
    phone: str
    hours: str


@dataclass(frozen=True, slots=True)
class AgreedCourse:
    """A training of the agreement, as its course package says it, with the names of who takes it.

    `modules` are titles with their average minutes; `duration_minutes` includes the final test; `price` is
    that of one trainee, without tax. `language` is the one the training is taken in.
    """

    title: str
    language: str
    objectives: tuple[str, ...]
    modules: tuple[tuple[str, int], ...]
    duration_minutes: int
    test_minutes: int
    questions: int
    pass_mark: int
    attempts: int
    contact: Contact
    trainees: tuple[str, ...]
    price: Money
    vat: Vat

    @property
    def net(self) -> Money:
        """The price without tax of everybody named."""
        return self.price * len(self.trainees)

    @property
    def tax(self) -> Money:
        """The VAT of everybody named, rounded on the line."""
        return self.vat.on(self.net)


@dataclass(frozen=True, slots=True)
class Amendment:
    """What a version changes: names that are out; pairs of names, the later in the earlier one's place."""

    out: tuple[str, ...] = ()
    replaced: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ConventionFacts:
    """What stands in one version of an agreement, in its language.

    `ordered_on` is the day of the order, `drawn_up_on` the day of this version; `until` ends the period in
    which the trainings are planned. `party` is the company: name, lines of its address, SIREN, VAT number.
    """

    number: str
    version: int
    language: str
    order_number: str
    ordered_on: date
    drawn_up_on: date
    until: date
    company: str
    address: tuple[str, ...]
    siren: str
    vat_number: str
    represented_by: str
    courses: tuple[AgreedCourse, ...]
    amendment: Amendment
    terms_version: str
    portal_address: str
    provider: Provider

    @property
    def net(self) -> Money:
        """The sum of the trainings, without tax."""
        return _sum([course.net for course in self.courses])

    @property
    def total(self) -> Money:
        """The sum of the trainings with their tax."""
        return _sum([course.net + course.tax for course in self.courses])

    @property
    def trainees(self) -> int:
        """How many registrations the agreement is about."""
        return sum(len(course.trainees) for course in self.courses)


def _sum(amounts: list[Money]) -> Money:
    return Money(sum(amount.minor for amount in amounts), amounts[0].currency)
