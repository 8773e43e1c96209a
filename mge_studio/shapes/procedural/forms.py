"""Forms that several families of machines share: wings, fins, fuselages, wheels, propellers.

Each function places its form and names the part it belongs to.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mge_studio.shapes.procedural.loft import Loft
from mge_studio.shapes.procedural.outlines import ellipse
from mge_studio.shapes.procedural.primitives import Box, Lathe, Sphere, Tube
from mge_studio.shapes.procedural.solid import Float64, Solid, rotation

Point = Sequence[float] | Float64
Turn = Float64

#: Rotations (3, 4) of a form's own z axis: a loft's length, a wheel's axle, a bar's line.
ALONG_Z: Turn = np.eye(3, 4)
ALONG_X: Turn = rotation("y", 90)  # x -> -z, z -> +x
UPWARD: Turn = rotation("x", -90)  # y -> -z, z -> +y
UPWARD_SIDE: Turn = np.array([[0.0, -1, 0, 0], [0, 0, 1, 0], [-1, 0, 0, 0]])  # x -> -z, z -> +y

#: Wing section, leading edge at -0.5, one unit of chord and of thickness; blunt behind.
AIRFOIL = np.array([(-0.5, 0), (-0.47, -0.36), (-0.3, -0.5), (0.05, -0.49), (0.5, -0.38),
                    (0.5, 0.38), (0.05, 0.49), (-0.3, 0.5), (-0.47, 0.36)])  # fmt: skip
CIRCLE = ellipse(2, 2, 14)


def box(part: str, size: Point, at: Point, turn: Turn = ALONG_Z, rounding: float = 0.0) -> Solid:
    """A box of `size` (3,), turned, then moved to `at`."""
    return Box(size, rounding).transformed(turn).at(*at).labelled(part)


def ball(part: str, half_axes: Point, at: Point) -> Solid:
    return Sphere().scaled(*half_axes).at(*at).labelled(part)


def rod(part: str, start: Point, end: Point, radius: float) -> Solid:
    """A round-ended rod."""
    return Tube(np.array([start, end]), radius).labelled(part)


def bar(part: str, radius: float, length: float, at: Point, turn: Turn = ALONG_Z) -> Solid:
    """A cylinder around `at`, along z before it is turned."""
    half = length / 2
    profile = [(0, -half), (radius, -half), (radius, half), (0, half)]
    return turned_body(part, profile, at, turn)


def turned_body(
    part: str, profile: Sequence[Sequence[float]] | Float64, at: Point, turn: Turn
) -> Solid:
    """A lathe whose axis is z before it is turned: profile rows are (radius, z)."""
    return Lathe(profile).turned("x", 90).transformed(turn).at(*at).labelled(part)


def wheel(
    part: str, radius: float, width: float, at: Point, turn: Turn = ALONG_X, dish: float = 0.0
) -> Solid:
    """A tyre with rounded shoulders; `dish` is how deep the rim lies, as a share of the width."""
    half, rim = width / 2, radius * 0.62
    face = half * (1 - dish)
    profile = [(0, -face), (rim * 0.9, -face), (rim, -half), (radius * 0.9, -half),
               (radius, -half * 0.6), (radius, half * 0.6), (radius * 0.9, half), (rim, half),
               (rim * 0.9, face), (0, face)]  # fmt: skip
    return turned_body(part, profile, at, turn)


def surface(
    part: str,
    span: float,
    chord: float,
    tip: float,
    sweep: float,
    rise: float,
    thickness: float,
    at: Point,
) -> Solid:
    """Both halves of a wing around `at`.

    tip: chord at the tips as a share of `chord`; sweep and rise: how far the tips lie behind and
    above the middle. The thickness at the tips is at least 0.75 of that in the middle.
    """
    thin = thickness * max(0.75, tip)
    edge = (span / 2, chord * tip, thin, sweep, rise)
    stations = [(-edge[0], *edge[1:]), (0.0, chord, thickness, 0.0, 0.0), edge]
    return Loft(AIRFOIL, stations).transformed(ALONG_X).at(*at).labelled(part)


def fin(
    part: str,
    height: float,
    chord: float,
    tip: float,
    sweep: float,
    thickness: float,
    at: Point,
    turn: Turn = ALONG_Z,
) -> Solid:
    """An upright fin on `at`, its leading edge towards +z, its tip moved back by `sweep`."""
    stations = [
        (0.0, chord, thickness, 0.0, 0.0),
        (height, chord * tip, thickness * 0.85, sweep, 0),
    ]
    return Loft(AIRFOIL, stations).transformed(UPWARD_SIDE).transformed(turn).at(*at).labelled(part)


def fuselage(
    part: str,
    length: float,
    radius: float,
    nose: float,
    rise: float,
    tail: float,
    height: float,
    at: Point = (0, 0, 0),
    blunt: float = 0.12,
    thin: float = 0.18,
) -> Solid:
    """A round body along z around `at`.

    nose, tail: lengths of the two ends; rise: how far the tail end lies above the axis; height:
    of the section, as a share of its width; blunt, thin: radius of the very nose and tail.
    """
    front, back = length / 2, -length / 2
    rows = [(back, thin, rise), (back + tail * 0.5, (1 + thin) * 0.53, rise * 0.5),
            (back + tail, 1.0, 0.0)]  # fmt: skip
    for share in (0.0, 0.45, 0.8, 1.0):
        size = blunt + (1 - blunt) * np.sqrt(1 - share**2)
        rows.append((front - nose * (1 - share), size, -0.25 * radius * share**2 * (1 - blunt)))
    if rows[3][0] - rows[2][0] < 1e-3:
        rows.pop(2)
    stations = [(z, radius * s, radius * s * height, 0.0, y) for z, s, y in rows]
    return Loft(CIRCLE, stations).at(*at).labelled(part)


def ducted(part: str, radius: float, length: float, at: Point) -> Solid:
    """A jet engine: an open-ended nacelle around a spinner, facing +z."""
    front, back, bore = length / 2, -length / 2, radius * 0.76
    profile = [(0, back), (radius * 0.62, back), (radius * 0.92, 0.0), (radius, front * 0.5),
               (radius * 0.95, front), (bore, front), (bore, front * 0.45),
               (radius * 0.3, front * 0.45), (0, front * 0.8)]  # fmt: skip
    return turned_body(part, profile, at, ALONG_Z)


def propeller(
    part: str, blades: int, radius: float, at: Point, angle: float, spinner: float
) -> list[Solid]:
    """A spinner with twisted blades in front of `at`, facing +z; `angle` in degrees."""
    length = spinner * 2.2
    cone = [(0, -0.02), (spinner, -0.02), (spinner * 0.9, length * 0.4),
            (spinner * 0.55, length * 0.8), (0, length)]  # fmt: skip
    parts: list[Solid] = [turned_body(part, cone, at, ALONG_Z)]
    for k in range(blades):
        blade = Box((0.05 * radius / 0.25, radius, 0.022)).turned("y", 24).at(0, radius / 2, 0.025)
        parts.append(blade.turned("z", angle + 360 * k / blades).at(*at).labelled(part))
    return parts
