"""Tables: dining and coffee tables, desks, trestles, nests of shelves and drawers."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from mge_studio.shapes.procedural.legs import OVERLAP, four_legs, hairpin, stretchers, turned_leg
from mge_studio.shapes.procedural.outlines import (
    ellipse,
    regular_polygon,
    rounded_rectangle,
    smoothed,
)
from mge_studio.shapes.procedural.registry import (
    between,
    chance,
    family,
    pick,
    slat_width,
    thinnest,
)
from mge_studio.shapes.procedural.solids import (
    Box,
    Difference,
    Solid,
    Tube,
    Union,
    beam,
    cone,
    cylinder,
    mirror_pair,
    plate,
    rod,
    tapered_beam,
)

Rng = np.random.Generator


@family("table", parts=("top", "leg", "shelf", "drawer"))
def table(rng: Rng) -> Union:
    """A top of some outline on legs, a pedestal, trestles or panels, perhaps shelf and drawers."""
    size = pick(rng, "dining", "coffee", "side", "desk", "console", weights=(4, 2.5, 2, 2.5, 1))
    ranges = {
        "dining": ((0.9, 1.9), (0.7, 1.05), (0.70, 0.78)),
        "coffee": ((0.7, 1.3), (0.5, 0.8), (0.32, 0.46)),
        "side": ((0.36, 0.55), (0.36, 0.55), (0.42, 0.66)),
        "desk": ((1.0, 1.6), (0.5, 0.8), (0.70, 0.78)),
        "console": ((0.8, 1.3), (0.26, 0.4), (0.72, 0.86)),
    }[size]
    width, depth, height = (between(rng, *limits) for limits in ranges)
    thickness = between(rng, 0.018, 0.06)
    under = height - thickness
    top, is_round = _top(rng, size, width, depth, thickness)
    solids = [s.at(y=height - thickness / 2).labelled("top") for s in top]
    inner = (0.66, 0.66) if is_round else (0.95, 0.92)
    area = (width * inner[0], depth * inner[1])
    if size == "desk" and chance(rng, 0.6):
        return Union(solids + _desk_body(rng, *area, under))
    base, has_corners = _base(rng, *area, under, is_round)
    solids += [s.labelled("leg") for s in base]
    if has_corners and chance(rng, 0.5):
        solids += [s.labelled("leg") for s in _apron(rng, *area, under)]
        if chance(rng, 0.35) and not is_round:
            solids += _apron_drawer(rng, *area, under)
    if has_corners and chance(rng, 0.3):
        low = under * between(rng, 0.18, 0.4)
        solids.append(
            Box((area[0], between(rng, 0.015, 0.03), area[1])).at(y=low).labelled("shelf")
        )
    return Union(solids)


def _top(
    rng: Rng, size: str, width: float, depth: float, thickness: float
) -> tuple[list[Solid], bool]:
    style = pick(rng, "box", "rounded", "round", "oval", "polygon", "planks", "edged",
                 weights=(4, 3, 3, 1.5, 1, 1, 1))  # fmt: skip
    if size in ("desk", "console") and style in ("round", "oval", "polygon"):
        style = "box"
    if style == "round":
        across = between(rng, 0.8, 1.0) * width
        profile_top = cone(across / 2 * between(rng, 0.9, 1.0), across / 2, thickness)
        return [
            profile_top.scaled(1, 1, min(1.0, 1.1 * depth / width) if chance(rng, 0.3) else 1)
        ], True
    if style == "oval":
        return [plate(ellipse(width, depth, 40, between(rng, 2, 3.2)), thickness)], True
    if style == "polygon":
        outline = regular_polygon(int(rng.choice([6, 8])), 0.5, np.pi / 8) * (width, depth)
        return [plate(outline, thickness)], True
    if style == "rounded":
        outline = rounded_rectangle(width, depth, between(rng, 0.05, 0.4) * depth)
        return [plate(outline, thickness, taper=between(rng, 1.0, 1.05))], False
    if style == "planks":
        count = int(rng.integers(3, 6))
        thin = thinnest(width, depth, 0.5)
        plank = Box((width, thickness, slat_width(depth / count, 0.9, thin)))
        bearer = Box((0.06, 0.03, depth * 0.9)).at(y=-thickness / 2 - 0.01)
        planks: list[Solid] = [plank.at(z=depth * ((k + 0.5) / count - 0.5)) for k in range(count)]
        return [*planks, *mirror_pair(bearer.at(x=width * 0.36))], False
    rounding = between(rng, 0.0, 0.3)
    if style == "edged":
        edge = 1.2 * thinnest(width, depth, 0.7)
        top = Box((width, 2 * edge, depth), rounding * edge).at(y=edge - thickness / 2)
        well = Box((width - 2 * edge, 2 * edge, depth - 2 * edge)).at(y=2 * edge - thickness / 2)
        return [Difference(top, well)], False
    top = Box((width, thickness, depth), rounding * thickness)
    return [top], False


def _base(
    rng: Rng, width: float, depth: float, under: float, is_round: bool
) -> tuple[list[Solid], bool]:
    """The support, and whether it stands in four corners (for aprons and shelves)."""
    weights = (5, 1, 4, 0.3, 0.3, 1.5, 0.5) if is_round else (6, 1.5, 1, 2, 1.5, 1, 1)
    style = pick(
        rng, "legs", "hairpin", "pedestal", "trestle", "panels", "crossed", "frame", weights=weights
    )
    x, z = width / 2, depth / 2
    if style == "legs":
        size = between(rng, 0.03, 0.08)
        splay = between(rng, 0.0, 0.1) if chance(rng, 0.5) else 0.0
        legs = four_legs(rng, width, depth, under, splay, size)
        return legs + (
            stretchers(rng, width, depth, under) if chance(rng, 0.2) else []
        ), splay < 0.02
    if style == "hairpin":
        wire = between(rng, 0.008, 0.014)
        return [
            hairpin(sx * x * 0.92, sz * z * 0.9, under, wire) for sx in (-1, 1) for sz in (-1, 1)
        ], False
    if style == "pedestal":
        count = 2 if width > 1.5 * depth and not is_round else 1
        columns = _pedestal(rng, min(width / count, depth), under)
        return [
            s.at(x=o) for s in columns for o in ((-width / 4, width / 4) if count == 2 else (0,))
        ], False
    if style == "trestle":
        return _trestle(rng, x * between(rng, 0.65, 0.85), z * 0.9, under), False
    if style == "panels":
        panel = Box((between(rng, 0.02, 0.06), under + OVERLAP, depth)).at(y=(under + OVERLAP) / 2)
        rail = Box((width * 0.9, between(rng, 0.1, 0.3), 0.02)).at(
            y=under * 0.72, z=-z * between(rng, 0, 0.8)
        )
        return [*mirror_pair(panel.at(x=x * between(rng, 0.75, 0.98))), rail], False
    if style == "frame":
        size = between(rng, 0.02, 0.04)
        line = [[x, under, -z], [x, size / 2, -z], [x, size / 2, z], [x, under, z]]
        bars = [beam(a, b, size, size, 0.2 * size) for a, b in pairwise(line)]
        bars.append(beam((x, under - size / 3, -z), (x, under - size / 3, z), size, size))
        return mirror_pair(bar.at(x=-size / 2) for bar in bars), False
    size = between(rng, 0.03, 0.06)
    a, b = x * 0.8, z * 0.8
    bars = [beam((a, 0.01, s * b), (-a, under, -s * b), size, size) for s in (-1, 1)]
    return mirror_pair(bars), False


def _pedestal(rng: Rng, across: float, under: float) -> list[Solid]:
    stem = between(rng, 0.03, 0.07)
    style = pick(rng, "disc", "claws", "trumpet", "drum")
    if style == "trumpet":
        waist = between(rng, 0.05, 0.1) * across
        column = cone(waist, across * 0.24, under * 0.4 + OVERLAP).at(y=under * 0.8 + OVERLAP / 2)
        return [column, cone(across * 0.34, waist, under * 0.6).at(y=under * 0.3)]
    if style == "drum":
        return [
            cone(across * between(rng, 0.2, 0.4), across * 0.3, under + OVERLAP).at(
                y=(under + OVERLAP) / 2
            )
        ]
    if style == "disc":
        column = cylinder(stem, under).at(y=under / 2 + OVERLAP)
        foot = cone(across * between(rng, 0.28, 0.36), across * 0.2, 0.03).at(y=0.015)
        return [column, foot, cylinder(across * 0.15, 0.02).at(y=under)]
    column = turned_leg(rng, under - 0.1, 2 * stem).at(y=0.1)
    reach, count = across * between(rng, 0.34, 0.42), int(rng.integers(3, 5))
    line = smoothed([[0, 0.2, 0], [reach * 0.5, 0.2, 0], [reach, 0.022, 0]], closed=False)
    claw = Tube(line, np.linspace(0.032, 0.022, len(line)))
    return [column, *(claw.turned("y", 360 * (k + 0.5) / count) for k in range(count))]


def _trestle(rng: Rng, x: float, z: float, under: float) -> list[Solid]:
    size = between(rng, 0.035, 0.08)
    style = pick(rng, "x", "a", "t")
    top = Box((size, size, 1.8 * z)).at(x, under - size / 2 + OVERLAP)
    side: list[Solid]
    if style == "x":
        side = [
            beam((x, 0.01, s * z), (x, under - 0.01, -s * z * 0.8), size, size * 0.8)
            for s in (-1, 1)
        ]
    elif style == "a":
        side = [
            beam((x, 0.01, s * z), (x, under - 0.01, s * z * 0.12), size, size * 0.8)
            for s in (-1, 1)
        ]
        side.append(
            beam((x, under * 0.35, -z * 0.66), (x, under * 0.35, z * 0.66), size * 0.8, size * 0.6)
        )
    else:
        side = [beam((x, 0.02, 0), (x, under, 0), size, size * 1.6)]
        side.append(tapered_beam((x, size / 2, 0), (x, size / 2, z), size, size, 0.7))
        side.append(tapered_beam((x, size / 2, 0), (x, size / 2, -z), size, size, 0.7))
    rail = under * between(rng, 0.25, 0.6)
    return [*mirror_pair([top, *side]), Box((2 * x, size * 1.2, size * 0.6)).at(y=rail)]


def _apron(rng: Rng, width: float, depth: float, under: float) -> list[Solid]:
    tall, board = between(rng, 0.05, 0.11), 0.018
    y = under - tall / 2 + OVERLAP
    x, z = width / 2 - 0.02, depth / 2 - 0.02
    return [
        *mirror_pair(Box((board, tall, 2 * z)).at(x, y)),
        *mirror_pair(Box((2 * x, tall, board)).at(0, y, z), "z"),
    ]


def _knob(rng: Rng, style: str, x: float, y: float, z: float, width: float) -> Solid:
    if style == "knob":
        return rod((x, y, z - 0.005), (x, y, z + 0.025), 0.008, 0.016)
    return Box((width * 0.4, 0.014, 0.03)).at(x, y, z + 0.01)


def _apron_drawer(rng: Rng, width: float, depth: float, under: float) -> list[Solid]:
    count = int(rng.integers(1, 4))
    tall, wide = between(rng, 0.09, 0.14), width * 0.86 / count
    style = pick(rng, "knob", "bar")
    wall = 2.1 * thinnest(width, depth, under)
    drawers: list[Solid] = []
    for k in range(count):
        x = wide * (k + 0.5 - count / 2)
        out = between(rng, 0.08, 0.25) * depth if chance(rng, 0.12) else 0.0
        body: Solid = Box((wide * 0.94, tall, depth * 0.9))
        body = Difference(body, Box((wide * 0.94 - wall, tall, depth * 0.9 - wall)).at(y=wall / 2))
        y = under - tall / 2 + OVERLAP / 2
        drawers += [
            body.at(x, y, depth * 0.05 + out),
            _knob(rng, style, x, y, depth / 2 + out, wide),
        ]
    return [solid.labelled("drawer") for solid in drawers]


def _desk_body(rng: Rng, width: float, depth: float, under: float) -> list[Solid]:
    """One or two pedestals of drawers, legs or a panel on the free side, a back panel."""
    wide = between(rng, 0.22, 0.3) * width
    both = chance(rng, 0.4)
    solids: list[Solid] = []
    for side in (-1, 1) if both else (1 if chance(rng, 0.5) else -1,):
        solids += _drawer_tower(rng, side * (width / 2 - wide / 2), wide, depth, under)
        free = -side
    if not both:
        x = free * (width / 2 - 0.03)
        if chance(rng, 0.5):
            board = Box((0.03, under + OVERLAP, depth)).at(x, (under + OVERLAP) / 2)
            solids.append(board.labelled("leg"))
        else:
            legs = [
                beam((x, 0, s * depth * 0.46), (x, under + OVERLAP, s * depth * 0.46), 0.04, 0.04)
                for s in (-1, 1)
            ]
            solids += [leg.labelled("leg") for leg in legs]
    modesty = under * between(rng, 0.3, 0.7)
    panel = Box((width * 0.97, modesty, 0.018)).at(
        y=under - modesty / 2 + OVERLAP, z=-depth / 2 + 0.03
    )
    return [*solids, panel.labelled("leg")]


def _drawer_tower(rng: Rng, x: float, wide: float, depth: float, under: float) -> list[Solid]:
    lift = between(rng, 0.0, 0.12)
    thin = thinnest(4 * wide, under, depth)
    count = int(rng.integers(2, 5))
    tall = (under - lift) / count
    style = pick(rng, "knob", "bar")
    case = Box((wide, under - lift + OVERLAP, depth * 0.94)).at(
        x, (under + lift + OVERLAP) / 2, -0.02
    )
    solids: list[Solid] = [case.labelled("drawer")]
    for k in range(count):
        y = lift + tall * (k + 0.5)
        face = Box((wide * 0.92, slat_width(tall, 0.86, thin), 0.03), 0.004).at(
            x, y, depth / 2 - 0.02
        )
        solids += [
            face.labelled("drawer"),
            _knob(rng, style, x, y, depth / 2 - 0.006, wide).labelled("drawer"),
        ]
    if lift > 0.02:
        feet = [
            cylinder(0.02, lift + 0.01).at(
                x + s * wide * 0.4, (lift + 0.01) / 2, t * depth * 0.4 - 0.02
            )
            for s in (-1, 1)
            for t in (-1, 1)
        ]
        solids += [foot.labelled("leg") for foot in feet]
    return solids
