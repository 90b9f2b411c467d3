"""The panel beside a trainee selection: who is chosen, newest first, and the running amount."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import request

from training_portal.http.current import today
from training_portal.http.purchase import Purchase, PurchaseLine, warnings_for
from training_portal.values import Person, folded

NAMES_A_PAGE = 30
_LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class ChosenPanel:
    """What the panel shows of a line: one page of the people whose names hold `who`.

    `warnings` are registrations under way or still valid, by person id; `words` say what was just done.
    """

    purchase: Purchase
    line: PurchaseLine
    people: tuple[Person, ...]
    matching: int
    who: str
    page: int
    warnings: Mapping[str, Mapping[str, Any]]
    words: str

    @property
    def pages(self) -> int:
        """How many pages the matching people fill."""
        return max(1, -(-self.matching // NAMES_A_PAGE))

    @property
    def is_long(self) -> bool:
        """Whether the people need a filter."""
        return len(self.line.people) > NAMES_A_PAGE


def chosen_panel(tx: sa.Connection, purchase: Purchase, line: PurchaseLine, words: str = "") -> ChosenPanel:
    """The panel of a line, as the address asks for it: a part of the names (`who`), a page (`names`)."""
    who = " ".join(request.args.get("who", "")[:_LONGEST_SEARCH].split())
    wanted = folded(who).split()
    matching = [person for person in reversed(line.people) if _holds(person, wanted)]
    asked = request.args.get("names", "")
    page = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    page = min(max(page, 1), max(1, -(-len(matching) // NAMES_A_PAGE)))
    people = tuple(matching[(page - 1) * NAMES_A_PAGE : page * NAMES_A_PAGE])
    warnings = warnings_for(tx, line.shown.training, [person.id for person in people], today())
    return ChosenPanel(purchase, line, people, len(matching), who, page, warnings, words)


def _holds(person: Person, words: list[str]) -> bool:
    if not words:
        return True
    name = folded(f"{person.last_name} {person.first_name} {person.last_name} {person.identifier}")
    return all(word in name for word in words)
