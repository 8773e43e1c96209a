"""Airplanes: airliners and fighters here, propeller planes beside. Nose towards +Z."""

from __future__ import annotations

import numpy as np

from mge_studio.shapes.procedural.airframes import ENGINE, FUSELAGE, TAIL, WING, tail
from mge_studio.shapes.procedural.combine import Union
from mge_studio.shapes.procedural.forms import ball, bar, box, ducted, fin, fuselage, surface
from mge_studio.shapes.procedural.propeller_planes import biplane, glider, light_plane, twin
from mge_studio.shapes.procedural.registry import family
from mge_studio.shapes.procedural.solid import Solid, rotation


@family("airplane", parts=(FUSELAGE, WING, TAIL, ENGINE))
def build_airplane(rng: np.random.Generator) -> Union:
    kinds = (_airliner, light_plane, twin, biplane, glider, _fighter)
    kind = kinds[rng.choice(len(kinds), p=(0.26, 0.22, 0.14, 0.11, 0.09, 0.18))]
    return Union(kind(rng))


def _airliner(rng: np.random.Generator) -> list[Solid]:
    radius = rng.uniform(0.085, 0.135)
    tail_rise = radius * rng.uniform(0.2, 0.7)
    span, chord = rng.uniform(1.6, 2.3), rng.uniform(0.32, 0.5)
    sweep, rise = rng.uniform(0.25, 0.6), rng.uniform(0.04, 0.2)
    high = rng.random() < 0.2
    rise = -rise * 0.4 if high else rise
    at = (0.0, radius * (0.75 if high else -0.5), rng.uniform(0.0, 0.2))
    parts: list[Solid] = [
        fuselage(
            FUSELAGE,
            2.0,
            radius,
            nose=radius * rng.uniform(1.6, 3),
            rise=tail_rise,
            tail=rng.uniform(0.5, 0.8),
            height=rng.uniform(0.95, 1.15),
        ),
        surface(
            WING, span, chord, rng.uniform(0.22, 0.45), sweep, rise, rng.uniform(0.04, 0.055), at
        ),
    ]
    rear = not high and rng.random() < 0.3
    if rear:
        parts += _rear_engines(rng, radius)
    else:
        parts += _wing_engines(rng, span, chord, sweep, rise, at)
    parts += tail(rng, radius, tail_rise, t_tail=rear or rng.random() < 0.15)
    if not high and rng.random() < 0.35:
        tall = rng.uniform(0.08, 0.14)
        for side in (-1, 1):
            tip = (side * span / 2 * 0.98, at[1] + rise, at[2] - sweep)
            parts.append(fin(WING, tall, chord * 0.3, 0.5, 0.06, 0.03, tip))
    return parts


def _wing_engines(
    rng: np.random.Generator,
    span: float,
    chord: float,
    sweep: float,
    rise: float,
    at: tuple[float, float, float],
) -> list[Solid]:
    """Two or four nacelles on pylons under a wing."""
    radius, length = rng.uniform(0.045, 0.075), rng.uniform(0.18, 0.3)
    fractions = (rng.uniform(0.3, 0.4),) if rng.random() < 0.7 else (0.3, rng.uniform(0.55, 0.65))
    drop = rng.uniform(1.15, 1.3)
    parts: list[Solid] = []
    for f in fractions:
        for side in (-1, 1):
            x, z = side * f * span / 2, at[2] - sweep * f + chord * 0.3
            wing_y = at[1] + rise * f
            y = wing_y - radius * drop - 0.02
            parts.append(ducted(ENGINE, radius, length, (x, y, z)))
            parts.append(
                box(
                    ENGINE,
                    (0.024, wing_y - y, length * 0.6),
                    (x, (wing_y + y) / 2, z - length * 0.2),
                )
            )
    return parts


def _rear_engines(rng: np.random.Generator, fuselage_radius: float) -> list[Solid]:
    radius, length, z = rng.uniform(0.045, 0.065), rng.uniform(0.24, 0.34), -rng.uniform(0.45, 0.6)
    x = fuselage_radius + radius * 1.2
    parts: list[Solid] = []
    for side in (-1, 1):
        parts.append(ducted(ENGINE, radius, length, (side * x, 0.03, z)))
        parts.append(
            box(
                ENGINE,
                (x - radius * 0.7, 0.025, length * 0.6),
                (side * (x - radius * 0.7) / 2, 0.03, z),
            )
        )
    return parts


def _fighter(rng: np.random.Generator) -> list[Solid]:
    """A jet: delta, swept or trapezoid wing, one or two fins, perhaps canards and missiles."""
    radius, delta = rng.uniform(0.085, 0.12), rng.random() < 0.5
    span = rng.uniform(1.05, 1.4)
    chord = rng.uniform(0.75, 1.0) if delta else rng.uniform(0.4, 0.55)
    sweep = chord * rng.uniform(0.4, 0.55) if delta else rng.uniform(0.2, 0.4)
    tip, z = (rng.uniform(0.08, 0.18) if delta else rng.uniform(0.3, 0.5)), rng.uniform(-0.25, -0.1)
    wing_y, rise = rng.uniform(-0.03, 0.05), rng.uniform(-0.04, 0.05)
    parts: list[Solid] = [
        fuselage(
            FUSELAGE,
            2.0,
            radius,
            nose=rng.uniform(0.6, 0.9),
            rise=0.0,
            tail=0.4,
            height=rng.uniform(0.85, 1.1),
            thin=0.75,
        ),
        surface(WING, span, chord, tip, sweep, rise, 0.045, (0, wing_y, z)),
        ball(
            FUSELAGE,
            (radius * 0.5, radius * 0.65, rng.uniform(0.2, 0.28)),
            (0, radius * 0.75, rng.uniform(0.3, 0.42)),
        ),
    ]
    width, length = rng.uniform(0.08, 0.1), rng.uniform(0.7, 1.0)
    for side in (-1, 1):
        parts.append(box(ENGINE, (width, radius * 1.5, length), (side * radius, -0.02, -0.1)))
    parts += _fighter_tail(radius, rng)
    canard = rng.random() < 0.5 if delta else False
    if canard or not delta:
        at = (0.0, 0.02, 0.32 if canard else -0.82)
        parts.append(surface(TAIL, rng.uniform(0.5, 0.75), 0.22, 0.45, 0.12, 0.0, 0.028, at))
    if rng.random() < 0.5:
        f = rng.uniform(0.6, 0.96)
        y, middle = wing_y + rise * f - 0.024, z - sweep * f
        for side in (-1, 1):
            parts.append(bar(ENGINE, 0.024, 0.45, (side * f * span / 2, y, middle)))
    return parts


def _fighter_tail(radius: float, rng: np.random.Generator) -> list[Solid]:
    """One engine and fin in the middle, or two of each, the fins perhaps leaning outwards."""
    twin = rng.random() < 0.5
    lean, height, tip = rng.uniform(0, 25), rng.uniform(0.26, 0.36), rng.uniform(0.3, 0.5)
    size = radius * (0.7 if twin else 0.85)
    parts: list[Solid] = []
    for side in (-1, 1) if twin else (0,):
        at = (side * radius, radius * 0.5, -0.68)
        turn = rotation("z", -side * lean)
        parts.append(fin(TAIL, height, 0.34, tip, 0.2, 0.035, at, turn))
        parts.append(ducted(ENGINE, size, 0.22, (side * radius * 0.8, 0.0, -0.98)))
    return parts
