"""Measuring side by side: what we do, and the same bytes written or read by bare statements."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement: seconds for one piece of work by us and by the floor, and how they compare.

    `ratio` is the median over the rounds of floor / ours: 1 is as fast as bare statements, more is better.
    `spread` is the ratio's first and third quartile.
    """

    name: str
    ours: float
    floor: float
    ratio: float
    target: float
    spread: tuple[float, float]

    @property
    def reached(self) -> bool:
        """Whether the target is met."""
        return self.ratio >= self.target

    def as_dict(self) -> dict[str, Any]:
        """The row as it is written to the results file."""
        return {**asdict(self), "reached": self.reached}


def compare(
    name: str,
    target: float,
    ours: Callable[[], object],
    floor: Callable[[], object],
    *,
    rounds: int = 40,
    times: int = 25,
) -> Row:
    """Both contenders in turn, round by round, so that a busy moment of the machine hits both."""
    for _ in range(times):
        floor()
        ours()
    pairs = []
    gc.collect()
    gc.disable()
    try:
        for turn in range(rounds):
            contenders = (floor, ours) if turn % 2 else (ours, floor)
            seconds = {contender: _seconds(contender, times) for contender in contenders}
            pairs.append((seconds[ours], seconds[floor]))
    finally:
        gc.enable()
    return from_pairs(name, target, pairs)


def from_pairs(name: str, target: float, pairs: list[tuple[float, float]]) -> Row:
    """A row from the seconds of each round, ours first."""
    ratios = [floor / ours for ours, floor in pairs]
    quartiles = statistics.quantiles(ratios, n=4) if len(ratios) > 1 else ratios * 3
    return Row(
        name,
        statistics.median(ours for ours, _ in pairs),
        statistics.median(floor for _, floor in pairs),
        statistics.median(ratios),
        target,
        (quartiles[0], quartiles[2]),
    )


def seconds_of(work: Callable[[], object]) -> float:
    """How long one piece of work takes."""
    return _seconds(work, 1)


def _seconds(work: Callable[[], object], times: int) -> float:
    started = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - started) / times
