"""Titles of trainings in the reader's language, whichever language a training was sold in."""

from collections.abc import Mapping
from typing import cast

from flask import Flask, g
from markupsafe import Markup, escape

from training_portal.http.columns import Column
from training_portal.http.current import portal
from training_portal.http.speech import spoken_language
from training_portal.language import marked
from training_portal.projections.catalogue import titles_in

_DOT = " · "


def offer_titles(app: Flask) -> None:
    """Give the templates `titled`, and the filters `title_words` and `title_choices`."""
    app.jinja_env.globals["titled"] = titled
    app.add_template_filter(title_words)
    app.add_template_filter(title_choices)


def title_words(stored: str) -> str:
    """A title in the language of the answer when the catalogue has it, else as it is stored.

    Several, as views keep them of an order, are parted by a middle dot.
    """
    return _DOT.join(_titles().get(title, title) for title in stored.split(_DOT))


def titled(stored: str, language: str) -> Markup:
    """The same for a page, which says the `language` of a title that is not in its own."""
    if stored in _titles() or language == spoken_language():
        return escape(title_words(stored))
    return Markup('<span lang="{}">{}</span>').format(language, stored)


def title_choices(trainings: Mapping[str, str]) -> list[tuple[str, str]]:
    """Trainings (title by id) as a filter offers them: in the reader's words, in their order."""
    named = ((id, title_words(stored)) for id, stored in trainings.items())
    return sorted(named, key=lambda training: training[1].casefold())


TITLE = Column(marked("Training"), lambda row: title_words(row["title"]))
"""The column of a list's file that names the training of a row."""
TITLES = Column(marked("Trainings"), lambda row: title_words(row["titles"]))
"""The same where a row is about several."""


def _titles() -> Mapping[str, str]:
    """The titles that the answer needs, asked for once."""
    if "training_titles" not in g:
        with portal().reading() as tx:
            g.training_titles = titles_in(tx, spoken_language())
    return cast(Mapping[str, str], g.training_titles)
