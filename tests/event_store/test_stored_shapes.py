"""What was stored by an older release is read by this one."""

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from eventsourcing.persistence import StoredEvent

from event_store.club import NOW, Guest, Member, Rank, Visitor, club, context, joined, person, promote
from training_portal.event_store import history
from training_portal.event_store.codec import StoredNames, UnknownName
from training_portal.event_store.engine import appending, reading
from training_portal.event_store.loading import StreamIsBroken
from training_portal.event_store.schema import events
from training_portal.event_store.sealing import Seal
from training_portal.event_store.shapes import shape_of
from training_portal.event_store.store import Store
from training_portal.values import Money, Person


def test_every_kind_of_value_comes_back(engine: sa.Engine) -> None:
    store, guest = club(engine), Guest(person("Hopper"), date(2024, 2, 29))
    id = joined(store)
    store.perform(context(), lambda work: promote(work, id))
    store.perform(context(), lambda work: {"came": work.get(Member, id).bring((guest, guest), NOW)})
    with store.reading() as tx:
        _, promoted, came = (told.event for told in history.of_stream(tx, store.shelf, id))
    assert (promoted.rank, promoted.fee, promoted.seen_at) == (Rank.MASTER, Money(500, "EUR"), NOW)
    assert (promoted.badges, promoted.marks) == (("a", "b"), {"x": (1, "y")})
    assert type(promoted.rank) is Rank
    assert came.guests == (guest, guest)


def test_the_payload_holds_what_was_decided_and_nothing_else(engine: sa.Engine) -> None:
    store = club(engine)
    id = joined(store)
    store.perform(context(), lambda work: promote(work, id))
    with reading(engine) as tx:
        payload = tx.execute(sa.select(events.c.payload).where(events.c.version == 2)).scalar_one()
    assert payload == (
        b'{"rank":"master","fee":{"minor":500,"currency":"EUR"},"seen_at":"2024-03-01T12:30:00.123456+00:00",'
        b'"badges":["a","b"],"marks":{"x":[1,"y"]}}'
    )


def test_an_event_that_happened_before_its_command_keeps_its_own_instant(engine: sa.Engine) -> None:
    store, earlier = club(engine), NOW - timedelta(days=1)
    member = Member(company="acme", person=person(), timestamp=earlier)
    store.perform(context(), lambda work: {"added": work.add(member)})
    with store.reading() as tx:
        (told,) = history.after(tx, store.shelf)
    assert (told.recorded_at, told.event.timestamp) == (NOW, earlier)
    assert store.get(Member, member.id).created_on == earlier


def test_an_event_of_the_first_shape_is_brought_up_to_date(engine: sa.Engine) -> None:
    store, witness = club(engine), person("Witness")
    id = joined(store, witness)
    _store_moved(store, id, witness, {"street": "Main Street 1"})
    member = store.get(Member, id)
    assert (member.address, member.witness) == (("Main Street 1",), witness)


def test_an_event_of_the_second_shape_is_brought_up_to_date(engine: sa.Engine) -> None:
    store, witness = club(engine), person("Witness")
    id = joined(store, witness)
    _store_moved(store, id, witness, {"address": ["Main Street 1", "Nantes"], "class_version": 2})
    member = store.get(Member, id)
    assert (member.address, member.witness) == (("Main Street 1", "Nantes"), witness)


def test_an_event_of_todays_shape_says_its_version(engine: sa.Engine) -> None:
    store, witness = club(engine), person("Witness")
    id = joined(store, witness)
    store.perform(context(), lambda work: {"moved": work.get(Member, id).move(("A",), witness, NOW)})
    assert store.get(Member, id).witness == witness
    with reading(engine) as tx:
        payload = tx.execute(sa.select(events.c.payload).where(events.c.version == 2)).scalar_one()
    assert json.loads(payload)["class_version"] == 3


def test_a_stream_with_a_hole_is_not_replayed(engine: sa.Engine) -> None:
    store = club(engine)
    id = joined(store)
    for _ in range(2):
        store.perform(context(), lambda work: promote(work, id))
    with appending(engine) as tx:
        tx.execute(sa.delete(events).where(events.c.version == 2))
    with pytest.raises(StreamIsBroken):
        store.get(Member, id)


def test_an_event_that_no_class_claims_is_not_passed_over(engine: sa.Engine) -> None:
    id = joined(club(engine))
    with pytest.raises(UnknownName):
        Store(engine, bytes(32), [Visitor]).get(Member, id)


def test_one_stored_name_belongs_to_one_class() -> None:
    with pytest.raises(ValueError, match="two classes"):
        StoredNames([Member, Member])


@pytest.mark.parametrize("annotation", [float, Decimal, set[str], dict[int, str], str | int, object])
def test_a_type_without_a_stable_form_is_refused_at_the_start(annotation: Any) -> None:
    with pytest.raises(TypeError):
        shape_of(annotation)


def _store_moved(store: Store, id: str, witness: Person, state: dict[str, Any]) -> None:
    """Append a move as an older release stored it, its witness sealed under the name of that time."""
    name = "club.member.moved"
    with reading(store.engine) as tx:
        seal = Seal(store.keys.ring(tx, [witness.id]), id, 2, name, "acme")
    payload = json.dumps({**state, "seen_by": seal.write(witness, "seen_by")}).encode()
    store.recorder.insert_events([StoredEvent(id, 2, name, payload)], context=context())
