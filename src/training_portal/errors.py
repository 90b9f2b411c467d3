"""Refusals: the rules that a command can break, each a statement in the reader's words.

`words` is an English message with named places (`%(name)s`); the edges translate it. `field` names the form
field or body member that the refusal is about, so that the error stands where it was typed. `within` is set
where that member belongs to one of many things: the way to it, as "lines/0/newcomers/2".
"""

from typing import ClassVar


class Refusal(Exception):
    """A command was refused by a rule. Nothing was recorded."""

    words: ClassVar[str] = "This cannot be done."
    field: ClassVar[str] = ""

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        self.within = ""
        super().__init__(self.words % facts if facts else self.words)


class NotFound(Refusal):
    """There is no such thing, or it belongs to somebody else: the two answers are the same."""

    words = "There is no such page."


class NotAllowed(Refusal):
    """The person is known, and this is not theirs to do."""

    words = "This is not open to you."


class Conflict(Refusal):
    """Somebody else changed the same thing at the same moment, and won."""

    words = "Somebody else changed this at the same moment. Look at it again, then decide."


class TryAgainLater(Refusal):
    """The store is busy or out of reach. Nothing was recorded; the same command id may be sent again."""

    words = "The portal is busy and recorded nothing. Try again in a moment."


class OutcomeIsUnknown(TryAgainLater):
    """The store was lost while it recorded, and could not be asked whether it had.

    The same command id may be sent again: what was recorded is answered, and nothing is done twice.
    """

    words = (
        "The portal lost its database at the very moment of recording and cannot say whether this was done. "
        "Look before you repeat it; sending the same form again does it once only."
    )
