"""How registrations and conventions stand, in words, for files; pages say it with a sign (_standing.html)."""

from flask_babel import gettext

from training_portal.language import marked

STATE_WORDS = {
    "not_started": marked("Not started"),
    "in_progress": marked("In progress"),
    "passed": marked("Passed"),
    "failed": marked("Failed"),
    "cancelled": marked("Cancelled"),
}

CONVENTION_WORDS = {
    "to_accept": marked("To accept"),
    "accepted": marked("Accepted"),
    "signed": marked("Signed copy"),
    "cancelled": marked("Cancelled"),
}


def state_words(state: str) -> str:
    """The state of a registration in the reader's language."""
    return gettext(STATE_WORDS[state]) if state in STATE_WORDS else state


def convention_words(state: str) -> str:
    """The state of a convention in the reader's language."""
    return gettext(CONVENTION_WORDS[state]) if state in CONVENTION_WORDS else state
