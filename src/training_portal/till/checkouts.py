"""Opening the payment page, and asking the provider what became of a checkout."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

import sqlalchemy as sa

from ..event_store.context import Context
from ..language import marked, translated
from ..payments.gateway import PaymentPageIsOutOfReach, ProviderRefuses, Session, SessionState, SessionWanted
from ..portal import Portal
from ..projections.payments import checkout as checkout_row
from ..projections.payments import checkouts_beside
from ..values import Money

_TITLE = (marked("Invoice %(numbers)s"), marked("Invoices %(numbers)s"))
_NUMBERS_IN_A_TITLE = 5


def pay_now(portal: Portal, context: Context, invoices: Sequence[str], language: str) -> tuple[str, str]:
    """Open a checkout for what is owed on some invoices. Answers its id and the payment page's address.

    The same command id gives the same page; earlier pages for the same invoices are closed.
    Errors: NotFound, NothingIsChosen, CurrenciesAreMixed, PaymentPageIsOutOfReach, ProviderRefuses.
    """
    checkout = portal.application.open_checkout(context, invoices, language)
    address = _page_of(portal, context, checkout)
    _close_others(portal, checkout)
    return checkout, address


def return_address(portal: Portal, checkout: str) -> str:
    """Where the provider sends whoever has paid or left, absolute."""
    return f"{portal.settings.base_url}/invoices/pay/{checkout}"


def ask_about(portal: Portal, checkout: str) -> str:
    """Ask the provider what became of a checkout, and do what it says. Answers the state.

    A checkout without a session is closed once its time is over. Errors: PaymentPageIsOutOfReach,
    ProviderRefuses, and those of `take_session`.
    """
    with portal.reading() as tx:
        row = checkout_row(tx, checkout)
    if row is None or row["state"] not in ("opened", "waiting"):
        return str(row["state"]) if row else ""
    context = portal.context("system", row["company"])
    if not row["session"]:
        if portal.now >= row["expires_at"]:
            portal.application.give_up_checkout(context, checkout)
        return "opened"
    return take_from_provider(portal, context, portal.gateway.session(row["session"]))


def take_from_provider(portal: Portal, context: Context, session: Session, notice: str = "") -> str:
    """Do what the provider itself answered about a session. Answers the checkout's state."""
    if session.state is SessionState.OPEN:
        return "waiting"
    return portal.application.take_session(context, session, notice)


def has_declined(portal: Portal, session: str) -> bool:
    """Whether the card was declined in a session that is still open; False when nobody can say."""
    try:
        return portal.gateway.session(session).declined
    except (PaymentPageIsOutOfReach, ProviderRefuses):
        return False


def close_needless_page(portal: Portal, row: sa.RowMapping) -> None:
    """Close the payment page of a checkout (a row of the view) whose invoices were settled otherwise.

    What was paid there meanwhile is taken. Errors: those of `ask_about`.
    """
    with suppress(ProviderRefuses):  # paid or over meanwhile: the answer tells
        portal.gateway.close_session(row["session"])
    ask_about(portal, row["id"])


def _close_others(portal: Portal, checkout: str) -> None:
    """Close the earlier payment pages for the same invoices, so that nobody pays twice by an old one."""
    with portal.reading() as tx:
        others = checkouts_beside(tx, checkout)
    for other in others:
        with suppress(PaymentPageIsOutOfReach, ProviderRefuses):  # paid meanwhile: the notice tells
            portal.gateway.close_session(other["session"])


def _page_of(portal: Portal, context: Context, checkout: str) -> str:
    with portal.reading() as tx:
        row = checkout_row(tx, checkout)
    if row is None:
        raise PaymentPageIsOutOfReach
    if row["address"]:
        return str(row["address"])
    own = portal.context(context.actor, context.company, correlation=context.correlation)
    try:
        session = portal.gateway.open_session(_wanted(portal, row))
    except ProviderRefuses as refusal:
        portal.application.give_up_checkout(own, checkout, str(refusal.facts["why"])[:200])
        raise
    portal.application.note_session(own, session)
    return session.address


def _wanted(portal: Portal, row: sa.RowMapping) -> SessionWanted:
    numbers = [one["number"] for one in row["invoices"]]
    named = ", ".join(numbers[:_NUMBERS_IN_A_TITLE]) + (", …" if len(numbers) > _NUMBERS_IN_A_TITLE else "")
    expires_at: datetime = row["expires_at"]
    return SessionWanted(
        checkout=row["id"],
        company=row["company"],
        invoices=tuple(one["invoice"] for one in row["invoices"]),
        amount=Money(row["amount_minor"], row["currency"]),
        title=translated(row["language"], _TITLE[len(numbers) > 1], numbers=named),
        language=row["language"],
        return_address=return_address(portal, row["id"]),
        expires_at=expires_at,
    )
