"""The roles of managers, and how often they are told, in words, for lists and forms."""

from flask_babel import gettext

from training_portal.aggregates.manager import ManagerRole, ReminderFrequency
from training_portal.language import marked

_WORDS = {
    ManagerRole.FULL: (marked("Full"), marked("Everything, and the managers too.")),
    ManagerRole.PURCHASING: (marked("Purchasing"), marked("Everything but the managers.")),
    ManagerRole.INVOICES: (marked("Invoices only"), marked("Invoices, and the own profile.")),
    ManagerRole.READ_ONLY: (marked("Read only"), marked("Reads and downloads everything, changes nothing.")),
}

_FREQUENCIES = {
    ReminderFrequency.NEVER: marked("Never"),
    ReminderFrequency.DAILY: marked("Daily"),
    ReminderFrequency.WEEKLY: marked("Weekly"),
    ReminderFrequency.MONTHLY: marked("Monthly"),
}


def role_words(role: str) -> str:
    """The name of a role in the reader's language."""
    return str(gettext(_WORDS[ManagerRole(role)][0]))


def role_choices() -> list[tuple[str, str, str]]:
    """Every role with its name and what it opens, in the reader's language, for a form."""
    return [(role.value, gettext(name), gettext(help)) for role, (name, help) in _WORDS.items()]


def frequency_choices() -> list[tuple[str, str]]:
    """How often a manager can be told, in the reader's language, for a form."""
    return [(frequency.value, gettext(words)) for frequency, words in _FREQUENCIES.items()]
