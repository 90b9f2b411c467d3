"""Where the payment provider sends its notices. Nobody signs in; each notice is signed instead."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from training_portal.http.access import ANYONE, may_enter
from training_portal.http.current import portal
from training_portal.identity.notice_throttle import NoticeThrottle
from training_portal.till.notices import take_notice

blueprint = Blueprint("provider_notices", __name__, url_prefix="/payments")
_LARGEST_NOTICE = 64 * 1024


@blueprint.post("/notices")
@may_enter(ANYONE, signed=True)
def take() -> ResponseReturnValue:
    """Keep a notice and act on it: 204 when it is believed, 400 when not, 503 to send it again later."""
    throttle = NoticeThrottle(portal().store.engine, portal().clock)
    address = request.remote_addr or ""
    throttle.check(address)
    request.max_content_length = _LARGEST_NOTICE
    body = request.get_data()
    if not take_notice(portal(), body, request.headers.get("Stripe-Signature", "")):
        throttle.was_made_up(address)
        raise BadRequest
    return "", 204
