"""The letters of digests, written from what the views say when they are sent."""

from collections.abc import Callable, Mapping
from datetime import date

from .event_store.outbox import Letter
from .mail.message import CannotBeWritten, WrittenLetter, addressee
from .mail.renewals_due import DueRenewal, RenewalsDue, renewals_due
from .portal import Portal
from .projections.managers import manager_himself
from .projections.training_to_renew import reached

_MOST_RENEWALS = 100
"""Rows that one digest names; the page it links to has them all."""


def _renewals_due(portal: Portal, letter: Letter) -> WrittenLetter:
    """What came nearer in the days that the letter names, as far as it still stands."""
    after, on = (date.fromisoformat(letter.facts[name]) for name in ("after", "on"))
    with portal.reading() as tx:
        to = addressee(manager_himself(tx, letter.recipient))
        found = reached(tx, letter.company, after, on)
    if not found:
        raise CannotBeWritten("nothing of it has to be renewed any more")
    told = tuple(
        DueRenewal(
            trainee=f"{row['first_name']} {row['last_name']}",
            training=row["title"],
            renewal_on=row["renewal_on"],
            months=months,
            is_ordered=bool(row["order"]),
        )
        for months, row in found[:_MOST_RENEWALS]
    )
    base_url = portal.settings.base_url
    due = RenewalsDue(told, len(found), on, f"{base_url}/training-to-renew", f"{base_url}/my-profile")
    return renewals_due(to, due, portal.settings.provider)


DIGEST_LETTERS: Mapping[str, Callable[[Portal, Letter], WrittenLetter]] = {"renewals_due": _renewals_due}
"""Who writes which digest, by its occasion."""
