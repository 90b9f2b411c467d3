"""The second factor: six digits that change every 30 seconds (RFC 6238), each of which works once."""

import hmac
from datetime import datetime
from typing import Any

import pyotp
import sqlalchemy as sa

from training_portal.identity.keys import identity_keys, seal, unseal
from training_portal.identity.refusals import CodeIsWrong
from training_portal.identity.tables import credentials

_STEP_SECONDS = 30
_TOLERATED_STEPS = 1
"""A phone's clock may be half a minute early or late."""


def prepare_secret(master_key: bytes, person_id: str) -> sa.Update:
    """What to write so that a person without a second factor can set one up: a fresh sealed secret."""
    sealed = seal(identity_keys(master_key).second_factor, pyotp.random_base32(), person_id)
    chosen = (credentials.c.person_id == person_id) & credentials.c.totp_enrolled_at.is_(None)
    return sa.update(credentials).where(chosen).values(totp_secret=sealed)


def enrolment_secret(tx: sa.Connection, master_key: bytes, person_id: str) -> str:
    """The base32 secret to show while it is being set up; "" once it is in use, or when there is none."""
    row = _row(tx, person_id)
    if row is None or row.totp_secret is None or row.totp_enrolled_at is not None:
        return ""
    return unseal(identity_keys(master_key).second_factor, row.totp_secret, person_id)


def enrolment_address(secret: str, name: str, issuer: str) -> str:
    """What the QR code says to an authenticator app: an otpauth:// address."""
    address: str = pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer)
    return address


def use_code(tx: sa.Connection, master_key: bytes, person_id: str, code: str, now: datetime) -> None:
    """Accept a code once, and note its step; the first accepted code also completes the enrolment.

    `tx` writes. Errors: CodeIsWrong, also for a code seen before and for whoever has no second factor.
    """
    row = _row(tx, person_id)
    if row is None or row.totp_secret is None:
        raise CodeIsWrong
    secret = unseal(identity_keys(master_key).second_factor, row.totp_secret, person_id)
    step = _step_of(secret, "".join(code.split()), now)
    unused = (credentials.c.person_id == person_id) & (credentials.c.totp_last_step < step)
    enrolled = sa.func.coalesce(
        credentials.c.totp_enrolled_at, sa.literal(now, credentials.c.changed_at.type)
    )
    change = sa.update(credentials).where(unused).values(totp_last_step=step, totp_enrolled_at=enrolled)
    if tx.execute(change).rowcount != 1:
        raise CodeIsWrong


def remove_second_factor(person_id: str) -> sa.Update:
    """What to write when somebody's telephone is lost: the next sign-in sets up a new second factor."""
    values = {"totp_secret": None, "totp_enrolled_at": None, "totp_last_step": 0}
    return sa.update(credentials).where(credentials.c.person_id == person_id).values(values)


def _step_of(secret: str, code: str, now: datetime) -> int:
    """The newest tolerated step whose code this is. Errors: CodeIsWrong."""
    present = int(now.timestamp()) // _STEP_SECONDS
    for step in range(present + _TOLERATED_STEPS, present - _TOLERATED_STEPS - 1, -1):
        expected: str = pyotp.TOTP(secret).at(step * _STEP_SECONDS)
        if hmac.compare_digest(expected.encode(), code.encode()):
            return step
    raise CodeIsWrong


def _row(tx: sa.Connection, person_id: str) -> sa.Row[*tuple[Any, ...]] | None:
    return tx.execute(sa.select(credentials).where(credentials.c.person_id == person_id)).one_or_none()
