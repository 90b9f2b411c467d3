"""Personal data is sealed for one person and one place, and gone when the person is forgotten."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from event_store.club import NOW, Guest, Member, club, context, joined, person, promote
from training_portal.event_store import history
from training_portal.event_store.engine import make_engine, writing
from training_portal.event_store.schema import events, person_keys
from training_portal.event_store.sealing import PersonIsForgotten, SealIsBroken, forgetting, scrub
from training_portal.event_store.store import Store
from training_portal.event_store.work import Work
from training_portal.values import Person, erased_person


def test_no_text_of_a_person_stands_in_an_event(engine: sa.Engine) -> None:
    store = club(engine)
    joined(store, person("Lovelace"))
    with writing(engine) as tx:
        payload = tx.execute(sa.select(events.c.payload)).scalar_one()
    for text in (b"Ada", b"Lovelace", b"ada.l", b"ada@example.org"):
        assert text not in payload


def test_a_seal_moved_to_another_event_is_refused(engine: sa.Engine) -> None:
    store = club(engine)
    who = person()
    first, second = joined(store, who), joined(store, who)
    _copy_payload(engine, first, second)
    with pytest.raises(SealIsBroken):
        store.get(Member, second)


def test_a_seal_moved_to_another_company_is_refused(engine: sa.Engine) -> None:
    store = club(engine)
    id = joined(store, company="acme")
    with writing(engine) as tx:
        tx.execute(sa.update(events).values(company="globex"))
    with pytest.raises(SealIsBroken):
        store.get(Member, id)


def test_a_seal_moved_within_its_event_is_refused(engine: sa.Engine) -> None:
    store, who = club(engine), person()
    id = joined(store)
    guests = (Guest(who, NOW.date()), Guest(Person(who.id, "Grace", "Hopper"), NOW.date()))
    store.perform(context(), lambda work: {"came": work.get(Member, id).bring(guests, NOW)})
    assert [guest.person.first_name for guest in store.get(Member, id).guests] == ["Ada", "Grace"]
    with writing(engine) as tx:
        payload = tx.execute(sa.select(events.c.payload).where(events.c.version == 2)).scalar_one()
        left, right = (part.split(b'"')[0] for part in payload.split(b'"sealed":"')[1:])
        swapped = payload.replace(left, b"?").replace(right, left).replace(b"?", right)
        tx.execute(sa.update(events).where(events.c.version == 2).values(payload=swapped))
    with pytest.raises(SealIsBroken):
        store.get(Member, id)


def test_another_master_key_opens_nothing(engine: sa.Engine) -> None:
    id = joined(club(engine))
    with pytest.raises(SealIsBroken):
        Store(engine, bytes(32), [Member]).get(Member, id)


def test_a_forgotten_person_is_empty_and_the_rest_replays(engine: sa.Engine) -> None:
    store, who, other = club(engine), person(), person("Hopper")
    id, kept = joined(store, who), joined(store, other)
    store.perform(context(), lambda work: promote(work, id))
    with writing(engine) as tx:
        tx.execute(forgetting(who.id))
    member = store.get(Member, id)
    assert member.person == erased_person(who.id)
    assert member.promotions == 1
    assert store.get(Member, kept).person == other
    with store.reading() as tx:
        assert isinstance(history.verify_chain(tx), history.Head)


def test_nothing_more_is_recorded_about_a_forgotten_person(engine: sa.Engine) -> None:
    store, who = club(engine), person()
    id = joined(store, who)
    with writing(engine) as tx:
        tx.execute(forgetting(who.id))
    with pytest.raises(PersonIsForgotten):
        joined(store, who)

    def bring_them_as_they_are_now(work: Work) -> dict[str, Any]:
        member = work.get(Member, id)
        member.bring((Guest(member.person, NOW.date()),), NOW)
        return {}

    store.perform(context(), bring_them_as_they_are_now)
    assert store.get(Member, id).guests[0].person.forgotten

    def give_them_a_name_again(work: Work) -> dict[str, Any]:
        member = work.get(Member, id)
        member.bring((Guest(replace(member.person, last_name="Anew"), NOW.date()),), NOW)
        return {}

    with pytest.raises(PersonIsForgotten):
        store.perform(context(), give_them_a_name_again)


def test_a_person_has_one_key_however_many_events(engine: sa.Engine) -> None:
    store, who = club(engine), person()
    for _ in range(3):
        joined(store, who)
    with writing(engine) as tx:
        assert tx.execute(sa.select(person_keys.c.person_id)).scalars().all() == [who.id]


def test_a_destroyed_key_is_in_no_file_of_sqlite(sqlite_url: str) -> None:
    engine = make_engine(sqlite_url)
    store, who = club(engine), person()
    joined(store, who)
    with writing(engine) as tx:
        wrapped = tx.execute(sa.select(person_keys.c.wrapped_key)).scalar_one()
    assert _files_with(sqlite_url, wrapped) != []
    with writing(engine) as tx:
        tx.execute(forgetting(who.id))
    scrub(engine)
    assert _files_with(sqlite_url, wrapped) == []
    engine.dispose()


def test_a_destroyed_key_is_not_in_the_table_of_postgresql(postgres_url: str) -> None:
    engine = make_engine(postgres_url)
    store, who = club(engine), person()
    joined(store, who)
    with writing(engine) as tx:
        wrapped = tx.execute(sa.select(person_keys.c.wrapped_key)).scalar_one()
        tx.execute(forgetting(who.id))
    assert wrapped in _table_file(engine)
    scrub(engine)
    assert wrapped not in _table_file(engine)
    engine.dispose()


def _table_file(engine: sa.Engine) -> bytes:
    """What PostgreSQL keeps on the disk of the table of keys."""
    driver = engine.raw_connection()
    try:
        cursor = driver.cursor()
        cursor.execute("CHECKPOINT")
        cursor.execute("SELECT pg_read_binary_file(pg_relation_filepath('person_keys'))")
        [[content]] = cursor.fetchall()
        return bytes(content)
    finally:
        driver.close()


def test_no_error_of_the_database_shows_what_was_given_to_it(engine: sa.Engine) -> None:
    with pytest.raises(sa.exc.DBAPIError) as caught, writing(engine) as tx:
        tx.execute(sa.text("INSERT INTO nowhere VALUES (:secret)"), {"secret": "hunter2"})
    assert "hunter2" not in str(caught.value)


def _copy_payload(engine: sa.Engine, source: str, target: str) -> None:
    with writing(engine) as tx:
        payload = tx.execute(sa.select(events.c.payload).where(events.c.stream == source)).scalar_one()
        tx.execute(sa.update(events).where(events.c.stream == target).values(payload=payload))


def _files_with(url: str, secret: bytes) -> list[str]:
    database = Path(url.removeprefix("sqlite:///"))
    return [path.name for path in database.parent.glob(f"{database.name}*") if secret in path.read_bytes()]
