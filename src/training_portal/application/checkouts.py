"""Commands about *Pay now*: opening a checkout, and doing what the payment provider says became of it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from ..aggregates.checkout import (
    Checkout,
    CheckoutState,
    CurrenciesAreMixed,
    InvoiceShare,
    NothingIsChosen,
    SessionDiffers,
    Told,
)
from ..aggregates.invoice import Invoice
from ..aggregates.payment import Payment, PaymentMethod, payment_id
from ..aggregates.root import new_id
from ..clock import day_of
from ..event_store.context import Context
from ..event_store.store import Store
from ..event_store.work import Work
from ..payments.gateway import Session, SessionState
from ..payments.notices import note_applied
from ..payments.stripe_gateway import invoices_digest
from ..settings import Settings
from ..values import Money
from .payments import receive
from .settling import own_invoices

TIME_TO_PAY = timedelta(hours=2)


class CheckoutCommands:
    """Paying by card."""

    _store: Store
    _settings: Settings

    def open_checkout(self, context: Context, invoices: Sequence[str], language: str) -> str:
        """Freeze what is owed on some invoices of the company, to be paid at once. Answers the checkout's id.

        What is settled already is left out. Errors: NotFound, NothingIsChosen, CurrenciesAreMixed.
        """

        def decide(work: Work) -> dict[str, Any]:
            found = own_invoices(work, list(dict.fromkeys(invoices)))
            owed = [one for one in found.values() if one.open.minor > 0]
            if not owed:
                raise NothingIsChosen
            if len({one.open.currency for one in owed}) > 1:
                raise CurrenciesAreMixed
            checkout = _checkout(work, owed, language)
            work.add(checkout)
            return {"checkout": checkout.id}

        return str(self._store.perform(context, decide)["checkout"])

    def note_session(self, context: Context, session: Session) -> None:
        """Note the session that was opened for a checkout. Errors: NotFound, SessionDiffers."""

        def decide(work: Work) -> dict[str, Any]:
            checkout = work.get(Checkout, session.checkout)
            checkout.note_session(session.id, session.address, context.now)
            return {}

        self._store.perform(context, decide)

    def take_session(self, context: Context, session: Session, notice: str = "") -> str:
        """Do what the provider says of a session, once, in whatever order it is told. Answers the state.

        Money is received and set against the invoices as frozen; what is not owed any more becomes credit.
        `notice` is the kept notice that told it, if one did. Errors: NotFound, SessionDiffers,
        CompanyDiffers, InvoicesDiffer, CurrencyDiffers, AmountDiffers: then nothing is done.
        """

        def decide(work: Work) -> dict[str, Any]:
            checkout = work.get(Checkout, session.checkout)
            checkout.check_told(Told(session.id, session.company, session.invoices, session.amount))
            self._take(work, checkout, session)
            if notice:
                work.write(note_applied(notice, checkout.company, context.now))
            return {"state": checkout.state.value}

        return str(self._store.perform(context, decide)["state"])

    def give_up_checkout(self, context: Context, checkout: str, reason: str = "") -> None:
        """Close a checkout for which there is no session: it expired, or was refused for a reason."""

        def decide(work: Work) -> dict[str, Any]:
            found = work.get(Checkout, checkout)
            if reason:
                found.refuse(reason, context.now)
            else:
                found.expire(context.now)
            return {}

        self._store.perform(context, decide)

    def _take(self, work: Work, checkout: Checkout, session: Session) -> None:
        now = work.context.now
        if session.state is SessionState.PAID and checkout.state is not CheckoutState.COMPLETED:
            paid_on = day_of(session.paid_at or now, self._settings.time_zone)
            payment = _receive(work, checkout, session, paid_on)
            checkout.complete(payment.id, now)
        elif session.state is SessionState.FAILED:
            checkout.refuse("payment failed", now)
        elif session.state is SessionState.EXPIRED:
            checkout.expire(now)


def _checkout(work: Work, owed: Sequence[Invoice], language: str) -> Checkout:
    """A checkout for what is owed now on invoices of one currency."""
    shares = tuple(InvoiceShare(one.id, one.number, one.open) for one in owed)
    return Checkout(
        checkout=new_id(),
        company=work.context.company,
        manager=work.context.actor,
        language=language,
        invoices=shares,
        invoices_digest=invoices_digest([share.invoice for share in shares]),
        amount=Money(sum(share.amount.minor for share in shares), owed[0].open.currency),
        expires_at=work.context.now + TIME_TO_PAY,
        timestamp=work.context.now,
    )


def _receive(work: Work, checkout: Checkout, session: Session, paid_on: date) -> Payment:
    """The money of a checkout, set against its invoices."""
    if not session.payment:
        raise SessionDiffers
    payment = Payment(
        payment=payment_id(checkout.id),
        company=checkout.company,
        method=PaymentMethod.CARD,
        amount=session.amount,
        on=paid_on,
        reference=session.id,
        provider_id=session.payment,
        recorded_by="",
        timestamp=work.context.now,
    )
    work.claim("card-payment", session.payment, payment.id)
    receive(work, payment, [(share.invoice, share.amount) for share in checkout.invoices])
    return payment
