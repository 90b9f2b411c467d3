"""The Markdown that modules are written in: CommonMark with tables.

Checking and rendering read a text with the same grammar, so that what was checked is what is shown.
"""

import re
from urllib.parse import urlsplit

from markdown_it import MarkdownIt

IMAGE = re.compile(r"images/([a-z0-9][a-z0-9_-]{0,59}\.(?:svg|png|jpg))")
"""How a module names an image; the group is the name."""


class EveryAddress(MarkdownIt):
    """A parser that hands over every address it meets, the unsafe ones too: they are ours to judge."""

    def validateLink(self, url: str) -> bool:  # noqa: N802, the parser's own name
        """Take any address."""
        return True


def parser(*, html: bool) -> MarkdownIt:
    """A parser. With `html` raw HTML becomes tokens (to be found); without, it is text (to be escaped)."""
    return EveryAddress("commonmark", {"html": html}).enable("table")


def is_safe_link(address: str) -> bool:
    """Whether a link may stand in a module: https with a host and no user name in it."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc
