"""Money that was paid and turned at the provider: given back there, disputed, or a refund that failed."""

from ..errors import Refusal
from ..event_store.engine import writing
from ..language import marked
from ..payments.gateway import MoneyTurned, Turn
from ..payments.notices import note_about
from ..portal import Portal
from ..projections.payments import card_payment, given_back_to_card, refund_state


class LeftToStaff(Refusal):
    """What a notice tells is done by people, who know more than the notice."""


class MoneyWentBack(LeftToStaff):
    """What goes back to a card goes back from these pages, so that it is counted."""

    words = marked("Money was given back at the payment provider itself. Nothing of it is counted here.")


class RefundFellThrough(LeftToStaff):
    """A refund that was carried out stays so."""

    words = marked("A refund failed after it was carried out: the money is back at the payment provider.")


class PaymentIsDisputed(LeftToStaff):
    """Whoever paid stands by it."""

    words = marked("The payment is disputed: the payment provider may take the money back.")


def check_turn(portal: Portal, notice: str, turned: MoneyTurned) -> str:
    """Check that what happened to a payment is what these pages did. Answers its company, "" if unknown.

    The payment is noted with the notice (by its id). Errors: MoneyWentBack, RefundFellThrough,
    PaymentIsDisputed, when staff have to look.
    """
    with portal.reading() as tx:
        row = card_payment(tx, turned.payment)
        given_back = given_back_to_card(tx, row["id"]) if row else 0
        refund = refund_state(tx, turned.refund)
    if row:
        with writing(portal.store.engine) as tx:
            tx.execute(note_about(notice, row["checkout"], row["company"]))
    if turned.turn is Turn.DISPUTED:
        raise PaymentIsDisputed
    if turned.turn is Turn.REFUND_FAILED and refund not in ("asked", "refused"):
        raise RefundFellThrough
    if turned.turn is Turn.GIVEN_BACK and turned.given_back > given_back:
        raise MoneyWentBack
    return str(row["company"]) if row else ""
