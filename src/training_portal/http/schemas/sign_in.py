"""What people type at the doors."""

import marshmallow as ma

from training_portal.http.schemas.fields import Secret, Text
from training_portal.values import LANGUAGES


class LogIn(ma.Schema):
    """A user name and a password."""

    username = Text(required=True, longest=254)
    password = Secret(required=True)


class NewPassword(ma.Schema):
    """A password of one's own, typed twice."""

    password = Secret(required=True)
    repeated = Secret(required=True)


class ForgottenPassword(ma.Schema):
    """By what somebody is known: the user name, or the e-mail address."""

    username = Text(required=True, longest=254)


class Code(ma.Schema):
    """The six digits of the second factor."""

    code = Text(required=True, longest=12)


class LanguageChoice(ma.Schema):
    """The language of the pages, and where to go on."""

    language = ma.fields.String(required=True, validate=ma.validate.OneOf(LANGUAGES))
    next = ma.fields.String(load_default="/")


class PresentPassword(ma.Schema):
    """The password that one has."""

    present = Secret(required=True)


class PasswordChanged(NewPassword):
    """The password that one has, and another one typed twice."""

    present = Secret(required=True)


class FactorRemoved(Code):
    """The password that one has, and a last code."""

    present = Secret(required=True)
