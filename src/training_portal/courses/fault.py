"""Faults of a course package: each says where it is and what the author should do about it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing to correct. `line` counts from 1; 0 is the whole file, shown as its first line."""

    file: str
    line: int
    words: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line or 1}: {self.words}"


class Faults:
    """Collects the faults of one package while it is read, so that the author hears of all at once."""

    def __init__(self) -> None:
        self._found: set[Fault] = set()

    def add(self, file: str, line: int, words: str) -> None:
        """Note a fault once. A file name that a terminal would obey is written harmlessly."""
        shown = "".join(c if c.isprintable() else "?" for c in file)[:200]
        self._found.add(Fault(shown, line, words))

    def sorted(self) -> list[Fault]:
        """Every fault by file, then line."""
        return sorted(self._found)

    def __bool__(self) -> bool:
        return bool(self._found)
