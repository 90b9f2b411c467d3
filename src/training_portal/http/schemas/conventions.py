"""What a manager sends about an agreement."""

import marshmallow as ma
from flask_babel import lazy_gettext


class VersionAccepted(ma.Schema):
    """The version that is accepted, the digest of its document as shown, and the tick."""

    version = ma.fields.Integer(required=True)
    digest = ma.fields.String(required=True, validate=ma.validate.Length(max=64))
    agreed = ma.fields.String(
        required=True,
        error_messages={"required": [lazy_gettext("Tick this to accept the agreement.")]},
    )


class CopySigned(ma.Schema):
    """The version that was signed; its copy comes as a file."""

    version = ma.fields.Integer(required=True)
