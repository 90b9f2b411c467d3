"""The test provider's books: sessions, payments, refunds, answers given before, and notices to be sent."""

import json
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from ...clock import Clock

Thing = dict[str, Any]
"""An object of the provider's protocol, as its API tells it."""

_TABLES = """
CREATE TABLE IF NOT EXISTS things (id TEXT PRIMARY KEY, told TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, asked BLOB NOT NULL, told TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS notices
  (id TEXT PRIMARY KEY, body TEXT NOT NULL, tries INTEGER NOT NULL, due INTEGER, seen TEXT NOT NULL);
"""
_LONGEST_WAIT_SECONDS = 3600
_MOST_TRIES = 60


class Books:
    """One SQLite file, written by one provider."""

    def __init__(self, file: Path, clock: Clock) -> None:
        self._file, self._clock = file, clock
        with self._open() as tx:
            tx.executescript(_TABLES)

    @property
    def now(self) -> int:
        """The present second, as the protocol counts: since 1970."""
        return int(self._clock().timestamp())

    def find(self, id: str) -> Thing | None:
        """A thing by its id."""
        with self._open() as tx:
            row = tx.execute("SELECT told FROM things WHERE id = ?", (id,)).fetchone()
        return json.loads(row[0]) if row else None

    def keep(self, *things: Thing, notice: tuple[str, Thing] | None = None) -> None:
        """Keep things as they are now, and a notice (its kind and what it is about) to be sent, at once."""
        with self._open() as tx:
            for thing in things:
                told = json.dumps(thing)
                tx.execute("INSERT OR REPLACE INTO things (id, told) VALUES (?, ?)", (thing["id"], told))
            if notice:
                body = self._notice(*notice)
                row = (body["id"], json.dumps(body), self.now)
                tx.execute("INSERT INTO notices VALUES (?, ?, 0, ?, '')", row)

    def answer_to(self, key: str) -> tuple[bytes, Thing] | None:
        """What was asked and answered under an idempotency key."""
        with self._open() as tx:
            row = tx.execute("SELECT asked, told FROM answers WHERE key = ?", (key,)).fetchone()
        return (bytes(row[0]), json.loads(row[1])) if row else None

    def keep_answer(self, key: str, asked: bytes, told: Thing) -> None:
        """Remember the answer under its key."""
        with self._open() as tx:
            tx.execute("INSERT OR IGNORE INTO answers VALUES (?, ?, ?)", (key, asked, json.dumps(told)))

    def overdue_sessions(self) -> list[Thing]:
        """Sessions that are open after their time."""
        question = (
            "SELECT told FROM things WHERE json_extract(told, '$.object') = 'checkout.session'"
            " AND json_extract(told, '$.status') = 'open' AND json_extract(told, '$.expires_at') <= ?"
        )
        with self._open() as tx:
            return [json.loads(row[0]) for row in tx.execute(question, (self.now,))]

    def refunds_of(self, payment: str) -> list[Thing]:
        """What was given back of a payment."""
        question = (
            "SELECT told FROM things WHERE json_extract(told, '$.object') = 'refund'"
            " AND json_extract(told, '$.payment_intent') = ?"
        )
        with self._open() as tx:
            return [json.loads(row[0]) for row in tx.execute(question, (payment,))]

    def notices_due(self) -> list[tuple[str, str, int]]:
        """The notices to send now: id, body, and how often they were tried."""
        question = "SELECT id, body, tries FROM notices WHERE due <= ? ORDER BY due, id LIMIT 20"
        with self._open() as tx:
            return [tuple(row) for row in tx.execute(question, (self.now,))]

    def note_sent(self, id: str, seen: str) -> None:
        """A notice was taken; it is not sent again."""
        self._change(id, None, seen)

    def note_failed(self, id: str, tries: int, seen: str) -> None:
        """A notice was not taken: it is sent again after 1, 2, 4 ... seconds, at most an hour."""
        wait = min(2**tries, _LONGEST_WAIT_SECONDS)
        self._change(id, self.now + wait if tries < _MOST_TRIES else None, seen)

    def _change(self, id: str, due: int | None, seen: str) -> None:
        change = "UPDATE notices SET due = ?, seen = ?, tries = tries + 1 WHERE id = ?"
        with self._open() as tx:
            tx.execute(change, (due, seen[:200], id))

    def _notice(self, kind: str, about: Thing) -> Thing:
        return {
            "id": new_id("evt"),
            "object": "event",
            "type": kind,
            "created": self.now,
            "livemode": False,
            "pending_webhooks": 1,
            "request": {"id": None, "idempotency_key": None},
            "data": {"object": about},
        }

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._file, timeout=10)) as connection, connection:
            yield connection


def new_id(kind: str) -> str:
    """A fresh id as the protocol writes them: cs_test_..."""
    return f"{kind}_test_{secrets.token_hex(12)}"
