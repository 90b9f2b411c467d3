"""YAML that remembers its lines: plain mappings, lists and texts, and no cleverness.

Aliases, anchors and tags are refused (a few lines of aliases can mean gigabytes), and so are deep nesting and
double keys. A scalar stays the text it was written as: `no` is a word, `12:30` is not a number.
"""

from dataclasses import dataclass

import yaml

from .fault import Faults
from .written import read_text

DEEPEST = 12
_TOO_DEEP = "The values are nested too deeply: check the indentation."
"""What is said of it, also where the parser has a limit of its own and comes to it first."""
_Loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


@dataclass(frozen=True, slots=True)
class Noted:
    """A value and the line it starts on; inside a mapping, the line of its key. `plain` is without quotes."""

    line: int
    value: "str | list[Noted] | dict[str, Noted]"
    plain: bool = False


def read_yaml(file: str, content: bytes, faults: Faults) -> Noted | None:
    """The one document of a file, or None when it cannot be read."""
    text = read_text(file, content, faults)
    if text is None:
        return None
    tree = _Tree(file, faults)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            if not tree.take(event):
                return None
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        problem = getattr(wrong, "problem", None) or "it holds characters that YAML does not know"
        words = _TOO_DEEP if "nesting depth" in problem else f"This is not correct YAML: {problem}."
        faults.add(file, mark.line + 1 if mark else 0, words)
        return None
    if tree.root is None:
        faults.add(file, 0, "The file is empty.")
    return tree.root


class _Tree:
    """Grows the tree from the parser's events without recursion."""

    def __init__(self, file: str, faults: Faults) -> None:
        self.file = file
        self.faults = faults
        self.root: Noted | None = None
        self._open: list[Noted] = []
        self._keys: list[tuple[str, int] | None] = []

    def take(self, event: yaml.Event) -> bool:
        """Add one event; False when the rest of the file is not worth reading."""
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, yaml.AliasEvent):
            self.faults.add(self.file, line, "Aliases (*name) are refused: write the value out.")
            self._place(line, "", plain=True)
        elif isinstance(event, yaml.NodeEvent):
            return self._node(event, line)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
            self._keys.pop()
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            self.faults.add(self.file, line, "The file holds a second document (---): keep one.")
            return False
        return True

    def _node(self, event: yaml.NodeEvent, line: int) -> bool:
        if event.anchor or getattr(event, "tag", None):
            self.faults.add(self.file, line, "Anchors (&name) and tags (!name) are refused: remove them.")
        if isinstance(event, yaml.ScalarEvent):
            self._place(line, event.value, plain=event.style is None or event.style == "")
            return True
        if len(self._open) == DEEPEST:
            self.faults.add(self.file, line, _TOO_DEEP)
            return False
        self._open.append(self._place(line, {} if isinstance(event, yaml.MappingStartEvent) else []))
        self._keys.append(None)
        return True

    def _place(self, line: int, value: str | list[Noted] | dict[str, Noted], *, plain: bool = False) -> Noted:
        """Put a value where the open list or mapping expects one; a mapping takes key and value in turn."""
        if not self._open:
            self.root = Noted(line, value, plain)
            return self.root
        inside = self._open[-1].value
        key = self._keys[-1]
        if isinstance(inside, dict) and key is None:
            self._keys[-1] = (self._key(value, line), line)
            return Noted(line, value)
        noted = Noted(key[1] if key else line, value, plain)
        if isinstance(inside, list):
            inside.append(noted)
        elif isinstance(inside, dict) and key:
            self._keys[-1] = None
            if key[0] in inside:
                self.faults.add(self.file, key[1], f"`{key[0]}` stands here twice: keep one.")
            inside[key[0]] = noted
        return noted

    def _key(self, value: str | list[Noted] | dict[str, Noted], line: int) -> str:
        if isinstance(value, str):
            return value
        self.faults.add(self.file, line, "A name before a colon must be a plain word.")
        return ""
