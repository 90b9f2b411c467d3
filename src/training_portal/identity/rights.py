"""What a manager may do, by role: the one table, for pages and for the API."""

from collections.abc import Mapping
from enum import StrEnum

from training_portal.aggregates.manager import ManagerRole


class Right(StrEnum):
    """What a route may need of a manager. The first is every manager's."""

    PROFILE = "own profile"
    READ = "read"
    PURCHASE = "purchase"
    READ_INVOICES = "read invoices"
    INVOICES = "invoices"
    READ_MANAGERS = "read managers"
    MANAGERS = "managers"


_READING = frozenset({Right.PROFILE, Right.READ, Right.READ_INVOICES})
_PURCHASING = _READING | {Right.PURCHASE, Right.INVOICES}

RIGHTS: Mapping[str, frozenset[Right]] = {
    ManagerRole.FULL.value: frozenset(Right),
    ManagerRole.PURCHASING.value: _PURCHASING,
    ManagerRole.INVOICES.value: frozenset({Right.PROFILE, Right.READ_INVOICES, Right.INVOICES}),
    ManagerRole.READ_ONLY.value: _READING | {Right.READ_MANAGERS},
}
"""Full: everything. Purchasing: everything but managers. Invoices: those and the own profile. Read only:
every page but those that only begin a command, and no command but those of the own profile."""


def has_right(role: str, right: Right) -> bool:
    """Whether a role includes a right; a role that nobody knows includes none."""
    return right in RIGHTS.get(role, frozenset())
