"""QR codes, drawn as rectangles so that they stay sharp at any size."""

import re

import segno

from .style import INK, points

_DARK = re.compile(rb"\x01+")
_MASK = 3
"""One mask for every code: a reader takes any of the eight, and trying them all costs more than all else."""


def qr_operators(text: str, x: float, up: float, size: float) -> str:
    """PDF operators that draw a text as a QR code; leave an eighth of its size free on each side.

    x and size are millimetres; `up` is the height of the upper edge in points from the bottom of the page.
    """
    rows = segno.make(text, error="m", micro=False, mask=_MASK).matrix
    step = points(size) / len(rows)
    drawn = " ".join(
        f"{dark.start()} {row} {dark.end() - dark.start()} 1 re"
        for row, modules in enumerate(rows)
        for dark in _DARK.finditer(modules)
    )
    return f"{INK.operands} rg {step:.5f} 0 0 {-step:.5f} {points(x):.3f} {up:.3f} cm {drawn} f"
