"""What a manager sends about renewals."""

import marshmallow as ma
from flask_babel import lazy_gettext


class RenewalsChosen(ma.Schema):
    """Rows of Training to Renew by their ids, at least one."""

    chosen = ma.fields.List(
        ma.fields.String(validate=ma.validate.Length(max=80)),
        required=True,
        validate=ma.validate.Length(max=200),
        error_messages={"required": lazy_gettext("Choose at least one row.")},
    )
