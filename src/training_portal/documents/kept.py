"""Documents as they were handed out first: the same document always downloads as the same bytes."""

from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from ..event_store.engine import reading, writing
from ..event_store.tables import Instant, metadata

kept_documents = sa.Table(
    "kept_documents",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("kept_at", Instant, nullable=False),
)
"""PDF bytes by the document's name, such as ``certificate/<id>/1``. Rows are only added."""


def kept(engine: sa.Engine, name: str, render: Callable[[], bytes], now: datetime) -> bytes:
    """The document of a name: as kept, or rendered now and kept from now on.

    Two who render at once get the bytes of whoever wrote first.
    """
    question = sa.select(kept_documents.c.content).where(kept_documents.c.name == name)
    with reading(engine) as tx:
        content = tx.scalar(question)
    if content is not None:
        return bytes(content)
    fresh = render()
    row = {"name": name, "sha256": sha256(fresh).hexdigest(), "content": fresh, "kept_at": now}
    with writing(engine) as tx:
        first = tx.scalar(question)
        if first is None:
            tx.execute(kept_documents.insert(), row)
    return fresh if first is None else bytes(first)


def kept_digest(tx: sa.Connection, name: str) -> str:
    """The SHA-256 (hexadecimal) of the document kept under a name, "" when none is."""
    return tx.scalar(sa.select(kept_documents.c.sha256).where(kept_documents.c.name == name)) or ""


def kept_content(tx: sa.Connection, name: str) -> bytes | None:
    """The bytes of the document kept under a name."""
    content = tx.scalar(sa.select(kept_documents.c.content).where(kept_documents.c.name == name))
    return None if content is None else bytes(content)


def keeping(name: str, content: bytes, now: datetime) -> tuple[sa.Insert, list[dict[str, Any]]]:
    """The statement and the row that keep a document within a command, unless its name is kept already."""
    return _KEEP, [{"name": name, "sha256": sha256(content).hexdigest(), "content": content, "kept_at": now}]


_KEEP = sa.insert(kept_documents).from_select(
    ["name", "sha256", "content", "kept_at"],
    sa.select(
        sa.bindparam("name", type_=sa.Text),
        sa.bindparam("sha256", type_=sa.Text),
        sa.bindparam("content", type_=sa.LargeBinary),
        sa.bindparam("kept_at", type_=Instant),
    ).where(~sa.exists().where(kept_documents.c.name == sa.bindparam("name", type_=sa.Text))),
)


def kept_digests(tx: sa.Connection, names: Sequence[str]) -> dict[str, str]:
    """The SHA-256 (hexadecimal) of those documents of some names that are kept, by name."""
    kept = sa.select(kept_documents.c.name, kept_documents.c.sha256).where(kept_documents.c.name.in_(names))
    return {name: digest for name, digest in tx.execute(kept)}
