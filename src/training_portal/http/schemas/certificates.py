"""What managers and staff send about certificates."""

from typing import Any

import marshmallow as ma

from training_portal.application.names import LONGEST_COMPANY_NAME, LONGEST_NAME
from training_portal.http.schemas.fields import Text

MOST_CHOSEN = 100
"""So many certificates are downloaded at once: as many as a list shows on its longest page."""


def _about(description: str) -> dict[str, Any]:
    return {"metadata": {"description": description}}


class AmendmentSent(ma.Schema):
    """What a program wants printed from now on; what is left out stays."""

    first_name = Text(**_about("As it shall be printed."))
    last_name = Text(**_about("As it shall be printed."))
    company_name = Text(longest=120, **_about("As it shall be printed."))
    with_record = ma.fields.Boolean(
        load_default=False,
        truthy={True},
        falsy={False},
        **_about("Whether the trainee's record is corrected too."),
    )


class CertificateVersionAnswer(ma.Schema):
    """One version of a certificate."""

    version = ma.fields.Integer(required=True)
    name = ma.fields.String(required=True, **_about("As printed."))
    company_name = ma.fields.String(required=True, **_about("As printed."))
    since = ma.fields.DateTime(required=True)
    until = ma.fields.DateTime(required=True, allow_none=True, **_about("None: it is the newest."))
    sha256 = ma.fields.String(required=True, **_about("Of its PDF; empty until somebody asked for it."))
    verification = ma.fields.String(required=True, **_about("The public page of this version."))


class ChangeAnswer(ma.Schema):
    """One thing that an amendment changes or would have changed."""

    what = ma.fields.String(required=True, **_about("first_name, last_name or company_name."))
    old = ma.fields.String(required=True)
    new = ma.fields.String(required=True)


class CertificateStepAnswer(ma.Schema):
    """One thing that happened to a certificate."""

    at = ma.fields.DateTime(required=True)
    kind = ma.fields.String(
        required=True, **_about("issued, amended, asked (waits for the provider), declined, revoked, merged.")
    )
    version = ma.fields.Integer(required=True, allow_none=True, **_about("That it made, if it made one."))
    reason = ma.fields.String(required=True)
    changes = ma.fields.List(ma.fields.Nested(ChangeAnswer), required=True)


class AmendmentTyped(ma.Schema):
    """What shall be printed from now on, and the version that was seen. The rules look at the texts."""

    first_name = Text(load_default="", longest=LONGEST_NAME)
    last_name = Text(load_default="", longest=LONGEST_NAME)
    company_name = Text(load_default="", longest=LONGEST_COMPANY_NAME)
    with_record = ma.fields.String(load_default="")
    version = ma.fields.Integer(required=True)


class AmendmentDecided(ma.Schema):
    """An amendment that staff decide on: the version of the stream they saw, and why they decline."""

    seen = ma.fields.Integer(required=True)
    reason = Text(load_default="", longest=1000)


class CertificatesChosen(ma.Schema):
    """Certificates by their ids."""

    chosen = ma.fields.List(ma.fields.String(validate=ma.validate.Length(max=80)), load_default=list)
