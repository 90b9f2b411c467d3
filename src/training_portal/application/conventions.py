"""Commands of a manager about a training agreement: accept it, or bring it signed by hand."""

from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from ..aggregates.convention import Convention
from ..aggregates.manager import Manager
from ..documents.kept import keeping, kept_digest, kept_documents
from ..errors import NotFound, Refusal
from ..event_store.context import Context
from ..event_store.store import Store
from ..event_store.work import Work
from ..language import marked

LARGEST_COPY = 3 * 1024 * 1024
"""Bytes of a signed copy: some pages scanned in grey."""

_BEGINNING, _END = b"%PDF-", b"%%EOF"


class CopyIsNoPdf(Refusal):
    """A signed copy is a PDF, whatever its file is called."""

    words = marked("This file is no PDF. Scan the signed convention as PDF, then upload it.")
    field = "file"


class CopyIsTooLarge(Refusal):
    """A signed copy is kept with everything else, so it has a size."""

    words = marked("This file is too large: at most %(most)s MB.")
    field = "file"


def document_name(convention: str, version: int) -> str:
    """The name under which a version's document is kept."""
    return f"convention/{convention}/{version}"


def signed_name(convention: str, version: int, digest: str) -> str:
    """The name under which a signed copy is kept, by the SHA-256 of its bytes."""
    return f"convention/{convention}/{version}/signed/{digest}"


class ConventionCommands:
    """Agreeing."""

    _store: Store

    def accept_convention(self, context: Context, convention: str, version: int, digest: str) -> None:
        """Accept a version as its document says it; `digest` is the SHA-256 of what was read.

        Errors: NotFound, VersionIsSuperseded, ConventionIsAccepted, NobodyIsLeft, DocumentDiffers (also when
        the document was never rendered, and so cannot have been read).
        """

        def decide(work: Work) -> dict[str, Any]:
            found = _own_convention(work, convention)
            by = work.get(Manager, context.actor).person
            kept = kept_digest(work.ask(), document_name(convention, version))
            found.accept(version, digest, kept, by, context.now)
            return {}

        self._store.perform(context, decide)

    def keep_signed_copy(self, context: Context, convention: str, version: int, content: bytes) -> None:
        """Keep a version that was signed by hand, as uploaded: a PDF by its content.

        Errors: NotFound, CopyIsNoPdf, CopyIsTooLarge, VersionIsSuperseded, NobodyIsLeft.
        """
        check_copy(content)
        digest = sha256(content).hexdigest()

        def decide(work: Work) -> dict[str, Any]:
            found = _own_convention(work, convention)
            by = work.get(Manager, context.actor).person
            found.take_signed_copy(version, digest, len(content), by, context.now)
            work.write(*keeping(signed_name(convention, version, digest), content, context.now))
            earlier = kept_documents.c.name.startswith(signed_name(convention, version, ""), autoescape=True)
            new = kept_documents.c.name == signed_name(convention, version, digest)
            work.write(sa.delete(kept_documents).where(earlier, ~new))
            return {}

        self._store.perform(context, decide)


def check_copy(content: bytes) -> None:
    """Refuse what is too large, or no PDF by its ends. Errors: CopyIsNoPdf, CopyIsTooLarge."""
    if len(content) > LARGEST_COPY:
        raise CopyIsTooLarge(most=LARGEST_COPY // 1024**2)
    if not content.startswith(_BEGINNING) or _END not in content[-1024:]:
        raise CopyIsNoPdf


def _own_convention(work: Work, convention: str) -> Convention:
    """A convention of the acting company. Errors: NotFound, also for another company's."""
    found = work.get(Convention, convention)
    if found.company != work.context.company:
        raise NotFound
    return found
