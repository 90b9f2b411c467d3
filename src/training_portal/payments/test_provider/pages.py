"""The test provider's payment page: pay, have the card declined, or leave."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ...language import marked, money_in_words, translated
from ...values import LANGUAGES, Money
from .api import books
from .books import Thing, new_id

pages = Blueprint("pages", __name__)
CARD = "4242 4242 4242 4242"
_DECLINED = {"code": "card_declined", "message": marked("Your card was declined.")}


@pages.after_request
def protect(response: Response) -> Response:
    """Nothing from elsewhere; forms may lead back to the shop that opened the session."""
    session = books().find((request.view_args or {}).get("id", ""))
    back = [_origin(session[name]) for name in ("success_url", "cancel_url")] if session else []
    form_action = " ".join(["'self'", *dict.fromkeys(back)])
    policy = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; "
    response.headers["Content-Security-Policy"] = f"{policy}form-action {form_action}"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@pages.get("/")
def front() -> ResponseReturnValue:
    """What this is, for whoever looks at the address alone."""
    return "Test provider of the Training Portal. No money moves here.\n", 200, {"Content-Type": "text/plain"}


@pages.get("/pay/<id>")
def show(id: str) -> ResponseReturnValue:
    """What is paid, to whom, and the three ways on."""
    return _page(_session(id))


@pages.post("/pay/<id>")
def decide(id: str) -> ResponseReturnValue:
    """Pay or decline; whoever has paid already is sent back."""
    session = _session(id)
    if session["status"] == "complete":
        return redirect(_success(session), 303)
    if session["status"] == "expired":
        return _page(session), 409
    if request.form.get("decision") == "decline":
        return _page(_declined(session)), 402
    if request.form.get("decision") != "pay":
        abort(400)
    return redirect(_success(_paid(session)), 303)


def _session(id: str) -> Thing:
    found = books().find(id)
    if found is None or found["object"] != "checkout.session":
        abort(404)
    if found["status"] == "open" and found["expires_at"] <= books().now:
        return {**found, "status": "expired"}
    return found


def _page(session: Thing) -> str:
    language = session["locale"] if session["locale"] in LANGUAGES else LANGUAGES[0]

    def say(message: str, **facts: Any) -> str:
        return translated(language, message, **facts)

    intent = books().find(session["payment_intent"] or "")
    return render_template(
        "pay.html",
        _=say,
        language=language,
        session=session,
        amount=money_in_words(Money(session["amount_total"], session["currency"].upper()), language),
        card=CARD,
        declined=bool(intent and intent["last_payment_error"]),
        address=url_for("pages.decide", id=session["id"]),
        back=_success(session) if session["status"] == "complete" else session["cancel_url"],
    )


def _intent(session: Thing) -> Thing:
    found = books().find(session["payment_intent"] or "")
    return found or {
        "id": new_id("pi"),
        "object": "payment_intent",
        "amount": session["amount_total"],
        "amount_refunded": 0,
        "currency": session["currency"],
        "status": "requires_payment_method",
        "last_payment_error": None,
        "latest_charge": None,
        "metadata": session["metadata"],
        "created": books().now,
    }


def _declined(session: Thing) -> Thing:
    intent = {**_intent(session), "last_payment_error": _DECLINED}
    session = {**session, "payment_intent": intent["id"]}
    books().keep(session, intent, notice=("payment_intent.payment_failed", intent))
    current_app.extensions["wake_post"]()
    return session


def _paid(session: Thing) -> Thing:
    charge = {"id": new_id("ch"), "object": "charge", "created": books().now}
    intent = {
        **_intent(session),
        "status": "succeeded",
        "last_payment_error": None,
        "latest_charge": charge,
    }
    paid = {**session, "status": "complete", "payment_status": "paid", "payment_intent": intent["id"]}
    books().keep(paid, intent, notice=("checkout.session.completed", paid))
    current_app.extensions["wake_post"]()
    return paid


def _success(session: Thing) -> str:
    return str(session["success_url"]).replace("{CHECKOUT_SESSION_ID}", session["id"])


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
