"""Cars, vans, buses and lorries: a side profile with wheel arches, a tapered cabin, wheels, trim.

The front is towards +Z; the ground is at y = 0 and a car is about 2 long.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mge_studio.shapes.procedural.combine import Difference, Union
from mge_studio.shapes.procedural.forms import (
    ALONG_X, ALONG_Z, UPWARD, ball, bar, box, rod, wheel,
)
from mge_studio.shapes.procedural.loft import Loft
from mge_studio.shapes.procedural.outlines import rounded_rectangle
from mge_studio.shapes.procedural.registry import family
from mge_studio.shapes.procedural.solid import Solid, rotation

#: A profile (z, y) laid across the car: x -> +z, z -> -x.
_ACROSS = rotation("y", -90)

BODY, CABIN, WHEEL, TRIM = "body", "cabin", "wheel", "trim"


@dataclass
class _Frame:
    """The measures that parts of one car share. Half widths, heights and z positions."""

    half: float
    belt: float
    hood: float
    trunk: float
    floor: float
    wheel: float
    front: float
    rear: float


@family("car", parts=(BODY, CABIN, WHEEL, TRIM))
def build_car(rng: np.random.Generator) -> Union:
    kinds = (_sedan, _hatchback, _sports, _convertible, _pickup, _van, _bus, _truck, _offroad)
    kind = kinds[rng.choice(len(kinds), p=(0.2, 0.15, 0.14, 0.1, 0.11, 0.09, 0.07, 0.07, 0.07))]
    return Union(kind(rng))


def _frame(rng: np.random.Generator, belt: float, hood: float, trunk: float, size: float,
           floor: float = 0.1, half: float = 0.4) -> _Frame:
    """A frame with every measure varied by some per cent around the given ones."""
    vary = lambda x, by=0.07: float(x * rng.uniform(1 - by, 1 + by))  # noqa: E731
    bonnet = vary(hood)
    radius = min(vary(size), (bonnet - 0.03) / 2.1)  # the arch stays below the bonnet
    return _Frame(vary(half), max(vary(belt), bonnet + 0.02), bonnet, max(vary(trunk), bonnet),
                  vary(floor, 0.2), radius,
                  float(rng.uniform(0.58, 0.68)), -float(rng.uniform(0.56, 0.68)))


def _profile(f: _Frame, rng: np.random.Generator) -> NDArray[np.float64]:
    """(K, 2) outline in (z, y): nose, hood, belt line, trunk, tail and two wheel arches."""
    arch = f.wheel * 1.16
    angles = np.radians([155, 118, 90, 62, 25])

    def arch_at(z: float) -> list[tuple[float, float]]:
        points = [(z + arch * np.cos(a), f.wheel + arch * np.sin(a) * 0.95) for a in angles]
        return [(z - arch, f.floor), *points, (z + arch, f.floor)]

    nose, tail = rng.uniform(0.35, 0.75), rng.uniform(0.0, 0.08)
    cowl = rng.uniform(0.3, 0.42)
    return np.array([
        (-0.95, f.floor), *arch_at(f.rear), *arch_at(f.front), (0.94, f.floor),
        (1.0, f.floor + 0.06), (1.0 - 0.02, f.floor + (f.hood - f.floor) * nose),
        (0.9, f.hood - 0.03), (0.8, f.hood), (cowl, f.belt), (-0.75, f.belt),
        (-0.95 - tail * 0.3, f.trunk), (-1.0, f.trunk - 0.08), (-0.99, f.floor + 0.08),
    ])


def _body(f: _Frame, rng: np.random.Generator) -> Loft:
    """The profile across the width, drawn in a little towards both sides."""
    draw, edge = rng.uniform(0.94, 0.985), rng.uniform(0.04, 0.1)
    middle = f.floor + (f.belt - f.floor) * 0.45
    rows = [(-f.half, draw), (-f.half + edge, 1.0), (f.half - edge, 1.0), (f.half, draw)]
    # Local x is +z here, local z is -x; the vertical scale keeps the middle height in place.
    stations = [(z, s, s, 0.0, middle * (1 - s)) for z, s in rows]
    return Loft(_profile(f, rng), stations).labelled(BODY)


def _chassis(f: _Frame) -> Solid:
    """What is between the wheels, so that the arches do not go right through the car."""
    top = max(f.hood, f.trunk) - 0.06
    height = min(top, f.belt - 0.03) - f.floor
    return box(BODY, (2 * (f.half - 0.17), height, 1.7), (0, f.floor + height / 2, 0))


def _wheels(f: _Frame, rng: np.random.Generator, axles: tuple[float, ...] = ()) -> list[Solid]:
    width, dish = rng.uniform(0.11, 0.15), rng.uniform(0.0, 0.35)
    return [
        wheel(WHEEL, f.wheel, width, (side * (f.half - width / 2 + 0.015), f.wheel, z), dish=dish)
        for z in (f.front, f.rear, *axles) for side in (-1, 1)
    ]


def _greenhouse(
    half: float, bottom: float, top: float, base: tuple[float, float], roof: tuple[float, float],
    draw: float = 0.8,
) -> Loft:
    """The cabin above the belt line, from z range `base` at the bottom to `roof` at the top."""
    def row(y: float, ends: tuple[float, float], width: float) -> tuple[float, ...]:
        back, front = ends
        return y, 2 * half * width, front - back, 0.0, -(front + back) / 2
    shoulder = bottom + (top - bottom) * 0.86
    at = [b + (r - b) * 0.86 for b, r in zip(base, roof, strict=True)]
    inset = (roof[0] + 0.05, roof[1] - 0.05)
    rows = [row(bottom, base, 1.0), row(shoulder, (at[0], at[1]), 1 - (1 - draw) * 0.8),
            row(top, inset, draw - 0.06)]
    return Loft(rounded_rectangle(1, 1, 0.12, 3), rows).labelled(CABIN)


def _raised(loft: Loft) -> Solid:
    return loft.transformed(UPWARD)


def _side(loft: Loft) -> Solid:
    return loft.transformed(_ACROSS)


def _lights(f: _Frame, rng: np.random.Generator) -> list[Solid]:
    """Head lights, bumpers and mirrors, each there or not."""
    parts: list[Solid] = []
    height = f.floor + (f.hood - f.floor) * 0.62
    if rng.random() < 0.6:
        size = rng.uniform(0.035, 0.055)
        for side in (-1, 1):
            parts.append(ball(TRIM, (size, size, 0.05), (side * f.half * 0.68, height, 0.965)))
    if rng.random() < 0.75:
        depth, y = rng.uniform(0.02, 0.05), f.floor + rng.uniform(0.06, 0.1)
        for z in (1.0, -1.0):
            parts.append(box(TRIM, (2 * f.half * rng.uniform(0.85, 0.98), 0.08, depth * 2), (0, y, z),
                             rounding=0.03))
    if rng.random() < 0.75:
        for side in (-1, 1):
            parts.append(box(TRIM, (0.09, 0.05, 0.035),
                             (side * (f.half + 0.03), f.belt + 0.05, 0.3)))
    return parts


def _car(f: _Frame, rng: np.random.Generator) -> list[Solid]:
    return [_side(_body(f, rng)), _chassis(f), *_wheels(f, rng), *_lights(f, rng)]


def _sedan(rng: np.random.Generator) -> list[Solid]:
    f = _frame(rng, 0.42, 0.37, 0.4, 0.15)
    top = f.belt + rng.uniform(0.19, 0.25)
    base = (rng.uniform(-0.72, -0.6), rng.uniform(0.38, 0.46))
    roof = (rng.uniform(-0.5, -0.4), rng.uniform(-0.02, 0.1))
    parts = [*_car(f, rng), _raised(_greenhouse(f.half * 0.94, f.belt - 0.02, top, base, roof))]
    if rng.random() < 0.15:  # a taxi's or a patrol car's roof sign
        parts.append(box(TRIM, (rng.uniform(0.14, 0.4), 0.06, 0.08), (0, top + 0.02, -0.15)))
    return parts


def _hatchback(rng: np.random.Generator) -> list[Solid]:
    """A hatchback or estate: the roof goes on to the tail."""
    f = _frame(rng, 0.44, 0.39, 0.43, 0.155)
    f.rear = -rng.uniform(0.58, 0.66)
    top = f.belt + rng.uniform(0.2, 0.28)
    base, roof = (-0.96, rng.uniform(0.4, 0.5)), (rng.uniform(-0.9, -0.72), rng.uniform(0.0, 0.15))
    parts = [*_car(f, rng), _raised(_greenhouse(f.half * 0.94, f.belt - 0.02, top, base, roof))]
    if rng.random() < 0.4:
        for side in (-1, 1):
            x = side * f.half * 0.68
            parts.append(rod(TRIM, (x, top + 0.012, -0.7), (x, top + 0.012, 0.0), 0.016))
    elif rng.random() < 0.5:
        parts.append(box(TRIM, (f.half * 1.3, 0.025, 0.16), (0, top - 0.03, roof[0] - 0.02)))
    return parts


def _sports(rng: np.random.Generator) -> list[Solid]:
    """Low and wide, with a wing on posts, a lip or nothing at the tail."""
    f = _frame(rng, 0.36, 0.32, 0.36, 0.145, floor=0.07, half=0.43)
    top = f.belt + rng.uniform(0.14, 0.19)
    base, roof = (rng.uniform(-0.85, -0.65), rng.uniform(0.3, 0.45)), (-0.34, rng.uniform(-0.12, 0.0))
    parts = [*_car(f, rng), _raised(_greenhouse(f.half * 0.86, f.belt - 0.03, top, base, roof, 0.74))]
    style = rng.random()
    if style < 0.45:
        height = rng.uniform(0.09, 0.18)
        parts.append(box(TRIM, (f.half * 1.75, 0.024, 0.14), (0, f.trunk + height, -0.93)))
        for side in (-1, 1):
            parts.append(box(TRIM, (0.025, height + 0.03, 0.08),
                             (side * f.half * 0.6, f.trunk + height / 2 - 0.015, -0.92)))
    elif style < 0.7:
        parts.append(box(TRIM, (f.half * 1.6, 0.06, 0.08), (0, f.trunk, -0.93)))
    if rng.random() < 0.3:
        parts.append(box(TRIM, (0.16, 0.05, 0.3), (0, f.hood + 0.02, 0.55)))
    for side in (-1, 1):
        parts.append(bar(TRIM, 0.028, 0.14, (side * f.half * 0.5, f.floor + 0.05, -1.0)))
    return parts


def _convertible(rng: np.random.Generator) -> list[Solid]:
    """An open car: a hollow between doors, seats, a raked windscreen, a roll bar perhaps."""
    f = _frame(rng, 0.4, 0.35, 0.39, 0.155)
    long = rng.random() < 0.4
    back, front, width = (-0.55 if long else -0.3), 0.34, f.half * 0.78
    depth, floor = f.belt + 0.1, f.floor + 0.07
    hollow = box(BODY, (2 * width, depth - floor, front - back), (0, (depth + floor) / 2,
                                                                 (front + back) / 2))
    shell = Difference(Union([_side(_body(f, rng)), _chassis(f)]), hollow).labelled(BODY)
    parts: list[Solid] = [shell, *_wheels(f, rng), *_lights(f, rng)]
    for z in (-0.42, -0.02) if long else (-0.12,):
        for side in (-1, 1):
            x = side * width * 0.48
            parts.append(box(CABIN, (width * 0.7, 0.12, 0.22), (x, floor + 0.05, z + 0.05)))
            parts.append(box(CABIN, (width * 0.7, f.belt - floor + 0.1, 0.07),
                             (x, (f.belt + floor) / 2 + 0.05, z - 0.09), rotation("x", -8)))
    tall = rng.uniform(0.18, 0.24)
    parts.append(box(CABIN, (2 * f.half * 0.84, tall, 0.034),
                     (0, f.belt + tall * 0.4, front - 0.02), rotation("x", -rng.uniform(28, 40))))
    if rng.random() < 0.4:
        for side in (-1, 1):
            x, z = side * width * 0.5, back + 0.03
            for dx in (-0.09, 0.09):
                parts.append(rod(TRIM, (x + dx, f.belt - 0.1, z), (x + dx * 0.6, f.belt + 0.16, z),
                                 0.015))
            parts.append(rod(TRIM, (x - 0.054, f.belt + 0.16, z), (x + 0.054, f.belt + 0.16, z),
                             0.015))
    return parts


def _pickup(rng: np.random.Generator) -> list[Solid]:
    f = _frame(rng, 0.47, 0.44, 0.47, 0.175, floor=0.16)
    top = f.belt + rng.uniform(0.21, 0.27)
    cabin = rng.uniform(-0.35, -0.05)
    bed_front, floor = cabin - 0.05, f.belt - rng.uniform(0.14, 0.2)
    hollow = box(BODY, (2 * f.half - rng.uniform(0.1, 0.14), 0.5, bed_front + 0.93),
                 (0, floor + 0.25, (bed_front - 0.93) / 2))
    base, roof = (cabin, rng.uniform(0.4, 0.5)), (cabin + 0.06, rng.uniform(0.1, 0.2))
    parts: list[Solid] = [
        Difference(Union([_side(_body(f, rng)), _chassis(f)]), hollow).labelled(BODY),
        *_wheels(f, rng), *_lights(f, rng),
        _raised(_greenhouse(f.half * 0.94, f.belt - 0.02, top, base, roof, 0.85)),
    ]
    style = rng.random()
    if style < 0.25:
        for side in (-1, 1):
            x, z = side * f.half * 0.88, bed_front - 0.06
            parts.append(rod(TRIM, (x, f.belt - 0.05, z), (x, top, z), 0.018))
        parts.append(rod(TRIM, (-f.half * 0.88, top, z), (f.half * 0.88, top, z), 0.018))
    elif style < 0.5:
        for _ in range(rng.integers(1, 4)):
            size = rng.uniform(0.12, 0.22, 3)
            x, z = rng.uniform(-0.15, 0.15), rng.uniform(-0.8, bed_front - 0.15)
            parts.append(box(TRIM, tuple(size), (x, floor + size[1] / 2 - 0.01, z)))
    return parts


def _van(rng: np.random.Generator) -> list[Solid]:
    """A delivery van or minibus: short hood, high roof to the tail."""
    f = _frame(rng, 0.5, 0.45, 0.5, 0.145, half=0.4)
    f.front = rng.uniform(0.6, 0.68)
    top = f.belt + rng.uniform(0.28, 0.42)
    base, roof = (-0.98, rng.uniform(0.68, 0.86)), (-0.96, rng.uniform(0.42, 0.55))
    parts = [*_car(f, rng),
             _raised(_greenhouse(f.half * 0.96, f.belt - 0.06, top, base, roof, 0.92))]
    style = rng.random()
    if style < 0.35:
        for side in (-1, 1):
            x = side * f.half * 0.75
            parts.append(rod(TRIM, (x, top + 0.03, -0.8), (x, top + 0.03, 0.3), 0.016))
        for z in (-0.7, -0.25, 0.2):
            parts.append(rod(TRIM, (-f.half * 0.75, top + 0.03, z), (f.half * 0.75, top + 0.03, z),
                             0.014))
    elif style < 0.55:
        parts.append(box(TRIM, (0.4, 0.1, rng.uniform(0.3, 0.6)), (0, top + 0.03, -0.3)))
    return parts


def _bus(rng: np.random.Generator) -> list[Solid]:
    """A city bus, a coach or a double decker, with a row of windows let into its sides."""
    double = rng.random() < 0.3
    half, top = rng.uniform(0.24, 0.28), (0.78 if double else 0.52) * rng.uniform(0.95, 1.08)
    size, floor = rng.uniform(0.085, 0.1), 0.06
    f = _Frame(half, top, top, top, floor, size, rng.uniform(0.55, 0.68), -rng.uniform(0.45, 0.62))
    openings: list[Solid] = [
        bar(BODY, size * 1.2, 3.0, (0, size, z), ALONG_X) for z in (f.front, f.rear)
    ]
    count = int(rng.integers(4, 7))
    for y in (0.36, top - 0.15) if double else (top - rng.uniform(0.15, 0.2),):
        for z in np.linspace(-0.78, 0.66, count):
            openings.append(box(BODY, (1.0, 0.14, 1.15 / count), (0, y, z)))
        openings.append(box(BODY, (2 * half * 0.84, 0.15, 0.07), (0, y, 1.0)))
    shell = box(BODY, (2 * half, top - floor, 2.0), (0, (top + floor) / 2, 0), rounding=0.03)
    glass = box(CABIN, (2 * half - 0.07, top - 0.18, 1.86), (0, top / 2 + 0.06, 0))
    inner = box(BODY, (2 * half - 0.24, 0.3, 1.9), (0, floor + 0.15, 0))
    parts: list[Solid] = [Difference(shell, Union(openings)).labelled(BODY), glass, inner]
    for side in (-1, 1):
        if rng.random() < 0.7:
            parts.append(rod(TRIM, (side * half * 0.9, top - 0.08, 1.0),
                             (side * (half + 0.02), top - 0.1, 1.08), 0.016))
    if rng.random() < 0.5:
        parts.append(box(TRIM, (half, 0.06, rng.uniform(0.3, 0.7)), (0, top + 0.02, -0.3)))
    return [*_wheels(f, rng), *parts]


def _truck(rng: np.random.Generator) -> list[Solid]:
    """A lorry: a cab, with a bonnet or without, and a box, tank or open load on a frame."""
    half, size = rng.uniform(0.27, 0.32), rng.uniform(0.11, 0.13)
    f = _Frame(half, 0.3, 0.3, 0.3, 0.1, size, 0.66, -0.6)
    bonnet = rng.random() < 0.4
    cab_back, cab_front = (0.3, 0.68) if bonnet else (0.52, 0.98)
    top = rng.uniform(0.58, 0.7)
    base, roof = (cab_back, cab_front), (cab_back, cab_front - rng.uniform(0.04, 0.12))
    parts: list[Solid] = [
        box(BODY, (half * 1.0, 0.08, 1.9), (0, size + 0.06, 0)),
        _raised(_greenhouse(half * 0.96, size + 0.04, top, base, roof, 0.94)),
        *_wheels(f, rng, (rng.uniform(-0.36, -0.3),) if rng.random() < 0.5 else ()),
    ]
    if bonnet:
        parts.append(box(BODY, (half * 1.2, 0.26, 0.4), (0, size + 0.18, 0.8), rounding=0.03))
        for side in (-1, 1):
            parts.append(rod(TRIM, (side * half, size, 0.26), (side * half, top + 0.12, 0.26), 0.024))
    parts.append(box(TRIM, (half * 1.9, 0.08, 0.06), (0, size + 0.02, 1.0)))
    low, back, front = size + 0.1, -1.0, cab_back - rng.uniform(0.06, 0.12)
    length, middle, load = front - back, (front + back) / 2, rng.random()
    if load < 0.45:
        height = rng.uniform(0.45, 0.62)
        parts.append(box(CABIN, (2 * half, height, length), (0, low + height / 2, middle)))
    elif load < 0.7:
        radius = half * rng.uniform(0.8, 0.95)
        parts.append(bar(CABIN, radius, length, (0, low + radius, middle)))
        parts.append(bar(TRIM, 0.06, 2 * radius + 0.06, (0, low + radius + 0.02, middle), turn=UPWARD))
    else:
        height = rng.uniform(0.16, 0.34)
        tray = box(CABIN, (2 * half, height, length), (0, low + height / 2, middle))
        hollow = box(CABIN, (2 * half - 0.07, height, length - 0.07), (0, low + height / 2 + 0.05,
                                                                      middle))
        parts.append(Difference(tray, hollow))
    return parts


def _offroad(rng: np.random.Generator) -> list[Solid]:
    """Upright, big wheels, a spare wheel at the back."""
    f = _frame(rng, 0.52, 0.49, 0.52, 0.2, floor=0.2)
    top = f.belt + rng.uniform(0.22, 0.3)
    base, roof = (-0.96, rng.uniform(0.3, 0.4)), (-0.94, rng.uniform(0.2, 0.32))
    parts = [*_car(f, rng),
             _raised(_greenhouse(f.half * 0.95, f.belt - 0.02, top, base, roof, 0.92))]
    if rng.random() < 0.75:
        parts.append(wheel(WHEEL, f.wheel * 0.95, 0.1, (0, f.belt - 0.06, -1.03), turn=ALONG_Z))
    if rng.random() < 0.4:
        parts.append(box(TRIM, (f.half * 1.5, 0.03, 1.0), (0, top + 0.04, -0.35)))
        for z in (-0.7, 0.0):
            parts.append(box(TRIM, (f.half * 1.2, 0.06, 0.04), (0, top + 0.01, z)))
    return parts
