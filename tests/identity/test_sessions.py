"""How long a session lives."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from training_portal.event_store.engine import reading, writing
from training_portal.identity.sessions import (
    Stage,
    begin_session,
    end_session,
    end_sessions,
    forget_old_sessions,
    is_worth_noting,
    note_request,
    renew_session,
    session_of,
    speak,
    stage_of,
)
from training_portal.identity.tables import sessions


@pytest.fixture
def begin(engine, clock):
    def begun(person="lea", kind="trainee"):
        with writing(engine) as tx:
            return begin_session(tx, person, kind, "acme", Stage.OPEN, "", clock())

    return begun


@pytest.fixture
def found(engine, clock):
    def ask(token):
        with reading(engine) as tx:
            return session_of(tx, token, clock())

    return ask


def write(engine, *statements):
    with writing(engine) as tx:
        for statement in statements:
            tx.execute(statement)


def test_only_the_digest_of_a_token_is_kept(engine, begin, found):
    token = begin()
    assert found(token).person_id == "lea"
    with reading(engine) as tx:
        assert token not in str(tx.execute(sa.select(sessions)).one())
        digest = tx.scalar(sa.select(sessions.c.token_digest))
    assert found(digest) is None
    assert found("") is None


@pytest.mark.parametrize(("kind", "limit"), [("staff", 30), ("manager", 120), ("trainee", 120)])
def test_an_idle_session_ends_by_itself(kind, limit, begin, found, clock):
    token = begin(kind=kind)
    clock.moves(minutes=limit, seconds=-1)
    assert found(token)
    clock.moves(seconds=1)
    assert found(token) is None


def test_a_session_in_use_lives_for_twelve_hours_and_no_longer(engine, begin, found, clock):
    token = begin(kind="staff")
    for _ in range(35):
        clock.moves(minutes=20)
        write(engine, note_request(found(token).id, clock()))
    assert found(token)
    clock.moves(minutes=20)
    assert found(token) is None


def test_a_request_is_noted_once_a_minute(begin, found, clock):
    session = found(begin())
    assert not is_worth_noting(session, clock() + timedelta(seconds=59))
    assert is_worth_noting(session, clock() + timedelta(seconds=60))


def test_a_session_ended_is_over(engine, begin, found, clock):
    token, other = begin(), begin()
    write(engine, end_session(found(token).id, clock()))
    assert found(token) is None
    assert found(other)


def test_a_person_is_signed_out_everywhere_but_here(engine, begin, found, clock):
    here, there, somebody = begin(), begin(), begin("ann")
    write(engine, end_sessions("lea", clock(), but=found(here).id))
    assert found(here)
    assert found(there) is None
    assert found(somebody)


def test_a_renewed_session_has_a_new_token_and_the_old_one_is_dead(engine, begin, found, clock):
    token = begin()
    with writing(engine) as tx:
        fresh = renew_session(tx, found(token), Stage.OPEN, clock())
    assert fresh != token
    assert found(token) is None
    assert found(fresh).person_id == "lea"


def test_a_session_speaks_the_language_chosen(engine, begin, found, clock):
    token = begin()
    write(engine, speak(found(token).id, "fr"))
    assert found(token).language == "fr"


def test_sessions_that_no_token_opens_are_deleted(engine, begin, found, clock):
    begin()
    clock.moves(hours=11)
    kept = begin()
    clock.moves(hours=1, seconds=1)
    write(engine, forget_old_sessions(clock()))
    with reading(engine) as tx:
        assert tx.scalar(sa.select(sa.func.count()).select_from(sessions)) == 1
    assert found(kept)


@pytest.mark.parametrize(
    ("enrolled", "proved", "temporary", "must_enrol", "stage"),
    [
        (False, False, False, False, Stage.OPEN),
        (False, False, True, False, Stage.PASSWORD),
        (False, False, True, True, Stage.PASSWORD),
        (False, False, False, True, Stage.ENROLMENT),
        (True, False, True, False, Stage.CODE),
        (True, True, True, False, Stage.PASSWORD),
        (True, True, False, False, Stage.OPEN),
    ],
)
def test_each_step_has_its_turn(enrolled, proved, temporary, must_enrol, stage):
    assert stage_of(enrolled=enrolled, proved=proved, temporary=temporary, must_enrol=must_enrol) is stage
