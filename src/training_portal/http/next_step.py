"""What a trainee should do next, of everything they are registered for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Row = Mapping[Any, Any]


class Step(StrEnum):
    """What to do next, in order of urgency."""

    GO_ON = "go_on"
    START = "start"
    WAIT = "wait"
    ALL_DONE = "all_done"
    NOTHING_YET = "nothing_yet"


@dataclass(frozen=True, slots=True)
class NextStep:
    """The next step, and the row of My trainings that it is about, if it is about one."""

    step: Step
    row: Row | None = None


def next_step(rows: Iterable[Row], suspended: bool) -> NextStep:
    """Go on with what was touched last; else start what was registered first; else there is nothing to do.

    `suspended`: the company's account is; then nothing new is started, and the trainee waits.
    """
    by_state: dict[str, list[Row]] = {}
    for row in rows:
        by_state.setdefault(row["state"], []).append(row)
    if under_way := by_state.get("in_progress"):
        return NextStep(Step.GO_ON, max(under_way, key=lambda row: row["last_seen_at"]))
    if waiting := by_state.get("not_started"):
        first = min(waiting, key=lambda row: row["registered_at"])
        return NextStep(Step.WAIT if suspended else Step.START, first)
    if by_state:
        return NextStep(Step.ALL_DONE)
    return NextStep(Step.NOTHING_YET)
