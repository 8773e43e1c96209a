"""Light planes, twins, biplanes and gliders. Nose towards +Z."""

from __future__ import annotations

import numpy as np

from mge_studio.shapes.procedural.airframes import ENGINE, FUSELAGE, TAIL, WING, landing_gear, tail
from mge_studio.shapes.procedural.forms import (
    ALONG_Z,
    ball,
    fin,
    fuselage,
    propeller,
    rod,
    surface,
    wheel,
)
from mge_studio.shapes.procedural.solid import Solid


def light_plane(rng: np.random.Generator) -> list[Solid]:
    """A single-engined propeller plane with its wing above or below the cabin."""
    length, radius = rng.uniform(1.35, 1.7), rng.uniform(0.1, 0.14)
    front, back = length / 2, -length / 2
    high = rng.random() < 0.55
    span, chord = rng.uniform(1.8, 2.3), rng.uniform(0.26, 0.36)
    rise = rng.uniform(0.0, 0.06) if high else rng.uniform(0.06, 0.18)
    wing_y, wing_z = (radius * 1.05 if high else -radius * 0.7), front - rng.uniform(0.42, 0.55)
    tip, sweep = rng.uniform(0.5, 1.0), rng.uniform(-0.02, 0.08)
    parts: list[Solid] = [
        fuselage(
            FUSELAGE,
            length,
            radius,
            nose=rng.uniform(0.1, 0.2),
            rise=radius * 0.5,
            tail=length * rng.uniform(0.5, 0.65),
            height=rng.uniform(1.0, 1.25),
            blunt=0.5,
        ),
        surface(WING, span, chord, tip, sweep, rise, rng.uniform(0.04, 0.055), (0, wing_y, wing_z)),
        ball(
            FUSELAGE,
            (radius * 0.75, radius * 0.75, rng.uniform(0.2, 0.32)),
            (0, radius * 0.65, wing_z + (0.05 if high else -0.05)),
        ),
    ]
    parts += propeller(
        ENGINE,
        int(rng.integers(2, 5)),
        rng.uniform(0.24, 0.34),
        (0, 0, front),
        rng.uniform(0, 90),
        spinner=rng.uniform(0.04, 0.06),
    )
    parts += tail(rng, radius * 0.5, radius * 0.5, rng.random() < 0.15, 0.8, back + 0.13)
    if high and rng.random() < 0.75:
        for side in (-1, 1):
            parts.append(
                rod(
                    WING,
                    (side * radius * 0.6, -radius * 0.6, wing_z),
                    (side * span * 0.26, wing_y + rise * 0.5, wing_z),
                    0.013,
                )
            )
    if high or rng.random() < 0.5:
        parts += landing_gear(rng, -radius * 0.9, front, back + 0.1)
    return parts


def twin(rng: np.random.Generator) -> list[Solid]:
    """Two or four propeller engines in nacelles on the wing; sometimes twin fins."""
    length, radius = rng.uniform(1.5, 1.9), rng.uniform(0.09, 0.13)
    span, chord = rng.uniform(1.9, 2.4), rng.uniform(0.28, 0.4)
    high, rise = rng.random() < 0.5, rng.uniform(0.0, 0.12)
    wing_y, wing_z, tip = (
        radius * (0.8 if high else -0.5),
        rng.uniform(0.05, 0.2),
        rng.uniform(0.4, 0.8),
    )
    parts: list[Solid] = [
        fuselage(
            FUSELAGE,
            length,
            radius,
            nose=rng.uniform(0.2, 0.4),
            rise=radius * 0.5,
            tail=length * 0.45,
            height=rng.uniform(1.0, 1.2),
        ),
        surface(WING, span, chord, tip, 0.06, rise, 0.05, (0, wing_y, wing_z)),
    ]
    four = rng.random() < 0.35
    nacelle, size, blades = (
        rng.uniform(0.045, 0.06),
        rng.uniform(0.15, 0.19),
        int(rng.integers(2, 5)),
    )
    for f in (0.3, 0.58) if four else (rng.uniform(0.3, 0.38),):
        for side in (-1, 1):
            x, y = side * f * span / 2, wing_y + rise * f
            z = wing_z + chord * 0.15
            parts.append(
                fuselage(
                    ENGINE, 0.5, nacelle, nose=0.1, rise=0.0, tail=0.35, height=1.0, blunt=0.5
                ).at(x, y, z)
            )
            parts += propeller(ENGINE, blades, size, (x, y, z + 0.25), 20.0, spinner=0.028)
    back = -length / 2
    if rng.random() < 0.3:
        reach = rng.uniform(0.25, 0.35)
        parts.append(
            surface(TAIL, 2 * reach, 0.2, 1.0, 0.0, 0.0, 0.03, (0, radius * 0.5, back + 0.1))
        )
        for side in (-1, 1):
            parts.append(
                fin(
                    TAIL,
                    0.28,
                    0.22,
                    0.6,
                    0.06,
                    0.026,
                    (side * reach, radius * 0.5 - 0.08, back + 0.1),
                )
            )
    else:
        parts += tail(rng, radius * 0.5, radius * 0.5, rng.random() < 0.4, 0.9, back + 0.14)
    return parts


def biplane(rng: np.random.Generator) -> list[Solid]:
    length, radius = rng.uniform(1.25, 1.5), rng.uniform(0.09, 0.12)
    front, back = length / 2, -length / 2
    span, chord, gap = rng.uniform(1.5, 1.9), rng.uniform(0.24, 0.3), rng.uniform(0.28, 0.36)
    lower_y, stagger = -radius * 0.6, rng.uniform(0.0, 0.12)
    z, short = front - rng.uniform(0.35, 0.42), rng.uniform(0.8, 1.0)
    upper_y, taper = lower_y + gap, rng.uniform(0.75, 1.0)
    parts: list[Solid] = [
        fuselage(
            FUSELAGE,
            length,
            radius,
            nose=0.1,
            rise=radius * 0.3,
            tail=length * 0.6,
            height=1.1,
            blunt=0.75,
        ),
        surface(WING, span, chord, taper, 0.0, 0.03, 0.038, (0, upper_y, z + stagger)),
        surface(WING, span * short, chord, taper, 0.0, 0.03, 0.038, (0, lower_y, z)),
    ]
    if rng.random() < 0.15:
        middle = (0.0, (upper_y + lower_y) / 2, z + stagger / 2)
        parts.append(surface(WING, span * 0.9, chord, taper, 0.0, 0.03, 0.032, middle))
    outer = span * short * 0.38
    for side in (-1, 1):
        for dz in (-chord * 0.25, chord * 0.25):
            parts.append(
                rod(
                    WING,
                    (side * outer, lower_y, z + dz),
                    (side * outer, upper_y, z + stagger + dz),
                    0.011,
                )
            )
        parts.append(
            rod(
                WING,
                (side * radius * 0.6, radius * 0.6, z),
                (side * radius * 1.2, upper_y, z + stagger),
                0.011,
            )
        )
    parts += propeller(ENGINE, 2, rng.uniform(0.24, 0.3), (0, 0, front), rng.uniform(0, 90), 0.035)
    parts.append(wheel(ENGINE, radius * 1.12, 0.1, (0, 0, front - 0.1), turn=ALONG_Z))
    parts += tail(rng, radius * 0.4, radius * 0.3, False, 0.7, back + 0.12)
    parts += landing_gear(rng, -radius * 0.8, front, back + 0.1)
    return parts


def glider(rng: np.random.Generator) -> list[Solid]:
    length, radius = rng.uniform(1.1, 1.4), rng.uniform(0.06, 0.085)
    span, chord = rng.uniform(2.4, 3.2), rng.uniform(0.15, 0.2)
    front = length / 2
    return [
        fuselage(
            FUSELAGE,
            length,
            radius,
            nose=0.25,
            rise=radius * 0.4,
            tail=length * 0.6,
            height=1.15,
            thin=0.32,
        ),
        ball(FUSELAGE, (radius * 0.7, radius * 0.7, 0.16), (0, radius * 0.7, front - 0.24)),
        surface(
            WING,
            span,
            chord,
            rng.uniform(0.4, 0.7),
            rng.uniform(-0.04, 0.05),
            rng.uniform(0.05, 0.2),
            0.036,
            (0, radius * 0.6, front - 0.45),
        ),
        *tail(rng, radius * 0.3, radius * 0.4, rng.random() < 0.7, 0.62, -front + 0.09),
    ]
