"""The recorder passes the eventsourcing package's own cases, on both databases."""

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.persistence import OperationalError, StoredEvent
from eventsourcing.tests.persistence import (
    ApplicationRecorderTestCase,
    ProcessRecorderTestCase,
    TrackingRecorderTestCase,
)

from training_portal.event_store.conflicts import StaleVersion
from training_portal.event_store.engine import make_engine
from training_portal.event_store.recorder import PortalRecorder

CASES = [
    (ApplicationRecorderTestCase, "test_insert_select"),
    (ApplicationRecorderTestCase, "test_concurrent_no_conflicts"),
    (ApplicationRecorderTestCase, "test_concurrent_throughput"),
    (TrackingRecorderTestCase, "test_insert_tracking"),
    (TrackingRecorderTestCase, "test_wait"),
    (ProcessRecorderTestCase, "test_insert_select"),
    (ProcessRecorderTestCase, "test_has_tracking_id"),
    (ProcessRecorderTestCase, "test_raises_when_lower_inserted_later"),
]


@pytest.mark.parametrize(("case", "name"), CASES, ids=lambda part: getattr(part, "__name__", part))
def test_the_package_finds_nothing_wrong(case: type[Any], name: str, engine: sa.Engine) -> None:
    members = {"create_recorder": lambda _: PortalRecorder(engine, uuids=True), name: getattr(case, name)}
    kept = type("Kept", (case,), members)(name)
    kept.setUp()
    try:
        getattr(kept, name)()
    finally:
        kept.tearDown()


def test_no_case_of_the_package_is_left_out_but_the_timed_ones() -> None:
    classes = (ApplicationRecorderTestCase, TrackingRecorderTestCase, ProcessRecorderTestCase)
    offered = {(c, name) for c in classes for name in dir(c) if name.startswith("test_")}
    timed = {(c, name) for c, name in offered if name == "test_performance"}
    assert offered - timed == set(CASES)


def test_an_application_of_the_package_keeps_its_aggregates(url: str) -> None:
    with _accounts(url) as application:
        account = _Account("Ada")
        account.rename("Grace")
        application.save(account)
        assert application.repository.get(account.id).name == "Grace"


def test_events_of_an_outdated_aggregate_are_refused_as_stale(engine: sa.Engine) -> None:
    recorder = PortalRecorder(engine)
    recorder.insert_events([StoredEvent("s", 1, "t", b"{}")])
    with pytest.raises(StaleVersion):
        recorder.insert_events([StoredEvent("s", 1, "t", b"{}")])


def test_a_nul_is_refused_by_both_databases(engine: sa.Engine) -> None:
    recorder = PortalRecorder(engine)
    with pytest.raises(ValueError, match="NUL"):
        recorder.insert_events([StoredEvent("a\0b", 1, "t", b"{}")])


def test_a_database_out_of_reach_is_an_operational_error() -> None:
    engine = make_engine("postgresql+psycopg://nobody@127.0.0.1:9/none")
    with pytest.raises(OperationalError):
        PortalRecorder(engine).max_notification_id()
    engine.dispose()


class _Account(Aggregate):
    @event("Opened")
    def __init__(self, name: str) -> None:
        self.name = name

    @event("Renamed")
    def rename(self, name: str) -> None:
        self.name = name


def _accounts(url: str) -> Application[UUID]:
    module = "training_portal.event_store.recorder"
    return Application(env={"PERSISTENCE_MODULE": module, "DATABASE_URL": url})
