"""The public page behind a certificate's QR code: how that version stands, and no more than is printed."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_portal.http.access import ANYONE, may_enter
from training_portal.http.current import portal, today
from training_portal.http.validity import validity_on
from training_portal.identity.verification_throttle import VerificationThrottle
from training_portal.projections.certificate_verification import standing, verification

blueprint = Blueprint("verification", __name__)
_LONGEST_CODE = 40


@blueprint.get("/verify")
@may_enter(ANYONE)
def show() -> ResponseReturnValue:
    """Ask for the code that is printed on the certificate, and its number if one likes."""
    code, number = _letters(request.args.get("code", "")), _letters(request.args.get("number", ""), "-")
    if code:
        return redirect(url_for("verification.one", code=code, number=number or None), 303)
    return _unindexed(render_template("verification/show.html", missing="code" in request.args))


@blueprint.get("/verify/<code>")
@may_enter(ANYONE)
def one(code: str) -> ResponseReturnValue:
    """Whether the certificate with a code is genuine and still valid; a number, if given, must fit."""
    throttle = VerificationThrottle(portal().store.engine, portal().clock)
    address, number = request.remote_addr or "", _letters(request.args.get("number", ""), "-")
    throttle.check(address)
    with portal().reading() as tx:
        row = verification(tx, _letters(code))
    if row is None or (number and number != row["number"]):
        throttle.was_wrong(address)
        return _unindexed(render_template("verification/unknown.html"), 404)
    told = validity_on(row["renewal_on"], today())
    stands = standing(row, today())
    return _unindexed(render_template("verification/one.html", row=row, standing=stands, validity=told))


def _letters(typed: str, also: str = "") -> str:
    """A code or number as it is kept, however it was typed: capitals, without blanks and signs between."""
    kept = (c for c in typed[: 2 * _LONGEST_CODE].upper() if c.isascii() and (c.isalnum() or c in also))
    return "".join(kept)[:_LONGEST_CODE]


def _unindexed(page: str, status: int = 200) -> Response:
    """A page that search engines pass over: it names people."""
    response = make_response(page, status)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
