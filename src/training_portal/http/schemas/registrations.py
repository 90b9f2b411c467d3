"""The forms about registrations: cancelling them, and giving one to somebody else."""

import marshmallow as ma

_ID = ma.validate.Regexp("^[0-9a-f]{32}$")


class RegistrationsChosen(ma.Schema):
    """Registrations by their ids, or the `whole` order; and where in a list the manager is."""

    chosen = ma.fields.List(
        ma.fields.String(validate=_ID), load_default=list, validate=ma.validate.Length(max=10_000)
    )
    whole = ma.fields.String(load_default="")
    back = ma.fields.String(load_default="")


class Successor(ma.Schema):
    """The trainee who takes a training instead, by id."""

    trainee = ma.fields.String(required=True, validate=_ID)
