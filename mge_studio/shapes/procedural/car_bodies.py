"""What cars share: measures, the body's side profile, cabins, wheels, lights and bumpers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mge_studio.shapes.procedural.forms import UPWARD, ball, box, wheel
from mge_studio.shapes.procedural.loft import Loft
from mge_studio.shapes.procedural.outlines import rounded_rectangle
from mge_studio.shapes.procedural.solid import Solid, rotation

BODY, CABIN, WHEEL, TRIM = "body", "cabin", "wheel", "trim"

#: A profile (z, y) laid across the car: x -> +z, z -> -x.
_ACROSS = rotation("y", -90)


@dataclass
class Frame:
    """The measures that parts of one car share. Half widths, heights and z positions."""

    half: float
    belt: float
    hood: float
    trunk: float
    floor: float
    wheel: float
    front: float
    rear: float


def frame(
    rng: np.random.Generator,
    belt: float,
    hood: float,
    trunk: float,
    size: float,
    floor: float = 0.1,
    half: float = 0.4,
) -> Frame:
    """A frame with every measure varied by some per cent around the given ones."""

    def vary(measure: float, by: float = 0.07) -> float:
        return float(measure * rng.uniform(1 - by, 1 + by))

    bonnet = vary(hood)
    radius = min(vary(size), (bonnet - 0.03) / 2.1)  # the arch stays below the bonnet
    return Frame(
        vary(half),
        max(vary(belt), bonnet + 0.02),
        bonnet,
        max(vary(trunk), bonnet),
        vary(floor, 0.2),
        radius,
        float(rng.uniform(0.58, 0.68)),
        -float(rng.uniform(0.56, 0.68)),
    )


def profile(f: Frame, rng: np.random.Generator) -> NDArray[np.float64]:
    """(K, 2) outline in (z, y): nose, hood, belt line, trunk, tail and two wheel arches."""
    arch = f.wheel * 1.16
    angles = np.radians([155, 118, 90, 62, 25])

    def arch_at(z: float) -> list[tuple[float, float]]:
        points = [(z + arch * np.cos(a), f.wheel + arch * np.sin(a) * 0.95) for a in angles]
        return [(z - arch, f.floor), *points, (z + arch, f.floor)]

    nose, tail = rng.uniform(0.35, 0.75), rng.uniform(0.0, 0.08)
    cowl = rng.uniform(0.3, 0.42)
    return np.array(
        [
            (-0.95, f.floor),
            *arch_at(f.rear),
            *arch_at(f.front),
            (0.94, f.floor),
            (1.0, f.floor + 0.06),
            (1.0 - 0.02, f.floor + (f.hood - f.floor) * nose),
            (0.9, f.hood - 0.03),
            (0.8, f.hood),
            (cowl, f.belt),
            (-0.75, f.belt),
            (-0.95 - tail * 0.3, f.trunk),
            (-1.0, f.trunk - 0.08),
            (-0.99, f.floor + 0.08),
        ]
    )


def body(f: Frame, rng: np.random.Generator) -> Loft:
    """The profile across the width, drawn in a little towards both sides."""
    draw, edge = rng.uniform(0.94, 0.985), rng.uniform(0.04, 0.1)
    middle = f.floor + (f.belt - f.floor) * 0.45
    rows = [(-f.half, draw), (-f.half + edge, 1.0), (f.half - edge, 1.0), (f.half, draw)]
    # Local x is +z here, local z is -x; the vertical scale keeps the middle height in place.
    stations = [(z, s, s, 0.0, middle * (1 - s)) for z, s in rows]
    return Loft(profile(f, rng), stations).labelled(BODY)


def chassis(f: Frame) -> Solid:
    """What is between the wheels, so that the arches do not go right through the car."""
    top = max(f.hood, f.trunk) - 0.06
    height = min(top, f.belt - 0.03) - f.floor
    return box(BODY, (2 * (f.half - 0.17), height, 1.7), (0, f.floor + height / 2, 0))


def wheels(f: Frame, rng: np.random.Generator, axles: tuple[float, ...] = ()) -> list[Solid]:
    width, dish = rng.uniform(0.11, 0.15), rng.uniform(0.0, 0.35)
    return [
        wheel(WHEEL, f.wheel, width, (side * (f.half - width / 2 + 0.015), f.wheel, z), dish=dish)
        for z in (f.front, f.rear, *axles)
        for side in (-1, 1)
    ]


def greenhouse(
    half: float,
    bottom: float,
    top: float,
    base: tuple[float, float],
    roof: tuple[float, float],
    draw: float = 0.8,
) -> Loft:
    """The cabin above the belt line, from z range `base` at the bottom to `roof` at the top."""

    def row(y: float, ends: tuple[float, float], width: float) -> tuple[float, ...]:
        back, front = ends
        return y, 2 * half * width, front - back, 0.0, -(front + back) / 2

    shoulder = bottom + (top - bottom) * 0.86
    at = [b + (r - b) * 0.86 for b, r in zip(base, roof, strict=True)]
    inset = (roof[0] + 0.05, roof[1] - 0.05)
    rows = [
        row(bottom, base, 1.0),
        row(shoulder, (at[0], at[1]), 1 - (1 - draw) * 0.8),
        row(top, inset, draw - 0.06),
    ]
    return Loft(rounded_rectangle(1, 1, 0.12, 3), rows).labelled(CABIN)


def raised(loft: Loft) -> Solid:
    return loft.transformed(UPWARD)


def laid_across(loft: Loft) -> Solid:
    return loft.transformed(_ACROSS)


def lights(f: Frame, rng: np.random.Generator) -> list[Solid]:
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
            parts.append(
                box(
                    TRIM,
                    (2 * f.half * rng.uniform(0.85, 0.98), 0.08, depth * 2),
                    (0, y, z),
                    rounding=0.03,
                )
            )
    if rng.random() < 0.75:
        for side in (-1, 1):
            parts.append(
                box(TRIM, (0.17, 0.07, 0.04), (side * (f.half - 0.01), f.belt + 0.015, 0.24))
            )
    return parts


def car(f: Frame, rng: np.random.Generator) -> list[Solid]:
    return [laid_across(body(f, rng)), chassis(f), *wheels(f, rng), *lights(f, rng)]
