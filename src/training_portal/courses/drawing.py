"""What an SVG of a package may hold: a still drawing with nothing that runs, loads or hides.

Names are compared without their prefix, so that no prefix lets anything through. See the words of each fault.
"""

import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler

from defusedxml.common import DefusedXmlException
from defusedxml.sax import parse

from .fault import Faults

SMALLEST_LETTERS = 14
"""In pixels, when the drawing is shown WIDTH pixels wide."""
WIDTH = 640
_NAMESPACE = "http://www.w3.org/2000/svg"
_ELEMENTS = {
    *("svg", "g", "defs", "symbol", "use", "title", "desc", "style"),
    *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "textPath"),
    *("linearGradient", "radialGradient", "stop", "clipPath", "mask", "pattern", "marker"),
}
_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_VIEW_BOX = re.compile(rf"\s*{_NUMBER}[\s,]+{_NUMBER}[\s,]+({_NUMBER})[\s,]+({_NUMBER})\s*")
_SCALE = re.compile(rf"scale\(\s*({_NUMBER})")
_SIZE = re.compile(rf"({_NUMBER})(?:px)?")
_STYLED_SIZE = re.compile(r"font-size\s*:\s*([^;]+)")
_REACHES_OUT = re.compile(r"url\(\s*['\"]?\s*(?!['\"\s#])|@import|javascript:|expression\(|\\", re.I)


def check_drawing(file: str, content: bytes, faults: Faults) -> None:
    """Report every fault of one SVG file."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        faults.add(file, 0, "The drawing is not UTF-8: save it as UTF-8.")
        return
    try:
        parse(BytesIO(content), _Drawing(file, faults), forbid_dtd=True)
    except DefusedXmlException:
        faults.add(file, 0, "The drawing declares a document type or entities: remove the <!DOCTYPE ...>.")
    except SAXParseException as wrong:
        faults.add(file, wrong.getLineNumber() or 0, f"This is not correct XML: {wrong.getMessage()}.")
    except (SAXException, LookupError, ValueError) as wrong:
        faults.add(file, 0, f"This is not correct XML: {wrong}.")


class _Drawing(ContentHandler):
    """Walks through a drawing, element by element, with the size its letters have at each depth."""

    def __init__(self, file: str, faults: Faults) -> None:
        super().__init__()
        self._file = file
        self._faults = faults
        self._scales = [1.0]
        self._sizes = [16.0]
        self._open: list[str] = []
        self._locator: Any = None

    def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802, the interface's name
        """Remember who knows the line."""
        self._locator = locator

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802, the interface's name
        """Check an element and its attributes."""
        attributes = dict(attrs.items())
        element = name.rpartition(":")[2]
        if not self._open:
            self._check_root(name, attributes)
        if element not in _ELEMENTS:
            self._fault(f"<{element}> is not accepted in a drawing: remove it, or export as plain SVG.")
        for attribute, value in attributes.items():
            self._check_attribute(attribute, value)
        self._measure(attributes)
        self._open.append(element)

    def endElement(self, name: str) -> None:  # noqa: N802, the interface's name
        """Leave an element."""
        for stack in (self._open, self._scales, self._sizes):
            stack.pop()

    def characters(self, content: str) -> None:
        """Check what is written: the rules of a style, the size of letters."""
        if not self._open or not content.strip():
            return
        if self._open[-1] == "style" and _REACHES_OUT.search(content):
            self._fault("The style loads or hides something (@import, url(...), a backslash): remove it.")
        shown = self._sizes[-1] * self._scales[-1]
        if self._open[-1] in ("text", "tspan", "textPath") and shown < SMALLEST_LETTERS - 0.01:
            self._fault(
                f"Letters are {shown:.1f} px when the drawing is {WIDTH} px wide: make them at least"
                f" {SMALLEST_LETTERS} px."
            )

    def processingInstruction(self, target: str, data: str) -> None:  # noqa: N802, the interface's name
        """Refuse <?xml-stylesheet ...?> and its kin."""
        self._fault(f"<?{target} ...?> is not accepted: remove it.")

    def _check_root(self, name: str, attributes: Mapping[str, str]) -> None:
        if name != "svg" or attributes.get("xmlns") != _NAMESPACE:
            self._fault(f'The drawing must begin with <svg xmlns="{_NAMESPACE}" viewBox="...">.')
        box = _VIEW_BOX.fullmatch(attributes.get("viewBox", ""))
        if box and float(box[1]) > 0 and float(box[2]) > 0:
            self._scales = [WIDTH / float(box[1])]
        else:
            self._fault('The drawing needs a viewBox of four numbers, as viewBox="0 0 640 360".')

    def _check_attribute(self, name: str, value: str) -> None:
        plain = name.rpartition(":")[2].lower()
        if plain.startswith("on"):
            self._fault(f"The attribute {name} runs a script: remove it.")
        elif name == "xml:base" or plain == "src":
            self._fault(f"The attribute {name} loads from elsewhere: remove it.")
        elif plain == "href" and not value.strip().startswith("#"):
            self._fault(f"{name} points outside the drawing: only #names inside it are accepted.")
        elif not name.startswith("xmlns") and _REACHES_OUT.search(value):
            self._fault(f"The attribute {name} loads or hides something: only url(#name) is accepted.")
        elif plain == "font-family" and "sans-serif" not in value:
            self._fault("Letters need font-family sans-serif: the portal loads no fonts.")

    def _measure(self, attributes: Mapping[str, str]) -> None:
        """Note the scale and size of letters inside an element. A size in other units counts as inherited."""
        scale = self._scales[-1]
        for found in _SCALE.findall(attributes.get("transform", "")):
            scale *= abs(float(found))
        styled = _STYLED_SIZE.search(attributes.get("style", ""))
        size = _SIZE.fullmatch((styled[1] if styled else attributes.get("font-size", "")).strip())
        self._scales.append(scale)
        self._sizes.append(float(size[1]) if size else self._sizes[-1])

    def _fault(self, words: str) -> None:
        self._faults.add(self._file, self._locator.getLineNumber() or 0, words)
