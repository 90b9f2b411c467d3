"""What managers and staff send about certificates."""

import marshmallow as ma

from training_portal.http.schemas.fields import Text

MOST_CHOSEN = 100
"""So many certificates are downloaded at once: as many as a list shows on its longest page."""


class AmendmentTyped(ma.Schema):
    """What shall be printed from now on, and the version that was seen. The rules look at the texts."""

    first_name = Text(load_default="", longest=200)
    last_name = Text(load_default="", longest=200)
    company_name = Text(load_default="", longest=200)
    with_record = ma.fields.String(load_default="")
    version = ma.fields.Integer(required=True)


class AmendmentDecided(ma.Schema):
    """An amendment that staff decide on: the version of the stream they saw, and why they decline."""

    seen = ma.fields.Integer(required=True)
    reason = Text(load_default="", longest=1000)


class CertificatesChosen(ma.Schema):
    """Certificates by their ids."""

    chosen = ma.fields.List(ma.fields.String(validate=ma.validate.Length(max=80)), load_default=list)
