"""Managers are told of renewals 6, 3 and 1 months before, and on the day, in one digest a day, once."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from dsl import Company, World
from training_portal.aggregates.manager import Manager, Notifications
from training_portal.aggregates.trainee import Trainee
from training_portal.digests import queue_digests
from training_portal.event_store.schema import outbox
from training_portal.worker import send_waiting_mail

MILESTONES = [date(2028, 5, 30), date(2028, 8, 30), date(2028, 10, 30), date(2028, 11, 30)]


class Watch:
    """A company whose two trainees' certificates end on 30 November 2028, and its worker."""

    def __init__(self, world: World, course: str) -> None:
        self.world, self.course = world, course
        self.company: Company = world.company()
        self.enrolments = world.enrolments(world.order(self.company, course, ["Karim Benali", "Zoé Lefèvre"]))
        for enrolment in self.enrolments:
            world.passes(enrolment)

    def works_on(self, day: date) -> None:
        """Let the worker's job run on a day."""
        self.world.clock.moves(days=(day - self.world.portal.today).days)
        queue_digests(self.world.portal)

    @property
    def told(self) -> list[date]:
        """The days on which a digest of renewals was queued."""
        queued = [row for row in self.world.rows(outbox) if row["occasion"] == "renewals_due"]
        return [row["queued_at"].date() for row in queued]

    def chooses(self, renewals: bool) -> None:
        """Let the manager choose whether to be told."""
        self.world.portal.store.perform(
            self.world.as_manager(self.company),
            lambda work: (
                work.get(Manager, self.company.manager.person).choose_notifications(
                    Notifications(renewals=renewals), self.world.clock.now
                )
                or {}
            ),
        )

    def records(self, trainee: str, renewal_on: date) -> None:
        """Take over a past training."""
        self.world.portal.store.perform(
            self.world.as_manager(self.company),
            lambda work: (
                work.get(Trainee, trainee).record_past_training(
                    "li", "Lithium", "en", 24, date(2026, 1, 1), renewal_on, "", self.world.clock.now
                )
                or {}
            ),
        )


@pytest.fixture
def watch(world: World, mini: Path) -> Watch:
    return Watch(world, world.course(mini))


def test_a_daily_worker_tells_at_each_milestone_once(watch: Watch) -> None:
    watch.works_on(date(2028, 5, 28))
    for milestone in MILESTONES:
        for before in (2, 1, 0, -1):
            for _ in range(2):
                watch.works_on(milestone - timedelta(days=before))
    assert watch.told == MILESTONES


def test_a_worker_absent_ten_days_tells_what_it_missed_in_one_digest(watch: Watch) -> None:
    watch.records(watch.enrolments[0].trainee.id, date(2028, 12, 2))
    watch.works_on(date(2028, 5, 28))
    watch.works_on(date(2028, 6, 7))
    watch.works_on(date(2028, 6, 7))
    watch.works_on(date(2028, 6, 8))
    assert watch.told == [date(2028, 6, 7)]
    [letter] = [row for row in watch.world.rows(outbox) if row["occasion"] == "renewals_due"]
    assert letter["facts"] == '{"after": "2028-05-28", "on": "2028-06-07"}'


def test_who_does_not_want_it_is_not_told_and_not_flooded_later(watch: Watch) -> None:
    watch.chooses(renewals=False)
    for milestone in MILESTONES[:2]:
        watch.works_on(milestone)
    watch.chooses(renewals=True)
    watch.works_on(MILESTONES[1] + timedelta(days=1))
    assert watch.told == []
    watch.works_on(MILESTONES[2])
    assert watch.told == [MILESTONES[2]]


def test_nobody_is_told_of_who_left_or_has_renewed(watch: Watch) -> None:
    karim, zoe = watch.enrolments
    watch.works_on(date(2028, 8, 29))
    watch.world.application.mark_left(watch.world.as_manager(watch.company), karim.trainee.id)
    renewal = watch.world.order(watch.company, watch.course, known=[zoe.trainee.id])
    watch.world.passes(watch.world.enrolments(renewal)[0])
    for milestone in MILESTONES[1:]:
        watch.works_on(milestone)
    assert watch.told == []


def test_the_letter_names_everybody_with_words(watch: Watch) -> None:
    watch.records(watch.enrolments[0].trainee.id, date(2029, 2, 28))
    watch.works_on(date(2028, 11, 27))
    watch.works_on(date(2028, 11, 30))
    send_waiting_mail(watch.world.portal)
    letters = [path.read_text("utf-8") for path in watch.world.portal.settings.mail_folder.glob("*.eml")]
    [text] = [letter for letter in letters if "3 trainings to renew" in letter]
    assert "due today" in text
    assert "within 3 months" in text
    assert "/training-to-renew" in text


def test_a_letter_with_nothing_left_to_say_is_not_sent(watch: Watch) -> None:
    watch.works_on(date(2028, 11, 29))
    watch.works_on(date(2028, 11, 30))
    for enrolment in watch.enrolments:
        watch.world.application.mark_left(watch.world.as_manager(watch.company), enrolment.trainee.id)
    send_waiting_mail(watch.world.portal)
    [row] = [row for row in watch.world.rows(outbox) if row["occasion"] == "renewals_due"]
    assert row["sent_at"] is None
    assert row["refused_at"] is not None
