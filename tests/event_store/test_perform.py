"""A command is carried out once, whole, or not at all."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from event_store.club import NOW, ClubIsFull, Member, Visitor, club, context, join, joined, person, promote
from event_store.overhearing import overheard
from training_portal.errors import Conflict, NotFound, TryAgainLater
from training_portal.event_store import history
from training_portal.event_store.context import Context
from training_portal.event_store.engine import appending, make_engine, reading
from training_portal.event_store.outbox import waiting
from training_portal.event_store.schema import command_results, counters, events, outbox, person_keys
from training_portal.event_store.store import Store
from training_portal.event_store.work import Work


def test_an_aggregate_comes_back_as_it_was(engine: sa.Engine) -> None:
    store, who = club(engine), person()
    id = joined(store, who)
    store.perform(context(), lambda work: promote(work, id))
    member = store.get(Member, id)
    assert (member.version, member.person, member.rank, member.promotions) == (2, who, "master", 1)


def test_a_repeated_command_gives_its_first_answer_and_records_nothing(engine: sa.Engine) -> None:
    store, again = club(engine), context()
    first = store.perform(again, lambda work: {"id": join(work).id})
    assert store.perform(again, lambda work: {"id": join(work).id}) == first
    assert _count(engine, events) == 1


def test_a_repeated_command_gives_its_first_answer_though_it_would_be_refused_now(engine: sa.Engine) -> None:
    store, again = club(engine), context()
    first = store.perform(again, lambda work: {"id": join(work).id})

    def refuse(work: Work) -> dict[str, Any]:
        raise ClubIsFull

    assert store.perform(again, refuse) == first
    with pytest.raises(ClubIsFull):
        store.perform(context(), refuse)


def test_the_command_id_of_somebody_else_answers_nothing(engine: sa.Engine) -> None:
    store = club(engine)
    store.perform(context("one", actor="ada"), lambda work: {"id": join(work).id})
    with pytest.raises(Conflict):
        store.perform(context("one", actor="eve"), lambda work: {"id": join(work).id})
    with pytest.raises(Conflict):
        store.perform(context("one", actor="ada", company="other"), lambda work: {"id": join(work).id})


def test_one_command_sent_twice_at_once_is_carried_out_once(engine: sa.Engine) -> None:
    store, again = club(engine), context()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: store.perform(again, lambda work: {"id": join(work).id}), range(4)))
    assert len({answer["id"] for answer in answers}) == 1
    assert _count(engine, events) == 1


def test_a_refused_command_leaves_nothing(engine: sa.Engine) -> None:
    store = club(engine)

    def everything_then_refuse(work: Work) -> dict[str, Any]:
        work.number("F-2024")
        work.claim("username", "ada", "1")
        work.mail("welcome", to="1", about="1")
        join(work)
        raise ClubIsFull

    with pytest.raises(ClubIsFull):
        store.perform(context(), everything_then_refuse)
    for table in (events, counters, outbox, command_results, person_keys):
        assert _count(engine, table) == 0


def test_whoever_was_slower_decides_again_on_what_happened_meanwhile(engine: sa.Engine) -> None:
    store = club(engine)
    id = joined(store)
    seen: list[int] = []

    def slow(work: Work) -> dict[str, Any]:
        seen.append(work.get(Member, id).promotions)
        if len(seen) == 1:
            store.perform(context(), lambda other: promote(other, id))
        return promote(work, id)

    store.perform(context(), slow)
    assert seen == [0, 1]
    assert store.get(Member, id).promotions == 2


def test_an_aggregate_that_was_only_read_may_not_have_changed_either(engine: sa.Engine) -> None:
    store = club(engine)
    id = joined(store)
    seen: list[int] = []

    def join_while_nobody_is_promoted(work: Work) -> dict[str, Any]:
        seen.append(work.get(Member, id).promotions)
        if len(seen) == 1:
            store.perform(context(), lambda other: promote(other, id))
        if seen[-1]:
            raise ClubIsFull
        return {"id": join(work).id}

    with pytest.raises(ClubIsFull):
        store.perform(context(), join_while_nobody_is_promoted)
    assert seen == [0, 1]


def test_nobody_loses_for_ever_in_a_crowd(engine: sa.Engine) -> None:
    store = club(engine)
    id = joined(store)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: store.perform(context(), lambda work: promote(work, id)), range(40)))
    assert store.get(Member, id).promotions == 40


def test_policies_follow_until_nothing_new_happens(engine: sa.Engine) -> None:
    def when_promoted_promote_up_to_three(work: Work, event: Member.Promoted) -> None:
        if work.get(Member, event.originator_id).promotions < 3:
            promote(work, event.originator_id)

    def when_joined_promote(work: Work, event: Member.Joined) -> None:
        promote(work, event.originator_id)

    policies = {Member.Joined: [when_joined_promote], Member.Promoted: [when_promoted_promote_up_to_three]}
    store = club(engine, policies=policies)
    id = joined(store)
    assert store.get(Member, id).promotions == 3
    with store.reading() as tx:
        told = history.of_stream(tx, store.shelf, id)
    assert [one.name.rpartition(".")[2] for one in told] == ["joined", "promoted", "promoted", "promoted"]


def test_an_event_tells_who_when_for_whom_and_in_which_errand(engine: sa.Engine) -> None:
    store = club(engine)
    asked = Context("ada", "acme", "command", NOW, NOW.date(), "errand")
    store.perform(asked, lambda work: {"id": join(work, company="globex").id})
    with store.reading() as tx:
        (told,) = history.after(tx, store.shelf)
    assert (told.position, told.version, told.company, told.actor) == (1, 1, "globex", "ada")
    assert (told.command_id, told.correlation, told.recorded_at) == ("command", "errand", NOW)


def test_an_absent_aggregate_and_one_of_another_class_are_not_found(engine: sa.Engine) -> None:
    store = club(engine)
    id = joined(store)
    for cls, wanted in ((Member, "nobody"), (Member, "no\0body"), (Visitor, id)):
        with pytest.raises(NotFound):
            store.get(cls, wanted)
        with pytest.raises(NotFound):
            store.perform(context(), lambda work, cls=cls, wanted=wanted: {"id": work.get(cls, wanted).id})


def test_a_hundred_new_streams_take_no_more_statements_than_two(engine: sa.Engine, tmp_path: Path) -> None:
    store = club(engine)
    asked = [len(_overheard_order(store, count, tmp_path)) for count in (2, 100)]
    assert 0 < asked[0] == asked[1] < 20


def test_a_locked_database_says_try_again_and_records_nothing(url: str) -> None:
    engine, impatient = make_engine(url), make_engine(url, busy_seconds=0.05)
    store = club(impatient)
    with appending(engine), pytest.raises(TryAgainLater):
        joined(store)
    assert _count(engine, events) == 0
    joined(store)
    assert _count(engine, events) == 1
    engine.dispose()
    impatient.dispose()


def test_a_full_disk_says_try_again_and_records_nothing(sqlite_url: str) -> None:
    engine = make_engine(sqlite_url)
    store = club(engine)
    with engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    sa.event.listen(engine, "connect", lambda raw, _: raw.execute(f"PRAGMA max_page_count={pages}"))
    engine.dispose()
    with pytest.raises(TryAgainLater):
        store.perform(context(), lambda work: {"ids": [join(work).id for _ in range(500)]})
    assert _count(engine, events) == 0
    engine.dispose()


def test_a_database_out_of_reach_says_try_again() -> None:
    engine = make_engine("postgresql+psycopg://nobody@127.0.0.1:9/none")
    store = club(engine)
    with pytest.raises(TryAgainLater):
        joined(store)
    with pytest.raises(TryAgainLater), store.reading() as tx:
        waiting(tx)
    engine.dispose()


def test_a_nul_in_a_text_is_refused_by_both_databases(engine: sa.Engine) -> None:
    store = club(engine)
    for who in (person("a\0b"), person(id="a\0b")):
        with pytest.raises(ValueError, match="NUL"):
            joined(store, who)
    with pytest.raises(ValueError, match="NUL"):
        joined(store, company="a\0b")
    id = joined(store, person("a\\u0000b"), company="written \\u0000 out")
    assert store.get(Member, id).company == "written \\u0000 out"


def test_reading_more_aggregates_takes_no_more_statements(engine: sa.Engine, tmp_path: Path) -> None:
    store = club(engine)
    ids = [joined(store) for _ in range(3)]
    asked = []
    for some in (ids[:2], ids):
        with overheard(engine, tmp_path) as heard:
            store.perform(context(), lambda work, some=some: {"read": list(work.get_many(Member, some))})
        asked.append(len(heard))
    assert 0 < asked[0] == asked[1]


def _count(engine: sa.Engine, table: sa.Table) -> int:
    with reading(engine) as tx:
        return tx.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def _overheard_order(store: Store, count: int, folder: Path) -> list[str]:
    """What a database is asked by a command with so many new members, names, messages, and one number."""

    def decide(work: Work) -> dict[str, Any]:
        who = [person() for _ in range(count)]
        work.claimed("username", [one.id for one in who])
        for one in who:
            join(work, one)
            work.claim("username", one.id, one.id)
            work.mail("welcome", to=one.id, about=one.id)
        return {"number": work.number("F-2024")}

    with overheard(store.engine, folder) as heard:
        store.perform(context(), decide)
    return heard
