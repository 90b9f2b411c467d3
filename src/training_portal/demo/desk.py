"""What the demo's managers do besides buying: agree, amend, cancel, say who left, ask to be told."""

from collections.abc import Callable
from datetime import timedelta

from ..aggregates.convention import Convention, convention_id
from ..aggregates.enrolment import Enrolment, EnrolmentState
from ..aggregates.invoice import Invoice, invoice_id
from ..aggregates.manager import Notifications, ReminderFrequency
from ..aggregates.order import Order
from ..agreements import convention_digest
from ..application.certificates import Amendment
from ..application.invoices import POEdit
from ..event_store.context import Context
from ..portal import Portal
from ..projections.certified_trainees import certificates
from ..projections.conventions import convention
from ..projections.trainees import trainees

AGREES_AFTER = timedelta(hours=3)
"""How long after an order its agreement is accepted."""
NOT_AGREED = (6, 3)
"""Orders so many days ago still wait for it."""


class Desk:
    """One manager's desk. `now` gives the context of the manager at the moment of the history."""

    def __init__(self, portal: Portal, now: Callable[[], Context]) -> None:
        self._portal, self._now = portal, now
        self._application = portal.application

    def agree(self, order: str) -> None:
        """Accept the newest version of an order's agreement, as its document says it."""
        found = self._portal.store.get(Convention, convention_id(order))
        with self._portal.reading() as tx:
            row = convention(tx, self._now().company, found.id)
        if row is not None:
            digest = convention_digest(self._portal, row, found.convention_version)
            self._application.accept_convention(self._now(), found.id, found.convention_version, digest)

    def give_po_number(self, order: str, number: str) -> None:
        """Say which purchase order an invoice belongs to."""
        bill = self._portal.store.get(Invoice, invoice_id(order))
        self._application.edit_po_numbers(self._now(), {bill.id: POEdit(number, bill.version)})

    def cancel_one(self, order: str) -> None:
        """Cancel the last registration of an order that nobody has started, if there is one."""
        ids = [id for line in self._portal.store.get(Order, order).lines for id in line.enrolments]
        states = [self._portal.store.get(Enrolment, id).state for id in ids]
        idle = [id for id, state in zip(ids, states, strict=True) if state is EnrolmentState.NOT_STARTED]
        if idle:
            self._application.cancel_registrations(self._now(), order, (idle[-1],))

    def amend(self, old_name: str, new_name: str) -> None:
        """Somebody has married: correct the last name on the newest certificate, and in the record."""
        mine = (certificates.c.company == self._now().company) & (certificates.c.last_name == old_name)
        newest = certificates.c.number.desc()
        with self._portal.reading() as tx:
            row = tx.execute(certificates.select().where(mine).order_by(newest)).mappings().first()
        if row is not None:
            wanted = Amendment(row["first_name"], new_name, row["company_name"], with_record=True)
            self._application.amend_certificate(self._now(), row["id"], wanted, row["version"])

    def say_left(self, last_name: str) -> None:
        """Take somebody off the renewal list."""
        mine = (trainees.c.company == self._now().company) & (trainees.c.last_name == last_name)
        with self._portal.reading() as tx:
            row = tx.execute(trainees.select().where(mine)).mappings().first()
        if row is not None:
            self._application.mark_left(self._now(), row["id"])

    def ask_to_be_told(self) -> None:
        """A letter a week about who has not started after ten days."""
        wanted = Notifications(ReminderFrequency.WEEKLY, 10)
        self._application.choose_notifications(self._now(), wanted)

    def follow_up(self, days: int, order: str) -> None:
        """What came of an order that was placed so many days before the end of the history."""
        if days not in NOT_AGREED:
            self.agree(order)
        if days in _AFTERWARDS:
            _AFTERWARDS[days](self, order)


_AFTERWARDS: dict[int, Callable[[Desk, str], None]] = {
    725: lambda desk, _: desk.amend("Dupont", "Dupont-Leroy"),
    210: lambda desk, order: desk.give_po_number(order, "PO-4711"),
    120: lambda desk, _: desk.ask_to_be_told(),
    12: lambda desk, order: desk.cancel_one(order),
    3: lambda desk, _: desk.say_left("Poulain"),
}
"""What else the first company's manager did on the days of some orders."""
