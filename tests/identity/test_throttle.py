"""Whoever guesses is slowed down, in all processes together."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from training_portal.event_store.engine import make_engine, reading, writing
from training_portal.identity.front_door import FrontDoor
from training_portal.identity.refusals import SignInRefused, TooManyAttempts
from training_portal.identity.tables import rate_limit_hits
from training_portal.identity.throttle import DatabaseStorage, SignInThrottle, forget_old_hits, network_of

from .conftest import MASTER_KEY

WRONG = "k7m2-p9qr-4t8x-hjzw"


def refused(door, attempt, clock, times):
    for _ in range(times):
        with pytest.raises(SignInRefused):
            door.enter(attempt, clock())


def test_after_ten_wrong_attempts_the_right_password_waits_too(engine, login, door, clock, attempt):
    temporary = login("l.martin")
    refused(door, attempt("l.martin", WRONG), clock, 10)
    with pytest.raises(TooManyAttempts):
        door.enter(attempt("l.martin", temporary, address="198.51.100.9"), clock())
    clock.moves(minutes=15)
    assert door.enter(attempt("l.martin", temporary), clock())


def test_an_unknown_user_name_is_slowed_down_alike(door, clock, attempt):
    refused(door, attempt("nobody", WRONG), clock, 10)
    with pytest.raises(TooManyAttempts):
        door.enter(attempt("NOBODY ", WRONG), clock())


def test_the_right_password_begins_the_count_again(login, door, clock, attempt):
    temporary = login("l.martin")
    for _ in range(3):
        refused(door, attempt("l.martin", WRONG), clock, 9)
        assert door.enter(attempt("l.martin", temporary), clock())


def test_an_address_that_guesses_many_user_names_is_stopped(engine, clock):
    throttle = SignInThrottle(engine, clock)
    for number in range(100):
        throttle.attempt(f"user{number}", "192.0.2.7")
        throttle.failed("192.0.2.7")
    with pytest.raises(TooManyAttempts) as stopped:
        throttle.attempt("another", "192.0.2.7")
    assert stopped.value.facts == {"minutes": 15}
    throttle.attempt("another", "198.51.100.9")


def test_a_whole_company_may_sign_in_from_one_address(engine, clock):
    throttle = SignInThrottle(engine, clock)
    for number in range(150):
        throttle.attempt(f"user{number}", "192.0.2.7")
        throttle.succeeded(f"user{number}")


def test_two_processes_count_together(url, login, clock, attempt):
    login("l.martin")
    engines = [make_engine(url) for _ in range(2)]
    doors = [FrontDoor(engine, MASTER_KEY, clock, staff_second_factor=True) for engine in engines]
    for door in doors:
        refused(door, attempt("l.martin", WRONG), clock, 5)
    with pytest.raises(TooManyAttempts):
        doors[0].enter(attempt("l.martin", WRONG), clock())
    for engine in engines:
        engine.dispose()


def test_no_hit_is_lost_when_many_count_at_once(engine, clock):
    storage = DatabaseStorage(engine, clock)
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(lambda _: storage.incr("key", 60), range(20)))
    assert sorted(counts) == list(range(1, 21))
    assert storage.get("key") == 20


def test_the_storage_keeps_the_contract_of_limits(engine, clock):
    storage = DatabaseStorage(engine, clock)
    assert storage.check()
    assert storage.get("key") == 0
    assert storage.get_expiry("key") == clock().timestamp()
    assert storage.incr("key", 60, 3) == 3
    assert storage.get_expiry("key") == clock().timestamp() + 60
    clock.moves(seconds=60)
    assert storage.get("key") == 0
    assert storage.incr("key", 60) == 1
    storage.clear("key")
    assert storage.get("key") == 0
    storage.incr("a", 60)
    storage.incr("b", 60)
    assert storage.reset() == 2


def test_the_counters_hold_no_user_name(engine, login, door, clock, attempt):
    refused(door, attempt("l.martin", WRONG), clock, 1)
    with reading(engine) as tx:
        keys = tx.scalars(sa.select(rate_limit_hits.c.key)).all()
    assert len(keys) == 2
    assert not any("martin" in key for key in keys)


def test_counters_whose_window_is_over_are_deleted(engine, clock):
    DatabaseStorage(engine, clock).incr("key", 60)
    clock.moves(seconds=60)
    with writing(engine) as tx:
        assert tx.execute(forget_old_hits(clock())).rowcount == 1


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", "unknown"),
        ("not an address", "unknown"),
    ],
)
def test_an_address_is_counted_by_its_subscriber(address, network):
    assert network_of(address) == network
