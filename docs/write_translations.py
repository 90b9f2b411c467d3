"""Collects every message of the portal's source, brings the French catalogue up to date, and compiles it.

What is translated already stays. What the source no longer says goes to the end of the catalogue, so that
words that come back need no new translation. Dates and line numbers stay out: the catalogue changes only
when words do.
"""

import ast
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).parent.parent / "src" / "training_portal"
LANGUAGES = ("fr",)
KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "marked": None,
    "translated": (2,),
    "counted": (2, 3),
}
_REFUSALS = "errors.py"
_METHODS = [("**.py", "python"), ("**/templates/**", "jinja2")]
_OPTIONS = {"**/templates/**": {"extensions": "jinja2.ext.i18n", "silent": "false"}}
_MOVING = tuple(
    f'"{name}:'.encode()
    for name in (
        "Project-Id-Version",
        "Report-Msgid-Bugs-To",
        "POT-Creation-Date",
        "PO-Revision-Date",
        "Last-Translator",
        "Language-Team",
        "Generated-By",
    )
)
"""Lines of the head that tell nothing, or that change by themselves."""


def messages() -> Catalog:
    """The template: every message of Python and templates with the files it stands in."""
    template = Catalog(project="training-portal", fuzzy=False, charset="utf-8")
    for place, message, comments in _found():
        if message and message != ("", ""):
            template.add(message, locations=[(place, None)], auto_comments=comments)
    return template


def _found() -> Iterator[tuple[str, str | tuple[str, ...], list[str]]]:
    found = extract_from_dir(SOURCE, _METHODS, _OPTIONS, KEYWORDS, comment_tags=("Translators:",))
    for place, _, message, comments, _ in sorted(found, key=lambda one: (one[0], one[1])):
        yield place.replace("\\", "/"), message, comments
    for message in _words_of_the_first_refusals():
        yield _REFUSALS, message, []


def _words_of_the_first_refusals() -> Iterator[str]:
    """The words of the innermost refusals, which lie below the module that marks messages."""
    for node in ast.walk(ast.parse((SOURCE / _REFUSALS).read_text("utf-8"))):
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Constant):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if isinstance(target, ast.Name) and target.id == "words":
                yield str(node.value.value)


def catalogue_path(language: str) -> Path:
    """Where the catalogue of a language stands."""
    return SOURCE / "translations" / language / "LC_MESSAGES" / "messages.po"


def catalogue(language: str) -> Catalog:
    """The catalogue of a language, brought up to date with the source."""
    path = catalogue_path(language)
    if path.exists():
        with path.open("rb") as file:
            known = read_po(file, locale=language)
        for message in known.obsolete.values():
            if message.id and message.id not in known:
                known.add(message.id, message.string)
    else:
        known = Catalog(
            locale=language, header_comment="# The words of the portal in another language.", fuzzy=False
        )
    known.update(messages(), no_fuzzy_matching=True)
    known.fuzzy = False
    return known


def as_po(known: Catalog) -> bytes:
    """A catalogue as text, sorted by the first file a message stands in."""
    out = BytesIO()
    write_po(out, known, width=100, sort_by_file=True, omit_header=False, include_lineno=False)
    return b"".join(line for line in out.getvalue().splitlines(keepends=True) if not line.startswith(_MOVING))


def as_mo(known: Catalog) -> bytes:
    """A catalogue as programs read it; of its dates nothing is said, so that they change nothing."""
    known.creation_date = known.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    out = BytesIO()
    write_mo(out, known)
    return out.getvalue()


def read(language: str) -> Catalog:
    """The catalogue of a language as it was written."""
    with catalogue_path(language).open("rb") as file:
        return read_po(file, locale=language)


def main() -> None:
    """Write and compile every catalogue, and say how many messages wait for their translation."""
    for language in LANGUAGES:
        path = catalogue_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(as_po(catalogue(language)))
        written = read(language)
        path.with_suffix(".mo").write_bytes(as_mo(written))
        waiting = sum(1 for message in written if message.id and not _is_translated(message.string))
        sys.stdout.write(f"{path.name} ({language}): {len(written)} messages, {waiting} not translated yet\n")


def _is_translated(words: str | tuple[str, ...] | list[str]) -> bool:
    return bool(words) and (isinstance(words, str) or all(words))


if __name__ == "__main__":
    main()
