"""Sixteen writers order at once and every tenth order fails: the invoices' numbers have no gap, no double."""

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from dsl import World
from faults.biller import SEQUENCE
from faults.nursery import Nurseries
from training_portal.projections.invoices import invoices

WRITERS = 16
_PROCESSES = 4
_EACH = 10
_PATIENCE_SECONDS = 1800


def drawn_by_all(
    world: World, course: str, url: str, folder: Path, nurseries: Nurseries, orders: int
) -> dict[str, list[int]]:
    """What the sequence gave for orders that were billed and for orders that failed."""
    company = world.company()
    trainee = world.enrolments(world.order(company, course, ["Ann Zed"]))[0].trainee.id
    SEQUENCE.create(world.portal.store.engine)
    who = {"manager": company.manager.person, "company": company.id, "course": course, "trainee": trainee}
    processes = nurseries(_PROCESSES)
    for place, process in enumerate(processes):
        mine = list(range(place, WRITERS, _PROCESSES))
        process.start("bill", url=url, folder=str(folder), who=who, writers=mine, orders=orders, each=_EACH)
    told: dict[str, list[int]] = {"billed": [], "failed": []}
    for process in processes:
        for word, number in process.finish(_PATIENCE_SECONDS):
            told[word].append(number)
    return told


def gaps(numbers: Sequence[int]) -> int:
    """How many numbers are missing between the first and the last."""
    return max(numbers) - min(numbers) + 1 - len(set(numbers))


def numbers_of(world: World) -> list[int]:
    """The running numbers of all invoices."""
    return sorted(int(row["number"].rpartition("-")[2]) for row in world.rows(invoices))


def check(world: World, told: dict[str, list[int]], orders: int) -> None:
    found = numbers_of(world)
    failing = WRITERS * orders // _EACH
    assert len(told["failed"]) == failing
    assert len(told["billed"]) == WRITERS * orders - failing
    assert found == list(range(1, len(told["billed"]) + 2))
    assert gaps(found) == 0
    assert gaps(sorted(told["billed"])) > failing // 2


def test_failing_orders_leave_no_gap_where_a_sequence_would(
    world: World, mini: Path, url: str, tmp_path: Path, nurseries: Nurseries
) -> None:
    told = drawn_by_all(world, world.course(mini), url, tmp_path, nurseries, orders=10)
    check(world, told, orders=10)


@pytest.mark.faults
def test_ten_thousand_invoices_of_sixteen_writers(
    world: World,
    mini: Path,
    url: str,
    tmp_path: Path,
    nurseries: Nurseries,
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = drawn_by_all(world, world.course(mini), url, tmp_path, nurseries, orders=700)
    with capsys.disabled():
        kind, found = world.portal.store.engine.dialect.name, numbers_of(world)
        ours = f"{len(found)} invoices, {gaps(found)} gaps, {len(found) - len(set(found))} doubles"
        sequence = f"{gaps(sorted(told['billed']))} gaps by a sequence"
        sys.stdout.write(f"\n{kind}: {ours}; {len(told['failed'])} orders failed; {sequence}\n")
    check(world, told, orders=700)
