"""In which language an answer speaks, and how days and amounts are written in it."""

from datetime import date, datetime
from typing import Any

from flask import Flask, has_request_context, request
from flask_babel import Babel, format_decimal, get_locale, gettext
from jinja2 import pass_context

from training_portal.clock import day_of
from training_portal.errors import Refusal
from training_portal.event_store.lists import AtLeast
from training_portal.http.cookies import chosen_language_cookie
from training_portal.http.current import portal, visitor
from training_portal.language import (
    TRANSLATIONS,
    day_in_words,
    instant_in_words,
    language_in_words,
    money_in_words,
    time_in_words,
)
from training_portal.settings import Settings
from training_portal.values import ERASED, LANGUAGES, Money


def speak_languages(app: Flask, settings: Settings) -> None:
    """Give the application its languages, and the templates the filters that write in them."""
    Babel(
        app,
        default_translation_directories=str(TRANSLATIONS),
        locale_selector=chosen_language,
        timezone_selector=lambda: settings.time_zone,
    )
    app.jinja_env.finalize = _naming_nobody
    app.add_template_filter(day_words, "day")
    app.add_template_filter(_instant, "instant")
    app.add_template_filter(money_words, "money")
    app.add_template_filter(_spoken, "spoken")
    app.add_template_filter(_spent, "spent")
    app.add_template_filter(_counted, "counted")
    app.add_template_test(_erased, "erased")


def chosen_language() -> str:
    """The visitor's own choice, else what the browser asks for, else the language of their mail.

    A choice is that of the session, then that of this browser, then that of My profile.
    """
    if not has_request_context():
        return LANGUAGES[0]
    for language in (_of_session(), chosen_language_cookie(), visitor().language):
        if language in LANGUAGES:
            return language
    return request.accept_languages.best_match(LANGUAGES) or visitor().mail_language or LANGUAGES[0]


def words_of(refusal: Refusal) -> str:
    """What a refusal says, in the language of the answer; its fact `why` is itself a message."""
    facts = {name: gettext(str(fact)) if name == "why" else fact for name, fact in refusal.facts.items()}
    return str(gettext(refusal.words, **facts))


def spoken_language() -> str:
    """The language of the answer under way: "en" or "fr"."""
    return str(get_locale().language)


def _naming_nobody(shown: Any) -> Any:
    """What a template shows, with the reader's word in place of the name of a forgotten person."""
    return shown.replace(ERASED, gettext("[erased]")) if isinstance(shown, str) and ERASED in shown else shown


def _of_session() -> str:
    session = visitor().session
    return session.language if session else ""


def day_words(day: date) -> str:
    """A day, or the provider's day on which an instant falls."""
    if isinstance(day, datetime):
        day = day_of(day, portal().settings.time_zone)
    return day_in_words(day, spoken_language())


@pass_context
def _spoken(_: object, code: str) -> str:
    """The name of a language, as it begins a line.

    It takes the context only so that no name is worked out when a template is compiled, in whose language.
    """
    name = language_in_words(code, spoken_language())
    return name[:1].upper() + name[1:]


def _erased(last_name: str) -> bool:
    """Whether a last name is that of somebody who was forgotten."""
    return last_name == ERASED


def _counted(number: int) -> str:
    """How many of something there are; "10,000+" where counting was given up."""
    if not isinstance(number, AtLeast):
        return str(number)
    return str(gettext("%(number)s+", number=format_decimal(number)))


def _spent(seconds: int) -> str:
    """A time really spent, in the language of the answer."""
    return time_in_words(seconds, spoken_language())


def _instant(instant: datetime) -> str:
    return instant_in_words(instant, spoken_language(), portal().settings.time_zone)


def money_words(money: Money) -> str:
    """An amount, in the language of the answer."""
    return money_in_words(money, spoken_language())
