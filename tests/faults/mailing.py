"""The mail of a portal: orders to confirm, workers to send what waits, and which letters have arrived."""

import random
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

from dsl import World
from faults.nursery import Nursery
from training_portal.event_store.outbox import waiting
from training_portal.event_store.schema import outbox

_LEASE_IS_OVER = timedelta(minutes=6)
_MOST_TURNS = 60


class Mailing:
    """A portal with letters to send. Each order is confirmed by one, and the manager was greeted by one."""

    def __init__(self, world: World, course: Path, folder: Path) -> None:
        self.world = world
        self._folder = folder
        self._course = world.course(course)
        self._company = world.company()

    def order(self, times: int) -> None:
        """Order so often."""
        for _ in range(times):
            self.world.order(self._company, self._course, ["Inès Caron"])

    def queued(self) -> list[str]:
        """The Message-IDs of all letters of the outbox, by the rule of `mail.message.composed`."""
        rows = self.world.rows(outbox)
        return sorted(f"<{row['queued_at']:%Y%m%d%H%M%S}.{row['id']}@training.example>" for row in rows)

    def left(self) -> int:
        """How many letters wait."""
        with self.world.portal.reading() as tx:
            return waiting(tx)

    def written(self) -> list[str]:
        """The Message-IDs of the files in the folder."""
        files = (self._folder / "data" / "mail").glob("*.eml")
        return sorted(str(message_from_bytes(file.read_bytes())["Message-ID"]) for file in files)

    def turns(self) -> Iterator[str]:
        """Instants at which a worker is started, while letters wait.

        Each is after the time for which a worker that died has kept letters to itself.
        """
        for turn in range(_MOST_TURNS):
            if not self.left():
                return
            yield (self.world.clock.now + turn * _LEASE_IS_OVER).isoformat()

    def deliver(self, nursery: Nursery, now: str, **facts: Any) -> None:
        """Start a worker that sends what is due."""
        nursery.start("deliver", **self.place(), now=now, **facts)
        nursery.until("ready")

    def deliver_and_die(self, nursery: Nursery, chance: random.Random, **facts: Any) -> int:
        """Kill workers soon after they have begun, until no letter waits; answers how many were killed.

        Each may live a little longer than the one before.
        """
        killed = 0
        for now in self.turns():
            self.deliver(nursery, now, **facts)
            said = list(nursery.lines(chance.uniform(0, 0.05 + 0.02 * killed)))
            killed += nursery.is_busy
            said += nursery.kill()
            assert said == []
        return killed

    def place(self) -> dict[str, str]:
        """Where the portal is."""
        return {"url": self.world.portal.settings.database_url, "folder": str(self._folder)}
