"""The shapes of the API: what is asked, what is sent, what is answered."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import marshmallow as ma
from flask_babel import lazy_gettext

from training_portal.http.schemas.fields import Text
from training_portal.projections import orders
from training_portal.projections.certified_trainees import SORTS, STATUSES
from training_portal.projections.orders import STATES
from training_portal.values import FREQUENCIES, LANGUAGES

_ID = ma.validate.Regexp("^[0-9a-f]{32}$", error="This is not an id.")
_LANGUAGE = ma.validate.OneOf(LANGUAGES)
_FREQUENCY = ma.validate.OneOf(FREQUENCIES)


def _about(description: str) -> dict[str, Any]:
    return {"metadata": {"description": description}}


class Fault(ma.Schema):
    """One member of a request that is at fault."""

    pointer = ma.fields.String(required=True, **_about("JSON pointer into the request."))
    detail = ma.fields.String(required=True)


class Problem(ma.Schema):
    """An error, as RFC 9457 has it."""

    type = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    status = ma.fields.Integer(required=True)
    detail = ma.fields.String(required=True)
    instance = ma.fields.String(required=True)
    errors = ma.fields.List(ma.fields.Nested(Fault))


class Amount(ma.Schema):
    """An amount of money, in minor units (cents) of a currency."""

    minor = ma.fields.Integer(required=True, strict=True, **_about("Minor units, such as cents."))
    currency = ma.fields.String(required=True, validate=ma.validate.Regexp("^[A-Z]{3}$"))


def sorted_by(names: Sequence[str]) -> ma.fields.String:
    """By which column a list is sorted, of those that it can be sorted by."""
    turned = [f"-{name}" for name in names]
    return ma.fields.String(
        load_default="",
        validate=ma.validate.OneOf(("", *names, *turned)),
        **_about("A minus turns the order; unsaid, the list has its usual one."),
    )


class Question(ma.Schema):
    """What every list can be asked; the field `sort` of each says by what it can be sorted."""

    class Meta:
        unknown = ma.EXCLUDE

    search = Text(load_default="", longest=100, **_about("Any part of a name, identifier or number."))


def _day(name: str, description: str) -> ma.fields.Date:
    years = ma.validate.Range(date(1900, 1, 1), date(2999, 12, 31))
    return ma.fields.Date(data_key=name, load_default=None, validate=years, **_about(description))


def training_asked() -> ma.fields.String:
    """The field that keeps what is about one training, by its id."""
    return ma.fields.String(load_default="", validate=ma.validate.Regexp("^([0-9a-f]{32})?$"))


class DatedQuestion(Question):
    """What a list can be asked whose rows have a day: between two days of the provider's calendar."""

    first_day = _day("from", "The first day, of the registration, order, completion or the like.")
    last_day = _day("to", "The last day.")


class OfferAnswer(ma.Schema):
    """One way to buy a training."""

    language = ma.fields.String(required=True)
    months = ma.fields.Integer(required=True, **_about("Renewal period; 0 is bought once."))
    price = ma.fields.Nested(Amount, required=True, **_about("Without tax."))
    vat_basis_points = ma.fields.Integer(required=True, **_about("2000 is 20 %."))
    vat_exemption = ma.fields.String(required=True)


class TrainingAnswer(ma.Schema):
    """A training of the catalogue."""

    id = ma.fields.String(required=True)
    code = ma.fields.String(required=True)
    titles = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.String(), required=True)
    summaries = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.String(), required=True)
    duration_minutes = ma.fields.Integer(required=True)
    offers = ma.fields.List(ma.fields.Nested(OfferAnswer), required=True)


class CatalogueQuestion(ma.Schema):
    """What the catalogue can be asked."""

    class Meta:
        unknown = ma.EXCLUDE

    search = Text(load_default="", longest=100)
    language = ma.fields.String(load_default="", validate=ma.validate.OneOf(("", *LANGUAGES)))


class TraineeAnswer(ma.Schema):
    """A trainee of the company."""

    id = ma.fields.String(required=True)
    identifier = ma.fields.String(required=True)
    first_name = ma.fields.String(required=True)
    last_name = ma.fields.String(required=True)
    email = ma.fields.String(required=True)
    language = ma.fields.String(required=True)
    registered_at = ma.fields.DateTime(required=True)
    registrations = ma.fields.Integer(required=True)
    passed = ma.fields.Integer(required=True)
    state = ma.fields.String(required=True, **_about("present, or left the company."))
    left_on = ma.fields.Date(required=True, allow_none=True)


class NewcomerSent(ma.Schema):
    """Somebody who was never registered."""

    first_name = Text(required=True)
    last_name = Text(required=True)
    email = Text(load_default="", longest=254)


class LineSent(ma.Schema):
    """A training wanted, and for whom."""

    training = ma.fields.String(required=True, validate=_ID)
    language = ma.fields.String(required=True, validate=_LANGUAGE)
    months = ma.fields.Integer(required=True, strict=True, validate=_FREQUENCY)
    trainees = ma.fields.List(
        ma.fields.String(validate=_ID), load_default=list, validate=ma.validate.Length(max=2000)
    )
    newcomers = ma.fields.List(
        ma.fields.Nested(NewcomerSent), load_default=list, validate=ma.validate.Length(max=2000)
    )


class OrderSent(ma.Schema):
    """An order, with the terms that it accepts."""

    accepted_terms = Text(
        required=True, **_about("The version of the terms and conditions, read on the pages.")
    )
    lines = ma.fields.List(
        ma.fields.Nested(LineSent), required=True, validate=ma.validate.Length(min=1, max=50)
    )
    po_number = Text(
        load_default="", longest=50, **_about("For the invoice; empty is the company's standing number.")
    )
    agreed_total = ma.fields.Nested(
        Amount, **_about("The total with tax that you reckon with; refused if it differs.")
    )


class IdempotencyHeader(ma.Schema):
    """The key under which an order is placed once, however often it is sent."""

    class Meta:
        unknown = ma.EXCLUDE

    key = ma.fields.String(
        required=True,
        data_key="Idempotency-Key",
        validate=ma.validate.Regexp("^[!-~]{8,90}$", error=lazy_gettext("Send 8 to 90 visible characters.")),
        **_about("A new one for each order; the same one again answers with the first order."),
    )


class OrderAnswer(ma.Schema):
    """An order of the company."""

    id = ma.fields.String(required=True)
    number = ma.fields.String(required=True)
    placed_at = ma.fields.DateTime(required=True)
    net = ma.fields.Nested(Amount, required=True)
    total = ma.fields.Nested(Amount, required=True)
    registrations = ma.fields.Integer(required=True)
    not_started = ma.fields.Integer(required=True)
    in_progress = ma.fields.Integer(required=True)
    passed = ma.fields.Integer(required=True)
    failed = ma.fields.Integer(required=True)
    cancelled = ma.fields.Integer(required=True)
    terms_version = ma.fields.String(required=True)
    page = ma.fields.String(
        required=True, **_about("Where a signed-in manager finds it, with the log-ins for an hour.")
    )


class OrderQuestion(DatedQuestion):
    """What the list of orders can be asked."""

    sort = sorted_by(orders.SORTS)
    training = training_asked()
    holds = ma.fields.String(
        load_default="",
        validate=ma.validate.OneOf(("", *STATES)),
        **_about("Those with a registration in this state."),
    )


class EnrolmentQuestion(DatedQuestion):
    """What the list of registrations can be asked."""

    sort = sorted_by(orders.REGISTRATION_SORTS)
    order = ma.fields.String(load_default="", validate=ma.validate.Regexp("^([0-9a-f]{32})?$"))
    training = training_asked()
    state = ma.fields.String(load_default="", validate=ma.validate.OneOf(("", *STATES)))


class EnrolmentAnswer(ma.Schema):
    """The registration of one trainee for one training."""

    id = ma.fields.String(required=True)
    order = ma.fields.String(required=True)
    trainee = ma.fields.String(required=True)
    identifier = ma.fields.String(required=True)
    first_name = ma.fields.String(required=True)
    last_name = ma.fields.String(required=True)
    training = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    language = ma.fields.String(required=True)
    months = ma.fields.Integer(required=True)
    registered_at = ma.fields.DateTime(required=True)
    state = ma.fields.String(required=True, validate=ma.validate.OneOf(STATES))
    certificate = ma.fields.String(required=True, **_about("Its id, or empty."))


class CertificateQuestion(DatedQuestion):
    """What the list of certificates can be asked."""

    sort = sorted_by(SORTS)
    trainee = ma.fields.String(load_default="", validate=ma.validate.Regexp("^([0-9a-f]{32})?$"))
    training = training_asked()
    status = ma.fields.String(load_default="", validate=ma.validate.OneOf(("", *STATUSES)))


class CertificateAnswer(ma.Schema):
    """A certificate of completion, as printed."""

    id = ma.fields.String(required=True)
    number = ma.fields.String(required=True)
    version = ma.fields.Integer(required=True)
    trainee = ma.fields.String(required=True)
    identifier = ma.fields.String(required=True)
    first_name = ma.fields.String(required=True)
    last_name = ma.fields.String(required=True)
    company_name = ma.fields.String(required=True)
    training = ma.fields.String(required=True)
    title = ma.fields.String(required=True)
    language = ma.fields.String(required=True)
    completed_on = ma.fields.Date(required=True)
    renewal_on = ma.fields.Date(required=True, allow_none=True)
    verification = ma.fields.String(required=True, **_about("The public page that proves it."))
    status = ma.fields.String(required=True, validate=ma.validate.OneOf(STATUSES), **_about("Today."))
    waiting = ma.fields.Boolean(
        required=True, **_about("Whether an amendment waits for the provider, who checks odd ones.")
    )
