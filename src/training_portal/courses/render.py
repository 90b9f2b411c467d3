"""From a module's Markdown to safe HTML: raw HTML stays text, and an allow-list has the last word."""

import re
from collections.abc import Callable
from itertools import pairwise

from markdown_it.token import Token
from markupsafe import Markup
from nh3 import Cleaner

from ..values import folded
from .markdown import IMAGE, is_safe_link, parser

_PARSER = parser(html=False)
_CLEANER = Cleaner(
    tags={
        *("h2", "h3", "p", "strong", "em", "code", "pre", "hr", "br", "ul", "ol", "li", "a"),
        *("figure", "img", "div", "table", "thead", "tbody", "tr", "th", "td"),
    },
    attributes={
        "a": {"href"},
        "img": {"src", "alt", "loading"},
        "h2": {"id"},
        "h3": {"id"},
        "ol": {"start"},
        "th": {"scope"},
        "td": {"data-label"},
        "div": {"role"},
    },
    allowed_classes={
        "div": {"remember", "table-frame"},
        "table": {"reflow"},
        "figure": {"illustration"},
        "th": {"centre", "right"},
        "td": {"centre", "right"},
    },
    set_tag_attribute_values={"a": {"target": "_blank"}},
    link_rel="noopener noreferrer",
    url_schemes={"https"},
)
_ALIGNED = {"text-align:center": "centre", "text-align:right": "right"}


def module_html(markdown: str, image_url: Callable[[str], str]) -> Markup:
    """A module as HTML. `image_url` gives the path (or https address) of an image by its name.

    Block quotes become `div.remember`, tables `table.reflow` in `div.table-frame` with each cell's heading in
    `data-label`, images `figure.illustration`; headings get ids; links are https only and open apart.
    """
    tokens = _PARSER.parse(markdown)
    _shape_blocks(tokens)
    _number_headings(tokens)
    _label_cells(tokens)
    for token in tokens:
        if token.type == "inline":
            token.children = [_shaped(child, image_url) for child in token.children or ()]
    written = _PARSER.renderer.render(tokens, _PARSER.options, {})
    return Markup(_CLEANER.clean(written))  # noqa: S704, the allow-list above is what makes it safe


def _shape_blocks(tokens: list[Token]) -> None:
    for place, token in enumerate(tokens):
        if token.type in ("blockquote_open", "blockquote_close"):
            token.tag = "div"
            if token.nesting == 1:
                token.attrs = {"class": "remember", "role": "note"}
        elif token.type == "inline" and [child.type for child in token.children or ()] == ["image"]:
            before, after = tokens[place - 1], tokens[place + 1]
            if before.type == "paragraph_open":
                before.tag = after.tag = "figure"
                before.hidden = after.hidden = False
                before.attrs = {"class": "illustration"}


def _number_headings(tokens: list[Token]) -> None:
    """Give each heading an id of its own words, with a prefix that no id of the page has."""
    taken: set[str] = set()
    for heading, words in pairwise(tokens):
        if heading.type == "heading_open":
            stem = "part-" + re.sub(r"[^a-z0-9]+", "-", folded(words.content)).strip("-")
            name, count = stem, 2
            while name in taken:
                name, count = f"{stem}-{count}", count + 1
            taken.add(name)
            heading.attrs = {"id": name}


def _label_cells(tokens: list[Token]) -> None:
    """Let every cell of a table carry its column's heading, so that a phone can show rows as lists."""
    labels: list[str] = []
    column = 0
    for token, inside in zip(tokens, [*tokens, None][1:], strict=True):
        if token.type == "table_open":
            labels = []
        elif token.type == "tr_open":
            column = 0
        elif token.type in ("th_open", "td_open"):
            aligned = _ALIGNED.get(str(token.attrs.get("style", "")), "")
            token.attrs = {"class": aligned} if aligned else {}
            if token.type == "th_open":
                labels.append(_plain(inside))
                token.attrs["scope"] = "col"
            else:
                token.attrs["data-label"] = labels[column] if column < len(labels) else ""
                column += 1


def _plain(inline: Token | None) -> str:
    return "".join(child.content for child in (inline.children if inline else None) or ())


def _shaped(token: Token, image_url: Callable[[str], str]) -> Token:
    if token.type == "link_open" and not is_safe_link(str(token.attrs.get("href", ""))):
        token.attrs = {}
    elif token.type == "image":
        named = IMAGE.fullmatch(str(token.attrs.get("src", "")))
        if named is None:
            return Token("text", "", 0, content=token.content)
        token.attrs = {"src": image_url(named[1]), "alt": "", "loading": "lazy"}
    return token


def _framed_table(self: object, tokens: list[Token], at: int, options: object, env: object) -> str:
    frame = '<div class="table-frame"><table class="reflow">'
    return frame if tokens[at].nesting == 1 else "</table></div>"


_PARSER.add_render_rule("table_open", _framed_table)
_PARSER.add_render_rule("table_close", _framed_table)
