"""Claims: values that may be taken once only, such as user names, kept as keyed digests."""

import json
from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from training_portal.event_store.keys import derive_key, keyed_digest

_TAKEN = {
    "sqlite": sa.text(
        "SELECT digest FROM claims WHERE scope = :scope AND digest IN (SELECT value FROM json_each(:digests))"
    ),
    "postgresql": sa.text("SELECT digest FROM claims WHERE scope = :scope AND digest = ANY(:digests)"),
}


class Claims:
    """Which values are taken. The values themselves are nowhere in clear."""

    def __init__(self, master_key: bytes) -> None:
        self._key = derive_key(master_key, "claims")

    def place(self, scope: str, value: str) -> dict[str, str]:
        """Where a claim stands: its scope and the digest of its value."""
        return {"scope": scope, "digest": keyed_digest(self._key, f"{scope}\0{value}")}

    def row(self, scope: str, value: str, owner: str) -> tuple[str, str, str]:
        """A claim as its table keeps it; `owner` is the id of whoever holds it."""
        return scope, self.place(scope, value)["digest"], owner

    def taken(
        self,
        tx: sa.Connection,
        scope: str,
        values: Sequence[str],
        pending: Iterable[tuple[str, str, str]] = (),
    ) -> set[str]:
        """Which of some values are taken, in the table or among the pending claims; one statement."""
        digests = {self.place(scope, value)["digest"]: value for value in values}
        listed = json.dumps(list(digests)) if tx.dialect.name == "sqlite" else list(digests)
        found = tx.execute(_TAKEN[tx.dialect.name], {"scope": scope, "digests": listed}).scalars()
        return {
            digests[digest] for digest in [*found, *(digest for _, digest, _ in pending)] if digest in digests
        }
