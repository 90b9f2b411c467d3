"""What a letter is made of. The same parts become plain text and HTML, so that both always say the same."""

from dataclasses import dataclass
from pathlib import Path
from textwrap import fill

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from ..language import marked, translated
from ..settings import Provider

_COLUMNS = 76


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Labelled facts, one to a line."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Where to go next: words that say what happens there, and an absolute address."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under heads. A cell may be a link, or several."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str | Link | tuple[Link, ...], ...], ...]


Part = Paragraph | Facts | Table | Link


def _wrapped(text: str) -> str:
    """A paragraph as plain text mail sets it. Addresses are never broken."""
    return fill(text, _COLUMNS, break_long_words=False, break_on_hyphens=False)


def _links(cell: str | Link | tuple[Link, ...]) -> tuple[Link, ...]:
    """The links that a cell is made of; none for text."""
    return (cell,) if isinstance(cell, Link) else () if isinstance(cell, str) else cell


_pages = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
_pages.filters["wrapped"] = _wrapped
_pages.filters["kind"] = lambda part: type(part).__name__
_pages.filters["words_or_links"] = lambda cell: (
    cell if isinstance(cell, str) else " | ".join(f"{link.words}: {link.address}" for link in _links(cell))
)
_pages.filters["links"] = lambda cell: _links(cell)


def rendered(
    language: str, subject: str, greeting: str, parts: tuple[Part, ...], provider: Provider
) -> tuple[str, str]:
    """A letter's plain text and its HTML. Whatever stands in the parts is text, never markup."""
    words = {
        "language": language,
        "subject": subject,
        "greeting": greeting,
        "parts": parts,
        "provider": provider,
        "colon": translated(language, marked(":")),
        "closing": translated(language, marked("Kind regards")),
        "automatic": translated(language, marked("The portal sent this message by itself.")),
        "questions": translated(
            language,
            marked("Questions? Write to %(email)s or call %(phone)s."),
            email=provider.email,
            phone=provider.phone,
        ),
    }
    return _pages.get_template("letter.txt").render(words), _pages.get_template("letter.html").render(words)
