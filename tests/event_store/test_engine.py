"""How the database is opened."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
import sqlalchemy as sa

from training_portal.event_store.engine import appending, make_engine, reading, writing
from training_portal.event_store.schema import counters

Beginning = Callable[[sa.Engine], AbstractContextManager[sa.Connection]]


def test_a_committed_row_is_read_back(engine: sa.Engine) -> None:
    with writing(engine) as tx:
        tx.execute(counters.insert(), {"series": "F-2026", "value": 3})
    with reading(engine) as tx:
        assert tx.execute(sa.select(counters)).one() == ("F-2026", 3)


def test_a_failed_transaction_leaves_nothing(engine: sa.Engine) -> None:
    with pytest.raises(ZeroDivisionError), appending(engine) as tx:
        _count_then_fail(tx)
    with reading(engine) as tx:
        assert tx.execute(sa.select(counters)).all() == []


def test_a_second_writer_waits_and_is_then_refused(url: str) -> None:
    first, second = make_engine(url), make_engine(url, busy_seconds=0.05)
    with appending(first), pytest.raises(sa.exc.OperationalError), appending(second):
        raise AssertionError("two transactions were appending at once")
    first.dispose()
    second.dispose()


def test_readers_are_not_held_up_by_a_writer(url: str) -> None:
    first, second = make_engine(url), make_engine(url, busy_seconds=0.05)
    with appending(first) as tx, reading(second) as other:
        tx.execute(counters.insert(), {"series": "F-2026", "value": 1})
        assert other.execute(sa.select(counters)).all() == []
    first.dispose()
    second.dispose()


@pytest.mark.parametrize("begin", [reading, writing, appending])
def test_a_connection_that_died_at_rest_is_replaced_unnoticed(postgres_url: str, begin: Beginning) -> None:
    engine, other = make_engine(postgres_url), make_engine(postgres_url)
    with reading(engine) as tx:
        resting = tx.execute(sa.select(sa.func.pg_backend_pid())).scalar_one()
    with other.connect() as tx:
        tx.execute(sa.select(sa.func.pg_terminate_backend(resting)))
    with begin(engine) as tx:
        assert tx.execute(sa.select(sa.func.pg_backend_pid())).scalar_one() != resting
    engine.dispose()
    other.dispose()


def _count_then_fail(tx: sa.Connection) -> None:
    tx.execute(counters.insert(), {"series": "F-2026", "value": 1})
    raise ZeroDivisionError
