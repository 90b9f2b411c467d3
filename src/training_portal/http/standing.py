"""How a registration stands, in words, for the files of lists; pages say it with a sign (_standing.html)."""

from flask_babel import gettext

from training_portal.language import marked

STATE_WORDS = {
    "not_started": marked("Not started"),
    "in_progress": marked("In progress"),
    "passed": marked("Passed"),
    "failed": marked("Failed"),
    "cancelled": marked("Cancelled"),
}


def state_words(state: str) -> str:
    """The state of a registration in the reader's language."""
    return gettext(STATE_WORDS[state]) if state in STATE_WORDS else state
