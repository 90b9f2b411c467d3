"""Documents as they were handed out first: the same document always downloads as the same bytes."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

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
