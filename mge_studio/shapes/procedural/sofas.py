"""Sofas and armchairs."""

from __future__ import annotations

import numpy as np

from mge_studio.shapes.procedural.legs import four_legs
from mge_studio.shapes.procedural.outlines import smoothed
from mge_studio.shapes.procedural.registry import between, chance, family, pick
from mge_studio.shapes.procedural.solids import (
    Box,
    Extrusion,
    Solid,
    Union,
    beam,
    cylinder,
    mirror_pair,
)

Rng = np.random.Generator


@family("sofa", parts=("seat", "back", "arm", "leg", "cushion"))
def sofa(rng: Rng) -> Union:
    """Armchairs, two to four seaters, corner sofas and chaises."""
    places = int(rng.choice([1, 2, 2, 3, 3, 3, 4]))
    each = between(rng, 0.52, 0.68)
    width, depth = places * each, between(rng, 0.72, 0.95)
    lift = between(rng, 0.04, 0.17)
    base = between(rng, 0.12, 0.2)
    arm = between(rng, 0.08, 0.24)
    front = depth / 2
    body = Box((width + 0.02, base, depth), 0.02).at(y=lift + base / 2)
    solids: list[Solid] = [body.labelled("seat")]
    pad = between(rng, 0.1, 0.18)
    top = lift + base + pad
    thick = between(rng, 0.12, 0.24)
    solids += _seat_cushions(rng, places, width, depth, thick, lift + base, pad)
    solids += _sofa_back(rng, places, width, depth, thick, lift + base, top)
    total = width
    if chance(rng, 0.9):
        rise = between(rng, 0.12, 0.28)
        arms = _sofa_arms(rng, width, depth, arm, lift, top + rise)
        solids += [s.labelled("arm") for s in arms]
        total = width + 2 * arm
    if places >= 2 and chance(rng, 0.28):
        solids += _chaise(rng, each, width, front, lift, base, pad)
    legs = _sofa_legs(rng, total, depth, lift)
    return Union(solids + [s.labelled("leg") for s in legs])


def _seat_cushions(
    rng: Rng, places: int, width: float, depth: float, thick: float, level: float, pad: float
) -> list[Solid]:
    count = places if chance(rng, 0.75) else 1
    each = width / count
    rounding = pad * between(rng, 0.15, 0.48)
    reach = depth - thick + 0.03
    cushion = Box((each * 0.985, pad + 0.02, reach), rounding).labelled("seat")
    z = depth / 2 - reach / 2 + between(rng, 0.0, 0.03)
    return [
        cushion.at(each * (k + 0.5 - count / 2), level + pad / 2 - 0.01, z) for k in range(count)
    ]


def _sofa_back(
    rng: Rng, places: int, width: float, depth: float, thick: float, level: float, top: float
) -> list[Solid]:
    rise = between(rng, 0.28, 0.48)
    lean = between(rng, 2, 12)
    style = pick(rng, "cushions", "solid", "tufted", "camel", "frame")
    z = -depth / 2 + thick / 2
    rounding = between(rng, 0.15, 0.45) * thick
    tall = top + rise - level
    if style == "solid":
        back: list[Solid] = [Box((width, tall, thick), rounding).at(y=tall / 2)]
    elif style == "tufted":
        count = places * int(rng.integers(2, 4))
        roll = cylinder(thick * 0.5, width / count * 0.99).scaled(1, 1, 1).turned("z", 90)
        back = [
            Box((width / count * 0.98, tall, thick), 0.4 * thick).at(
                width * ((k + 0.5) / count - 0.5), tall / 2
            )
            for k in range(count)
        ]
        back += (
            [roll.at(width * ((k + 0.5) / count - 0.5), tall) for k in range(count)]
            if chance(rng, 0.4)
            else []
        )
    elif style == "camel":
        half = width / 2
        crest = [
            [-half, 0],
            [half, 0],
            [half, 0.72 * tall],
            [0.5 * half, 0.85 * tall],
            [0, 1.15 * tall],
            [-0.5 * half, 0.85 * tall],
            [-half, 0.72 * tall],
        ]
        back = [Extrusion(smoothed(crest, closed=True, rounds=3) - (0, 0.04), thick)]
    else:
        board = thick * 0.4
        back = [
            Box((width, tall * 0.85, board), 0.2 * board).at(
                y=tall * 0.425, z=-thick / 2 + board / 2
            )
        ]
        count = places if style == "cushions" else int(rng.integers(1, 3))
        each = width / count
        plump = Box((each * 0.97, rise * 1.02, thick * 0.75), thick * 0.33)
        back += [
            plump.turned("x", -5).at(each * (k + 0.5 - count / 2), tall - rise * 0.52, thick * 0.1)
            for k in range(count)
        ]
    solids = [s.turned("x", -lean).at(y=level, z=z).labelled("back") for s in back]
    if chance(rng, 0.4):
        solids += _throw_cushions(rng, width, top, z + thick * 0.5 + 0.09)
    return solids


def _throw_cushions(rng: Rng, width: float, top: float, z: float) -> list[Solid]:
    side = between(rng, 0.3, 0.42)
    throw = Box((side, side, 0.11), 0.054).turned("x", -22).turned("y", between(rng, -20, 20))
    signs = (-1, 1) if chance(rng, 0.5) else (1,)
    out = max(width / 2 - side * 0.55, 0)
    return [throw.at(sign * out, top + side * 0.42, z).labelled("cushion") for sign in signs]


def _sofa_arms(
    rng: Rng, width: float, depth: float, arm: float, lift: float, top: float
) -> list[Solid]:
    x, tall = width / 2 + arm / 2, top - lift
    style = pick(rng, "box", "rolled", "flared", "sloped", "open")
    box = Box((arm, tall, depth), between(rng, 0.05, 0.45) * arm).at(x, lift + tall / 2)
    if style == "box":
        return mirror_pair(box)
    if style == "rolled":
        roll = cylinder(max(arm * 0.62, 0.07), depth).turned("x", 90).at(x + 0.2 * arm, top - 0.02)
        return mirror_pair([Box((arm, tall - 0.03, depth)).at(x, lift + tall / 2 - 0.015), roll])
    if style == "flared":
        flare = Extrusion([[-arm / 2, 0], [arm / 2, 0], [arm * 1.1, tall], [0, tall]], depth)
        return mirror_pair(flare.at(x, lift))
    if style == "sloped":
        side = [
            [-depth / 2, 0],
            [depth / 2, 0],
            [depth / 2, 0.72 * tall],
            [0, 0.85 * tall],
            [-depth / 2, 1.1 * tall],
        ]
        return mirror_pair(Extrusion(side, arm).turned("y", -90).at(x, lift))
    size = min(arm, 0.07)
    bar = Box((arm, size * 0.8, depth), 0.01).at(x, top - size * 0.4)
    posts = [
        beam((x, lift + 0.02, s * depth * 0.44), (x, top - 0.01, s * depth * 0.44), size, size)
        for s in (-1, 1)
    ]
    rail = Box((0.05 + arm, 0.05, 0.05)).at(x - 0.02, lift + 0.08)
    return mirror_pair([bar, *posts, rail.at(z=depth * 0.44), rail.at(z=-depth * 0.44)])


def _chaise(
    rng: Rng, each: float, width: float, front: float, lift: float, base: float, pad: float
) -> list[Solid]:
    side = -1 if chance(rng, 0.5) else 1
    reach = between(rng, 0.5, 0.85)
    x, z = side * (width / 2 - each / 2), front + reach / 2 - 0.03
    body = Box((each, base, reach + 0.06), 0.02).at(x, lift + base / 2, z)
    cushion = Box((each * 0.97, pad, reach), pad * 0.3).at(x, lift + base + pad / 2 - 0.01, z)
    leg = cylinder(0.02, lift + 0.01).at(x, (lift + 0.01) / 2, front + reach - 0.06)
    return [
        body.labelled("seat"),
        cushion.labelled("seat"),
        *(leg.at(x=side * each * 0.4).labelled("leg") for side in (-1, 1)),
    ]


def _sofa_legs(rng: Rng, width: float, depth: float, lift: float) -> list[Solid]:
    if lift < 0.06:
        return [Box((width * 0.94, lift + 0.01, depth * 0.9)).at(y=(lift + 0.01) / 2)]
    if chance(rng, 0.2):
        post = Box((0.03, lift + 0.01, 0.02)).at(width * 0.44, (lift + 0.01) / 2)
        floor = Box((0.03, 0.02, depth * 0.9)).at(width * 0.44, 0.01)
        return mirror_pair([floor, post.at(z=depth * 0.42), post.at(z=-depth * 0.42)])
    legs = four_legs(
        rng, width * 0.95, depth * 0.92, lift, between(rng, 0, 0.03), between(rng, 0.035, 0.06)
    )
    return legs
