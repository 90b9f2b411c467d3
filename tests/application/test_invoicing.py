"""Orders are invoiced in their own transaction; what a command cancels is credited by one note."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from agreeing import cancels
from builders import offer
from dsl import TERMS, Company, World
from training_portal.aggregates.credit_note import CreditNote
from training_portal.aggregates.invoice import Invoice, NothingIsLeftToCredit, invoice_id
from training_portal.aggregates.order import Order
from training_portal.application.orders import WantedLine
from training_portal.application.payments import Transfer
from training_portal.errors import NotFound
from training_portal.event_store.history import after
from training_portal.event_store.work import Work
from training_portal.invoice_papers import credit_note_pdf, rendition_pdf
from training_portal.policies import credit_invoice_lines
from training_portal.projections.cart import cart_of
from training_portal.projections.catalogue import offers_by_training
from training_portal.projections.invoices import credit_note, invoice_of_order
from training_portal.projections.overdue import owed_by
from training_portal.values import Money


class Sold:
    """An order of three newcomers at 49 euros and 20 % of VAT."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        self.course, self.company = world.course(folder), world.company()
        self.order = world.order(self.company, self.course, ["Ann Zed", "Karim Benali", "Zoé Perrin"])

    def invoice(self, order: Order | None = None) -> Invoice:
        """An order's invoice as it stands now."""
        return self.world.portal.store.get(Invoice, invoice_id((order or self.order).id))

    def credit_notes(self) -> list[CreditNote]:
        """Every credit note, in the order of their issue."""
        store = self.world.portal.store
        with store.reading() as tx:
            told = [recorded.event for recorded in after(tx, store.shelf)]
        ids = [event.credit_note for event in told if isinstance(event, CreditNote.CreditNoteIssued)]
        return [store.get(CreditNote, id) for id in ids]

    def another(self, company: Company | None = None) -> Order:
        """One more order."""
        return self.world.order(company or self.company, self.course, ["Bo Lee"])


@pytest.fixture
def sold(world: World, mini: Path) -> Sold:
    """An order that was placed."""
    return Sold(world, mini)


def test_an_order_is_invoiced_as_it_was_sold(sold: Sold) -> None:
    invoice = sold.invoice()
    assert invoice.number == "F-2026-000001"
    assert (invoice.total, invoice.open) == (sold.order.total, Money(17_640, "EUR"))
    assert [(line.title, line.quantity) for line in invoice.lines] == [(sold.order.lines[0].title, 3)]
    assert invoice.buyer.name == "Fret Atlantique SAS"


def test_a_reduced_price_stands_on_the_invoice_beside_the_full_one(sold: Sold) -> None:
    reduced = replace(offer("en"), list_price=Money(5_900, "EUR"))
    sold.world.application.make_offer(sold.world.portal.context("cli"), "MINI", reduced)
    with sold.world.portal.reading() as tx:
        assert reduced in offers_by_training(tx, [sold.course])[sold.course]
    sold.world.cart(sold.company, sold.course, ["Bo Lee"])
    with sold.world.portal.reading() as tx:
        assert cart_of(tx, sold.company.id, sold.company.manager.person).lines[0].offer == reduced
    id = sold.world.application.place_order(
        sold.world.as_manager(sold.company), TERMS, sold.world.cart_version(sold.company)
    )
    [line] = sold.world.portal.store.get(Invoice, invoice_id(id)).lines
    assert (line.price, line.list_price) == (Money(4_900, "EUR"), Money(5_900, "EUR"))
    with sold.world.portal.reading() as tx:
        row = invoice_of_order(tx, sold.company.id, id)
    assert row is not None
    text = pypdfium2.PdfDocument(rendition_pdf(sold.world.portal, row, 1))[0].get_textpage().get_text_range()
    assert "10.00 EUR off the price of 59.00 EUR" in " ".join(text.split())
    note = sold.world.application.credit_invoice(
        sold.world.portal.context("staff", sold.company.id), invoice_id(id), "Twice."
    )
    with sold.world.portal.reading() as tx:
        credited = credit_note(tx, sold.company.id, note)
    assert credited is not None
    text = pypdfium2.PdfDocument(credit_note_pdf(sold.world.portal, credited))[0].get_textpage()
    assert "59.00 EUR" in text.get_text_range()


def test_numbers_follow_one_another_across_companies(sold: Sold) -> None:
    other = sold.world.company("Nord Logistique SA")
    numbers = [sold.invoice(sold.another(company)).number for company in (other, sold.company)]
    assert numbers == ["F-2026-000002", "F-2026-000003"]


def test_free_orders_get_no_invoice_and_no_credit_note(sold: Sold) -> None:
    sold.world.application.make_offer(sold.world.portal.context("cli"), "MINI", offer("en", cents=0))
    order = sold.another()
    with pytest.raises(NotFound):
        sold.invoice(order)
    cancels(sold.world, sold.company, order, *order.enrolments)
    assert sold.credit_notes() == []


def test_what_is_cancelled_by_one_command_is_credited_by_one_credit_note(sold: Sold) -> None:
    cancels(sold.world, sold.company, sold.order, *sold.order.enrolments[:2])
    [credit] = sold.credit_notes()
    assert (credit.number, credit.invoice) == ("A-2026-000001", sold.invoice().id)
    assert (credit.total, credit.left) == (Money(11_760, "EUR"), Money(0, "EUR"))
    assert sold.invoice().open == Money(5_880, "EUR")


def test_what_was_paid_already_stays_as_a_credit(sold: Sold) -> None:
    world, company = sold.world, sold.company
    paid = Money(10_000, "EUR")

    def pay(work):  # type: ignore[no-untyped-def]
        work.get(Invoice, sold.invoice().id).apply_payment(
            "payment", paid, world.portal.today, world.clock.now
        )
        return {}

    world.portal.store.perform(world.portal.context("cli", company.id), pay)
    cancels(world, company, sold.order, *sold.order.enrolments)
    [credit] = sold.credit_notes()
    assert (sold.invoice().open, credit.left) == (Money(0, "EUR"), paid)


def test_staff_credit_what_an_invoice_still_charges_once(sold: Sold) -> None:
    cancels(sold.world, sold.company, sold.order, sold.order.enrolments[0])
    context = sold.world.portal.context("staff", sold.company.id)
    sold.world.application.credit_invoice(context, sold.invoice().id, "The course was cancelled.")
    assert [credit.total.minor for credit in sold.credit_notes()] == [5_880, 11_760]
    assert sold.invoice().open.minor == 0
    with pytest.raises(NothingIsLeftToCredit):
        sold.world.application.credit_invoice(
            sold.world.portal.context("staff", sold.company.id), sold.invoice().id, "Again."
        )


def test_numbers_rise_with_the_days_also_when_a_command_began_before_midnight(sold: Sold) -> None:
    """Two processes at midnight in Paris: the one of the old day comes after the one of the new."""
    world = sold.world
    world.clock.now = datetime(2026, 12, 31, 23, 0, 1, tzinfo=UTC)
    after_midnight = sold.invoice(sold.another())
    credited = sold.world.application.credit_invoice(
        world.portal.context("staff", sold.company.id), after_midnight.id, "Wrong."
    )
    world.clock.now = datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC)
    came_later = sold.invoice(sold.another())
    world.application.credit_invoice(world.portal.context("staff", sold.company.id), came_later.id, "Wrong.")
    found = [(bill.number, bill.issued_on) for bill in (after_midnight, came_later)]
    assert found == [("F-2027-000001", date(2027, 1, 1)), ("F-2027-000002", date(2027, 1, 1))]
    notes = sold.credit_notes()
    assert notes[0].id == credited
    assert [note.number for note in notes] == ["A-2027-000001", "A-2027-000002"]
    world.clock.now = datetime(2026, 11, 1, 12, tzinfo=UTC)
    assert sold.invoice(sold.another()).issued_on == date(2026, 11, 1)


def test_a_withdrawn_payment_leaves_nothing_open_that_was_credited(sold: Sold) -> None:
    world, bill = sold.world, sold.invoice()
    staff = lambda: world.portal.context("staff", sold.company.id)  # noqa: E731
    transfer = Transfer(bill.total, world.portal.today, "R-1", (bill.id,))
    payment = world.application.record_transfer(staff(), transfer)
    world.application.credit_invoice(staff(), bill.id, "Wrong.")
    assert sold.credit_notes()[0].left == bill.total
    world.application.withdraw_payment(staff(), payment, "Another company's.")
    assert sold.invoice().open.minor == 0
    assert sold.credit_notes()[0].left.minor == 0
    with world.portal.reading() as tx:
        assert owed_by(tx, sold.company.id) == []


def test_registrations_are_cancelled_after_staff_credited_their_invoice(sold: Sold) -> None:
    context = sold.world.portal.context("staff", sold.company.id)
    sold.world.application.credit_invoice(context, sold.invoice().id, "Ordered by mistake.")
    sold.world.application.cancel_order(sold.world.as_manager(sold.company), sold.order.id)
    assert [credit.total.minor for credit in sold.credit_notes()] == [17_640]
    assert "enrolment.cancelled" in sold.world.names_of_events()


def test_a_cancellation_credits_no_more_than_the_invoice_still_charges(sold: Sold) -> None:
    line = sold.invoice().lines[0].line

    def credit_two(work: Work) -> dict[str, Any]:
        credit_invoice_lines(work, work.get(Invoice, sold.invoice().id), {line: 2}, "Agreed.")
        return {}

    sold.world.portal.store.perform(sold.world.portal.context("staff", sold.company.id), credit_two)
    cancels(sold.world, sold.company, sold.order, *sold.order.enrolments[:2])
    assert [credit.total.minor for credit in sold.credit_notes()] == [11_760, 5_880]


def test_a_free_line_leaves_nothing_to_credit(sold: Sold) -> None:
    world, company = sold.world, sold.company
    world.application.make_offer(world.portal.context("cli"), "MINI", offer("fr", cents=0))
    wanted = [
        WantedLine(sold.course, language, 24, newcomers=((name, "Zed", ""),))
        for language, name in (("en", "Bo"), ("fr", "Cy"))
    ]
    id = world.application.order_at_once(world.as_manager(company), TERMS, wanted)
    order = world.portal.store.get(Order, id)
    cancels(world, company, order, *order.lines[0].enrolments)
    with pytest.raises(NothingIsLeftToCredit):
        world.application.credit_invoice(
            world.portal.context("staff", company.id), invoice_id(id), "Nobody came."
        )
    assert [credit.total.minor for credit in sold.credit_notes()] == [5_880]
