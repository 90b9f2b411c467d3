"""The Markdown that modules are written in: CommonMark with tables.

Checking and rendering read a text with the same grammar, so that what was checked is what is shown.
"""

import re
from urllib.parse import urlsplit

from markdown_it import MarkdownIt

IMAGE = re.compile(r"images/([a-z0-9][a-z0-9_-]{0,59}\.(?:svg|png|jpg))")
"""How a module names an image; the group is the name."""
_HOST = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::[0-9]{1,5})?")


class EveryAddress(MarkdownIt):
    """A parser that hands over every address it meets, the unsafe ones too: they are ours to judge."""

    def validateLink(self, url: str) -> bool:  # noqa: N802, the parser's own name
        """Take any address."""
        return True


def parser(*, html: bool) -> MarkdownIt:
    """A parser. With `html` raw HTML becomes tokens (to be found); without, it is text (to be escaped)."""
    return EveryAddress("commonmark", {"html": html}).enable("table")


def is_safe_link(address: str) -> bool:
    """Whether a link may stand in a module: https, and a plain host (with a port) without a user name."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(_HOST.fullmatch(parts.netloc))
