"""What letters are about and why one did not arrive, in words, for Notifications and Unsent mail."""

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from training_portal.event_store.mail_log import NOT_WRITTEN
from training_portal.language import marked

OCCASIONS = {
    "order_placed": marked("Confirmation of an order"),
    "certificate_issued": marked("Certificate"),
    "certificate_amended": marked("Amended certificate"),
    "certificate_revoked": marked("Revoked certificate"),
    "amendment_declined": marked("Amendment declined"),
    "registrations_cancelled": marked("Cancelled registrations"),
    "registration_replaced": marked("Replaced trainee"),
    "convention_accepted": marked("Accepted convention"),
    "manager_appointed": marked("Log-in of a new manager"),
    "appointment_confirmed": marked("New manager, to whoever appointed them"),
    "password_link": marked("Link to a new password"),
    "log_in_sent_again": marked("Log-in of a manager, sent again"),
    "not_started": marked("Trainings not started"),
    "start_reminder": marked("Reminder to start a training"),
    "renewals_due": marked("Trainings to renew"),
    "email_change_asked": marked("Confirmation of a new e-mail address"),
    "email_changed": marked("Changed e-mail address"),
    "invoice_issued": marked("Invoice"),
    "credit_note_issued": marked("Credit note"),
    "credit_used": marked("Credit used for old invoices"),
    "payment_received": marked("Receipt for a payment"),
    "payment_withdrawn": marked("Withdrawn payment"),
    "refund_made": marked("Refund"),
    "payment_reminder": marked("Payment reminder"),
    "account_suspended": marked("Suspended account"),
    "account_reinstated": marked("Account open again"),
}
"""What each letter is about, by its occasion."""

_WHY = (
    (r"not written: the person has no e-mail", marked("There is no e-mail address to write to.")),
    (r"not written: everything was paid", marked("Everything was paid before the message left.")),
    (r"not written: everything was started", marked("Everything was started before the message left.")),
    (
        r"not written: nothing of it has to be renewed",
        marked("Nothing of it had to be renewed any more when the message was to leave."),
    ),
    (r"not written:", marked("What it was about, or its reader, is no longer there.")),
    (r"5\d\d |the mail server does not take", marked("The mail server of the address refused it for good.")),
    (r"4\d\d ", marked("The mail server of the address asked to come back later. The portal tries again.")),
    (r"our fault", marked("The portal could not write it. This was noted, and the portal tries again.")),
    (r"", marked("The mail server could not be reached. The portal tries again.")),
)


_STATES = {
    "sent": marked("sent"),
    "waiting": marked("waiting"),
    "refused": marked("bounced"),
    "not_sent": marked("not sent"),
}


def occasion_words(occasion: str) -> str:
    """What a letter is about, in the reader's language."""
    return str(gettext(OCCASIONS[occasion])) if occasion in OCCASIONS else occasion.replace("_", " ")


def letter_state(letter: Mapping[str, Any]) -> str:
    """How a letter stands: one of the states of the mail log."""
    if letter["sent_at"]:
        return "sent"
    if not letter["refused_at"]:
        return "waiting"
    return "not_sent" if letter["fault"].startswith(NOT_WRITTEN) else "refused"


def letter_state_words(letter: Mapping[str, Any]) -> str:
    """How a letter stands, in the reader's language."""
    return str(gettext(_STATES[letter_state(letter)]))


def fault_words(fault: str) -> str:
    """Why a letter has not arrived, in plain words; empty when nothing is wrong."""
    if not fault:
        return ""
    return str(gettext(next(words for pattern, words in _WHY if re.match(pattern, fault))))
