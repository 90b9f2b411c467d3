"""API tokens: shown once, expiring, revocable, and useless to others."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from training_portal.errors import NotFound
from training_portal.event_store.engine import reading, writing
from training_portal.identity.credentials import deactivate
from training_portal.identity.refusals import TokenNeedsAName
from training_portal.identity.tables import api_tokens
from training_portal.identity.tokens import make_token, revoke_token, token_of, tokens_of


@pytest.fixture
def make(engine, clock, login):
    login("claire", "manager")

    def made(label="Payroll", **options):
        with writing(engine) as tx:
            return make_token(tx, "claire", "acme", label, clock(), **options)

    return made


@pytest.fixture
def found(engine, clock):
    def ask(token):
        with reading(engine) as tx:
            return token_of(tx, token, clock())

    return ask


def test_a_token_acts_for_its_manager_and_only_its_digest_is_kept(engine, make, found):
    token = make()
    assert token.startswith("tp_")
    assert (found(token).person_id, found(token).company, found(token).label) == ("claire", "acme", "Payroll")
    with reading(engine) as tx:
        assert token not in str(tx.execute(sa.select(api_tokens)).one())


def test_an_unknown_token_opens_nothing(make, found):
    assert found(make() + "x") is None
    assert found("") is None


def test_a_token_expires(make, found, clock):
    token = make(life=timedelta(days=30))
    clock.moves(days=30, seconds=-1)
    assert found(token)
    clock.moves(seconds=1)
    assert found(token) is None


def test_a_token_is_revoked_by_its_manager_once_and_for_all(engine, make, found, clock):
    token, other = make(), make("Badges")
    id = found(token).id
    with writing(engine) as tx:
        revoke_token(tx, "claire", id, clock())
    first = clock()
    clock.moves(days=1)
    with writing(engine) as tx:
        revoke_token(tx, "claire", id, clock())
        revoked = {one.id: one.revoked_at for one in tokens_of(tx, "claire")}
    assert revoked == {id: first, found(other).id: None}
    assert found(token) is None


def test_nobody_revokes_a_token_of_somebody_else(engine, make, found, clock):
    token = make()
    with writing(engine) as tx, pytest.raises(NotFound):
        revoke_token(tx, "other", found(token).id, clock())
    assert found(token)


def test_the_list_shows_the_newest_first(engine, make, clock):
    make("old")
    clock.moves(hours=1)
    make("  new ")
    with reading(engine) as tx:
        assert [token.label for token in tokens_of(tx, "claire")] == ["new", "old"]
        assert tokens_of(tx, "other") == []


def test_a_token_needs_a_name(make):
    with pytest.raises(TokenNeedsAName):
        make("  ")


def test_a_former_managers_token_is_dead(engine, make, found, clock):
    token = make()
    with writing(engine) as tx:
        for statement in deactivate("claire", clock()):
            tx.execute(statement)
    assert found(token) is None


def test_an_id_makes_one_token_and_tells_it_once(engine, make, found):
    token = make(token_id="a" * 32)
    assert make(token_id="a" * 32, label="Other") == ""
    assert found(token).label == "Payroll"
    assert make(token_id="b" * 32) not in ("", token)
    with reading(engine) as tx:
        assert len(tokens_of(tx, "claire")) == 2
