"""The test provider's API: the part of Stripe's that the portal speaks."""

from collections.abc import Mapping
from typing import Any, cast

from flask import Blueprint, Response, current_app, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from .books import Books, Thing, new_id

api = Blueprint("api", __name__, url_prefix="/v1")
_TELLING = ("client_reference_id", "success_url", "cancel_url", "locale")
_USUAL_SECONDS = 24 * 3600


def books() -> Books:
    """The books of the provider that answers."""
    return cast(Books, current_app.extensions["books"])


@api.before_request
def admit() -> ResponseReturnValue | None:
    """Only the one key is let in; what was answered under an idempotency key is answered again."""
    if request.headers.get("Authorization") != f"Bearer {current_app.extensions['api_key']}":
        return fault(401, "invalid_request_error", "Invalid API Key provided")
    key, body = request.headers.get("Idempotency-Key", ""), request.get_data(cache=True)
    first = books().answer_to(key) if key and request.method == "POST" else None
    if first is None:
        return None
    if first[0] != body:
        words = "Keys for idempotent requests can only be used with the same parameters"
        return fault(400, "idempotency_error", words)
    return jsonify(first[1])


@api.post("/checkout/sessions")
def open_session() -> ResponseReturnValue:
    """A session, with the address of its page."""
    asked = nested(request.form)
    lines = list(asked.get("line_items", {}).values())
    if not lines:
        return fault(400, "invalid_request_error", "You must provide line_items", param="line_items")
    id, price = new_id("cs"), lines[0]["price_data"]
    session = {
        "id": id,
        "object": "checkout.session",
        "mode": asked.get("mode", "payment"),
        "status": "open",
        "payment_status": "unpaid",
        "amount_total": sum(
            int(line["price_data"]["unit_amount"]) * int(line.get("quantity", 1)) for line in lines
        ),
        "currency": price["currency"],
        "description": price["product_data"]["name"],
        "metadata": asked.get("metadata", {}),
        "payment_intent": None,
        "created": books().now,
        "expires_at": int(asked.get("expires_at", books().now + _USUAL_SECONDS)),
        "url": url_for("pages.show", id=id, _external=True),
        **{name: asked.get(name) for name in _TELLING},
    }
    books().keep(session)
    return answered(session)


@api.get("/checkout/sessions/<id>")
def one_session(id: str) -> ResponseReturnValue:
    """How a session stands; its payment inside it when that is asked."""
    session = books().find(id)
    if session is None:
        return fault(404, "invalid_request_error", "No such checkout.session", code="resource_missing")
    if session["payment_intent"] and any(name.startswith("expand") for name in request.args):
        session = {**session, "payment_intent": books().find(session["payment_intent"])}
    return jsonify(session)


@api.post("/checkout/sessions/<id>/expire")
def expire_session(id: str) -> ResponseReturnValue:
    """Close a session in which nobody has paid."""
    session = books().find(id)
    if session is None or session["status"] != "open":
        return fault(400, "invalid_request_error", "Only open sessions can be expired")
    return answered(expired(books(), session))


@api.get("/refunds")
def refunds_made() -> ResponseReturnValue:
    """What was given back of a payment."""
    found = books().refunds_of(request.args.get("payment_intent", ""))
    return jsonify(object="list", url="/v1/refunds", has_more=False, data=found)


@api.post("/refunds")
def refund() -> ResponseReturnValue:
    """Give a part of a payment back."""
    asked = nested(request.form)
    intent = books().find(str(asked.get("payment_intent", "")))
    if intent is None:
        return fault(404, "invalid_request_error", "No such payment_intent", code="resource_missing")
    left = intent["amount"] - intent["amount_refunded"]
    amount = int(asked.get("amount", left))
    if not 0 < amount <= left:
        words = "Refund amount is greater than unrefunded amount"
        return fault(400, "invalid_request_error", words, code="charge_already_refunded")
    intent["amount_refunded"] += amount
    made = {
        "id": new_id("re"),
        "object": "refund",
        "amount": amount,
        "currency": intent["currency"],
        "payment_intent": intent["id"],
        "metadata": asked.get("metadata", {}),
        "status": "succeeded",
        "created": books().now,
    }
    books().keep(intent, made, notice=("refund.created", made))
    current_app.extensions["wake_post"]()
    return answered(made)


def expired(kept: Books, session: Thing) -> Thing:
    """The session closed, and its notice on the way."""
    closed = {**session, "status": "expired", "url": None}
    kept.keep(closed, notice=("checkout.session.expired", closed))
    return closed


def answered(thing: Thing) -> Response:
    """The answer, remembered under the request's idempotency key."""
    key = request.headers.get("Idempotency-Key", "")
    if key:
        books().keep_answer(key, request.get_data(cache=True), thing)
    return jsonify(thing)


def fault(status: int, kind: str, words: str, **more: str) -> ResponseReturnValue:
    """An error as the protocol writes it."""
    return jsonify(error={"type": kind, "message": words, **more}), status


def nested(form: Mapping[str, str]) -> dict[str, Any]:
    """A form's fields as the protocol nests them: ``line_items[0][price_data][currency]``."""
    found: dict[str, Any] = {}
    for name, value in form.items():
        *outer, last = name.replace("]", "").split("[")
        place = found
        for part in outer:
            place = place.setdefault(part, {})
        place[last] = value
    return found
