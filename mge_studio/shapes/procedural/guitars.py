"""Guitars: acoustic, ukulele, electric outlines and basses. Neck towards +Y, strings facing +Z."""

from __future__ import annotations

import numpy as np

from mge_studio.shapes.procedural.combine import Difference, Union
from mge_studio.shapes.procedural.forms import UPWARD, bar, box, rod
from mge_studio.shapes.procedural.loft import Loft
from mge_studio.shapes.procedural.outlines import smoothed
from mge_studio.shapes.procedural.primitives import Box, Extrusion, Tube
from mge_studio.shapes.procedural.registry import between, chance, family, pick
from mge_studio.shapes.procedural.solid import Float64, Solid, lengths

BODY, NECK, HEAD, BRIDGE = "body", "neck", "head", "bridge"

#: Half outlines (half width, height) of round bodies, bottom to top, for a body 1 high.
_ROUND = {
    "dreadnought": [(0.0, 0.0), (0.28, 0.02), (0.4, 0.16), (0.39, 0.36), (0.31, 0.56), (0.29, 0.72),
                    (0.3, 0.88), (0.18, 1.0)],
    "classical": [(0.0, 0.0), (0.24, 0.01), (0.38, 0.16), (0.36, 0.36), (0.24, 0.56), (0.26, 0.74),
                  (0.27, 0.9), (0.14, 1.0)],
    "jumbo": [(0.0, 0.0), (0.3, 0.02), (0.45, 0.2), (0.39, 0.42), (0.24, 0.58), (0.3, 0.76),
              (0.28, 0.94), (0.12, 1.0)],
    "round": [(0.0, 0.0), (0.26, 0.02), (0.44, 0.24), (0.43, 0.5), (0.36, 0.72), (0.22, 0.92),
              (0.1, 1.0)],
}  # fmt: skip

#: Whole outlines (x, y) of electric bodies; the neck joins near (0, 0.75).
_ELECTRIC = {
    "double": [(0.0, 0.0), (0.3, 0.03), (0.37, 0.2), (0.3, 0.42), (0.27, 0.58), (0.33, 0.82),
               (0.24, 0.84), (0.1, 0.68), (-0.1, 0.7), (-0.22, 0.95), (-0.33, 0.96), (-0.28, 0.6),
               (-0.31, 0.42), (-0.4, 0.2), (-0.3, 0.02)],
    "single": [(0.0, 0.0), (0.28, 0.02), (0.4, 0.18), (0.34, 0.4), (0.26, 0.54), (0.3, 0.72),
               (0.24, 0.76), (0.1, 0.66), (0.05, 0.84), (-0.2, 0.88), (-0.31, 0.76), (-0.26, 0.54),
               (-0.34, 0.4), (-0.4, 0.18), (-0.28, 0.02)],
    "horns": [(0.0, 0.0), (0.28, 0.03), (0.36, 0.2), (0.29, 0.45), (0.25, 0.6), (0.36, 0.84),
              (0.12, 0.62), (-0.12, 0.62), (-0.36, 0.84), (-0.25, 0.6), (-0.29, 0.45),
              (-0.36, 0.2), (-0.28, 0.03)],
    "slab": [(0.0, 0.0), (0.28, 0.01), (0.37, 0.16), (0.33, 0.36), (0.27, 0.52), (0.32, 0.76),
             (0.2, 0.78), (0.1, 0.68), (0.02, 0.82), (-0.2, 0.85), (-0.31, 0.76), (-0.27, 0.52),
             (-0.33, 0.36), (-0.37, 0.16), (-0.28, 0.01)],
    "vee": [(0.0, 0.15), (0.32, -0.1), (0.48, 0.0), (0.13, 0.8), (-0.13, 0.8), (-0.48, 0.0),
            (-0.32, -0.1)],
    "angular": [(-0.1, 0.0), (0.44, -0.12), (0.28, 0.3), (0.34, 0.72), (0.1, 0.66), (-0.1, 0.7),
                (-0.5, 0.86), (-0.3, 0.4), (-0.36, 0.1)],
    "offset": [(0.05, 0.0), (0.36, 0.1), (0.4, 0.3), (0.28, 0.5), (0.33, 0.78), (0.22, 0.82),
               (0.09, 0.7), (-0.1, 0.74), (-0.24, 0.92), (-0.36, 0.84), (-0.26, 0.5), (-0.4, 0.24),
               (-0.36, 0.06), (-0.15, -0.03)],
}  # fmt: skip
_POINTED = ("vee", "angular")
_NECK_SECTION = np.array(
    [(-0.5, 0.5), (-0.46, -0.05), (-0.2, -0.5), (0.2, -0.5), (0.46, -0.05), (0.5, 0.5)]
)


@family("guitar", parts=(BODY, NECK, HEAD, BRIDGE))
def build_guitar(rng: np.random.Generator) -> Union:
    kind = pick(rng, "acoustic", "ukulele", "electric", "bass", weights=(0.36, 0.14, 0.36, 0.14))
    parts = _hollow(kind, rng) if kind in ("acoustic", "ukulele") else _solid_body(kind, rng)
    if chance(rng, 0.3):  # left-handed
        parts = [part.mirrored() for part in parts]
    return Union(parts)


def _hollow(kind: str, rng: np.random.Generator) -> list[Solid]:
    """A deep body with a sound hole, or f-holes in an arched one."""
    style = pick(rng, *_ROUND, weights=(0.3, 0.35, 0.2, 0.15))
    size = 1.0 if kind == "acoustic" else between(rng, 0.8, 0.9)
    wide, depth = between(rng, 0.92, 1.06), between(rng, 0.17, 0.25) * size
    half = np.array(_ROUND[style]) * (wide * size, size)
    outline = np.concatenate([half, half[:0:-1] * (-1, 1)])
    outline = smoothed(outline, True, 1)
    if style in ("dreadnought", "jumbo") and chance(rng, 0.35):
        outline = _cutaway(outline, size)
    front, radius = depth / 2, between(rng, 0.09, 0.12) * size
    hole_y = size * between(rng, 0.62, 0.68)
    jazz = kind == "acoustic" and chance(rng, 0.15)
    body = _slab(outline, depth, 0.02)
    if jazz:
        slots = [Box((0.035, 0.24, 0.3)).turned("z", side * 8).at(side * 0.2, 0.46, front)
                 for side in (-1, 1)]  # fmt: skip
        holes: Solid = Union(slots)
    else:
        holes = bar(BODY, radius, depth * 1.3, (0, hole_y, front))
    parts: list[Solid] = [Difference(body, holes).labelled(BODY)]
    bridge_y, span = size * between(rng, 0.24, 0.32), between(rng, 0.2, 0.3) * size
    parts.append(box(BRIDGE, (span, 0.05, 0.03), (0, bridge_y, front + 0.012), rounding=0.008))
    parts.append(box(BRIDGE, (span * 0.6, 0.022, 0.05), (0, bridge_y, front + 0.015)))
    if jazz:
        parts.append(box(BRIDGE, (0.16, 0.2, 0.024), (0, 0.1, front + 0.01)))
    length = size * (between(rng, 0.68, 0.82) if kind == "acoustic" else between(rng, 0.6, 0.75))
    low = hole_y + (radius if not jazz else 0.0)
    parts += _neck(size - 0.02, size + length, low, front, between(rng, 0.095, 0.12), rng)
    strings = 4 if kind == "ukulele" else 6
    return [
        *parts,
        *_head(size + length, front, strings, pick(rng, "paddle", "slotted", "crown"), rng),
    ]


def _cutaway(outline: Float64, size: float) -> Float64:
    """The outline with its upper right shoulder taken out, for reaching the high frets."""
    centre, radius = np.array((0.34, 0.98)) * size, 0.26 * size
    away = outline - centre
    distance = lengths(away)
    pushed = centre + away * (radius / np.maximum(distance, 1e-6))[:, None]
    near = (distance < radius) & (outline[:, 0] > 0.06 * size)
    return np.where(near[:, None], pushed, outline)


def _slab(outline: Float64, depth: float, draw: float) -> Solid:
    """The outline, `depth` thick around z = 0, its edges drawn in a little."""
    middle = float(outline[:, 1].mean())
    edge, less = min(0.03, depth / 4), 1 - draw
    rows = [(-depth / 2, less), (edge - depth / 2, 1.0), (depth / 2 - edge, 1.0), (depth / 2, less)]
    return Loft(outline, [(z, s, s, 0.0, middle * (1 - s)) for z, s in rows]).labelled(BODY)


def _solid_body(kind: str, rng: np.random.Generator) -> list[Solid]:
    style = pick(rng, *_ELECTRIC, weights=(0.24, 0.2, 0.14, 0.14, 0.1, 0.08, 0.1))
    size = between(rng, 0.86, 1.0)
    outline = np.array(_ELECTRIC[style]) * (between(rng, 0.9, 1.08) * size, size)
    if style not in _POINTED:
        outline = smoothed(outline, True, 1)
    depth = between(rng, 0.085, 0.13)
    front, joint = depth / 2, (0.62 if style in ("horns", "single") else 0.7) * size
    parts: list[Solid] = [_slab(outline, depth, between(rng, 0.01, 0.06))]
    length = between(rng, 0.95, 1.2) if kind == "bass" else between(rng, 0.75, 0.95)
    top = joint + length
    parts += _neck(joint - 0.12, top, joint - 0.14, front, between(rng, 0.08, 0.1), rng)
    parts += _fittings(kind, size, joint, front, rng)
    heads = (
        ("inline", "inline", "paddle", "arrow")
        if style in _POINTED
        else ("inline", "paddle", "crown")
    )
    return [*parts, *_head(top, front, 4 if kind == "bass" else 6, pick(rng, *heads), rng)]


def _fittings(
    kind: str, size: float, joint: float, front: float, rng: np.random.Generator
) -> list[Solid]:
    """Pickups, a bridge, knobs and sometimes a tremolo arm on the front."""
    bridge_y = size * between(rng, 0.2, 0.28)
    parts: list[Solid] = [
        box(
            BRIDGE,
            (between(rng, 0.14, 0.2), 0.06, 0.05),
            (0, bridge_y, front + 0.015),
            rounding=0.008,
        )
    ]
    tall = between(rng, 0.035, 0.075)
    for y in np.linspace(bridge_y + 0.1, joint - 0.2, rng.integers(1, 4)):
        parts.append(
            box(BRIDGE, (between(rng, 0.15, 0.18), tall, 0.04), (0, float(y), front + 0.008))
        )
    for k in range(rng.integers(1, 4)):
        spot = (0.2 * size + 0.02 * k, (0.24 - 0.07 * k) * size, front + 0.015)
        parts.append(bar(BRIDGE, 0.024, 0.05, spot))
    if kind == "electric" and chance(rng, 0.25):
        parts.append(
            rod(
                BRIDGE, (0.06, bridge_y, front + 0.03), (0.16, bridge_y + 0.16, front + 0.06), 0.011
            )
        )
    elif chance(rng, 0.3):
        parts.append(box(BRIDGE, (0.16, 0.05, 0.03), (0, bridge_y - 0.09, front + 0.012)))
    return parts


def _neck(
    low: float, top: float, board: float, front: float, width: float, rng: np.random.Generator
) -> list[Solid]:
    """A tapering neck with a fretboard that goes on over the body down to height `board`."""
    thick, narrow = between(rng, 0.055, 0.075), between(rng, 0.72, 0.85)
    # A raised loft's y points to -z, hence the minus signs.
    stations = [
        (y, width * share, depth, 0.0, depth / 2 - front)
        for y, share, depth in ((low, 1.0, thick), (top, narrow, thick * 0.85))
    ]
    neck = Loft(_NECK_SECTION * (1, -1), stations).transformed(UPWARD).labelled(NECK)
    square = [(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)]
    wider = width * 1.04
    rows = [
        (board, wider * 1.05, 0.03, 0.0, -front - 0.008),
        (top, wider * narrow, 0.03, 0.0, -front - 0.008),
    ]
    return [neck, Loft(square, rows).transformed(UPWARD).labelled(NECK)]


def _head(
    top: float, front: float, strings: int, style: str, rng: np.random.Generator
) -> list[Solid]:
    """The head above the nut, tilted back, with its tuners on one side or both."""
    length, half = between(rng, 0.24, 0.32), between(rng, 0.065, 0.085)
    if style == "inline":
        length *= 1.15
    thick = between(rng, 0.04, 0.05)
    plate: Solid = Extrusion(_head_outline(style, length, half), thick)
    if style == "slotted":
        slots = [
            Box((0.03, length * 0.62, 0.2)).at(side * half * 0.45, length * 0.55, 0)
            for side in (-1, 1)
        ]
        plate = Difference(plate, Union(slots))
    pieces: list[Solid] = [plate.labelled(HEAD)]
    one_sided = style == "inline"
    count = strings if one_sided else strings // 2
    heights = np.linspace(0.09, length * (0.68 if style == "arrow" else 0.88), count)
    for y in heights:
        for side in (-1,) if one_sided else (-1, 1):
            edge = 0.1 if one_sided else half * (0.7 if style == "arrow" else 1.0)
            knob = (side * (edge + 0.045), float(y), 0.0)
            tuner = Tube([(side * edge * 0.6, float(y), 0.0), knob], [0.01, 0.021])
            pieces.append(tuner.labelled(HEAD))
    tilt = -between(rng, 0, 14)
    return [piece.turned("x", tilt).at(0, top - 0.01, front - thick / 2) for piece in pieces]


def _head_outline(style: str, length: float, half: float) -> list[tuple[float, float]]:
    """Points (x, y) around the head, the nut at y = 0."""
    return {
        "paddle": [
            (-0.045, 0),
            (0.045, 0),
            (half, 0.06),
            (half * 1.05, length),
            (-half * 1.05, length),
            (-half, 0.06),
        ],
        "slotted": [
            (-0.045, 0),
            (0.045, 0),
            (half, 0.05),
            (half, length),
            (-half, length),
            (-half, 0.05),
        ],
        "crown": [
            (-0.045, 0),
            (0.045, 0),
            (half, 0.06),
            (half * 1.25, length * 0.9),
            (half * 0.6, length),
            (0, length * 0.93),
            (-half * 0.6, length),
            (-half * 1.25, length * 0.9),
            (-half, 0.06),
        ],
        "inline": [
            (-0.045, 0),
            (0.045, 0),
            (0.06, 0.05),
            (0.04, length * 0.8),
            (0.02, length),
            (-0.06, length * 1.02),
            (-0.1, length * 0.9),
            (-0.08, 0.06),
        ],
        "arrow": [
            (-0.045, 0),
            (0.045, 0),
            (half * 1.2, 0.12),
            (0, length * 1.15),
            (-half * 1.2, 0.12),
        ],
    }[style]
