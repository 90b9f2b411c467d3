"""Handovers: temporary passwords of trainees, kept sealed until they are handed on.

For one hour the manager who placed the order, or reset the password, sees them on a page and on printable
slips; then they are deleted, and a lost one can only be reset.
"""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from training_portal.identity.keys import identity_keys, seal, unseal
from training_portal.identity.tables import handovers

HANDOVER_LIFE = timedelta(hours=1)
RESET = "reset"
"""In the place of an order's id: a password that a manager reset, shown to that manager alone."""


def handover_rows(
    master_key: bytes, order: str, manager: str, passwords: dict[str, str], now: datetime
) -> list[dict[str, Any]]:
    """Rows of `handovers` for an order's new trainees; `passwords` is temporary password by person id."""
    key = identity_keys(master_key).handovers
    return [
        {
            "person_id": person_id,
            "order_id": order,
            "manager_id": manager,
            "sealed_password": seal(key, password, _place(order, person_id)),
            "expires_at": now + HANDOVER_LIFE,
        }
        for person_id, password in passwords.items()
    ]


def shown(tx: sa.Connection, master_key: bytes, order: str, manager: str, now: datetime) -> dict[str, str]:
    """Temporary password by person id, for the manager who placed the order, within the hour; else empty."""
    key = identity_keys(master_key).handovers
    rows = tx.execute(
        sa.select(handovers.c.person_id, handovers.c.sealed_password).where(
            handovers.c.order_id == order,
            handovers.c.manager_id == manager,
            handovers.c.expires_at > now,
        )
    )
    return {person_id: unseal(key, sealed, _place(order, person_id)) for person_id, sealed in rows}


def given_at(tx: sa.Connection, order: str, manager: str, now: datetime) -> datetime | None:
    """When the passwords of an order that a manager may still see were given, the first of them."""
    found: datetime | None = tx.scalar(
        sa.select(handovers.c.expires_at)
        .where(handovers.c.order_id == order, handovers.c.manager_id == manager, handovers.c.expires_at > now)
        .order_by(handovers.c.expires_at)
        .limit(1)
    )
    return found - HANDOVER_LIFE if found else None


def forget_old_handovers(now: datetime) -> sa.Delete:
    """What to write, every few minutes, to delete what nobody may see any more."""
    return sa.delete(handovers).where(handovers.c.expires_at <= now)


def _place(order: str, person_id: str) -> str:
    return f"{order}/{person_id}"
