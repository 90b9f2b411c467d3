"""The composition root: one portal from its settings, the same for pages, worker and command line."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypedDict
from uuid import uuid4

import sqlalchemy as sa

from .aggregates.account import Account
from .aggregates.cart import Cart
from .aggregates.certificate import Certificate
from .aggregates.checkout import Checkout
from .aggregates.convention import Convention
from .aggregates.course import Course
from .aggregates.credit_note import CreditNote
from .aggregates.enrolment import Enrolment
from .aggregates.invoice import Invoice
from .aggregates.manager import Manager
from .aggregates.order import Order
from .aggregates.payment import Payment
from .aggregates.staff import StaffMember
from .aggregates.trainee import Trainee
from .application import Application
from .clock import Clock, day_of, system_clock
from .event_store.context import Context
from .event_store.engine import make_engine
from .event_store.store import Store
from .payments.gateway import Gateway
from .payments.stripe_gateway import StripeGateway
from .policies import POLICIES
from .projections.attendance import Attendance
from .projections.cart import ManagerCart
from .projections.catalogue import Catalogue
from .projections.certificate_amendments import CertificateAmendments
from .projections.certificate_history import CertificateHistory
from .projections.certificate_verification import CertificateVerification
from .projections.certified_trainees import CertifiedTrainees
from .projections.companies import Companies, company
from .projections.conventions import Conventions
from .projections.dashboard import Dashboard
from .projections.invoices import Invoices
from .projections.managers import Managers, manager_himself
from .projections.my_trainings import MyTrainings
from .projections.not_started import NotStarted
from .projections.orders import Orders
from .projections.overdue import Overdue, suspends
from .projections.payments import Payments
from .projections.staff import Staff, staff_member
from .projections.statement import Statement
from .projections.trainee_history import TraineeHistory
from .projections.trainees import Trainees, trainee_himself
from .projections.training_to_renew import TrainingToRenew
from .projections.vat import VatSummary
from .settings import Settings

AGGREGATES = (
    Account,
    Manager,
    StaffMember,
    Course,
    Trainee,
    Cart,
    Order,
    Enrolment,
    Certificate,
    Convention,
    Invoice,
    CreditNote,
    Payment,
    Checkout,
)
PROJECTIONS = (
    Companies(),
    Managers(),
    Staff(),
    Catalogue(),
    ManagerCart(),
    Trainees(),
    TraineeHistory(),
    Orders(),
    MyTrainings(),
    NotStarted(),
    Attendance(),
    CertifiedTrainees(),
    CertificateVerification(),
    CertificateHistory(),
    CertificateAmendments(),
    Dashboard(),
    Conventions(),
    TrainingToRenew(),
    Overdue(),
    Invoices(),
    Payments(),
    Statement(),
    VatSummary(),
)


class VisitorFacts(TypedDict):
    """What is shown of somebody who signed in.

    `language` is that of their mail; `chosen_language` is "" until they chose it themselves. `account_state`
    is "open" or "suspended"; "overdue" when by the day it should be suspended and nobody has recorded it yet.
    `is_in_debt`: unpaid invoices are why the account is suspended.
    """

    name: str
    company_name: str
    role: str
    language: str
    chosen_language: str
    account_state: str
    is_in_debt: bool


@dataclass(frozen=True, slots=True)
class Portal:
    """Everything that runs behind an edge: settings, clock, event store, commands, the way to pay."""

    settings: Settings
    clock: Clock
    store: Store
    application: Application
    gateway: Gateway

    @property
    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return self.clock()

    @property
    def today(self) -> date:
        """The provider's present day."""
        return day_of(self.clock(), self.settings.time_zone)

    def context(self, actor: str, company: str = "", command_id: str = "", correlation: str = "") -> Context:
        """The context of a command given now; without a command id it is one of its own."""
        now = self.clock()
        today = day_of(now, self.settings.time_zone)
        return Context(actor, company, command_id or uuid4().hex, now, today, correlation)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A connection for questions to the projections."""
        with self.store.reading() as tx:
            yield tx

    def visitor_facts(self, kind: str, person_id: str) -> VisitorFacts | None:
        """What is shown of a manager, a trainee or a member of staff.

        None when there is no such person, and for former managers: whoever was signing in while they were
        deactivated has a session, and gets no further with it.
        """
        question = {"manager": manager_himself, "trainee": trainee_himself, "staff": staff_member}[kind]
        with self.reading() as tx:
            person = question(tx, person_id)
            employer = company(tx, person["company"]) if person and "company" in person else None
            state = self._account_state(tx, employer)
        if person is None or not person.get("active", True):
            return None
        return VisitorFacts(
            name=f"{person['first_name']} {person['last_name']}",
            company_name=employer["name"] if employer else self.settings.provider.name,
            role=person.get("role", ""),
            language=person["language"],
            chosen_language=person.get("chosen_language", ""),
            account_state=state,
            is_in_debt=bool(employer and employer["suspended_for_debt"]),
        )

    def _account_state(self, tx: sa.Connection, employer: sa.RowMapping | None) -> str:
        if employer is None:
            return "open"
        is_due = employer["state"] == "open" and suspends(tx, employer["id"], self.today)
        return "overdue" if is_due else str(employer["state"])


def build_portal(settings: Settings, clock: Clock = system_clock, **engine_options: Any) -> Portal:
    """A portal on the database that the settings name. The schema must be there already."""
    engine = make_engine(settings.database_url, **engine_options)
    store = Store(engine, settings.master_key, AGGREGATES, POLICIES, PROJECTIONS)
    gateway = StripeGateway(settings.card_payments)
    return Portal(settings, clock, store, Application(store, settings), gateway)
