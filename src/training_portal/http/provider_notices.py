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
    """Keep a notice and act on it: 204 when it is believed, 400 when not, 503 to send it again later.

    An address that sent many forged ones has no more of them kept: 429. The provider's own always pass.
    """
    throttle = NoticeThrottle(portal().store.engine, portal().clock)
    address = request.remote_addr or ""
    request.max_content_length = _LARGEST_NOTICE
    body, signature = request.get_data(), request.headers.get("Stripe-Signature", "")
    if not take_notice(portal(), body, signature, lambda: throttle.was_made_up(address)):
        raise BadRequest
    return "", 204
