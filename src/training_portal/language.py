"""Words, dates and amounts in the reader's language, for pages, mail and documents alike."""

from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency
from babel.support import Translations

from .values import Money

TRANSLATIONS = Path(__file__).parent / "translations"
_UNBROKEN = "\N{NO-BREAK SPACE}"
_LOCALES = {"en": "en_GB", "fr": "fr_FR"}


def marked(message: str) -> str:
    """Mark a message for translation where it is written; it is translated where it is shown."""
    return message


PROVIDER_TITLES = (marked("Head of training"),)
"""Titles that the settings give to who signs: they stand further in than this module, and cannot mark."""
_SPOKEN = {"en": marked("English"), "fr": marked("French")}
"""Languages that trainings are taught in, by their codes."""


@cache
def _catalogue(language: str) -> Translations:
    found = Translations.load(TRANSLATIONS, [language])
    return found if isinstance(found, Translations) else Translations()


def translated(language: str, message: str, **facts: object) -> str:
    """A marked message in a language, its named places (`%(name)s`) filled."""
    text = _catalogue(language).gettext(message) if message else ""
    return text % facts if facts else text


def counted(language: str, one: str, many: str, count: int, **facts: object) -> str:
    """A message that depends on a number: `one` or `many`, with `%(num)s` filled."""
    return _catalogue(language).ngettext(one, many, count) % {"num": count, **facts}


def language_in_words(code: str, language: str) -> str:
    """The name of a language in a language: French, français."""
    return translated(language, _SPOKEN[code]) if code in _SPOKEN else code


def time_in_words(seconds: int, language: str) -> str:
    """A time really spent, in whole minutes: 1 h 05 min, 3 min, under 1 min. No line ends within it."""
    hours, minutes = divmod(seconds // 60, 60)
    if hours:
        words = marked("%(hours)s h %(minutes)s min")
        said = translated(language, words, hours=hours, minutes=f"{minutes:02}")
    elif minutes or not seconds:
        said = translated(language, marked("%(minutes)s min"), minutes=minutes)
    else:
        said = translated(language, marked("under 1 min"))
    return said.replace(" ", _UNBROKEN)


def exact_time_in_words(seconds: int) -> str:
    """A time really spent, to the second, as proofs add it up: 1 h 05 min 09 s, 3 min 56 s."""
    minutes, rest = divmod(seconds, 60)
    said = f"{minutes % 60:02} min {rest:02} s" if minutes >= 60 else f"{minutes} min {rest:02} s"
    said = f"{minutes // 60} h {said}" if minutes >= 60 else said if minutes else f"{rest} s"
    return said.replace(" ", _UNBROKEN)


@lru_cache(maxsize=4096)
def day_in_words(day: date, language: str) -> str:
    """A day as people write it: 1 November 2026, 1er novembre 2026."""
    return format_date(day, _day_pattern(day, language), locale=_LOCALES[language])


def instant_in_words(instant: datetime, language: str, zone: str) -> str:
    """An instant in a zone as people write it: 23 November 2026, 14:05."""
    local = instant.astimezone(ZoneInfo(zone))
    return format_datetime(local, f"{_day_pattern(local, language)}, HH:mm", locale=_LOCALES[language])


def _day_pattern(day: date, language: str) -> str:
    """In French the first of a month is an ordinal number, and the other days are not."""
    return "d'er' MMMM y" if language == "fr" and day.day == 1 else "d MMMM y"


def money_in_words(money: Money, language: str) -> str:
    """An amount with its currency: 1,188.00 EUR, 1 188,00 EUR."""
    return format_currency(money.decimal, money.currency, "#,##0.00 ¤¤", locale=_LOCALES[language])
