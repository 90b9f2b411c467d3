"""The alert of old invoices: at every sign-in, and on the dashboard for as long as something is owed."""

from dataclasses import dataclass

from flask import Flask, request, session

from training_portal.http.current import portal, today, visitor
from training_portal.http.visitor import Kind
from training_portal.projections.overdue import Alert, alert
from training_portal.projections.payments import credits_of
from training_portal.values import Money, sums

_JUST_IN = "just_in"
_ALWAYS = ("dashboard.show", "invoices.show")


@dataclass(frozen=True, slots=True)
class DebtAlert:
    """What a manager is told, for how many days the portal stays open, and which credit could be used."""

    owed: Alert
    days_left: int
    credit: tuple[Money, ...]


def say_at_next_page() -> None:
    """Somebody has just signed in: their next page begins with the alert, whichever it is."""
    session[_JUST_IN] = True


def debt_alert() -> DebtAlert | None:
    """What the present page tells of old invoices; None when it is not its turn, or nothing is old."""
    who = visitor()
    if who.kind is not Kind.MANAGER or not who.company:
        return None
    just_in = session.pop(_JUST_IN, False)
    if not just_in and request.endpoint not in _ALWAYS:
        return None
    with portal().reading() as tx:
        owed = alert(tx, who.company, today())
        if owed is None:
            return None
        credits = credits_of(tx, who.company)
    currencies = {total.currency for total in owed.totals}
    useful = (row for row in credits if row["currency"] in currencies)
    credit = sums(Money(row["left_minor"], row["currency"]) for row in useful)
    return DebtAlert(owed, max((owed.suspended_from - today()).days, 0), credit)


def offer_debt_alert(app: Flask) -> None:
    """Let the frame of every page ask for the alert."""
    app.jinja_env.globals.update(debt_alert=debt_alert)
