"""Personal data at rest: each person's is sealed with a key of their own, and forgotten with that key."""

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from training_portal.errors import Refusal
from training_portal.event_store.keys import derive_key
from training_portal.event_store.schema import person_keys
from training_portal.language import marked
from training_portal.values import Person, erased_person

_NONCE = 12
_FORGOTTEN = b""
_TEXTS = tuple(field.name for field in fields(Person) if field.name not in ("id", "forgotten"))


class PersonIsForgotten(Refusal):
    """Nothing more is recorded about somebody whose data was destroyed."""

    words = marked("This person was forgotten. Nothing more can be recorded about them.")


class SealIsBroken(Exception):
    """Sealed data does not belong where it stands: altered, moved, or sealed with another master key."""


class PersonKeys:
    """The persons' keys, kept in their table under a key derived from the master key.

    No key outlives the transaction it was read for.
    """

    def __init__(self, master_key: bytes) -> None:
        self._wrapping = AESGCM(derive_key(master_key, "person-keys"))

    def ring(self, tx: sa.Connection, people: Iterable[str], *, make: bool = False) -> "Keyring":
        """The keys of some persons, read by one statement. With `make`, new persons get a key.

        New keys stand in `Keyring.made`, to be inserted in the transaction that uses them.
        """
        ids = sorted(set(people))
        if any("\0" in id for id in ids):
            raise ValueError("text must not contain NUL")
        ciphers: dict[str, AESGCM | None] = {}
        if ids:
            listed = json.dumps(ids) if tx.dialect.name == "sqlite" else ids
            for person, wrapped in tx.execute(_KEYS_OF[tx.dialect.name], {"ids": listed}):
                ciphers[person] = self._unwrap(person, wrapped)
        made = [self._new(person, ciphers) for person in ids if person not in ciphers] if make else []
        return Keyring(ciphers, made)

    def _unwrap(self, person: str, wrapped: bytes) -> AESGCM | None:
        if wrapped == _FORGOTTEN:
            return None
        try:
            return AESGCM(self._wrapping.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], person.encode()))
        except InvalidTag as error:
            raise SealIsBroken(f"the key of person {person} does not open with this master key") from error

    def _new(self, person: str, ciphers: dict[str, AESGCM | None]) -> tuple[str, bytes]:
        if not person:
            raise ValueError("a person needs an id")
        key, nonce = AESGCM.generate_key(256), os.urandom(_NONCE)
        ciphers[person] = AESGCM(key)
        wrapped = nonce + self._wrapping.encrypt(nonce, key, person.encode())
        return person, wrapped


class Keyring:
    """The keys of the persons in one transaction. A person without a key is forgotten."""

    def __init__(self, ciphers: dict[str, AESGCM | None], made: Sequence[tuple[str, bytes]] = ()) -> None:
        self._ciphers = ciphers
        self.made = made

    def seal(self, person: Person, bound_to: bytes) -> str:
        """A person's texts, sealed for one place (base64). Errors: PersonIsForgotten."""
        cipher = self._ciphers.get(person.id)
        if cipher is None:
            raise PersonIsForgotten
        texts = {name: text for name in _TEXTS if (text := getattr(person, name))}
        if "\0" in "".join(texts.values()):
            raise ValueError("text must not contain NUL")
        nonce = os.urandom(_NONCE)
        return b64encode(nonce + cipher.encrypt(nonce, json.dumps(texts).encode(), bound_to)).decode()

    def open(self, person_id: str, sealed: str, bound_to: bytes) -> Person:
        """The person that was sealed for this place, or the empty one of a forgotten person.

        Errors: SealIsBroken.
        """
        cipher = self._ciphers.get(person_id)
        if cipher is None:
            return erased_person(person_id)
        raw = b64decode(sealed)
        try:
            texts = json.loads(cipher.decrypt(raw[:_NONCE], raw[_NONCE:], bound_to))
        except InvalidTag as error:
            raise SealIsBroken(f"the data of person {person_id} was not sealed for this place") from error
        return Person(**{"id": person_id, "first_name": "", "last_name": "", **texts})


class Seal:
    """Seals and opens the persons of one event: bound to its stream, version, stored name, company, place."""

    __slots__ = ("_bound", "_keys")

    def __init__(self, keys: Keyring, stream: str, version: int, name: str, company: str) -> None:
        self._keys = keys
        self._bound = _prefixed(stream, str(version), name, company)

    def write(self, person: Person, place: str) -> dict[str, str]:
        """A person as an event's payload keeps them.

        Errors: PersonIsForgotten, also for new texts about a forgotten person: views would show what no
        replay finds again.
        """
        if person.forgotten:
            if person != erased_person(person.id):
                raise PersonIsForgotten
            return {"id": person.id}
        return {"id": person.id, "sealed": self._keys.seal(person, self._bound + _prefixed(place, person.id))}

    def read(self, written: dict[str, str], place: str) -> Person:
        """The person that a payload keeps at a place."""
        person_id, sealed = written["id"], written.get("sealed")
        if sealed is None:
            return erased_person(person_id)
        stood = written.place if isinstance(written, _Placed) else place
        return self._keys.open(person_id, sealed, self._bound + _prefixed(stood, person_id))


class _Placed(dict[str, str]):
    """A sealed person that remembers where it stood when it was stored."""

    place = ""


def with_places(value: Any, place: str = "") -> Any:
    """A stored payload whose sealed persons remember where they stood, before an upcaster moves them."""
    if isinstance(value, list):
        return [with_places(part, f"{place}.{n}") for n, part in enumerate(value)]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"id", "sealed"}:
        placed = _Placed(value)
        placed.place = place
        return placed
    return {name: with_places(part, f"{place}.{name}" if place else name) for name, part in value.items()}


def forgetting(person_id: str) -> sa.Update:
    """What to write to destroy a person's key: every event keeps its facts and loses the person, for good.

    Afterwards `scrub` clears what the database's files still hold of the key.
    """
    return sa.update(person_keys).where(person_keys.c.person_id == person_id).values(wrapped_key=_FORGOTTEN)


def scrub(engine: sa.Engine) -> None:
    """Clear what was deleted out of the database's own files (backups and archived logs are not reached)."""
    sqlite = engine.dialect.name == "sqlite"
    statement = "PRAGMA wal_checkpoint(TRUNCATE)" if sqlite else "VACUUM FULL person_keys"
    connection = engine.raw_connection()
    try:
        connection.cursor().execute(statement)
    finally:
        connection.close()


def _prefixed(*parts: str) -> bytes:
    texts = [part.encode() for part in parts]
    return b"".join(len(text).to_bytes(4, "big") + text for text in texts)


_KEYS_OF = {
    "sqlite": sa.text(
        "SELECT person_id, wrapped_key FROM person_keys"
        " WHERE person_id IN (SELECT value FROM json_each(:ids))"
    ),
    "postgresql": sa.text("SELECT person_id, wrapped_key FROM person_keys WHERE person_id = ANY(:ids)"),
}
