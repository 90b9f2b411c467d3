"""The hash chain: each event carries a digest of itself and all before it; no byte changes unseen."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from training_portal.event_store.keys import derive_key
from training_portal.event_store.tables import instant_text

GENESIS = bytes(32)
"""What the first event's digest follows upon."""


class Entry(NamedTuple):
    """An event as it goes into the store, with every column but its position and its digest."""

    stream: str
    version: int
    name: str
    payload: bytes
    company: str
    actor: str
    command_id: str
    correlation: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain ends: the position of the last event, and its digest (32 bytes)."""

    position: int = 0
    chain: bytes = GENESIS


def link(previous: bytes, position: int, entry: Entry) -> bytes:
    """The digest of an event that stands at a position, after the digest before it (SHA-256, 32 bytes)."""
    return hashlib.sha256(previous + position.to_bytes(8, "big") + content_digest(entry)).digest()


def content_digest(entry: Entry) -> bytes:
    """The digest of an event's columns, each with its type and its length in front, so that none runs on."""
    stream, version, name, payload, company, actor, command_id, correlation, recorded_at = entry
    texts = (stream, name, company, actor, command_id, correlation, instant_text(recorded_at))
    written = "".join([f"t{len(text)}:{text}" for text in texts])
    return hashlib.sha256(b"%bi%d;b%d:%b" % (written.encode(), version, len(payload), payload)).digest()


class HeadFile:
    """A signed note of where the chain ended, kept outside of the database: it finds a cut tail."""

    def __init__(self, path: Path, master_key: bytes) -> None:
        self._path = path
        self._key = derive_key(master_key, "chain-head")

    def write(self, head: Head) -> None:
        """Replace the note, atomically."""
        note = {"position": head.position, "chain": head.chain.hex(), "signature": self._signature(head)}
        fresh = self._path.with_suffix(".new")
        fresh.write_text(json.dumps(note), encoding="utf-8")
        fresh.replace(self._path)

    def read(self) -> Head | None:
        """The noted head, None when none was noted. Errors: ValueError when the signature is not ours."""
        if not self._path.exists():
            return None
        note = json.loads(self._path.read_text(encoding="utf-8"))
        head = Head(int(note["position"]), bytes.fromhex(note["chain"]))
        if not hmac.compare_digest(self._signature(head), str(note["signature"])):
            raise ValueError(f"{self._path.name} was not signed with this master key")
        return head

    def _signature(self, head: Head) -> str:
        return hmac.new(self._key, b"%d:%b" % (head.position, head.chain), hashlib.sha256).hexdigest()
