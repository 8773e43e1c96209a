"""What airplanes share: part names, tails, landing gear and floats."""

from __future__ import annotations

import numpy as np

from mge_studio.shapes.procedural.forms import fin, fuselage, rod, surface, wheel
from mge_studio.shapes.procedural.solid import Solid

FUSELAGE, WING, TAIL, ENGINE = "fuselage", "wing", "tail", "engine"


def tail(
    rng: np.random.Generator,
    radius: float,
    rise: float,
    t_tail: bool = False,
    size: float = 1.0,
    z: float = -0.85,
) -> list[Solid]:
    """Fin and stabiliser: low, cruciform, T or V."""
    height, root = rng.uniform(0.28, 0.42) * size, rng.uniform(0.24, 0.36) * size
    sweep, span = rng.uniform(0.1, 0.28) * size, rng.uniform(0.55, 0.85) * size
    chord, thick = rng.uniform(0.16, 0.24) * size, rng.uniform(0.032, 0.044)
    if not t_tail and rng.random() < 0.1:
        return [surface(TAIL, span, chord, 0.6, sweep, height * 0.8, thick * 1.5, (0, rise, z))]
    base = rise - radius * 0.2
    parts: list[Solid] = [
        fin(TAIL, height, root, rng.uniform(0.3, 0.7), sweep, thick, (0, base, z))
    ]
    if t_tail:
        at = (0.0, base + height * 0.97, z - sweep * 0.95)
    else:
        at = (0.0, rise + height * (0.3 if rng.random() < 0.12 else 0.0), z - 0.02)
    parts.append(
        surface(
            TAIL, span, chord, rng.uniform(0.4, 0.8), rng.uniform(0.03, 0.2) * size, 0.0, thick, at
        )
    )
    return parts


def landing_gear(rng: np.random.Generator, y: float, nose_z: float, tail_z: float) -> list[Solid]:
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
    third_z, third_y, small = (
        (nose_z - 0.12, y - drop, size * 0.85) if tricycle else (tail_z, y - drop * 0.4, size * 0.5)
    )
    root = y + 0.06 if tricycle else 0.05  # the tail is slender and lies above the axis
    parts.append(rod(FUSELAGE, (0, root, third_z), (0, third_y, third_z), 0.014))
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
            parts.append(
                rod(
                    FUSELAGE,
                    (side * 0.03, y + 0.05, middle + dz),
                    (foot[0], foot[1], middle + dz),
                    0.013,
                )
            )
    return parts
