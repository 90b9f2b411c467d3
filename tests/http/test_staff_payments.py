"""Staff and money: transfers typed in or imported, credit used and given back, notices not believed."""

import html
import re
from dataclasses import replace
from pathlib import Path

import pytest

from browsing import Browser
from builders import offer
from dsl import Company, World
from paying import event, invoice_of, opened, sends, session_object, text_of
from training_portal.aggregates.invoice import Invoice
from training_portal.aggregates.payment import Payment, payment_id
from training_portal.projections.payments.tables import payments
from training_portal.values import Money

SETTINGS = {"staff_second_factor": False}


@pytest.fixture
def bills(world: World, company: Company, mini: Path) -> list[Invoice]:
    course = world.course(mini)
    return [invoice_of(world, company, course, people) for people in (1, 2)]


def words(page: str) -> str:
    return html.unescape(text_of(page))


def euros(bill: Invoice, more: int = 0) -> str:
    return str(Money(bill.total.minor + more, "EUR").decimal)


def open_of(world: World, bill: Invoice) -> int:
    return world.portal.store.get(Invoice, bill.id).open.minor


def test_a_transfer_is_typed_in_and_set_against_its_invoice(
    world: World, accountant: Browser, bills: list[Invoice]
) -> None:
    sent = {"numbers": bills[0].number, "amount": euros(bills[0]).replace(".", ","), "reference": "VIR 1"}
    answer = accountant.submit("/staff/payments/new", **sent, paid_on="2026-11-23")
    page = words(accountant.get(answer.headers["Location"]).text)
    assert "The payment is recorded." in page
    assert bills[0].number in page
    assert (open_of(world, bills[0]), open_of(world, bills[1])) == (0, bills[1].total.minor)
    assert bills[0].number in accountant.get("/staff/payments").text


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"numbers": "F-2020-000001"}, "There is no invoice F-2020-000001."),
        ({"numbers": "nothing"}, "Name invoices by their numbers"),
        ({"amount": "0"}, "Write an amount such as"),
        ({"amount": "1.234,56"}, "Write an amount such as"),
        ({"amount": "-5"}, "Write an amount such as"),
        ({"paid_on": "2026-12-24"}, "This day is still to come."),
        ({"paid_on": "2020-05-05"}, "Choose 23 November 2025 or a later day: invoice F-2026-000001"),
        ({"paid_on": "soon"}, "Choose a day."),
    ],
)
def test_what_is_typed_wrongly_is_said_at_its_field_and_kept(
    changes: dict[str, str], told: str, world: World, accountant: Browser, bills: list[Invoice]
) -> None:
    sent = {"numbers": bills[0].number, "amount": "12.00", "paid_on": "2026-11-23", "reference": "VIR 9"}
    answer = accountant.submit("/staff/payments/new", **{**sent, **changes})
    assert answer.status_code == 422
    assert told in words(answer.text)
    assert "VIR 9" in answer.text
    assert "payment.received" not in world.names_of_events()


def test_invoices_of_two_companies_are_not_paid_together(
    world: World, accountant: Browser, bills: list[Invoice], mini: Path
) -> None:
    foreign = invoice_of(world, world.company("Nordluft Handling GmbH"), bills_course(world))
    sent = {"numbers": f"{bills[0].number} {foreign.number}", "amount": "12.00", "paid_on": "2026-11-23"}
    answer = accountant.submit("/staff/payments/new", **sent)
    assert "These invoices are of several companies." in words(answer.text)


def test_invoices_of_two_currencies_are_not_paid_together(
    world: World, company: Company, accountant: Browser, bills: list[Invoice]
) -> None:
    dollars = replace(offer(), price=Money(4_900, "USD"))
    world.application.make_offer(world.portal.context("cli"), "MINI", dollars)
    other = invoice_of(world, company, bills_course(world))
    sent = {"numbers": f"{bills[0].number} {other.number}", "amount": "12.00", "paid_on": "2026-11-23"}
    answer = accountant.submit("/staff/payments/new", **sent)
    assert "These invoices are in several currencies" in words(answer.text)
    assert 'name="amount" required value=""' in " ".join(
        accountant.get(f"/staff/payments/new?numbers={bills[0].number}+{other.number}").text.split()
    )


def test_what_is_open_stands_there_when_a_transfer_is_recorded_for_an_invoice(
    accountant: Browser, bills: list[Invoice]
) -> None:
    numbers = f"{bills[0].number} {bills[1].number}"
    page = " ".join(accountant.get(f"/staff/payments/new?numbers={numbers}").text.split())
    assert 'name="amount" required value="176.40"' in page


def test_a_transfer_that_equals_another_is_asked_about(
    world: World, accountant: Browser, bills: list[Invoice]
) -> None:
    sent = {"numbers": bills[1].number, "amount": "12.00", "paid_on": "2026-11-23", "reference": "VIR 1"}
    assert 'name="again"' not in accountant.get("/staff/payments/new").text
    assert accountant.submit("/staff/payments/new", **sent).status_code == 303
    asked = accountant.submit("/staff/payments/new", **sent)
    assert asked.status_code == 422
    assert "A transfer of 12.00 EUR on 23 November 2026 is recorded already" in words(asked.text)
    assert 'name="again"' in asked.text
    assert 'name="surplus"' not in asked.text
    for changes in ({"again": "11.00"}, {"again": "13.00", "amount": "13.00", "numbers": "F-2026"}):
        assert accountant.submit("/staff/payments/new", **{**sent, **changes}).status_code == 422
    assert accountant.submit("/staff/payments/new", **sent, again="12.00").status_code == 303
    assert world.names_of_events().count("payment.received") == 2


def test_a_transfer_that_equals_a_withdrawn_one_is_not_asked_about(
    accountant: Browser, bills: list[Invoice]
) -> None:
    sent = {"numbers": bills[1].number, "amount": "12.00", "paid_on": "2026-11-23", "reference": "VIR 1"}
    place = accountant.submit("/staff/payments/new", **sent).headers["Location"]
    accountant.submit(f"{place}/withdraw", reason="not ours")
    assert accountant.submit("/staff/payments/new", **sent).status_code == 303


def test_what_becomes_credit_is_said_before_it_is_recorded(
    world: World, accountant: Browser, bills: list[Invoice]
) -> None:
    sent = {"numbers": bills[0].number, "amount": euros(bills[0]), "paid_on": "2026-11-23"}
    accountant.submit("/staff/payments/new", **sent)
    later = {**sent, "amount": "20.00"}
    asked = accountant.submit("/staff/payments/new", **later)
    assert asked.status_code == 422
    told = f"Still to pay on {bills[0].number}: 0.00 EUR. The rest, 20.00 EUR, becomes credit of the company."
    assert told in words(asked.text)
    assert accountant.submit("/staff/payments/new", **later, surplus="20.00").status_code == 303
    assert [row["left_minor"] for row in world.rows(payments) if row["left_minor"]] == [2_000]


def bills_course(world: World) -> str:
    """The one course there is."""
    with world.portal.reading() as tx:
        return str(tx.exec_driver_sql("SELECT id FROM view_catalogue").scalar())


@pytest.mark.parametrize(
    ("address", "shown", "hidden"),
    [
        ("amount=12.50&paid_on=2026-11-19&reference=BANK+1", ["12.50", "2026-11-19", "BANK 1"], []),
        ("amount=1e9&paid_on=soon&reference=%00x", [], ["1e9", "soon", "\0x"]),
        ("reference=%22%3E%3Cb%3E", ["&#34;&gt;&lt;b&gt;"], ["<b>"]),
        ("currency=USD", ["USD"], []),
        ("currency=DOLLARS", [], ["DOLLARS"]),
    ],
)
def test_the_address_fills_in_what_can_be_read(
    address: str, shown: list[str], hidden: list[str], accountant: Browser
) -> None:
    page = accountant.get(f"/staff/payments/new?{address}").text.partition("<main")[2]
    assert [f'value="{text}"' in page for text in shown] == [True] * len(shown)
    assert [text in page for text in hidden] == [False] * len(hidden)


def test_money_of_another_currency_is_not_typed_in_as_the_invoices(
    world: World, accountant: Browser, bills: list[Invoice]
) -> None:
    sent = {"numbers": bills[0].number, "amount": "12.00", "paid_on": "2026-11-20"}
    answer = accountant.submit("/staff/payments/new?currency=USD", **sent)
    assert answer.status_code == 422
    assert "This came in USD, and the invoice is in EUR." in words(answer.text)
    assert 'name="currency" value="USD"' in answer.text
    assert accountant.submit("/staff/payments/new?currency=EUR", **sent).status_code == 303
    assert world.names_of_events().count("payment.received") == 1


def test_credit_is_set_against_an_invoice_and_the_rest_given_back(
    world: World, accountant: Browser, bills: list[Invoice]
) -> None:
    sent = {"numbers": bills[0].number, "amount": euros(bills[0], 2_000), "paid_on": "2026-11-23"}
    sent["surplus"] = sent["amount"]
    place = accountant.submit("/staff/payments/new", **sent).headers["Location"]
    id = place.rpartition("/")[2]
    assert "20.00" in words(accountant.get("/staff/credits").text)
    page = f"/staff/credits/{id}"
    too_much = accountant.submit(page, f"{page}/use", invoice=bills[1].id, amount="21.00")
    assert too_much.status_code == 422
    assert accountant.submit(page, f"{page}/use", invoice=bills[1].id, amount="15.00").status_code == 303
    assert open_of(world, bills[1]) == bills[1].total.minor - 1_500
    back = {"paid_out": "5", "way": "transfer", "reference": "VIR 2"}
    asked = accountant.submit(page, f"{page}/pay-out", **back)
    assert asked.status_code == 200
    assert "Give 5.00 EUR back?" in words(asked.text)
    assert "Fret Atlantique SAS Amount 5.00 EUR From Bank transfer" in words(asked.text)
    assert accountant.submit(page, f"{page}/pay-out", **back, over="4").status_code == 200
    assert world.portal.store.get(Payment, id).left.minor == 500
    again = {**back, "over": "5", "command_id": "a" * 32}
    for _ in range(2):
        assert accountant.post(f"{page}/pay-out", again).status_code == 303
    assert world.portal.store.get(Payment, id).left.minor == 0
    assert accountant.get(page).status_code == 404
    assert "No company has a credit." in words(accountant.get("/staff/credits").text)
    assert "refunded (VIR 2)" in words(accountant.get(place).text)


def test_a_transfer_that_is_sent_twice_is_recorded_once_and_not_asked_about(
    world: World, accountant: Browser, bills: list[Invoice]
) -> None:
    sent = {"numbers": bills[0].number, "amount": "10", "paid_on": "2026-11-23", "command_id": "b" * 32}
    for _ in range(2):
        assert accountant.post("/staff/payments/new", sent).status_code == 303
    assert world.names_of_events().count("payment.received") == 1


def test_what_did_not_come_by_card_does_not_go_back_to_one(
    world: World, accountant: Browser, bills: list[Invoice]
) -> None:
    sent = {"numbers": bills[0].number, "amount": euros(bills[0], 2_000), "paid_on": "2026-11-23"}
    sent["surplus"] = sent["amount"]
    page = "/staff/credits/" + accountant.submit("/staff/payments/new", **sent).headers["Location"][-32:]
    answer = accountant.submit(page, f"{page}/pay-out", paid_out="5", way="card")
    assert answer.status_code == 422
    assert "did not come by card" in words(answer.text)


def test_a_refund_to_the_card_is_confirmed_with_what_it_does(
    world: World, company: Company, accountant: Browser, bills: list[Invoice]
) -> None:
    checkout = opened(world, company, bills[0])
    sent = {"numbers": bills[0].number, "amount": euros(bills[0]), "paid_on": "2026-11-23"}
    accountant.submit("/staff/payments/new", **sent)
    sends(world, event(world, session_object(checkout.aggregate(world), checkout.session)))
    page = f"/staff/credits/{payment_id(checkout.id)}"
    back = {"paid_out": euros(bills[0]), "way": "card"}
    too_much = accountant.submit(page, f"{page}/pay-out", **{**back, "paid_out": "60"})
    assert too_much.status_code == 422
    assert "Only 58.80 EUR is left of this credit." in words(too_much.text)
    asked = accountant.submit(page, f"{page}/pay-out", **back)
    assert "The money goes back to the card it came by. This cannot be undone." in words(asked.text)
    assert "payment.refund_asked" not in world.names_of_events()
    assert accountant.submit(page, f"{page}/pay-out", **back, over=euros(bills[0])).status_code == 303
    assert "payment.refund_asked" in world.names_of_events()


def test_a_credit_note_is_credit_like_a_payment(
    world: World, company: Company, accountant: Browser, bills: list[Invoice]
) -> None:
    context = lambda: world.portal.context("staff", company.id)  # noqa: E731
    sent = {"numbers": bills[0].number, "amount": euros(bills[0]), "paid_on": "2026-11-23"}
    accountant.submit("/staff/payments/new", **sent)
    note = world.application.credit_invoice(context(), bills[0].id, "agreed")
    page = f"/staff/credits/{note}"
    assert "Credit note A-2026-000001" in words(accountant.get(page).text)
    assert accountant.submit(page, f"{page}/use", invoice=bills[1].id, amount="10.00").status_code == 303
    assert open_of(world, bills[1]) == bills[1].total.minor - 1_000


def test_a_payment_recorded_by_mistake_is_withdrawn_with_a_reason(
    world: World, accountant: Browser, bills: list[Invoice]
) -> None:
    sent = {"numbers": bills[0].number, "amount": euros(bills[0]), "paid_on": "2026-11-23"}
    place = accountant.submit("/staff/payments/new", **sent).headers["Location"]
    assert bills[0].number in accountant.get(f"{place}/withdraw").text
    assert accountant.submit(f"{place}/withdraw", reason="").status_code == 422
    assert accountant.submit(f"{place}/withdraw", reason="typed twice").status_code == 303
    page = words(accountant.get(place).text)
    assert "This payment was withdrawn. typed twice" in page
    assert open_of(world, bills[0]) == bills[0].total.minor
    assert accountant.submit(f"{place}/withdraw", reason="again").status_code == 422


def test_notices_that_were_not_believed_are_shown_with_why(
    world: World, company: Company, accountant: Browser, bills: list[Invoice]
) -> None:
    checkout = opened(world, company, bills[0])
    about = session_object(checkout.aggregate(world), checkout.session)
    sends(world, event(world, about), signature="t=1,v1=abc")
    sends(world, event(world, {**about, "amount_total": 1}))
    sends(world, event(world, about))
    assert "2 notices of payment were not believed." in words(accountant.get("/staff/payments").text)
    page = words(accountant.get("/staff/payment-notices").text)
    assert "The amount paid is not the amount asked for." in page
    assert "is not the payment provider's" in page
    assert page.count("1 acted on") == 1


def test_what_turned_at_the_provider_waits_for_staff_until_they_have_handled_it(
    world: World, company: Company, accountant: Browser, bills: list[Invoice]
) -> None:
    assert "to look at" not in words(accountant.get("/staff/payments").text)
    checkout = opened(world, company, bills[0])
    sends(world, event(world, session_object(checkout.aggregate(world), checkout.session)))
    charge = {"object": "charge", "payment_intent": f"pi_{checkout.session}", "amount_refunded": 100}
    sends(world, event(world, charge, type="charge.refunded"))
    sends(world, event(world, charge, type="charge.dispute.created"))
    page = words(accountant.get("/staff/payments").text)
    assert "2 notices of payment were not acted on" in page
    assert "2 to look at" in page
    page = accountant.get("/staff/payment-notices?state=left").text
    assert "Money was given back at the payment provider itself." in words(page)
    assert "The payment is disputed" in words(page)
    assert "Fret Atlantique" in words(page)
    assert f"/staff/payments/{payment_id(checkout.id)}" in page
    [first, _] = re.findall(r'action="(/staff/payment-notices/[0-9a-f]+/handled)"', page)
    assert accountant.submit("/staff/payment-notices?state=left", first).status_code == 303
    assert "1 notice of payment was not acted on" in words(accountant.get("/staff/payments").text)
    assert "handled" in words(accountant.get("/staff/payment-notices?state=handled").text)
    assert accountant.post("/staff/payment-notices/unknown/handled").status_code == 404
