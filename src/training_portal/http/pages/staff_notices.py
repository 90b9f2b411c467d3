"""Notices of payment, for staff: what the provider wrote, and what was not believed or acted on, with why."""

import structlog
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from training_portal.aggregates.checkout import (
    AmountDiffers,
    CompanyDiffers,
    CurrencyDiffers,
    InvoicesDiffer,
    SessionDiffers,
)
from training_portal.aggregates.payment import payment_id
from training_portal.errors import Refusal
from training_portal.http.access import STAFF, may_enter
from training_portal.http.current import portal, visitor
from training_portal.http.list_question import page_with, wanted_by
from training_portal.http.listing import ListShape, ListState
from training_portal.http.pages.staff_payments import MONEY_ROLES
from training_portal.language import marked
from training_portal.payments.gateway import (
    NoticeCannotBeRead,
    NoticeIsForged,
    NoticeIsTooOld,
    ProviderRefuses,
)
from training_portal.payments.notices import STATES, notices_page
from training_portal.projections import companies
from training_portal.till.notices import (
    AccountDiffers,
    CheckoutIsUnknown,
    NoticeStaysUndone,
    ProviderSaysOtherwise,
    mark_handled,
)
from training_portal.till.reversals import MoneyWentBack, PaymentIsDisputed, RefundFellThrough

blueprint = Blueprint("staff_notices", __name__, url_prefix="/staff/payment-notices")
_SAYING_NO_FACTS: tuple[type[Refusal], ...] = (
    *(CompanyDiffers, InvoicesDiffer, SessionDiffers, AccountDiffers, CheckoutIsUnknown),
    *(ProviderSaysOtherwise, NoticeIsForged, NoticeCannotBeRead, NoticeStaysUndone),
    *(MoneyWentBack, PaymentIsDisputed, RefundFellThrough),
)
WHY = {cls.__name__: cls.words for cls in _SAYING_NO_FACTS} | {
    AmountDiffers.__name__: marked("The amount paid is not the amount asked for."),
    CurrencyDiffers.__name__: marked("The currency paid is not the currency asked for."),
    ProviderRefuses.__name__: marked("Asked about it, the payment provider knows no such payment."),
    NoticeIsTooOld.__name__: marked("The signature is too old: the notice may have been replayed."),
}
"""Why a notice was not acted on, by the name that is kept with it."""
_log = structlog.get_logger(__name__)
_SHAPE = ListShape(filters={"state": STATES})


@blueprint.get("")
@may_enter(STAFF, roles=MONEY_ROLES)
def show() -> ResponseReturnValue:
    """The notices, the newest first. Who of staff looked is logged."""
    state = ListState.read(request.args, request.path, _SHAPE)
    with portal().reading() as tx:
        found = notices_page(tx, wanted_by(state))
        names = companies.names_of(tx, [row["company"] for row in found.rows if row["company"]])
    _log.info("staff looked at notices of payment", person=visitor().person_id, shown=len(found.rows))
    page = {"state": state, "page": page_with(found), "why": WHY, "companies": names}
    return render_template("staff/notices.html", **page, payment_id=payment_id)


@blueprint.post("/<id>/handled")
@may_enter(STAFF, roles=MONEY_ROLES)
def handled(id: str) -> ResponseReturnValue:
    """Note that somebody did what a notice left to staff asks for. Who of staff did is logged."""
    mark_handled(portal(), id)
    _log.info("staff handled a notice of payment", person=visitor().person_id, notice=id)
    flash(gettext("The notice is marked as handled."), "good")
    return redirect(url_for("staff_notices.show", state="left"), 303)
