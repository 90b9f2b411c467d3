"""Text files of a package: UTF-8, no control characters, every unclean line reported."""

import re

from ..values import clean_text
from .fault import Faults

LARGEST_TEXT = 512 * 2**10
_TURNS_READING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def read_text(file: str, content: bytes, faults: Faults) -> str | None:
    """A file's text with plain line ends, or None when it is not text at all."""
    if len(content) > LARGEST_TEXT:
        faults.add(file, 0, f"The text is longer than {LARGEST_TEXT // 2**10} kB: divide it.")
        return None
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as broken:
        at = content.count(b"\n", 0, broken.start) + 1
        faults.add(file, at, "The text is not UTF-8: save the file as UTF-8.")
        return None
    clean = True
    for number, written in enumerate(text.split("\n"), start=1):
        if _TURNS_READING.search(written):
            faults.add(
                file, number, "The line holds invisible marks that turn the reading direction: remove them."
            )
        try:
            clean_text(written)
        except ValueError:
            clean = False
            faults.add(file, number, "The line holds control or unassigned characters: remove them.")
    return text if clean else None
