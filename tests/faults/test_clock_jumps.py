"""A clock that jumps: the order of what happened is that of the commits, whatever time each was given."""

from pathlib import Path

from dsl import World
from faults.ledger import look_over
from training_portal.event_store.history import of_stream
from training_portal.event_store.schema import events, outbox
from training_portal.worker import forget_what_is_old, send_waiting_mail


def test_a_clock_that_jumps_back_an_hour_between_commands_breaks_nothing(world: World, mini: Path) -> None:
    course, company = world.course(mini), world.company()
    early = world.order(company, course, ["Inès Caron"])
    world.clock.moves(hours=-1)
    late = world.order(company, course, ["Noël Petit"])
    [enrolment] = world.enrolments(early)
    world.study(enrolment)
    world.clock.moves(hours=-1)
    world.take_test(enrolment)
    world.clock.moves(hours=-1)
    world.order(company, course, known=[enrolment.trainee.id])
    times = [row["recorded_at"] for row in world.rows(events)]
    assert times != sorted(times)
    assert (early.number, late.number) == ("O-2026-000001", "O-2026-000002")
    assert look_over(world.portal, []).faults() == {}
    with world.portal.reading() as tx:
        versions = [recorded.version for recorded in of_stream(tx, world.portal.store.shelf, enrolment.id)]
    assert versions == list(range(1, len(versions) + 1))


def test_letters_queued_before_the_clock_jumped_back_leave_when_it_has_caught_up(
    sqlite_world: World, mini: Path
) -> None:
    world = sqlite_world
    company, course = world.company(), world.course(mini)
    world.order(company, course, ["Inès Caron"])
    world.clock.moves(hours=-1)
    send_waiting_mail(world.portal)
    forget_what_is_old(world.portal)
    assert not any(row["sent_at"] for row in world.rows(outbox))
    world.order(company, course, ["Noël Petit"])
    send_waiting_mail(world.portal)
    world.clock.moves(hours=1)
    send_waiting_mail(world.portal)
    assert all(row["sent_at"] for row in world.rows(outbox))
    assert len(list(world.portal.settings.mail_folder.glob("*.eml"))) == len(world.rows(outbox))
