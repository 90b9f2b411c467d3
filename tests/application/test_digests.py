from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from dsl import World
from training_portal.application.digests import Span, digests_done
from training_portal.digests import Digest, queue_digests
from training_portal.event_store.schema import outbox

FEASTS = (date(2026, 11, 25), date(2026, 11, 30))


def feasts(tx: sa.Connection, manager: sa.RowMapping, span: Span) -> Mapping[str, Any] | None:
    """What there is to say: the feasts that began since the last time."""
    begun = [day.isoformat() for day in FEASTS if span.after < day <= span.on]
    return {"feasts": begun} if begun else None


DIGEST = Digest("feasts", feasts)


def said(world: World) -> list[str]:
    """The facts of the feast letters queued, in order."""
    return [row["facts"] for row in world.rows(outbox) if row["occasion"] == "feasts"]


def test_a_digest_is_queued_on_the_day_there_is_something_to_say_and_never_twice(world: World) -> None:
    world.company()
    for _ in range(10):
        for _ in range(2):
            queue_digests(world.portal, [DIGEST])
        world.clock.moves(days=1)
    assert said(world) == ['{"feasts": ["2026-11-25"]}', '{"feasts": ["2026-11-30"]}']


def test_ten_days_without_a_worker_are_caught_up_in_one_digest(world: World) -> None:
    world.company()
    queue_digests(world.portal, [DIGEST])
    world.clock.moves(days=10)
    assert [queue_digests(world.portal, [DIGEST]) for _ in range(3)] == [1, 0, 0]
    assert said(world) == ['{"feasts": ["2026-11-25", "2026-11-30"]}']


def test_each_manager_of_each_company_is_told_once(world: World) -> None:
    companies = [world.company(), world.company("Autre Fret SA")]
    world.clock.moves(days=2)
    assert queue_digests(world.portal, [DIGEST]) == 2
    told = {(row["recipient"], row["company"]) for row in world.rows(outbox) if row["occasion"] == "feasts"}
    assert told == {(company.manager.person, company.id) for company in companies}


def test_the_last_day_with_a_letter_is_known_to_the_next_digest(world: World) -> None:
    world.company()
    spans: list[Span] = []

    def listen(tx: sa.Connection, manager: sa.RowMapping, span: Span) -> Mapping[str, Any] | None:
        spans.append(span)
        return feasts(tx, manager, span)

    for _ in range(4):
        queue_digests(world.portal, [Digest("feasts", listen)])
        world.clock.moves(days=1)
    assert (spans[0].after, spans[0].told_on) == (date(2026, 11, 22), None)
    assert (spans[-1].after, spans[-1].on) == (date(2026, 11, 25), date(2026, 11, 26))
    assert spans[-1].told_on == date(2026, 11, 25)


def test_a_clock_that_jumps_back_says_nothing_again(world: World) -> None:
    world.company()
    world.clock.moves(days=2)
    queue_digests(world.portal, [DIGEST])
    world.clock.moves(days=-1)
    queue_digests(world.portal, [DIGEST])
    world.clock.moves(days=1)
    queue_digests(world.portal, [DIGEST])
    assert len(said(world)) == 1
    assert world.rows(digests_done)[0]["done_on"] == world.portal.today


def test_asking_again_under_whatever_command_id_queues_nothing_more(world: World) -> None:
    company = world.company()
    world.clock.moves(days=2)
    today, manager = world.portal.today, company.manager.person
    for command in ("first", "second", "first"):
        context = world.portal.context("system", company.id, command)
        world.application.queue_digest(context, "feasts", manager, lambda tx, span: {"on": str(span.on)})
    assert said(world) == [f'{{"on": "{today}"}}']
