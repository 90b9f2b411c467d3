"""What counts as attendance: connections without a pause, modules, tests; and the certificates made of it."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from dsl import World
from training_portal.aggregates.enrolment import Enrolment
from training_portal.attestations import (
    NothingWasDone,
    attendance_archive,
    attendance_certificate,
    attendance_facts,
)
from training_portal.documents.attendance_facts import AttendanceFacts
from training_portal.projections.attendance import begun_of_order


class Studied:
    """Karim and Zoé are registered; nobody has done anything yet."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.company = world, world.company()
        self.order = world.order(self.company, world.course(folder), ["Karim Benali", "Zoé Lefèvre"])
        self.karim, self.zoe = world.enrolments(self.order)

    def facts(self, *enrolments: Enrolment, language: str = "en") -> dict[str, AttendanceFacts]:
        """What certificates would state now."""
        ids = [one.id for one in enrolments]
        with self.world.portal.reading() as tx:
            now = self.world.clock.now
            return attendance_facts(self.world.portal, tx, self.company.id, ids, language, now)

    def sign(self, session: str, module: str = "why", **later: float) -> None:
        """Let Karim give a sign of life some time later."""
        self.world.clock.moves(**later)
        context = self.world.as_trainee(self.karim)
        self.world.application.spend_time(context, self.karim.id, session, module)


@pytest.fixture
def studied(world: World, mini: Path) -> Studied:
    return Studied(world, mini)


def test_nothing_is_attested_before_the_start(studied: Studied) -> None:
    assert studied.facts(studied.karim) == {}
    with pytest.raises(NothingWasDone):
        attendance_certificate(None)
    with pytest.raises(NothingWasDone):
        attendance_archive([])


def test_a_pause_and_another_session_begin_another_connection(studied: Studied) -> None:
    studied.world.application.start_training(studied.world.as_trainee(studied.karim), studied.karim.id)
    for session, later in (("a", 0), ("a", 60), ("a", 300), ("a", 301), ("a", 30), ("b", 10), ("b", 20)):
        studied.sign(session, seconds=later)
    facts = studied.facts(studied.karim)[studied.karim.id]
    stretches = [(f"{one.began_at:%H:%M:%S}", f"{one.ended_at:%H:%M:%S}") for one in facts.connections]
    assert [one.seconds for one in facts.connections] == [360, 30, 20]
    assert stretches == [("10:00:00", "10:06:00"), ("10:11:01", "10:11:31"), ("10:11:41", "10:12:01")]
    assert facts.seconds == sum(one.seconds for one in facts.connections)


def test_so_far_it_is_dated_today_and_in_full_on_the_day_of_the_result(studied: Studied) -> None:
    world = studied.world
    world.study(studied.karim)
    world.clock.moves(days=1)
    so_far = studied.facts(studied.karim)[studied.karim.id]
    assert not so_far.is_finished
    assert (so_far.made_on.day, so_far.ended_on.day) == (24, 23)
    world.take_test(studied.karim, rightly=False)
    world.take_test(studied.karim)
    world.clock.moves(days=30)
    in_full = studied.facts(studied.karim)[studied.karim.id]
    assert in_full.is_finished
    assert (in_full.made_on.day, in_full.ended_on.day) == (24, 24)
    assert [one.percent for one in in_full.tests] == [0, 100]
    assert all(module.completed_on for module in in_full.modules)


def test_in_full_it_downloads_as_the_same_bytes_however_much_later(studied: Studied) -> None:
    studied.world.passes(studied.karim)
    first = attendance_certificate(studied.facts(studied.karim)[studied.karim.id])
    studied.world.clock.moves(days=400)
    assert attendance_certificate(studied.facts(studied.karim)[studied.karim.id]) == first


def test_it_is_written_in_either_language(studied: Studied) -> None:
    studied.world.passes(studied.karim)
    english, french = (
        studied.facts(studied.karim, language=language)[studied.karim.id] for language in ("en", "fr")
    )
    assert english.training != french.training
    assert attendance_certificate(english) != attendance_certificate(french)


def test_an_archive_holds_one_for_each_who_has_started_under_names_of_their_own(studied: Studied) -> None:
    world = studied.world
    world.passes(studied.karim)
    other = world.order(studied.company, studied.karim.course, ["Karim Benali"])
    namesake = world.enrolments(other)[0]
    world.study(namesake)
    facts = studied.facts(studied.karim, studied.zoe, namesake)
    archive = attendance_archive(list(facts.values()))
    names = ZipFile(BytesIO(archive)).namelist()
    assert len(names) == len(set(names)) == 2
    assert all(name.startswith("attendance-benali-karim-") for name in names)
    assert archive == attendance_archive(list(facts.values()))
    with world.portal.reading() as tx:
        assert list(begun_of_order(tx, studied.company.id, studied.order.id)) == [studied.karim.id]


def test_another_companys_attendance_is_nobodys_business(studied: Studied) -> None:
    studied.world.passes(studied.karim)
    other = studied.world.company("Nordluft Handling GmbH")
    with studied.world.portal.reading() as tx:
        now = studied.world.clock.now
        assert attendance_facts(studied.world.portal, tx, other.id, [studied.karim.id], "en", now) == {}
