"""What the portal asks of a payment provider, whoever that is: a page to pay on, its state, a refund."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from ..errors import Refusal, TryAgainLater
from ..language import marked
from ..values import Money


class PaymentPageIsOutOfReach(TryAgainLater):
    """The provider did not answer, or is busy. Nothing was charged."""

    words = marked(
        "The payment page cannot be reached just now, and nothing was charged. Try again in a few minutes, "
        "or pay by bank transfer."
    )


class ProviderRefuses(Refusal):
    """The provider understood, and does not do it; `why` is its own reason."""

    words = marked("The payment provider refuses: %(why)s")


class NoticeIsForged(Refusal):
    """A notice without the provider's signature proves nothing."""

    words = marked("The signature is missing or is not the payment provider's.")


class NoticeIsTooOld(Refusal):
    """A signature is good for some minutes, so that a notice that somebody overheard cannot be sent again."""

    words = marked("The signature is from %(age)s seconds before its arrival: it may have been replayed.")


class NoticeCannotBeRead(Refusal):
    """A notice says what happened in the provider's own form."""

    words = marked("The notice cannot be read.")


class SessionState(StrEnum):
    """How a payment session stands: to be paid, on its way, paid, failed for good, or over."""

    OPEN = "open"
    PENDING = "pending"
    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class SessionWanted:
    """A page on which somebody can pay. `checkout` is ours, and makes the same wish the same session.

    `company` and `invoices` come back with every notice; `expires_at` is 30 minutes to 24 hours ahead.
    """

    checkout: str
    company: str
    invoices: tuple[str, ...]
    amount: Money
    title: str
    language: str
    return_address: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Session:
    """A payment session as the provider tells it.

    `checkout`, `company` and `invoices` are what was said when it was opened; `payment` is the provider's id
    of the money, "" before; `paid_at` the instant it was paid. `declined` tells of a card that did not work.
    """

    id: str
    address: str
    state: SessionState
    amount: Money
    checkout: str = ""
    company: str = ""
    invoices: str = ""
    payment: str = ""
    paid_at: datetime | None = None
    declined: bool = False


class RefundState(StrEnum):
    """How a refund stands: given back, on its way, or failed for good."""

    DONE = "done"
    PENDING = "pending"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Refund:
    """A refund as the provider tells it: its id there, and `why` it failed, in the provider's words."""

    id: str
    state: RefundState
    why: str = ""


class Turn(StrEnum):
    """What can happen to money after it was paid."""

    GIVEN_BACK = "given back"
    REFUND_FAILED = "refund failed"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True)
class MoneyTurned:
    """Something that happened to money that was paid, by the provider's id of it.

    `given_back` is what went back of it so far, in minor units; `refund` is our id of a refund that failed.
    """

    turn: Turn
    payment: str
    given_back: int = 0
    refund: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """What the provider wrote, believed: about a session, about money that was paid, or about neither."""

    event: str
    kind: str
    account: str
    live: bool
    session: Session | None = None
    turned: MoneyTurned | None = None


class Gateway(Protocol):
    """A payment provider. Errors of all that ask it: PaymentPageIsOutOfReach, ProviderRefuses."""

    def open_session(self, wanted: SessionWanted) -> Session:
        """A session to pay in. The same checkout gives the same session, however often it is asked."""
        ...

    def session(self, id: str) -> Session:
        """How a session stands now."""
        ...

    def close_session(self, id: str) -> None:
        """Let nobody pay in a session any more. One that is paid, or over, is refused."""
        ...

    def refund(self, payment: str, amount: Money, key: str) -> Refund:
        """Give a part of a payment back, and answer how that stands; the same key does it once."""
        ...

    def check_notice(self, body: bytes, signature: str, received_at: datetime) -> None:
        """Check that a notice is the provider's own and fresh. Errors: NoticeIsForged, NoticeIsTooOld."""
        ...

    def read_notice(self, body: bytes) -> Notice:
        """What a notice says, once it was checked. Errors: NoticeCannotBeRead."""
        ...
