"""What signing in and choosing a password can be refused for."""

from training_portal.errors import Refusal, TryAgainLater
from training_portal.language import marked


class SignInRefused(Refusal):
    """Unknown user name, wrong or expired password, former user: one answer for all of them."""

    words = marked(
        "This username and password do not open a session here. Check both, and the log-in: trainees, "
        "managers and staff have one each. A temporary password works for 14 days."
    )


class TooManyAttempts(TryAgainLater):
    """Somebody tried too often, from this address or for this user name."""

    words = marked("Too many attempts. Wait %(minutes)s minutes, then try again.")


class PasswordIsTooShort(Refusal):
    """Trainees choose 8 characters at least, managers and staff 12."""

    words = marked("Choose a password of at least %(least)s characters.")
    field = "password"


class PasswordIsTooLong(Refusal):
    """No password is longer than 128 characters."""

    words = marked("Choose a password of at most %(most)s characters.")
    field = "password"


class PasswordIsEasyToGuess(Refusal):
    """Common passwords, the person's own names and simple patterns are guessed first."""

    words = marked("This password is easy to guess. Choose several words that do not belong together.")
    field = "password"


class PasswordIsUnchanged(Refusal):
    """The password that was used until now is dead from then on."""

    words = marked("This is the password that you had. Choose another one.")
    field = "password"


class PresentPasswordIsWrong(Refusal):
    """Whoever changes a password, or a second factor, shows the present password first."""

    words = marked("This is not your present password.")
    field = "present"


class FactorIsSetUp(Refusal):
    """A second factor is set up once; it is removed before another one is."""

    words = marked("Your second factor is set up already.")


class FactorIsCompulsory(Refusal):
    """Staff do without a second factor only where the provider decided so."""

    words = marked("Staff cannot do without a second factor.")


class PasswordsDiffer(Refusal):
    """The password was typed twice, and not the same."""

    words = marked("The two passwords are not the same.")
    field = "repeated"


class CodeIsWrong(Refusal):
    """The code is not the present one, or was used before."""

    words = marked("This code is not right, or was used already. Wait for the next one.")
    field = "code"


class TokenNeedsAName(Refusal):
    """A token without a name cannot be told from the others."""

    words = marked("Give the token a name by which you will know it again.")
    field = "label"


class PasswordLinkIsDead(Refusal):
    """A link that sets a new password works once, within its hour."""

    words = marked("This link has been used, or its hour is over. Ask for a new one.")
