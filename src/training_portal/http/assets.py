"""Static files as templates name them: addresses that change with the content, pictures, colours."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from flask import Flask, request, url_for
from markupsafe import Markup

from training_portal.http.speech import spoken_language
from training_portal.values import LANGUAGES

STATIC = Path(__file__).parent / "static"
THEMES = ("light", "dark")


def offer_assets(app: Flask) -> None:
    """Give the templates `asset`, `icon`, `theme`, `language`, `languages` and `fresh_id`."""
    app.jinja_env.globals.update(
        asset=asset,
        icon=icon,
        theme=theme,
        language=spoken_language,
        languages=LANGUAGES,
        fresh_id=fresh_id,
    )


@cache
def _digest(name: str) -> str:
    return sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def asset(name: str) -> str:
    """The address of a static file. It changes with the file's content, so that it may be cached for ever."""
    return url_for("static", filename=name, v=_digest(name))


def icon(name: str, words: str = "") -> Markup:
    """A picture of the sprite. With `words` it speaks for itself; without, it is unsaid beside its text."""
    href = f"{asset('icons.svg')}#{name}"
    if words:
        return Markup('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>').format(
            words, href
        )
    return Markup('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>').format(href)


def theme() -> str:
    """The colours that were chosen in this browser, light or dark; empty follows the device."""
    chosen = request.cookies.get("theme", "")
    return chosen if chosen in THEMES else ""


def fresh_id() -> str:
    """A command id for a form of one button, of which a page may hold many."""
    return uuid4().hex
