"""Pay now: what is owed, the way to the payment page, and what became of it. Open to suspended companies."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from training_portal.billing import SUSPENSION_MONTHS, is_older
from training_portal.errors import NotFound, TryAgainLater
from training_portal.http.access import MANAGER, may_enter, wants_fragment
from training_portal.http.current import command_context, portal, today, visitor
from training_portal.http.forms import read_form, shows_again
from training_portal.http.links import safe_place
from training_portal.http.schemas.invoices import InvoicesChosen
from training_portal.http.schemas.payments import AskedAgain, InvoicesToPay
from training_portal.http.speech import spoken_language
from training_portal.identity.rights import Right
from training_portal.projections import payments
from training_portal.projections.companies import company
from training_portal.till.checkouts import ask_about, has_declined, pay_now
from training_portal.values import Money, sums

blueprint = Blueprint("pay_now", __name__, url_prefix="/invoices/pay")
_QUICK_QUESTIONS = 15
"""So often a page asks every two seconds what became of a payment; then it takes its time."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a checkout, in parts of a page. `state` as the view has it, or left or declined.

    `is_all_credit`: nothing was owed any more. `is_open_again`: this payment settled invoices that had
    suspended the account, or could have, and it is open.
    """

    state: str
    amount: Money
    numbers: list[str]
    address: str
    credit: Money | None = None
    is_all_credit: bool = False
    is_open_again: bool = False

    @property
    def is_decided(self) -> bool:
        """Whether the page need not ask again."""
        return self.state not in ("opened", "waiting")


@dataclass(frozen=True, slots=True)
class Together:
    """Invoices of one currency that one button pays: their ids, and what it comes to."""

    invoices: tuple[str, ...]
    amount: Money


@blueprint.get("")
@may_enter(MANAGER, suspended=True, needs=Right.READ_INVOICES)
def show() -> ResponseReturnValue:
    """Every open invoice, to be paid one by one, all that are overdue at once, or all at once."""
    with portal().reading() as tx:
        rows = payments.open_invoices(tx, visitor().company)
        credits = payments.credits_of(tx, visitor().company)
    return render_template(
        "pay_now/show.html",
        rows=rows,
        overdue=_together([row for row in rows if row["due_on"] < today()]),
        all_open=_together(rows),
        credit=sums(Money(row["left_minor"], row["currency"]) for row in credits),
        provider=portal().settings.provider,
        today=today(),
        money_of=Money,
    )


@blueprint.post("")
@may_enter(MANAGER, suspended=True, needs=Right.INVOICES)
@shows_again(show)
def pay() -> ResponseReturnValue:
    """Go to the payment page for some invoices, or for every open one. Sent twice, it is one page."""
    chosen = read_form(InvoicesToPay)["invoices"]
    if not chosen:
        with portal().reading() as tx:
            chosen = [row["id"] for row in payments.open_invoices(tx, visitor().company)]
    _, address = pay_now(portal(), command_context(), chosen, spoken_language())
    return redirect(address, 303)


@blueprint.post("/chosen")
@may_enter(MANAGER, suspended=True, needs=Right.INVOICES)
@shows_again(show)
def pay_chosen() -> ResponseReturnValue:
    """Go to the payment page for those of the ticked invoices that are open. Sent twice, it is one page."""
    form = read_form(InvoicesChosen)
    with portal().reading() as tx:
        rows = payments.open_invoices(tx, visitor().company)
    owed = [row["id"] for row in rows if row["id"] in form["chosen"]]
    if not owed:
        flash(gettext("None of the invoices that you chose is open."), "bad")
        return redirect(safe_place(form["back"], url_for("invoices.show")), 303)
    _, address = pay_now(portal(), command_context(), owed, spoken_language())
    return redirect(address, 303)


@blueprint.post("/credit")
@may_enter(MANAGER, suspended=True, needs=Right.INVOICES)
@shows_again(show)
def use_credit() -> ResponseReturnValue:
    """Set the company's credit against its open invoices, the oldest first."""
    numbers = portal().application.use_credit(command_context())
    flash(gettext("Your credit is set against %(numbers)s.", numbers=", ".join(numbers)), "good")
    return redirect(url_for("pay_now.show"), 303)


@blueprint.get("/<checkout>")
@may_enter(MANAGER, suspended=True, needs=Right.READ_INVOICES)
def came_back(checkout: str) -> ResponseReturnValue:
    """What became of a payment, for whoever comes back from the payment page."""
    row = _own(checkout)
    outcome = _outcome(row)
    if "left" in request.args and row["state"] == "waiting":
        state = "declined" if has_declined(portal(), row["session"]) else "left"
        outcome = Outcome(state, outcome.amount, outcome.numbers, outcome.address)
    return render_template("pay_now/outcome.html", checkout=checkout, outcome=outcome, asked=0, pause=1)


@blueprint.post("/<checkout>/ask")
@may_enter(MANAGER, suspended=True, needs=Right.INVOICES)
def ask(checkout: str) -> ResponseReturnValue:
    """Ask the payment provider what became of a payment; the page does so by itself while nobody knows."""
    asked = read_form(AskedAgain)["asked"] + 1
    _own(checkout)
    with suppress(TryAgainLater):  # nobody knows yet: the page asks again
        ask_about(portal(), checkout)
    if not wants_fragment():
        return redirect(url_for("pay_now.came_back", checkout=checkout), 303)
    pause = 2 if asked < _QUICK_QUESTIONS else 15
    outcome = _outcome(_own(checkout))
    return render_template(
        "pay_now/_outcome.html", checkout=checkout, outcome=outcome, asked=asked, pause=pause
    )


def _together(rows: Sequence[sa.RowMapping]) -> list[Together]:
    """Open invoices as they are paid, those of each currency at once."""
    owed = sums(Money(row["open_minor"], row["currency"]) for row in rows)
    return [
        Together(tuple(row["id"] for row in rows if row["currency"] == amount.currency), amount)
        for amount in owed
    ]


def _own(checkout: str) -> sa.RowMapping:
    """A checkout of the visitor's company. Errors: NotFound."""
    with portal().reading() as tx:
        row = payments.company_checkout(tx, visitor().company, checkout)
    if row is None:
        raise NotFound
    return row


def _outcome(row: sa.RowMapping) -> Outcome:
    asked_for = [one["invoice"] for one in row["invoices"]]
    with portal().reading() as tx:
        paid = payments.payment(tx, row["payment"]) if row["payment"] else None
        settled = {one["invoice"] for one in payments.allocations_of(tx, row["payment"])}
        account = company(tx, row["company"])
        bills = [payments.payable_invoice(tx, row["company"], id) for id in asked_for if id in settled]
    old = any(bill and is_older(bill["issued_on"], SUSPENSION_MONTHS, today()) for bill in bills)
    left = paid is not None and paid["left_minor"]
    return Outcome(
        state=row["state"],
        amount=Money(row["amount_minor"], row["currency"]),
        numbers=[one["number"] for one in row["invoices"]],
        address=row["address"],
        credit=Money(left, row["currency"]) if left else None,
        is_all_credit=not settled.intersection(asked_for),
        is_open_again=old and account is not None and account["state"] == "open",
    )
