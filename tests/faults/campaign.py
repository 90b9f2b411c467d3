"""Buyers who are killed again and again at random moments, each going on where the last answer left it."""

import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from dsl import Company, World
from faults.ledger import Findings, Journal, is_recorded, look_over
from faults.nursery import Nursery


@dataclass
class Campaign:
    """One portal's accidents: how buyers work (`ways`, `store`, `fresh_ids`: see `buyer.buy`)."""

    world: World
    folder: str
    course: str
    how: dict[str, Any] = field(default_factory=dict)
    tally: Counter[str] = field(default_factory=Counter)
    """How many kills there were, at which step, and how many after the commit but before the answer."""

    def run(self, nurseries: list[Nursery], kills: int, seed: int) -> Findings:
        """Let buyers of a company each work at once, kill each so many times, and look the books over."""
        journals = [Journal() for _ in nurseries]
        companies = [self.world.company(f"Fret {place} SAS") for place in range(len(nurseries))]
        with ThreadPoolExecutor(len(nurseries)) as pool:
            told = [
                pool.submit(self._live, nursery, company, journal, kills, random.Random(seed + place))
                for place, (nursery, company, journal) in enumerate(
                    zip(nurseries, companies, journals, strict=True)
                )
            ]
        for thread in told:
            self.tally += thread.result()
        assert [words for journal in journals for words in (*journal.refused, *journal.failed)] == []
        return look_over(self.world.portal, journals)

    def until(self, nursery: Nursery, wanted: str, seed: int, most: int = 60) -> Findings:
        """Kill one buyer until a fault of this name is found, or so many times."""
        journal, company, chance = Journal(), self.world.company(), random.Random(seed)
        longest = self._quiet_life(nursery, company, journal)
        for _ in range(most):
            self._one_life(nursery, company, journal, chance.uniform(0, longest))
            found = look_over(self.world.portal, [journal])
            if wanted in found.faults():
                break
        return found

    def _live(
        self, nursery: Nursery, company: Company, journal: Journal, kills: int, chance: random.Random
    ) -> Counter[str]:
        """Die so many times with a purchase under way, then finish it in peace."""
        tally: Counter[str] = Counter()
        longest = self._quiet_life(nursery, company, journal)
        while tally["kills"] < kills:
            tally += self._one_life(nursery, company, journal, chance.uniform(0, longest))
            assert tally["between purchases"] <= kills
        self._start(nursery, company, journal, last=journal.next_purchase())
        journal.note(nursery.finish())
        return tally

    def _quiet_life(self, nursery: Nursery, company: Company, journal: Journal) -> float:
        """Let the buyer buy twice and die of nothing; answers how many seconds that takes on this machine."""
        self._start(nursery, company, journal, last=2)
        journal.note([nursery.until("asked")])
        begun = time.monotonic()
        journal.note(nursery.finish())
        return time.monotonic() - begun

    def _one_life(self, nursery: Nursery, company: Company, journal: Journal, seconds: float) -> Counter[str]:
        """Start the buyer, and kill it so long after it has asked for something."""
        self._start(nursery, company, journal)
        journal.note([nursery.until("asked")])
        journal.note(list(nursery.lines(seconds)))
        journal.note(nursery.kill())
        pending, unanswered = journal.pending(), journal.unanswered()
        if pending is None:
            return Counter(["between purchases"])
        committed = bool(unanswered) and is_recorded(self.world.portal, unanswered)
        return Counter(["kills", f"at {pending['step']}", *["without answer"] * committed])

    def _start(self, nursery: Nursery, company: Company, journal: Journal, **facts: Any) -> None:
        nursery.start(
            "buy",
            url=self.world.portal.settings.database_url,
            folder=self.folder,
            who=buyer_of(company, self.course),
            first=journal.next_purchase(),
            pending=journal.pending(),
            life=str(len(journal.asked)),
            **self.how,
            **facts,
        )


def buyer_of(company: Company, course: str) -> dict[str, str]:
    """Who buys what, as a buyer is told it."""
    return {"manager": company.manager.person, "company": company.id, "course": course}
