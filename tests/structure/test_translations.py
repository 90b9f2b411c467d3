"""The French catalogue says everything the source says, and is compiled."""

import ast
import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo

SCRIPT = Path(__file__).parents[2] / "docs" / "write_translations.py"
MARKING = {"marked", "gettext", "lazy_gettext", "ngettext", "counted"}
PLACES = re.compile(r"%\((\w+)\)([sd])")


@pytest.fixture(scope="module")
def catalogues() -> ModuleType:
    spec = importlib.util.spec_from_file_location("write_translations", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _texts(words: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)


def test_every_message_of_the_source_is_translated(catalogues: ModuleType) -> None:
    french = catalogues.read("fr")
    waiting = []
    for message in catalogues.messages():
        if message.id:
            found = french.get(_texts(message.id)[0], message.context)
            if found is None or found.fuzzy or not all(_texts(found.string)):
                waiting.append(message.id)
    assert waiting == [], "run make translations, then translate these"


def test_no_message_is_marked_where_it_is_not_found(catalogues: ModuleType) -> None:
    """Inside an f-string or another call, an extractor overlooks what the interpreter translates."""
    known = {words for message in catalogues.messages() if message.id for words in _texts(message.id)}
    overlooked = [
        (path.name, argument.value)
        for path in catalogues.SOURCE.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and _called(call) in MARKING
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
        if argument.value not in known
    ]
    assert overlooked == []


def _called(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def test_translations_keep_the_places_for_facts(catalogues: ModuleType) -> None:
    wrong = []
    for message in catalogues.read("fr"):
        if message.id and all(_texts(message.string)):
            known = set(PLACES.findall(" ".join(_texts(message.id))))
            if set(PLACES.findall(" ".join(_texts(message.string)))) != known:
                wrong.append(message.id)
    assert wrong == []


def test_french_is_set_as_french_printers_do(catalogues: ModuleType) -> None:
    """Typographic apostrophes, and a no-break space before high punctuation and percent signs."""
    wrong = re.compile(r"\w'\w|[ \u202f](?:[:;!?»](?:[\s)]|$)|%%)|«[ \u202f]")
    assert [text for text in _french(catalogues) if wrong.search(text)] == []


def test_no_french_word_that_would_be_elided_stands_before_a_name(catalogues: ModuleType) -> None:
    """Neither « de Émile » nor « que Inès »: who has which initial is not known when a message is written."""
    names = "name|names|trainee|previous|before|after|double|kept|company|provider|title|training|about"
    wrong = re.compile(rf"\b(?:de|que|le|la|se) %\((?:{names})\)s", re.IGNORECASE)
    assert [text for text in _french(catalogues) if wrong.search(text)] == []


def test_mail_has_one_name_in_french(catalogues: ModuleType) -> None:
    wrong = re.compile(r"courriel|mél\b|adresse électronique|(?<!\()\bemail", re.IGNORECASE)
    assert [text for text in _french(catalogues) if wrong.search(text)] == []


def test_the_compiled_catalogue_is_fresh(catalogues: ModuleType) -> None:
    path = catalogues.catalogue_path("fr")
    with path.with_suffix(".mo").open("rb") as file:
        compiled = _said(read_mo(file))
    assert compiled == _said(catalogues.read("fr")), "run make translations"


def _french(catalogues: ModuleType) -> list[str]:
    return [text for one in catalogues.read("fr") if one.id for text in _texts(one.string)]


def _said(catalogue: Catalog) -> dict[tuple[str, ...], tuple[str, ...]]:
    return {_texts(one.id): _texts(one.string) for one in catalogue if one.id and any(_texts(one.string))}
