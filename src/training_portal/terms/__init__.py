"""The terms and conditions that an order accepts, version by version, each in every language."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..values import LANGUAGES

_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Terms:
    """One version of the terms: Markdown by language, and the SHA-256 of all its languages (hex)."""

    version: str
    texts: dict[str, str]
    digest: str


@cache
def terms_of(version: str) -> Terms:
    """The terms of a version. Errors: ValueError when there is no such version."""
    paths = {language: _FOLDER / f"{version}.{language}.md" for language in LANGUAGES}
    if not all(path.is_file() for path in paths.values()):
        raise ValueError(f"there are no terms of version {version}")
    texts = {language: path.read_text(encoding="utf-8") for language, path in paths.items()}
    digest = hashlib.sha256("\0".join(texts[language] for language in LANGUAGES).encode())
    return Terms(version, texts, digest.hexdigest())
