"""What adorns a certificate: a thin double border with notched corners, and a rosette. Drawn as lines."""

from functools import cache
from itertools import pairwise
from math import cos, pi, sin

from .style import BLUE, PALE, points

_LOBES = 16
_CURVES = 4 * _LOBES


@cache
def border(wide: float, high: float, inset: float, notch: float = 7.0) -> str:
    """PDF operators of a double border, the inner line cut in at the corners. Measures are millimetres."""
    outer = _frame(wide, high, inset, 0.0)
    inner = _frame(wide, high, inset + 2.2, notch)
    return f"{BLUE.operands} RG 1.1 w {outer} S 0.35 w {inner} S"


def _frame(wide: float, high: float, inset: float, notch: float) -> str:
    left, low, right, top = points(inset), points(inset), points(wide - inset), points(high - inset)
    n = points(notch)
    corners = [
        [(left, low + n), (left + n, low)],
        [(right - n, low), (right, low + n)],
        [(right, top - n), (right - n, top)],
        [(left + n, top), (left, top - n)],
    ]
    centres = [(left, low), (right, low), (right, top), (left, top)]
    path = [f"{corners[0][1][0]:.2f} {corners[0][1][1]:.2f} m"]
    for (start, end), centre in zip(corners[1:] + corners[:1], centres[1:] + centres[:1], strict=True):
        path.append(f"{start[0]:.2f} {start[1]:.2f} l")
        path.append(_hollow(start, end, centre))
    return " ".join(path) + " h"


def _hollow(start: tuple[float, float], end: tuple[float, float], centre: tuple[float, float]) -> str:
    """A quarter circle that bows inward from a corner, as one Bézier curve."""
    k = 0.5523
    first = [start[i] + (end[i] - centre[i]) * k for i in (0, 1)]
    second = [end[i] + (start[i] - centre[i]) * k for i in (0, 1)]
    return f"{first[0]:.2f} {first[1]:.2f} {second[0]:.2f} {second[1]:.2f} {end[0]:.2f} {end[1]:.2f} c"


@cache
def rosette(x: float, up: float, radius: float) -> str:
    """PDF operators of a rosette round a point: woven waves about a disc with a check mark.

    x and radius are millimetres, `up` is the centre's height in points from the bottom of the page.
    """
    r = points(radius)
    wave, disc = _wave(r * 0.84, r * 0.15), _wave(r * 0.56, 0.0)
    weave = " ".join(f"q {_turned(turn * pi / (2 * _LOBES))} {wave} S Q" for turn in range(4))
    mark = " ".join(
        f"{dx * r:.2f} {dy * r:.2f} {step}"
        for dx, dy, step in ((-0.24, 0.0, "m"), (-0.06, -0.19, "l"), (0.27, 0.2, "l"))
    )
    return (
        f"1 0 0 1 {points(x):.2f} {up:.2f} cm {BLUE.operands} RG {PALE.operands} rg 0.3 w {weave} "
        f"0.9 w {disc} B {r * 0.1:.2f} w 1 J 1 j {mark} S"
    )


def _turned(angle: float) -> str:
    """The operator that turns what follows about the origin."""
    return f"{cos(angle):.5f} {sin(angle):.5f} {-sin(angle):.5f} {cos(angle):.5f} 0 0 cm"


def _wave(radius: float, swing: float) -> str:
    """A closed curve about the origin whose distance swings once per lobe, as Bézier curves."""
    step = 2 * pi / _CURVES
    knots = [_knot(radius, swing, step * number) for number in range(_CURVES + 1)]
    path = [f"{knots[0][0].real:.2f} {knots[0][0].imag:.2f} m"]
    for (start, leaving), (end, arriving) in pairwise(knots):
        handles = (start + leaving * step / 3, end - arriving * step / 3, end)
        path.append(" ".join(f"{point.real:.2f} {point.imag:.2f}" for point in handles) + " c")
    return " ".join(path) + " h"


def _knot(radius: float, swing: float, angle: float) -> tuple[complex, complex]:
    """A point of the wave, and the direction and speed in which the curve passes it."""
    ray = complex(cos(angle), sin(angle))
    distance = radius + swing * cos(_LOBES * angle)
    growth = -swing * _LOBES * sin(_LOBES * angle)
    return distance * ray, (growth + distance * 1j) * ray
