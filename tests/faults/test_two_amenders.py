"""Two managers amend one certificate at the same moment, from two processes: one wins, the other is told."""

import time
from pathlib import Path
from typing import Any

import pytest

from dsl import Company, World
from faults.nursery import Nurseries
from training_portal.event_store.schema import outbox
from training_portal.projections.certified_trainees import certificates

_REACH_THE_LOCK_SECONDS = 0.5
"""So long both are given to decide, and to wait for their turn to write."""


@pytest.fixture
def company(world: World, mini: Path) -> Company:
    """A company with one certificate, Karim Benali's."""
    company = world.company()
    world.passes(world.enrolments(world.order(company, world.course(mini), ["Karim Benali"]))[0])
    return company


def both_amend(
    world: World, company: Company, nurseries: Nurseries, url: str, folder: Path, **facts: str
) -> list[Any]:
    """What two processes are told that saw the same version, and were both kept from writing for a moment."""
    [row] = world.rows(certificates)
    who = {"company": company.id, "manager": company.manager.person}
    place = {"url": url, "folder": str(folder), "who": who, "certificate_id": row["id"]}
    first, second, holder = nurseries(3)
    holder.start("hold", url=url)
    holder.until("held")
    for nursery, name in ((first, "Bénali"), (second, "Bennali")):
        nursery.start("amend", **place, last_name=name, **facts)
        nursery.until("asks")
    time.sleep(_REACH_THE_LOCK_SECONDS)
    holder.kill()
    return sorted(line for nursery in (first, second) for line in nursery.finish())


def test_of_two_amendments_at_the_same_moment_one_wins_and_the_other_is_told(
    world: World, company: Company, nurseries: Nurseries, url: str, tmp_path: Path
) -> None:
    told = both_amend(world, company, nurseries, url, tmp_path)
    assert told == [["amended", 2], ["refused", "CertificateHasChanged"]]
    [row] = world.rows(certificates)
    assert row["version"] == 2
    assert row["last_name"] in ("Bénali", "Bennali")
    assert world.names_of_events().count("certificate.name_amended") == 1
    letters = [row["occasion"] for row in world.rows(outbox)]
    assert letters.count("certificate_amended") == 1


def test_an_amendment_that_overwrites_the_other_would_be_found_out(
    world: World, company: Company, nurseries: Nurseries, url: str, tmp_path: Path
) -> None:
    told = both_amend(world, company, nurseries, url, tmp_path, mistake="looks again")
    assert told == [["amended", 2], ["amended", 3]]
    assert world.names_of_events().count("certificate.name_amended") == 2
