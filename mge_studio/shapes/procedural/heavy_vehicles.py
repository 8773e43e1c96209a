"""Vans, buses and lorries. The front is towards +Z."""

from __future__ import annotations

import numpy as np

from mge_studio.shapes.procedural.car_bodies import (
    BODY,
    CABIN,
    TRIM,
    Frame,
    car,
    frame,
    greenhouse,
    raised,
    wheels,
)
from mge_studio.shapes.procedural.combine import Difference, Union
from mge_studio.shapes.procedural.forms import ALONG_X, UPWARD, bar, box, rod
from mge_studio.shapes.procedural.solid import Solid


def van(rng: np.random.Generator) -> list[Solid]:
    """A delivery van or minibus: short hood, high roof to the tail."""
    f = frame(rng, 0.5, 0.45, 0.5, 0.145, half=0.4)
    f.front = rng.uniform(0.6, 0.68)
    top = f.belt + rng.uniform(0.28, 0.42)
    base, roof = (-0.98, rng.uniform(0.68, 0.86)), (-0.96, rng.uniform(0.42, 0.55))
    parts = [
        *car(f, rng),
        raised(greenhouse(f.half * 0.96, f.belt - 0.06, top, base, roof, 0.92)),
    ]
    style = rng.random()
    if style < 0.35:
        for side in (-1, 1):
            x = side * f.half * 0.75
            parts.append(rod(TRIM, (x, top + 0.03, -0.8), (x, top + 0.03, 0.3), 0.016))
        for z in (-0.7, -0.25, 0.2):
            parts.append(
                rod(TRIM, (-f.half * 0.75, top + 0.03, z), (f.half * 0.75, top + 0.03, z), 0.014)
            )
    elif style < 0.55:
        parts.append(box(TRIM, (0.4, 0.1, rng.uniform(0.3, 0.6)), (0, top + 0.03, -0.3)))
    return parts


def bus(rng: np.random.Generator) -> list[Solid]:
    """A city bus, a coach or a double decker, with a row of windows let into its sides."""
    double = rng.random() < 0.3
    half, top = rng.uniform(0.24, 0.28), (0.78 if double else 0.52) * rng.uniform(0.95, 1.08)
    size, floor = rng.uniform(0.085, 0.1), 0.06
    f = Frame(half, top, top, top, floor, size, rng.uniform(0.55, 0.68), -rng.uniform(0.45, 0.62))
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
            parts.append(
                rod(
                    TRIM,
                    (side * half * 0.9, top - 0.08, 1.0),
                    (side * (half + 0.02), top - 0.1, 1.08),
                    0.016,
                )
            )
    if rng.random() < 0.5:
        parts.append(box(TRIM, (half, 0.06, rng.uniform(0.3, 0.7)), (0, top + 0.02, -0.3)))
    return [*wheels(f, rng), *parts]


def truck(rng: np.random.Generator) -> list[Solid]:
    """A lorry: a cab, with a bonnet or without, and a box, tank or open load on a frame."""
    half, size = rng.uniform(0.27, 0.32), rng.uniform(0.11, 0.13)
    f = Frame(half, 0.3, 0.3, 0.3, 0.1, size, 0.66, -0.6)
    bonnet = rng.random() < 0.4
    cab_back, cab_front = (0.3, 0.68) if bonnet else (0.52, 0.98)
    top = rng.uniform(0.58, 0.7)
    base, roof = (cab_back, cab_front), (cab_back, cab_front - rng.uniform(0.04, 0.12))
    parts: list[Solid] = [
        box(BODY, (half * 1.0, 0.08, 1.9), (0, size + 0.06, 0)),
        raised(greenhouse(half * 0.96, size + 0.04, top, base, roof, 0.94)),
        *wheels(f, rng, (rng.uniform(-0.36, -0.3),) if rng.random() < 0.5 else ()),
    ]
    if bonnet:
        parts.append(box(BODY, (half * 1.2, 0.26, 0.4), (0, size + 0.18, 0.8), rounding=0.03))
        for side in (-1, 1):
            parts.append(
                rod(
                    TRIM,
                    (side * half * 0.92, size, 0.3),
                    (side * half * 0.92, top + 0.12, 0.3),
                    0.024,
                )
            )
    parts.append(box(TRIM, (half * 1.9, 0.08, 0.06), (0, size + 0.02, 1.0)))
    low, back, front = size + 0.1, -1.0, cab_back - rng.uniform(0.06, 0.12)
    length, middle, load = front - back, (front + back) / 2, rng.random()
    if load < 0.45:
        height = rng.uniform(0.45, 0.62)
        parts.append(box(CABIN, (2 * half, height, length), (0, low + height / 2, middle)))
    elif load < 0.7:
        radius = half * rng.uniform(0.8, 0.95)
        parts.append(bar(CABIN, radius, length, (0, low + radius, middle)))
        parts.append(
            bar(TRIM, 0.06, 2 * radius + 0.06, (0, low + radius + 0.02, middle), turn=UPWARD)
        )
    else:
        height = rng.uniform(0.16, 0.34)
        tray = box(CABIN, (2 * half, height, length), (0, low + height / 2, middle))
        hollow = box(
            CABIN, (2 * half - 0.07, height, length - 0.07), (0, low + height / 2 + 0.05, middle)
        )
        parts.append(Difference(tray, hollow))
    return parts
