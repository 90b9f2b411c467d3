"""One process at a time holds a lease, and another takes over when it dies."""

import subprocess
import sys

import pytest
import sqlalchemy as sa

from training_portal.event_store.engine import make_engine
from training_portal.event_store.lease import LeaseIsTaken, holding, lease_on

HOLD = """
import sys
from training_portal.event_store.engine import make_engine
from training_portal.event_store.lease import lease_on
lease = lease_on(make_engine(sys.argv[1]), "worker")
print(lease.held(), flush=True)
sys.stdin.read()
"""


def test_a_lease_is_held_by_one(engine: sa.Engine) -> None:
    first, second = lease_on(engine, "worker"), lease_on(engine, "worker")
    assert [first.held(), second.held(), first.held()] == [True, False, True]
    first.release()
    assert second.held()
    second.release()


def test_leases_of_other_names_are_free(engine: sa.Engine) -> None:
    first, second = lease_on(engine, "worker"), lease_on(engine, "rebuild trainees")
    assert first.held()
    assert second.held()
    first.release()
    second.release()


def test_a_lease_is_taken_over_from_a_process_that_was_killed(url: str) -> None:
    engine = make_engine(url)
    heir = lease_on(engine, "worker")
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "True\n"
        assert not heir.held()
        holder.kill()
    while not heir.held():
        pass
    heir.release()
    engine.dispose()


def test_a_lease_whose_session_was_cut_is_not_held_any_more(postgres_url: str) -> None:
    engine = make_engine(postgres_url)
    lease = lease_on(engine, "worker")
    assert lease.held()
    with engine.begin() as tx:
        cut = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
        tx.execute(sa.text(cut))
    assert not lease.held()
    assert lease.held()
    lease.release()
    engine.dispose()


def test_what_is_done_under_a_lease_is_refused_to_others(engine: sa.Engine) -> None:
    with holding(engine, "rebuild"), pytest.raises(LeaseIsTaken), holding(engine, "rebuild"):
        raise AssertionError("two were let in")
    with holding(engine, "rebuild"):
        pass
