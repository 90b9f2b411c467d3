"""A convention: the training agreement between the provider and a company about one order, in versions."""

from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_OID, uuid5

from eventsourcing.domain import event

from ..errors import NotFound, Refusal
from ..language import marked
from ..values import Offer, Person
from .root import Begun, Event, Root

_CONVENTIONS = uuid5(NAMESPACE_OID, "training-portal/conventions")


class VersionIsSuperseded(Refusal):
    """Only the newest version of an agreement is agreed to."""

    words = marked("Version %(version)s has been replaced by an amendment. Look at version %(current)s.")


class ConventionIsAccepted(Refusal):
    """A version is accepted once."""

    words = marked("This version of the convention has been accepted already.")


class DocumentDiffers(Refusal):
    """What is accepted is the document that was kept, byte for byte."""

    words = marked("This is not the document of this version. Download it again, then accept it.")
    field = "digest"


class NobodyIsLeft(Refusal):
    """An agreement about nobody is not agreed to."""

    words = marked("Every registration of this order was cancelled: there is nothing left to agree to.")


def convention_id(order: str) -> str:
    """The id of the one convention of an order: 32 hexadecimal digits that follow from the order's."""
    return uuid5(_CONVENTIONS, order).hex


@dataclass(frozen=True, slots=True)
class Party:
    """The company as the agreement names it: name, postal address, SIREN and VAT numbers."""

    name: str
    address: tuple[str, ...] = ()
    siren: str = ""
    vat_number: str = ""


@dataclass(frozen=True, slots=True)
class AgreedTraining:
    """A training of the order: its line, the content version agreed on (a package's digest), title, offer."""

    line: str
    course: str
    package: str
    title: str
    offer: Offer


class Convention(Root):
    """The agreement about one order. A cancelled or replaced registration makes the next version of it."""

    TOPIC = "convention"

    class ConventionDrawnUp(Begun):
        """The order's agreement was drawn up, in the company's language: its first version."""

        TOPIC = "convention.drawn_up"
        order: str
        company: str
        number: str
        order_number: str
        manager: str
        language: str
        party: Party
        trainings: tuple[AgreedTraining, ...]
        registrations: int
        terms_version: str

    class ConventionAmended(Event):
        """Registrations were cancelled, or one was given to somebody else, which makes a new version.

        `cancelled` are enrolment ids; `replaced` is one or "", and `successor` who takes its training now.
        """

        TOPIC = "convention.amended"
        convention_version: int
        manager: str
        cancelled: tuple[str, ...]
        replaced: str
        successor: Person | None

    class ConventionAccepted(Event):
        """A manager accepted a version: the document of this SHA-256 (hexadecimal), and no other."""

        TOPIC = "convention.accepted"
        convention_version: int
        sha256: str
        by: Person

    class SignedCopyUploaded(Event):
        """A manager uploaded a version signed by hand: a PDF of this SHA-256 and so many bytes."""

        TOPIC = "convention.signed_copy_uploaded"
        convention_version: int
        sha256: str
        size: int
        by: Person

    @event(ConventionDrawnUp)
    def __init__(
        self,
        order: str,
        company: str,
        number: str,
        order_number: str,
        manager: str,
        language: str,
        party: Party,
        trainings: tuple[AgreedTraining, ...],
        registrations: int,
        terms_version: str,
        timestamp: datetime,
    ) -> None:
        self.company = company
        self.number = number
        self.convention_version = 1
        self.registrations = registrations
        self.is_accepted = False
        self.signed_copy = ""

    @staticmethod
    def create_id(order: str) -> str:
        """An order has one convention, found by the order's id."""
        return convention_id(order)

    def leave_out(self, cancelled: tuple[str, ...], manager: str, now: datetime) -> None:
        """Amend the agreement after registrations were cancelled: one new version for all of them."""
        self._amend(
            convention_version=self.convention_version + 1,
            manager=manager,
            cancelled=cancelled,
            replaced="",
            successor=None,
            timestamp=now,
        )

    def put_in_place(self, replaced: str, successor: Person, manager: str, now: datetime) -> None:
        """Amend the agreement after a registration was given to somebody else."""
        self._amend(
            convention_version=self.convention_version + 1,
            manager=manager,
            cancelled=(),
            replaced=replaced,
            successor=successor,
            timestamp=now,
        )

    def accept(self, version: int, digest: str, kept: str, by: Person, now: datetime) -> None:
        """Accept the newest version. `digest` is what the reader saw, `kept` the document's; SHA-256, hex.

        Errors: VersionIsSuperseded, ConventionIsAccepted, NobodyIsLeft, DocumentDiffers.
        """
        self._check_current(version)
        if self.is_accepted or self.signed_copy:
            raise ConventionIsAccepted
        if not kept or digest.casefold() != kept:
            raise DocumentDiffers
        self._accept(convention_version=version, sha256=kept, by=by, timestamp=now)

    def take_signed_copy(self, version: int, sha256: str, size: int, by: Person, now: datetime) -> None:
        """Take note of a signed copy of the newest version; the same bytes again change nothing.

        Errors: NotFound, VersionIsSuperseded, NobodyIsLeft.
        """
        self._check_current(version)
        if sha256 != self.signed_copy:
            self._take_copy(convention_version=version, sha256=sha256, size=size, by=by, timestamp=now)

    def _check_current(self, version: int) -> None:
        if not 1 <= version <= self.convention_version:
            raise NotFound
        if version != self.convention_version:
            raise VersionIsSuperseded(version=version, current=self.convention_version)
        if self.registrations == 0:
            raise NobodyIsLeft

    @event(ConventionAmended)
    def _amend(
        self,
        convention_version: int,
        manager: str,
        cancelled: tuple[str, ...],
        replaced: str,
        successor: Person | None,
        timestamp: datetime,
    ) -> None:
        self.convention_version = convention_version
        self.registrations -= len(cancelled)
        self.is_accepted = False
        self.signed_copy = ""

    @event(ConventionAccepted)
    def _accept(self, convention_version: int, sha256: str, by: Person, timestamp: datetime) -> None:
        self.is_accepted = True

    @event(SignedCopyUploaded)
    def _take_copy(
        self, convention_version: int, sha256: str, size: int, by: Person, timestamp: datetime
    ) -> None:
        self.signed_copy = sha256
