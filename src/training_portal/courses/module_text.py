"""What a module's Markdown may hold: see the words of each fault."""

from collections.abc import Collection, Iterator

from markdown_it.token import Token

from .fault import Faults
from .markdown import IMAGE, is_safe_link, parser
from .written import read_text

_PARSER = parser(html=True)
_BREAKS = ("softbreak", "hardbreak")


def check_module(file: str, content: bytes, names: Collection[str], faults: Faults) -> None:
    """Report every fault of one module. `names` are the paths of the package's files."""
    text = read_text(file, content, faults)
    if text is None:
        return
    if not text.strip():
        faults.add(file, 0, "The module is empty: write it.")
    tokens = _PARSER.parse(text)
    for before, token in zip([None, *tokens], tokens, strict=False):
        line = token.map[0] + 1 if token.map else 0
        if token.type == "heading_open" and token.tag not in ("h2", "h3"):
            faults.add(
                file, line, "Only headings of level 2 (##) or 3 (###) are used here: the title is level 1."
            )
        elif token.type == "html_block":
            faults.add(file, line, "Raw HTML is not accepted: write Markdown.")
        elif token.type == "inline":
            _check_inline(file, token, line, names, faults)
            if before is not None and before.type == "heading_open" and not token.content.strip():
                faults.add(file, line, "The heading is empty: write it.")
            alone = before is not None and before.type == "paragraph_open" and len(token.children or ()) == 1
            if not alone and any(child.type == "image" for child in token.children or ()):
                faults.add(
                    file, line, "An image stands alone in its paragraph: put a blank line before and after."
                )


def _check_inline(file: str, inline: Token, start: int, names: Collection[str], faults: Faults) -> None:
    for line, token in _numbered(inline, start):
        if token.type == "html_inline":
            faults.add(file, line, "Raw HTML is not accepted: write Markdown.")
        elif token.type == "link_open" and not is_safe_link(str(token.attrs.get("href", ""))):
            faults.add(file, line, "Links begin with https:// and a host: correct or remove this one.")
        elif token.type == "image":
            _check_image(file, token, line, names, faults)


def _numbered(inline: Token, start: int) -> Iterator[tuple[int, Token]]:
    line = start
    for token in inline.children or ():
        yield line, token
        line += token.type in _BREAKS


def _check_image(file: str, image: Token, line: int, names: Collection[str], faults: Faults) -> None:
    if not image.content.strip():
        faults.add(
            file, line, "The image has no words for those who cannot see it: write ![what it shows](...)."
        )
    source = str(image.attrs.get("src", ""))
    if not IMAGE.fullmatch(source):
        faults.add(
            file, line, "Images are named images/NAME.svg, .png or .jpg, in small letters: correct this one."
        )
        return
    language = file.partition("/")[0]
    if source not in names and f"{language}/{source}" not in names:
        faults.add(file, line, f"The image {source} is missing: add it to images/ or {language}/images/.")
