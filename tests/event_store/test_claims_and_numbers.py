"""Claims are taken once; numbers have no gap, whatever fails."""

import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from event_store.club import ClubIsFull, club, context, join
from training_portal.errors import Conflict
from training_portal.event_store.engine import reading, writing
from training_portal.event_store.schema import claims, events
from training_portal.event_store.work import Work


def test_a_value_is_claimed_once_in_its_scope(engine: sa.Engine) -> None:
    store = club(engine)

    def claim(scope: str, value: str) -> None:
        store.perform(context(), lambda work: {"done": work.claim(scope, value, "x")})

    claim("username", "ada")
    claim("payment", "ada")
    claim("username", "grace")
    with pytest.raises(Conflict):
        claim("username", "ada")


def test_a_claimed_value_is_nowhere_in_clear(engine: sa.Engine) -> None:
    store = club(engine)
    store.perform(context(), lambda work: {"done": work.claim("username", "ada", "x")})
    with reading(engine) as tx:
        row = tx.execute(sa.select(claims)).one()
    assert "ada" not in row.digest
    assert len(row.digest) == 64


def test_a_command_hears_which_values_are_taken(engine: sa.Engine) -> None:
    store = club(engine)
    store.perform(context(), lambda work: {"done": work.claim("username", "ada", "x")})

    def look(work: Work) -> dict[str, Any]:
        work.claim("username", "grace", "y")
        return {"taken": sorted(work.claimed("username", ["ada", "grace", "joan"]))}

    assert store.perform(context(), look) == {"taken": ["ada", "grace"]}


def test_a_released_value_may_be_claimed_again(engine: sa.Engine) -> None:
    store = club(engine)
    store.perform(context(), lambda work: {"done": work.claim("username", "ada", "x")})

    def hand_over(work: Work) -> dict[str, Any]:
        work.claim("username", "ada", "y")
        work.release("username", "ada")
        return {}

    store.perform(context(), hand_over)
    with reading(engine) as tx:
        assert tx.execute(sa.select(claims.c.owner)).scalars().all() == ["y"]


def test_of_many_who_claim_at_once_one_wins_and_the_others_are_refused_in_words(engine: sa.Engine) -> None:
    store = club(engine)

    def register(number: int) -> str:
        def decide(work: Work) -> dict[str, Any]:
            if work.claimed("username", ["ada"]):
                raise ClubIsFull
            work.claim("username", "ada", join(work).id)
            return {"won": str(number)}

        try:
            won: str = store.perform(context(), decide)["won"]
            return won
        except ClubIsFull:
            return ""

    with ThreadPoolExecutor(6) as pool:
        winners = [won for won in pool.map(register, range(6)) if won]
    assert len(winners) == 1
    with reading(engine) as tx:
        assert tx.execute(sa.select(sa.func.count()).select_from(events)).scalar_one() == 1


def test_numbers_have_no_gap_though_commands_fail(engine: sa.Engine) -> None:
    store = club(engine)

    def issue(seed: int) -> int | None:
        def decide(work: Work) -> dict[str, Any]:
            number = work.number("F-2024")
            join(work)
            if random.Random(seed).random() < 0.4:
                raise ClubIsFull
            return {"number": number}

        try:
            number: int = store.perform(context(), decide)["number"]
            return number
        except ClubIsFull:
            return None

    with ThreadPoolExecutor(6) as pool:
        issued = [number for number in pool.map(issue, range(40)) if number is not None]
    assert 0 < len(issued) < 40
    assert sorted(issued) == list(range(1, len(issued) + 1))


def test_a_sequence_in_place_of_the_counter_leaves_gaps(postgres_url: str) -> None:
    """The control of the test above: what the counter protects from does happen without it."""
    engine = sa.create_engine(postgres_url)
    with engine.begin() as tx:
        tx.execute(sa.text("CREATE SEQUENCE numbers"))
    issued = []
    for seed in range(40):
        with engine.connect() as tx:
            number = tx.execute(sa.text("SELECT nextval('numbers')")).scalar_one()
            if random.Random(seed).random() >= 0.4:
                issued.append(number)
                tx.commit()
    engine.dispose()
    assert sorted(issued) != list(range(1, len(issued) + 1))


def test_each_series_counts_for_itself_and_a_command_may_take_several(engine: sa.Engine) -> None:
    store = club(engine)

    def issue(work: Work) -> dict[str, Any]:
        return {"numbers": [work.number("F-2024"), work.number("F-2024"), work.number("A-2024")]}

    assert store.perform(context(), issue) == {"numbers": [1, 2, 1]}
    assert store.perform(context(), issue) == {"numbers": [3, 4, 2]}


def test_further_statements_stand_or_fall_with_the_command(engine: sa.Engine) -> None:
    store = club(engine)
    notes = sa.Table("notes", sa.MetaData(), sa.Column("id", sa.Text, primary_key=True))
    notes.create(engine)

    def note(work: Work) -> dict[str, Any]:
        join(work)
        work.write(notes.insert(), [{"id": "a"}, {"id": "b"}])
        work.write(sa.delete(notes).where(notes.c.id == "b"))
        return {}

    store.perform(context(), note)
    with pytest.raises(Conflict):
        store.perform(context(), note)
    with writing(engine) as tx:
        assert tx.execute(sa.select(notes.c.id)).scalars().all() == ["a"]
        assert tx.execute(sa.select(sa.func.count()).select_from(events)).scalar_one() == 1
