"""Cars: a side profile with wheel arches, a tapered cabin, wheels and trim.

The front is towards +Z; the ground is at y = 0 and a car is about 2 long.
"""

from __future__ import annotations

import numpy as np

from mge_studio.shapes.procedural.car_bodies import (
    BODY,
    CABIN,
    TRIM,
    WHEEL,
    body,
    car,
    chassis,
    frame,
    greenhouse,
    laid_across,
    lights,
    raised,
    wheels,
)
from mge_studio.shapes.procedural.combine import Difference, Union
from mge_studio.shapes.procedural.forms import ALONG_Z, bar, box, rod, wheel
from mge_studio.shapes.procedural.heavy_vehicles import bus, truck, van
from mge_studio.shapes.procedural.registry import family
from mge_studio.shapes.procedural.solid import Solid, rotation


@family("car", parts=(BODY, CABIN, WHEEL, TRIM))
def build_car(rng: np.random.Generator) -> Union:
    kinds = (_sedan, _hatchback, _sports, _convertible, _pickup, van, bus, truck, _offroad)
    kind = kinds[rng.choice(len(kinds), p=(0.2, 0.15, 0.14, 0.1, 0.11, 0.09, 0.07, 0.07, 0.07))]
    return Union(kind(rng))


def _sedan(rng: np.random.Generator) -> list[Solid]:
    f = frame(rng, 0.42, 0.37, 0.4, 0.15)
    top = f.belt + rng.uniform(0.19, 0.25)
    base = (rng.uniform(-0.72, -0.6), rng.uniform(0.38, 0.46))
    roof = (rng.uniform(-0.5, -0.4), rng.uniform(-0.02, 0.1))
    parts = [*car(f, rng), raised(greenhouse(f.half * 0.94, f.belt - 0.02, top, base, roof))]
    if rng.random() < 0.15:  # a taxi's or a patrol car's roof sign
        parts.append(box(TRIM, (rng.uniform(0.14, 0.4), 0.06, 0.08), (0, top + 0.02, -0.15)))
    return parts


def _hatchback(rng: np.random.Generator) -> list[Solid]:
    """A hatchback or estate: the roof goes on to the tail."""
    f = frame(rng, 0.44, 0.39, 0.43, 0.155)
    f.rear = -rng.uniform(0.58, 0.66)
    top = f.belt + rng.uniform(0.2, 0.28)
    base, roof = (-0.96, rng.uniform(0.4, 0.5)), (rng.uniform(-0.9, -0.72), rng.uniform(0.0, 0.15))
    parts = [*car(f, rng), raised(greenhouse(f.half * 0.94, f.belt - 0.02, top, base, roof))]
    if rng.random() < 0.4:
        for side in (-1, 1):
            x = side * f.half * 0.68
            parts.append(rod(TRIM, (x, top + 0.012, -0.7), (x, top + 0.012, 0.0), 0.016))
    elif rng.random() < 0.5:
        parts.append(box(TRIM, (f.half * 1.3, 0.025, 0.16), (0, top - 0.03, roof[0] - 0.02)))
    return parts


def _sports(rng: np.random.Generator) -> list[Solid]:
    """Low and wide, with a wing on posts, a lip or nothing at the tail."""
    f = frame(rng, 0.36, 0.32, 0.36, 0.145, floor=0.07, half=0.43)
    top = f.belt + rng.uniform(0.14, 0.19)
    base, roof = (
        (rng.uniform(-0.85, -0.65), rng.uniform(0.3, 0.45)),
        (-0.34, rng.uniform(-0.12, 0.0)),
    )
    parts = [
        *car(f, rng),
        raised(greenhouse(f.half * 0.86, f.belt - 0.03, top, base, roof, 0.74)),
    ]
    style = rng.random()
    if style < 0.45:
        height = rng.uniform(0.09, 0.18)
        parts.append(box(TRIM, (f.half * 1.75, 0.024, 0.14), (0, f.trunk + height, -0.93)))
        for side in (-1, 1):
            parts.append(
                box(
                    TRIM,
                    (0.025, height + 0.03, 0.08),
                    (side * f.half * 0.6, f.trunk + height / 2 - 0.015, -0.92),
                )
            )
    elif style < 0.7:
        parts.append(box(TRIM, (f.half * 1.6, 0.06, 0.08), (0, f.trunk, -0.93)))
    if rng.random() < 0.3:
        parts.append(box(TRIM, (0.16, 0.05, 0.3), (0, f.hood + 0.02, 0.55)))
    for side in (-1, 1):
        parts.append(bar(TRIM, 0.028, 0.14, (side * f.half * 0.5, f.floor + 0.05, -1.0)))
    return parts


def _convertible(rng: np.random.Generator) -> list[Solid]:
    """An open car: a hollow between doors, seats, a raked windscreen, a roll bar perhaps."""
    f = frame(rng, 0.4, 0.35, 0.39, 0.155)
    long = rng.random() < 0.4
    back, front, width = (-0.55 if long else -0.3), 0.34, f.half * 0.78
    depth, floor = f.belt + 0.1, f.floor + 0.07
    hollow = box(
        BODY, (2 * width, depth - floor, front - back), (0, (depth + floor) / 2, (front + back) / 2)
    )
    shell = Difference(Union([laid_across(body(f, rng)), chassis(f)]), hollow).labelled(BODY)
    parts: list[Solid] = [shell, *wheels(f, rng), *lights(f, rng)]
    for z in (-0.42, -0.02) if long else (-0.12,):
        for side in (-1, 1):
            x = side * width * 0.48
            parts.append(box(CABIN, (width * 0.7, 0.12, 0.22), (x, floor + 0.05, z + 0.05)))
            parts.append(
                box(
                    CABIN,
                    (width * 0.7, f.belt - floor + 0.1, 0.07),
                    (x, (f.belt + floor) / 2 + 0.05, z - 0.09),
                    rotation("x", -8),
                )
            )
    tall = rng.uniform(0.18, 0.24)
    parts.append(
        box(
            CABIN,
            (2 * f.half * 0.84, tall, 0.034),
            (0, f.belt + tall * 0.4, front - 0.02),
            rotation("x", -rng.uniform(28, 40)),
        )
    )
    if rng.random() < 0.4:
        for side in (-1, 1):
            x, z = side * width * 0.5, back + 0.03
            for dx in (-0.09, 0.09):
                parts.append(
                    rod(TRIM, (x + dx, f.belt - 0.1, z), (x + dx * 0.6, f.belt + 0.16, z), 0.015)
                )
            parts.append(
                rod(TRIM, (x - 0.054, f.belt + 0.16, z), (x + 0.054, f.belt + 0.16, z), 0.015)
            )
    return parts


def _pickup(rng: np.random.Generator) -> list[Solid]:
    f = frame(rng, 0.47, 0.44, 0.47, 0.175, floor=0.16)
    top = f.belt + rng.uniform(0.21, 0.27)
    cabin = rng.uniform(-0.35, -0.05)
    bed_front, floor = cabin - 0.05, f.belt - rng.uniform(0.14, 0.2)
    hollow = box(
        BODY,
        (2 * f.half - rng.uniform(0.1, 0.14), 0.5, bed_front + 0.93),
        (0, floor + 0.25, (bed_front - 0.93) / 2),
    )
    base, roof = (cabin, rng.uniform(0.4, 0.5)), (cabin + 0.06, rng.uniform(0.1, 0.2))
    parts: list[Solid] = [
        Difference(Union([laid_across(body(f, rng)), chassis(f)]), hollow).labelled(BODY),
        *wheels(f, rng),
        *lights(f, rng),
        raised(greenhouse(f.half * 0.94, f.belt - 0.02, top, base, roof, 0.85)),
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


def _offroad(rng: np.random.Generator) -> list[Solid]:
    """Upright, big wheels, a spare wheel at the back."""
    f = frame(rng, 0.52, 0.49, 0.52, 0.2, floor=0.2)
    top = f.belt + rng.uniform(0.22, 0.3)
    base, roof = (-0.96, rng.uniform(0.3, 0.4)), (-0.94, rng.uniform(0.2, 0.32))
    parts = [
        *car(f, rng),
        raised(greenhouse(f.half * 0.95, f.belt - 0.02, top, base, roof, 0.92)),
    ]
    if rng.random() < 0.75:
        parts.append(wheel(WHEEL, f.wheel * 0.95, 0.1, (0, f.belt - 0.06, -1.03), turn=ALONG_Z))
    if rng.random() < 0.4:
        parts.append(box(TRIM, (f.half * 1.5, 0.03, 1.0), (0, top + 0.04, -0.35)))
        for z in (-0.7, 0.0):
            parts.append(box(TRIM, (f.half * 1.2, 0.06, 0.04), (0, top + 0.01, z)))
    return parts
