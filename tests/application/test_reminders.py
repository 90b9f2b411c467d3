"""Reminders of trainings that are not started: the managers' digest, and a mail to one trainee."""

import json
from pathlib import Path
from typing import Any

import pytest

from dsl import Company, World
from training_portal.aggregates.enrolment import Enrolment, TrainingHasStarted
from training_portal.aggregates.manager import Manager, Notifications, ReminderFrequency
from training_portal.aggregates.order import Order
from training_portal.application.reminders import TraineeHasNoEmail
from training_portal.digests import queue_digests
from training_portal.errors import NotFound
from training_portal.event_store.outbox import Letter
from training_portal.event_store.schema import outbox
from training_portal.letters import write_letter
from training_portal.mail.message import CannotBeWritten


@pytest.fixture
def company(world: World) -> Company:
    return world.company()


@pytest.fixture
def enrolments(world: World, company: Company, mini: Path) -> list[Enrolment]:
    """Karim Benali and Zoé Lefèvre, registered on 23 November 2026, nothing started."""
    return world.enrolments(world.order(company, world.course(mini), ["Karim Benali", "Zoé Lefèvre"]))


def chooses(world: World, company: Company, frequency: ReminderFrequency, days: int = 14) -> None:
    def decide(work: Any) -> dict[str, Any]:
        chosen = Notifications(frequency, days)
        work.get(Manager, company.manager.person).choose_notifications(chosen, world.clock.now)
        return {}

    world.portal.store.perform(world.as_manager(company), decide)


def days_told(world: World) -> list[str]:
    """On which days a digest was queued."""
    rows = [row for row in world.rows(outbox) if row["occasion"] == "not_started"]
    return [json.loads(row["facts"])["on"] for row in rows]


def lives(world: World, days: int) -> None:
    """Let days pass, the job running twice on each."""
    for _ in range(days):
        queue_digests(world.portal)
        queue_digests(world.portal)
        world.clock.moves(days=1)


def letters(world: World, occasion: str) -> list[Letter]:
    taken = world.portal.store.outbox.take_due(world.clock.now, limit=100)
    return [letter for letter in taken if letter.occasion == occasion]


@pytest.mark.parametrize(
    ("frequency", "told"),
    [
        (ReminderFrequency.NEVER, []),
        (ReminderFrequency.DAILY, ["2026-12-07", "2026-12-08", "2026-12-09"]),
        (ReminderFrequency.WEEKLY, ["2026-12-07", "2026-12-14"]),
        (ReminderFrequency.MONTHLY, ["2026-12-07", "2027-01-07"]),
    ],
)
def test_a_digest_comes_in_the_managers_rhythm_once_the_deadline_is_over(
    world: World, company: Company, enrolments: list[Enrolment], frequency: ReminderFrequency, told: list[str]
) -> None:
    chooses(world, company, frequency)
    lives(world, {"daily": 17, "weekly": 28, "monthly": 50}.get(frequency.value, 20))
    assert days_told(world) == told


def test_days_without_a_worker_are_one_digest(
    world: World, company: Company, enrolments: list[Enrolment]
) -> None:
    chooses(world, company, ReminderFrequency.DAILY)
    queue_digests(world.portal)
    world.clock.moves(days=30)
    assert [queue_digests(world.portal) for _ in range(3)] == [1, 0, 0]
    assert days_told(world) == ["2026-12-23"]


def test_the_digest_stops_when_everybody_has_started(
    world: World, company: Company, enrolments: list[Enrolment]
) -> None:
    chooses(world, company, ReminderFrequency.DAILY, days=1)
    lives(world, 2)
    world.application.start_training(world.as_trainee(enrolments[0]), enrolments[0].id)
    lives(world, 1)
    world.application.start_training(world.as_trainee(enrolments[1]), enrolments[1].id)
    lives(world, 5)
    assert days_told(world) == ["2026-11-24", "2026-11-25"]


def test_only_what_is_older_than_the_deadline_stands_in_the_digest(
    world: World, company: Company, enrolments: list[Enrolment]
) -> None:
    chooses(world, company, ReminderFrequency.DAILY)
    course = enrolments[0].course
    world.clock.moves(days=14)
    world.order(company, course, ["Late Comer"])
    queue_digests(world.portal)
    [letter] = letters(world, "not_started")
    written = write_letter(world.portal, letter)
    said = written.text
    assert "Karim Benali" in said
    assert "Zoé Lefèvre" in said
    assert "Late Comer" not in said
    for one in enrolments:
        for place in (
            f"/not-started/{one.id}",
            f"/registrations/{one.id}/replace",
            f"/orders/{one.order}/cancel?chosen={one.id}",
        ):
            assert f"{place}" in said
            assert f'{place}"' in written.html


def test_a_digest_overtaken_by_its_trainees_is_not_written(
    world: World, company: Company, enrolments: list[Enrolment]
) -> None:
    chooses(world, company, ReminderFrequency.DAILY, days=1)
    world.clock.moves(days=1)
    queue_digests(world.portal)
    [letter] = letters(world, "not_started")
    for enrolment in enrolments:
        world.application.start_training(world.as_trainee(enrolment), enrolment.id)
    with pytest.raises(CannotBeWritten, match="started meanwhile"):
        write_letter(world.portal, letter)


def test_a_manager_of_another_or_a_suspended_company_is_told_nothing(
    world: World, company: Company, enrolments: list[Enrolment]
) -> None:
    other = world.company("Nordluft Handling GmbH")
    for one in (company, other):
        chooses(world, one, ReminderFrequency.DAILY, days=1)
    world.application.suspend_company(world.portal.context("cli", company.id), "unpaid")
    lives(world, 3)
    assert days_told(world) == []


@pytest.fixture
def reachable(world: World, company: Company, enrolments: list[Enrolment]) -> Enrolment:
    """A registration of Ann Zed, who has an e-mail address."""
    line = world.cart(company, enrolments[0].course)
    world.application.name_newcomers(world.as_manager(company), line, [("Ann", "Zed", "ann@example.com")])
    context = world.as_manager(company)
    order = world.application.place_order(context, "2026-01", world.cart_version(company))
    return world.enrolments(world.portal.store.get(Order, order))[0]


def test_a_trainee_is_reminded_at_most_once_a_day(
    world: World, company: Company, reachable: Enrolment
) -> None:
    for days in (0, 0, 1):
        world.clock.moves(days=days)
        world.application.remind_trainee(world.as_manager(company), reachable.id)
    sent = letters(world, "start_reminder")
    assert [letter.recipient for letter in sent] == [reachable.trainee.id] * 2
    said = write_letter(world.portal, sent[0])
    assert said.to.email == "ann@example.com"
    assert reachable.trainee.identifier in said.text
    assert "/trainee/log-in" in said.text


def test_nobody_is_reminded_without_an_address_after_a_start_or_by_strangers(
    world: World, company: Company, enrolments: list[Enrolment], reachable: Enrolment
) -> None:
    with pytest.raises(TraineeHasNoEmail, match="Karim Benali"):
        world.application.remind_trainee(world.as_manager(company), enrolments[0].id)
    stranger = world.as_manager(world.company("Nordluft Handling GmbH"))
    with pytest.raises(NotFound):
        world.application.remind_trainee(stranger, reachable.id)
    world.application.start_training(world.as_trainee(reachable), reachable.id)
    with pytest.raises(TrainingHasStarted):
        world.application.remind_trainee(world.as_manager(company), reachable.id)
    assert letters(world, "start_reminder") == []
