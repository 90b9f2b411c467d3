"""QR codes, drawn as rectangles so that they stay sharp at any size."""

import segno

from .style import INK, points

_MASK = 3
"""One mask for every code: a reader takes any of the eight, and trying them all costs more than all else."""


def qr_operators(text: str, x: float, up: float, size: float) -> str:
    """PDF operators that draw a text as a QR code; leave an eighth of its size free on each side.

    x and size are millimetres; `up` is the height of the upper edge in points from the bottom of the page.
    """
    rows = segno.make(text, error="m", micro=False, mask=_MASK).matrix
    step = points(size) / len(rows)
    drawn = " ".join(
        f"{start} {row} {length} 1 re" for row, modules in enumerate(rows) for start, length in _runs(modules)
    )
    return f"{INK.operands} rg {step:.5f} 0 0 {-step:.5f} {points(x):.3f} {up:.3f} cm {drawn} f"


def _runs(modules: bytearray) -> list[tuple[int, int]]:
    """The dark stretches of a row: where each begins and how many modules it is long."""
    runs: list[tuple[int, int]] = []
    start = modules.find(1)
    while start >= 0:
        end = modules.find(0, start)
        end = len(modules) if end < 0 else end
        runs.append((start, end - start))
        start = modules.find(1, end)
    return runs
