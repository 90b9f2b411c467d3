"""A client company's account with the provider: open, or suspended while invoices stay unpaid."""

from dataclasses import dataclass
from datetime import datetime

from eventsourcing.domain import event

from ..errors import Refusal
from ..language import marked
from .root import Begun, Event, Root


class AccountIsSuspended(Refusal):
    """A suspended company orders and starts nothing new."""

    words = marked("The account of the company is suspended. Until it is open again, nothing new can begin.")


class AccountIsNotSuspended(Refusal):
    """Only a suspended account can be reinstated."""

    words = marked("The account is not suspended.")


class PONumberIsMissing(Refusal):
    """A company may want every invoice to name a purchase order."""

    words = marked("Your company wants a purchase order number on every order: type it.")
    field = "po_number"


class LastManager(Refusal):
    """A company always keeps one active manager with every right."""

    words = marked("This is the company's last manager with full rights. Appoint another one first.")


@dataclass(frozen=True, slots=True)
class CompanyIdentity:
    """Who a client company is, for its documents: name, postal address, SIREN and VAT numbers, language.

    `address` is in lines as they are printed, without the country, which is an ISO code.
    """

    name: str
    address: tuple[str, ...] = ()
    siren: str = ""
    vat_number: str = ""
    language: str = "en"
    country: str = "FR"


class Account(Root):
    """The account of one client company; its id is the company's."""

    TOPIC = "account"

    class AccountOpened(Begun):
        """The provider took a company on as a client."""

        TOPIC = "account.opened"
        company: str
        identity: CompanyIdentity

    class AccountSuspended(Event):
        """The company may no longer buy or start trainings, for the reason said.

        `invoices` are the ids of those that were open and too old; none when staff decided by themselves.
        """

        TOPIC = "account.suspended"
        reason: str
        invoices: tuple[str, ...]

    class AccountReinstated(Event):
        """The company may use the whole portal again."""

        TOPIC = "account.reinstated"
        reason: str

    class PurchaseOrderRuleChosen(Event):
        """From now on invoices name this purchase order if the order names none ("" is no number).

        `required`: the company accepts no order without a number.
        """

        TOPIC = "account.purchase_order_rule_chosen"
        standing: str
        required: bool
        manager: str

    class FullManagerAdmitted(Event):
        """Somebody may manage everything of the company, by person id."""

        TOPIC = "account.full_manager_admitted"
        manager: str

    class FullManagerDismissed(Event):
        """Somebody may no longer manage everything of the company, by person id."""

        TOPIC = "account.full_manager_dismissed"
        manager: str

    @event(AccountOpened)
    def __init__(self, company: str, identity: CompanyIdentity, timestamp: datetime) -> None:
        self.company = company
        self.identity = identity
        self.suspended = False
        self.suspended_for_debt = False
        self.full_managers: set[str] = set()
        self.standing_po_number = ""
        self.needs_po_number = False

    @staticmethod
    def create_id(company: str) -> str:
        """The account's id is the company's."""
        return company

    def suspend(self, reason: str, now: datetime, invoices: tuple[str, ...] = ()) -> None:
        """Suspend the account, because of some invoices or not. Errors: AccountIsSuspended."""
        self.check_open()
        self._suspend(reason=reason, invoices=invoices, timestamp=now)

    def reinstate(self, reason: str, now: datetime) -> None:
        """Give the account back. Errors: AccountIsNotSuspended."""
        if not self.suspended:
            raise AccountIsNotSuspended
        self._reinstate(reason=reason, timestamp=now)

    def check_open(self) -> None:
        """Refuse what a suspended company may not do. Errors: AccountIsSuspended."""
        if self.suspended:
            raise AccountIsSuspended

    def choose_purchase_order_rule(self, standing: str, required: bool, manager: str, now: datetime) -> None:
        """Choose the number of invoices whose order names none; the same again changes nothing."""
        if (standing, required) != (self.standing_po_number, self.needs_po_number):
            self._choose_rule(standing=standing, required=required, manager=manager, timestamp=now)

    def po_number_for(self, typed: str) -> str:
        """The purchase order number of a new order. Errors: PONumberIsMissing."""
        number = typed or self.standing_po_number
        if self.needs_po_number and not number:
            raise PONumberIsMissing
        return number

    def admit_full_manager(self, manager: str, now: datetime) -> None:
        """Let somebody manage everything; again changes nothing."""
        if manager not in self.full_managers:
            self._admit(manager=manager, timestamp=now)

    def dismiss_full_manager(self, manager: str, now: datetime) -> None:
        """Take the full rights away, unless nobody else has them. Errors: LastManager."""
        if manager not in self.full_managers:
            return
        if self.full_managers == {manager}:
            raise LastManager
        self._dismiss(manager=manager, timestamp=now)

    @event(PurchaseOrderRuleChosen)
    def _choose_rule(self, standing: str, required: bool, manager: str, timestamp: datetime) -> None:
        self.standing_po_number = standing
        self.needs_po_number = required

    @event(FullManagerAdmitted)
    def _admit(self, manager: str, timestamp: datetime) -> None:
        self.full_managers.add(manager)

    @event(FullManagerDismissed)
    def _dismiss(self, manager: str, timestamp: datetime) -> None:
        self.full_managers.discard(manager)

    @event(AccountSuspended)
    def _suspend(self, reason: str, invoices: tuple[str, ...], timestamp: datetime) -> None:
        self.suspended = True
        self.suspended_for_debt = bool(invoices)

    @event(AccountReinstated)
    def _reinstate(self, reason: str, timestamp: datetime) -> None:
        self.suspended = self.suspended_for_debt = False
