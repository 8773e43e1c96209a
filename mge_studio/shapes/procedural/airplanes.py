"""Airplanes: airliners, light propeller planes, biplanes, gliders, fighters. Nose towards +Z."""

from __future__ import annotations

import numpy as np

from mge_studio.shapes.procedural.combine import Union
from mge_studio.shapes.procedural.forms import (
    ALONG_Z, ball, bar, box, ducted, fin, fuselage, propeller, rod, surface, wheel,
)
from mge_studio.shapes.procedural.registry import family
from mge_studio.shapes.procedural.solid import Solid, rotation

FUSELAGE, WING, TAIL, ENGINE = "fuselage", "wing", "tail", "engine"


@family("airplane", parts=(FUSELAGE, WING, TAIL, ENGINE))
def build_airplane(rng: np.random.Generator) -> Union:
    kinds = (_airliner, _light_plane, _twin, _biplane, _glider, _fighter)
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
    parts = [
        fuselage(FUSELAGE, 2.0, radius, nose=radius * rng.uniform(1.6, 3), rise=tail_rise,
                 tail=rng.uniform(0.5, 0.8), height=rng.uniform(0.95, 1.15)),
        surface(WING, span, chord, rng.uniform(0.22, 0.45), sweep, rise,
                rng.uniform(0.04, 0.055), at),
    ]
    rear = not high and rng.random() < 0.3
    if rear:
        parts += _rear_engines(rng, radius)
    else:
        parts += _wing_engines(rng, span, chord, sweep, rise, at)
    parts += _tail(rng, radius, tail_rise, t_tail=rear or rng.random() < 0.15)
    if not high and rng.random() < 0.35:
        for side in (-1, 1):
            tip = (side * span / 2 * 0.98, at[1] + rise, at[2] - sweep)
            parts.append(fin(WING, rng.uniform(0.08, 0.14), chord * 0.3, 0.5, 0.06, 0.022, tip))
    return parts


def _wing_engines(
    rng: np.random.Generator, span: float, chord: float, sweep: float, rise: float,
    at: tuple[float, float, float],
) -> list[Solid]:
    """Two or four nacelles on pylons under a wing."""
    radius, length = rng.uniform(0.045, 0.075), rng.uniform(0.18, 0.3)
    fractions = (rng.uniform(0.3, 0.4),) if rng.random() < 0.7 else (0.3, rng.uniform(0.55, 0.65))
    parts: list[Solid] = []
    for f in fractions:
        for side in (-1, 1):
            x, z = side * f * span / 2, at[2] - sweep * f + chord * 0.3
            wing_y = at[1] + rise * f
            y = wing_y - radius * rng.uniform(1.15, 1.3) - 0.02
            parts.append(ducted(ENGINE, radius, length, (x, y, z)))
            parts.append(box(ENGINE, (0.024, wing_y - y, length * 0.6),
                             (x, (wing_y + y) / 2, z - length * 0.2)))
    return parts


def _rear_engines(rng: np.random.Generator, fuselage_radius: float) -> list[Solid]:
    radius, length, z = rng.uniform(0.045, 0.065), rng.uniform(0.24, 0.34), -rng.uniform(0.45, 0.6)
    x = fuselage_radius + radius * 1.2
    parts: list[Solid] = []
    for side in (-1, 1):
        parts.append(ducted(ENGINE, radius, length, (side * x, 0.03, z)))
        parts.append(box(ENGINE, (x - radius * 0.7, 0.025, length * 0.6),
                         (side * (x - radius * 0.7) / 2, 0.03, z)))
    return parts


def _tail(
    rng: np.random.Generator, radius: float, rise: float, t_tail: bool = False,
    size: float = 1.0, z: float = -0.85,
) -> list[Solid]:
    """Fin and stabiliser: low, cruciform, T or V."""
    height, root = rng.uniform(0.28, 0.42) * size, rng.uniform(0.24, 0.36) * size
    sweep, span = rng.uniform(0.1, 0.28) * size, rng.uniform(0.55, 0.85) * size
    chord, thick = rng.uniform(0.16, 0.24) * size, rng.uniform(0.032, 0.044)
    if not t_tail and rng.random() < 0.1:
        return [surface(TAIL, span, chord, 0.6, sweep, height * 0.8, thick * 1.5, (0, rise, z))]
    base = rise - radius * 0.2
    parts: list[Solid] = [fin(TAIL, height, root, rng.uniform(0.3, 0.7), sweep, thick, (0, base, z))]
    if t_tail:
        at = (0.0, base + height * 0.97, z - sweep * 0.95)
    else:
        at = (0.0, rise + height * (0.3 if rng.random() < 0.12 else 0.0), z - 0.02)
    parts.append(surface(TAIL, span, chord, rng.uniform(0.4, 0.8), rng.uniform(0.03, 0.2) * size,
                         0.0, thick, at))
    return parts


def _landing_gear(
    rng: np.random.Generator, y: float, nose_z: float, tail_z: float
) -> list[Solid]:
    """Fixed wheels on struts from height y down, tricycle or tail-dragger; or two floats."""
    drop, track, size = rng.uniform(0.13, 0.2), rng.uniform(0.14, 0.24), rng.uniform(0.04, 0.065)
    if rng.random() < 0.25:
        return _floats(rng, y, drop + 0.06, track, nose_z)
    tricycle = rng.random() < 0.5
    main_z = nose_z - (0.5 if tricycle else 0.28)
    parts: list[Solid] = []
    for side in (-1, 1):
        foot = (side * track, y - drop, main_z)
        parts.append(rod(FUSELAGE, (side * 0.03, y + 0.04, main_z), foot, 0.014))
        parts.append(wheel(FUSELAGE, size, size * 0.55, foot))
    third_z, third_y, small = (nose_z - 0.12, y - drop, size * 0.85) if tricycle else (
        tail_z, y - drop * 0.4, size * 0.5)
    parts.append(rod(FUSELAGE, (0, y + 0.06, third_z), (0, third_y, third_z), 0.014))
    parts.append(wheel(FUSELAGE, small, small * 0.6, (0, third_y, third_z)))
    return parts


def _floats(
    rng: np.random.Generator, y: float, drop: float, track: float, nose_z: float
) -> list[Solid]:
    length, radius = rng.uniform(1.0, 1.3), rng.uniform(0.045, 0.06)
    middle = nose_z - 0.45
    parts: list[Solid] = []
    for side in (-1, 1):
        hull = fuselage(FUSELAGE, length, radius, nose=0.2, rise=radius * 0.6, tail=0.5, height=0.9)
        foot = (side * track, y - drop, middle)
        parts.append(hull.at(*foot))
        for dz in (-0.12, 0.2):
            parts.append(rod(FUSELAGE, (side * 0.03, y + 0.05, middle + dz),
                             (foot[0], foot[1], middle + dz), 0.013))
    return parts


def _light_plane(rng: np.random.Generator) -> list[Solid]:
    """A single-engined propeller plane with its wing above or below the cabin."""
    length, radius = rng.uniform(1.35, 1.7), rng.uniform(0.1, 0.14)
    front, back = length / 2, -length / 2
    high = rng.random() < 0.55
    span, chord = rng.uniform(1.8, 2.3), rng.uniform(0.26, 0.36)
    rise = rng.uniform(0.0, 0.06) if high else rng.uniform(0.06, 0.18)
    wing_y, wing_z = (radius * 1.05 if high else -radius * 0.7), front - rng.uniform(0.42, 0.55)
    tip, sweep = rng.uniform(0.5, 1.0), rng.uniform(-0.02, 0.08)
    parts = [
        fuselage(FUSELAGE, length, radius, nose=rng.uniform(0.1, 0.2), rise=radius * 0.5,
                 tail=length * rng.uniform(0.5, 0.65), height=rng.uniform(1.0, 1.25), blunt=0.5),
        surface(WING, span, chord, tip, sweep, rise, rng.uniform(0.04, 0.055),
                (0, wing_y, wing_z)),
        ball(FUSELAGE, (radius * 0.75, radius * 0.75, rng.uniform(0.2, 0.32)),
             (0, radius * 0.65, wing_z + (0.05 if high else -0.05))),
    ]
    parts += propeller(ENGINE, rng.integers(2, 5), rng.uniform(0.24, 0.34), (0, 0, front),
                       rng.uniform(0, 90), spinner=rng.uniform(0.04, 0.06))
    parts += _tail(rng, radius * 0.5, radius * 0.5, rng.random() < 0.15, 0.8, back + 0.13)
    if high and rng.random() < 0.75:
        for side in (-1, 1):
            parts.append(rod(WING, (side * radius * 0.6, -radius * 0.6, wing_z),
                             (side * span * 0.26, wing_y + rise * 0.5, wing_z), 0.013))
    if high or rng.random() < 0.5:
        parts += _landing_gear(rng, -radius * 0.9, front, back + 0.1)
    return parts


def _twin(rng: np.random.Generator) -> list[Solid]:
    """Two or four propeller engines in nacelles on the wing; sometimes twin fins."""
    length, radius = rng.uniform(1.5, 1.9), rng.uniform(0.09, 0.13)
    span, chord = rng.uniform(1.9, 2.4), rng.uniform(0.28, 0.4)
    high, rise = rng.random() < 0.5, rng.uniform(0.0, 0.12)
    wing_y, wing_z, tip = radius * (0.8 if high else -0.5), rng.uniform(0.05, 0.2), rng.uniform(0.4, 0.8)
    parts = [
        fuselage(FUSELAGE, length, radius, nose=rng.uniform(0.2, 0.4), rise=radius * 0.5,
                 tail=length * 0.45, height=rng.uniform(1.0, 1.2)),
        surface(WING, span, chord, tip, 0.06, rise, 0.05, (0, wing_y, wing_z)),
    ]
    four = rng.random() < 0.35
    nacelle, size, blades = rng.uniform(0.045, 0.06), rng.uniform(0.15, 0.19), rng.integers(2, 5)
    for f in (0.3, 0.58) if four else (rng.uniform(0.3, 0.38),):
        for side in (-1, 1):
            x, y = side * f * span / 2, wing_y + rise * f
            z = wing_z + chord * 0.15
            parts.append(fuselage(ENGINE, 0.5, nacelle, nose=0.1, rise=0.0, tail=0.35, height=1.0,
                                  blunt=0.5).at(x, y, z))
            parts += propeller(ENGINE, blades, size, (x, y, z + 0.25), 20.0, spinner=0.028)
    back = -length / 2
    if rng.random() < 0.3:
        reach = rng.uniform(0.25, 0.35)
        parts.append(surface(TAIL, 2 * reach, 0.2, 1.0, 0.0, 0.0, 0.03, (0, radius * 0.5, back + 0.1)))
        for side in (-1, 1):
            parts.append(fin(TAIL, 0.28, 0.22, 0.6, 0.06, 0.026,
                             (side * reach, radius * 0.5 - 0.08, back + 0.1)))
    else:
        parts += _tail(rng, radius * 0.5, radius * 0.5, rng.random() < 0.4, 0.9, back + 0.14)
    return parts


def _biplane(rng: np.random.Generator) -> list[Solid]:
    length, radius = rng.uniform(1.25, 1.5), rng.uniform(0.09, 0.12)
    front, back = length / 2, -length / 2
    span, chord, gap = rng.uniform(1.5, 1.9), rng.uniform(0.24, 0.3), rng.uniform(0.28, 0.36)
    lower_y, stagger = -radius * 0.6, rng.uniform(0.0, 0.12)
    z, short = front - rng.uniform(0.35, 0.42), rng.uniform(0.8, 1.0)
    upper_y, taper = lower_y + gap, rng.uniform(0.75, 1.0)
    parts = [
        fuselage(FUSELAGE, length, radius, nose=0.1, rise=radius * 0.3, tail=length * 0.6,
                 height=1.1, blunt=0.75),
        surface(WING, span, chord, taper, 0.0, 0.03, 0.038, (0, upper_y, z + stagger)),
        surface(WING, span * short, chord, taper, 0.0, 0.03, 0.038, (0, lower_y, z)),
    ]
    if rng.random() < 0.15:
        middle = (0.0, (upper_y + lower_y) / 2, z + stagger / 2)
        parts.append(surface(WING, span * 0.9, chord, taper, 0.0, 0.03, 0.032, middle))
    outer = span * short * 0.38
    for side in (-1, 1):
        for dz in (-chord * 0.25, chord * 0.25):
            parts.append(rod(WING, (side * outer, lower_y, z + dz),
                             (side * outer, upper_y, z + stagger + dz), 0.011))
        parts.append(rod(WING, (side * radius * 0.6, radius * 0.6, z), 
                         (side * radius * 1.2, upper_y, z + stagger), 0.011))
    parts += propeller(ENGINE, 2, rng.uniform(0.24, 0.3), (0, 0, front), rng.uniform(0, 90), 0.035)
    parts.append(wheel(ENGINE, radius * 1.12, 0.1, (0, 0, front - 0.1), turn=ALONG_Z))
    parts += _tail(rng, radius * 0.4, radius * 0.3, False, 0.7, back + 0.12)
    parts += _landing_gear(rng, -radius * 0.8, front, back + 0.1)
    return parts


def _glider(rng: np.random.Generator) -> list[Solid]:
    length, radius = rng.uniform(1.1, 1.4), rng.uniform(0.06, 0.085)
    span, chord = rng.uniform(2.4, 3.2), rng.uniform(0.15, 0.2)
    front = length / 2
    return [
        fuselage(FUSELAGE, length, radius, nose=0.25, rise=radius * 0.4, tail=length * 0.6,
                 height=1.15, thin=0.32),
        ball(FUSELAGE, (radius * 0.7, radius * 0.7, 0.16), (0, radius * 0.7, front - 0.24)),
        surface(WING, span, chord, rng.uniform(0.4, 0.7), rng.uniform(-0.04, 0.05),
                rng.uniform(0.05, 0.2), 0.036, (0, radius * 0.6, front - 0.45)),
        *_tail(rng, radius * 0.3, radius * 0.4, rng.random() < 0.7, 0.62, -front + 0.09),
    ]


def _fighter(rng: np.random.Generator) -> list[Solid]:
    """A jet with a delta, swept or trapezoid wing, one or two fins, perhaps canards and missiles."""
    radius, delta = rng.uniform(0.085, 0.12), rng.random() < 0.5
    twin = rng.random() < 0.5
    span = rng.uniform(1.05, 1.4)
    chord = rng.uniform(0.75, 1.0) if delta else rng.uniform(0.4, 0.55)
    sweep = chord * rng.uniform(0.4, 0.55) if delta else rng.uniform(0.2, 0.4)
    tip, z = (rng.uniform(0.08, 0.18) if delta else rng.uniform(0.3, 0.5)), rng.uniform(-0.25, -0.1)
    wing_y = rng.uniform(-0.03, 0.05)
    parts = [
        fuselage(FUSELAGE, 2.0, radius, nose=rng.uniform(0.6, 0.9), rise=0.0, tail=0.4,
                 height=rng.uniform(0.85, 1.1), thin=0.75),
        surface(WING, span, chord, tip, sweep, rng.uniform(-0.04, 0.05), 0.045, (0, wing_y, z)),
        ball(FUSELAGE, (radius * 0.5, radius * 0.65, rng.uniform(0.2, 0.28)),
             (0, radius * 0.75, rng.uniform(0.3, 0.42))),
    ]
    for side in (-1, 1):
        width, length = rng.uniform(0.08, 0.1), rng.uniform(0.7, 1.0)
        parts.append(box(ENGINE, (width, radius * 1.5, length), (side * radius, -0.02, -0.1)))
    lean, height = rng.uniform(0, 25), rng.uniform(0.26, 0.36)
    for side in (-1, 1) if twin else (0,):
        at = (side * radius * 1.0, radius * 0.5, -0.68)
        parts.append(fin(TAIL, height, 0.34, rng.uniform(0.3, 0.5), 0.2, 0.03, at,
                         rotation("z", -side * lean)))
        parts.append(ducted(ENGINE, radius * (0.7 if twin else 0.85), 0.22,
                            (side * radius * 0.8, 0.0, -0.98)))
    canard = rng.random() < 0.5 if delta else False
    if canard or not delta:
        parts.append(surface(TAIL, rng.uniform(0.5, 0.75), 0.22, 0.45, 0.12, 0.0, 0.028,
                             (0, 0.02, 0.32 if canard else -0.82)))
    if rng.random() < 0.5:
        for side in (-1, 1):
            x = side * span * rng.uniform(0.3, 0.48)
            parts.append(bar(ENGINE, 0.022, 0.45, (x, wing_y - 0.03, z - sweep * 0.7)))
    return parts
