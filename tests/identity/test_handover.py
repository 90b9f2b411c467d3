"""Temporary passwords are shown to the manager who ordered, for an hour, and then they are gone."""

import pytest
import sqlalchemy as sa
from cryptography.exceptions import InvalidTag

from training_portal.event_store.engine import reading, writing
from training_portal.identity.handover import forget_old_handovers, handover_rows, shown
from training_portal.identity.tables import handovers

from .conftest import MASTER_KEY

PASSWORDS = {"lea": "k7m2-p9qr-4t8x-hjzw", "ann": "0000-1111-2222-3333"}


@pytest.fixture(autouse=True)
def handed_over(engine, clock):
    with writing(engine) as tx:
        tx.execute(handovers.insert(), handover_rows(MASTER_KEY, "order", "claire", PASSWORDS, clock()))


def seen(engine, clock, order="order", manager="claire"):
    with reading(engine) as tx:
        return shown(tx, MASTER_KEY, order, manager, clock())


def test_the_manager_who_ordered_sees_them_for_an_hour(engine, clock):
    clock.moves(minutes=59, seconds=59)
    assert seen(engine, clock) == PASSWORDS
    clock.moves(seconds=1)
    assert seen(engine, clock) == {}


def test_nobody_else_sees_them(engine, clock):
    assert seen(engine, clock, manager="other") == {}
    assert seen(engine, clock, order="another") == {}


def test_they_are_kept_sealed_and_bound_to_their_place(engine, clock):
    with writing(engine) as tx:
        rows = tx.execute(sa.select(handovers).order_by(handovers.c.person_id)).all()
        assert all(
            password.encode() not in row.sealed_password for row in rows for password in PASSWORDS.values()
        )
        swapped = sa.update(handovers).where(handovers.c.person_id == "ann")
        tx.execute(swapped.values(sealed_password=rows[1].sealed_password))
    with pytest.raises(InvalidTag):
        seen(engine, clock)


def test_what_nobody_may_see_any_more_is_deleted(engine, clock):
    clock.moves(hours=1)
    with writing(engine) as tx:
        assert tx.execute(forget_old_handovers(clock())).rowcount == 2
        assert tx.execute(forget_old_handovers(clock())).rowcount == 0
