"""Reading a mapping of a package's YAML field by field: what is missing, unknown or of the wrong kind is a
fault with its line, and reading goes on with an empty value, so that one pass finds every fault.
"""

import re
import unicodedata
from collections.abc import Sequence
from difflib import get_close_matches

from ..values import clean_text
from .fault import Faults
from .lined_yaml import Noted

_WHOLE = re.compile(r"-?[0-9]{1,6}")
_MARKDOWN = re.compile(r"\*\*|\]\(|</?[a-zA-Z]")


class Fields:
    """One mapping of a file. `sound` is false when there is no mapping to read: that was reported once."""

    def __init__(self, faults: Faults, file: str, noted: Noted | None, known: Sequence[str]) -> None:
        self.faults = faults
        self.file = file
        self.line = noted.line if noted else 0
        self.sound = noted is not None and isinstance(noted.value, dict)
        self._values = noted.value if noted and isinstance(noted.value, dict) else {}
        if noted and not self.sound:
            self.fault(None, f"Write {_listed(known)} here, each as `name: value`.")
        for name, value in self._values.items():
            if name not in known:
                self.faults.add(self.file, value.line, f"`{name}` is unknown{_meant(name, known)}")

    def fault(self, key: str | None, words: str) -> None:
        """Report something about a field, or about the mapping when the field is absent."""
        at = self._values.get(key) if key else None
        self.faults.add(self.file, at.line if at else self.line, words)

    def has(self, key: str) -> bool:
        """Whether the field was written at all."""
        return key in self._values

    def noted(self, key: str) -> Noted | None:
        """A field as it stands; its absence is a fault."""
        found = self._values.get(key)
        if found is None and self.sound:
            self.fault(None, f"`{key}` is missing: add it.")
        return found

    def text(self, key: str, longest: int) -> str:
        """A clean text of 1 to `longest` characters, shown as it is written."""
        return clean(self.faults, self.file, self.noted(key), f"`{key}`", longest)

    def matching(self, key: str, pattern: str, expected: str) -> str:
        """A text of a fixed shape; `expected` says which in the author's words."""
        text = self.text(key, 200)
        if text and not re.fullmatch(pattern, text):
            self.fault(key, f"`{key}` is {text!r}: write {expected}.")
            return ""
        return text

    def choice(self, key: str, options: Sequence[str]) -> str:
        """One of a few words; the first of them stands in for a wrong one."""
        text = self.text(key, 200)
        if text and text not in options:
            self.fault(key, f"`{key}` is {text!r}: write one of {', '.join(options)}.")
        return text if text in options else options[0]

    def whole(self, key: str, lowest: int, highest: int) -> int:
        """A whole number between two bounds, both included; 0 stands in for a wrong one."""
        found = self.noted(key)
        if found is None:
            return 0
        number = _whole(found)
        if number is None or not lowest <= number <= highest:
            self.fault(key, f"`{key}` must be a whole number from {lowest} to {highest}, without quotes.")
            return 0
        return number

    def truth(self, key: str) -> bool:
        """true or false; false when the field is absent."""
        found = self._values.get(key)
        if found is None or (found.plain and found.value == "false"):
            return False
        if not (found.plain and found.value == "true"):
            self.fault(key, f"`{key}` must be true or false, without quotes.")
        return True

    def each(self, key: str, fewest: int, most: int) -> list[Noted]:
        """The entries of a list."""
        return entries(self.faults, self.file, self.noted(key), f"`{key}`", fewest, most)

    def inner(self, key: str, known: Sequence[str]) -> "Fields":
        """A mapping inside this one."""
        return Fields(self.faults, self.file, self.noted(key), known)

    def by_language(self, key: str, languages: Sequence[str], longest: int) -> dict[str, str]:
        """A text in every language of the course."""
        inner = self.inner(key, languages)
        return {language: inner.text(language, longest) for language in languages}


def clean(faults: Faults, file: str, noted: Noted | None, name: str, longest: int) -> str:
    """A scalar as clean plain text, or "" with a fault."""
    if noted is None:
        return ""
    words = ""
    text = ""
    if not isinstance(noted.value, str):
        words = f"{name} must be one text: put it between quotes."
    else:
        try:
            clean_text(noted.value)
            text = _unbroken(noted.value)
        except ValueError:
            words = f"{name} holds a line break or a control character: write it as one line."
    if not words and not text:
        words = f"{name} is empty: write it."
    elif len(text) > longest:
        words = f"{name} has {len(text)} characters: shorten it to {longest}."
    elif _MARKDOWN.search(text):
        words = f"{name} is plain text: remove the marks of Markdown or HTML."
    if words:
        faults.add(file, noted.line, words)
    return text


def _unbroken(text: str) -> str:
    """Runs of blanks made one, but for no-break spaces: the author holds words and their signs together."""
    return re.sub(r"[ \t]+", " ", unicodedata.normalize("NFC", text)).strip()


def entries(faults: Faults, file: str, noted: Noted | None, name: str, fewest: int, most: int) -> list[Noted]:
    """The entries of a list of `fewest` to `most`, or none with a fault."""
    if noted is None:
        return []
    if not isinstance(noted.value, list):
        faults.add(file, noted.line, f"{name} must be a list: one entry per line, each after a dash.")
        return []
    if not fewest <= len(noted.value) <= most:
        faults.add(
            file, noted.line, f"{name} has {len(noted.value)} entries: it must have from {fewest} to {most}."
        )
    return noted.value[:most]


def _whole(noted: Noted) -> int | None:
    written = noted.value if noted.plain and isinstance(noted.value, str) else ""
    return int(written) if _WHOLE.fullmatch(written) else None


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _meant(name: str, known: Sequence[str]) -> str:
    close = get_close_matches(name, known, n=1)
    return f": did you mean `{close[0]}`?" if close else f": the names here are {_listed(known)}."
