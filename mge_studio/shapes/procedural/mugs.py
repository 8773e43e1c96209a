"""Mugs and cups: hollow bodies with real walls, handles of several kinds, saucers, contents."""

from __future__ import annotations

import numpy as np

from mge_studio.shapes.procedural.combine import Difference, Union
from mge_studio.shapes.procedural.loft import Loft
from mge_studio.shapes.procedural.outlines import rounded_rectangle, smoothed
from mge_studio.shapes.procedural.primitives import Extrusion, Lathe, Tube
from mge_studio.shapes.procedural.registry import between, chance, family, pick
from mge_studio.shapes.procedural.solid import Float64, Solid
from mge_studio.shapes.procedural.walls import (
    inner_rows,
    radius_at,
    solid_profile,
    walled_profile,
)

BODY, HANDLE, SAUCER, CONTENTS = "body", "handle", "saucer", "contents"


@family("mug", parts=(BODY, HANDLE, SAUCER, CONTENTS))
def build_mug(rng: np.random.Generator) -> Union:
    style = pick(
        rng,
        "straight",
        "tapered",
        "barrel",
        "tulip",
        "teacup",
        "stein",
        "square",
        "paper",
        weights=(0.2, 0.16, 0.13, 0.13, 0.15, 0.1, 0.07, 0.06),
    )
    if style == "square":
        return _square(rng)
    outer = _outline(style, rng)
    wall = between(rng, 0.042, 0.062)
    parts: list[Solid] = [Lathe(walled_profile(outer, wall, wall * 1.2)).labelled(BODY)]
    inner = inner_rows(outer, wall, wall * 1.2)
    cavity = Lathe(solid_profile(np.vstack([inner, (inner[-1, 0], inner[-1, 1] + 0.5)])))
    if style == "paper":
        parts += _lid_and_sleeve(outer, rng)
    else:
        both = (style == "teacup" and chance(rng, 0.12)) or chance(rng, 0.03)
        handle = _handle(outer, wall, rng)
        for piece in (handle, handle.turned("y", 180)) if both else (handle,):
            parts.append(Difference(piece, cavity).labelled(HANDLE))
        parts += _contents(inner, rng)
    if (style == "teacup" and chance(rng, 0.65)) or chance(rng, 0.05):
        parts += _saucer(outer, rng)
    return Union(parts)


def _outline(style: str, rng: np.random.Generator) -> Float64:
    """(K, 2) rows of (radius, height) of the outside, bottom to top."""
    r, h = between(rng, 0.34, 0.44), between(rng, 0.72, 1.05)
    corner = between(rng, 0.02, 0.07)
    if style == "straight":
        return np.array([(r - corner, 0), (r - corner * 0.3, corner * 0.3), (r, corner), (r, h)])
    if style in ("tapered", "paper"):
        low = r * between(rng, 0.6, 0.85)
        h *= 1.15 if style == "paper" else 1.0
        return np.array([(low - 0.02, 0), (low, 0.02), (r, h)])
    if style == "barrel":
        bulge = r * between(rng, 1.08, 1.25)
        rows = [(r * 0.8, 0), (r * 0.95, 0.02), (bulge, h * 0.3), (bulge, h * 0.65), (r * 0.95, h)]
        return smoothed(rows, False, 2)
    if style == "tulip":
        waist = r * between(rng, 0.78, 0.9)
        rows = [(r * 0.6, 0), (r * 1.05, 0.03), (r * 1.12, h * 0.35), (waist, h * 0.65), (r, h)]
        return smoothed(rows, False, 2)
    if style == "stein":
        h, r = between(rng, 1.05, 1.3), r * 0.95
        foot = r * between(rng, 1.08, 1.18)
        return np.array([(foot, 0), (foot, 0.09), (r * 1.02, 0.15), (r * 0.94, h * 0.88),
                         (r * 0.98, h * 0.9), (r * 0.98, h)])  # fmt: skip
    h, r = between(rng, 0.42, 0.62), r * between(rng, 1.0, 1.25)
    foot = r * between(rng, 0.45, 0.6)
    rows = [(foot, 0), (foot, 0.05), (r * 0.78, 0.1), (r * 0.97, h * 0.5), (r, h)]
    return np.concatenate([[(foot, 0), (foot * 0.95, 0.05)], smoothed(rows[2:], False, 2)])


def _handle(outer: Float64, wall: float, rng: np.random.Generator) -> Solid:
    """A handle on the +X or -X side: round or strap, C, D, ear, ring or drop shaped."""
    height = outer[-1, 1]
    top, bottom = height * between(rng, 0.74, 0.9), height * between(rng, 0.14, 0.34)
    near = [radius_at(outer, y) - wall * 0.5 for y in (top, bottom)]
    reach = max(near) + between(rng, 0.2, 0.34)
    style = pick(rng, "c", "d", "ear", "drop", "strap", weights=(0.3, 0.2, 0.15, 0.1, 0.25))
    thick = between(rng, 0.038, 0.065)
    if style == "strap":
        line = smoothed([(near[0], top), (reach * 0.98, top + 0.02), (reach, bottom + 0.05),
                         (near[1], bottom)], False, 2)  # fmt: skip
        solid: Solid = _strap(line, thick * 1.3, between(rng, 0.1, 0.2))
    else:
        corners = {
            "c": [(near[0], top), (reach, top + 0.06), (reach, bottom - 0.06), (near[1], bottom)],
            "d": [(near[0], top), (reach - 0.04, top), (reach, top - 0.04), (reach, bottom + 0.04),
                  (reach - 0.04, bottom), (near[1], bottom)],
            "ear": [(near[0], top), (reach * 0.9, top + 0.1), (reach + 0.06, top - 0.12),
                    (reach * 0.85, bottom + 0.12), (near[1], bottom)],
            "drop": [(near[0], top), (reach, top - 0.02), (reach + 0.03, (top + bottom) / 2 + 0.1),
                     (near[1] + 0.08, bottom + 0.06), (near[1], bottom)],
        }[style]  # fmt: skip
        line = np.asarray(corners) if style == "d" else smoothed(corners, False, 1)
        radii = thick * np.linspace(1, between(rng, 0.7, 1.0), len(line))
        flat = between(rng, 1.0, 1.5)
        nodes = np.column_stack([line, np.zeros(len(line))])
        solid = Tube(nodes, radii).scaled(1, 1, flat)
    return solid.mirrored() if chance(rng, 0.5) else solid


def _strap(line: Float64, thick: float, width: float) -> Extrusion:
    """A band of rectangular section along a line (K, 2) in the XY plane."""
    steps = np.gradient(line, axis=0)
    across = np.stack([-steps[:, 1], steps[:, 0]], axis=1)
    across /= np.sqrt((across**2).sum(axis=1))[:, None]
    half = across * (thick / 2)
    return Extrusion(np.concatenate([line + half, (line - half)[::-1]]), width)


def _contents(inner: Float64, rng: np.random.Generator) -> list[Solid]:
    """Drink up to some height, a spoon or a straw leaning on the rim, or nothing."""
    parts: list[Solid] = []
    floor, rim = inner[0, 1], inner[-1, 1]
    if chance(rng, 0.25):
        level = floor + (rim - floor) * between(rng, 0.4, 0.85)
        below = inner[inner[:, 1] < level]
        rows = np.vstack([below, (np.interp(level, inner[:, 1], inner[:, 0]), level)])
        parts.append(Lathe(solid_profile(rows)).labelled(CONTENTS))
    if chance(rng, 0.14):
        lean = inner[-1, 0] - 0.04
        foot = np.array([-inner[0, 0] * 0.4, floor + 0.015, 0.0])
        slope = (np.array([lean, rim + 0.03, 0.0]) - foot) / (rim + 0.03 - foot[1])
        end = foot + slope * (rim * between(rng, 1.25, 1.5) - foot[1])
        stick = Tube([foot, end], between(rng, 0.024, 0.036))
        parts.append(stick.turned("y", between(rng, 40, 140)).labelled(CONTENTS))
    return parts


def _saucer(outer: Float64, rng: np.random.Generator) -> list[Solid]:
    foot, reach = outer[0, 0], outer[:, 0].max() * between(rng, 1.35, 1.7)
    lift = between(rng, 0.08, 0.14)
    rows = [(foot * 1.1, -0.04), (reach * 0.7, -0.03), (reach, lift - 0.02), (reach, lift + 0.02),
            (reach * 0.68, 0.02), (foot * 1.1, 0.006)]  # fmt: skip
    profile = np.concatenate([[(0, -0.04)], rows, [(0, 0.006)]])
    return [Lathe(profile).labelled(SAUCER)]


def _lid_and_sleeve(outer: Float64, rng: np.random.Generator) -> list[Solid]:
    """A take-away cup's sleeve, and a lid or an open cup."""
    height, rim = outer[-1, 1], outer[-1, 0]
    parts: list[Solid] = []
    if chance(rng, 0.7):
        low, high = height * between(rng, 0.25, 0.4), height * between(rng, 0.6, 0.75)
        rows = [(radius_at(outer, y) + d, y) for y, d in
                ((low, -0.01), (low, 0.028), (high, 0.028), (high, -0.01))]  # fmt: skip
        parts.append(Lathe(rows).labelled(HANDLE))
    if chance(rng, 0.7):
        rows = [
            (rim + 0.03, height - 0.03),
            (rim + 0.03, height + 0.04),
            (rim * 0.92, height + 0.06),
            (rim * 0.86, height + 0.13),
            (rim * 0.78, height + 0.13),
            (rim * 0.74, height + 0.08),
        ]
        parts.append(Lathe(solid_profile(rows)).labelled(CONTENTS))
    return parts


def _square(rng: np.random.Generator) -> Union:
    """A mug with a rounded square section."""
    width, height = between(rng, 0.6, 0.75), between(rng, 0.7, 0.95)
    wall, low = between(rng, 0.04, 0.06), between(rng, 0.8, 1.0)
    section = rounded_rectangle(1, 1, between(rng, 0.1, 0.3), 4)
    outside = Loft(section, [(0, width * low, width * low, 0, 0), (height, width, width, 0, 0)])
    thin, thick = width * low - 2 * wall, width - 2 * wall
    growth = (thick - thin) / height
    inside = Loft(
        section,
        [
            (wall, thin + growth * wall, thin + growth * wall, 0, 0),
            (height + 0.2, thick + growth * 0.2, thick + growth * 0.2, 0, 0),
        ],
    )
    body, cavity = outside.turned("x", -90), inside.turned("x", -90)
    outer = np.array([(width * low / 2, 0), (width / 2, height)])
    handle = Difference(_handle(outer, wall, rng), cavity).labelled(HANDLE)
    return Union([Difference(body, cavity).labelled(BODY), handle])
