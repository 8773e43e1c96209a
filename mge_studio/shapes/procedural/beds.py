"""Beds."""

from __future__ import annotations

import numpy as np

from mge_studio.shapes.procedural.legs import four_legs
from mge_studio.shapes.procedural.outlines import rounded_rectangle, smoothed
from mge_studio.shapes.procedural.registry import (
    between,
    chance,
    family,
    most_across,
    pick,
    thinnest,
)
from mge_studio.shapes.procedural.solids import (
    Box,
    Extrusion,
    Solid,
    Union,
    beam,
    ellipsoid,
    mirror_pair,
    rod,
)

Rng = np.random.Generator


@family("bed", parts=("mattress", "frame", "headboard", "footboard", "leg", "pillow", "canopy"))
def bed(rng: Rng) -> Union:
    """Single and double beds, four-posters, bunks, divans; the head is at the back (-Z)."""
    width = float(rng.choice([0.9, 1.0, 1.4, 1.6, 1.8])) * between(rng, 0.96, 1.04)
    length = between(rng, 1.92, 2.15)
    lift, rail = between(rng, 0.1, 0.3), between(rng, 0.08, 0.2)
    kind = pick(
        rng, "plain", "canopy", "bunk", "divan", weights=(6, 2, 1.3 if width < 1.2 else 0, 1.2)
    )
    if kind == "divan":
        lift, rail = 0.03, between(rng, 0.25, 0.35)
    deck = _deck(rng, width, length, lift, rail)
    mattress = between(rng, 0.16, 0.26)
    top = lift + rail + mattress * 0.8
    solids = [*deck, *_bedding(rng, width, length, lift + rail - 0.2 * mattress, mattress, top)]
    if kind == "bunk":
        return Union(_bunk(rng, solids, width, length))
    solids += [s.labelled("headboard") for s in _headboard(rng, width, length, top)]
    if chance(rng, 0.45):
        foot = _headboard(rng, width, length, top - 0.25)
        solids += [s.mirrored("z").labelled("footboard") for s in foot]
    if kind == "canopy":
        solids += [s.labelled("canopy") for s in _canopy(rng, width, length)]
    if lift > 0.06:
        size = between(rng, 0.05, 0.09)
        legs = four_legs(rng, width * 0.99, length * 0.98, lift, 0.0, size)
        solids += [s.labelled("leg") for s in legs]
    return Union(solids)


def _deck(rng: Rng, width: float, length: float, lift: float, rail: float) -> list[Solid]:
    """Side rails with a slatted or solid floor."""
    board = 0.03
    if chance(rng, 0.5):
        return [Box((width, rail, length), 0.01).at(y=lift + rail / 2).labelled("frame")]
    x, z = width / 2 - board / 2, length / 2 - board / 2
    solids: list[Solid] = [
        *mirror_pair(Box((board, rail, length)).at(x, lift + rail / 2)),
        *mirror_pair(Box((width, rail, board)).at(0, lift + rail / 2, z), "z"),
    ]
    count = int(rng.integers(5, 9))
    slat = Box((width - 0.01, 0.025, length / count * 0.6))
    solids += [
        slat.at(0, lift + rail * 0.8, length * ((k + 0.5) / count - 0.5)) for k in range(count)
    ]
    return [s.labelled("frame") for s in solids]


def _bedding(
    rng: Rng, width: float, length: float, low: float, mattress: float, top: float
) -> list[Solid]:
    inner, reach = width - 0.04, length - 0.05
    rounding = between(rng, 0.15, 0.45) * mattress
    solids: list[Solid] = [
        Box((inner, mattress, reach), rounding).at(y=low + mattress / 2).labelled("mattress")
    ]
    if chance(rng, 0.5):
        cover = reach * between(rng, 0.45, 0.72)
        quilt = Box((width + 0.02, mattress * 0.8, cover), 0.05)
        solids.append(
            quilt.at(y=top - mattress * 0.3, z=reach / 2 - cover / 2 + 0.015).labelled("mattress")
        )
    count = 1 if width < 1.2 else int(rng.choice([2, 2, 3]))
    wide = inner / count * between(rng, 0.75, 0.92)
    deep = between(rng, 0.3, 0.42)
    rounded = chance(rng, 0.5)
    for k in range(count):
        pillow: Solid = (
            ellipsoid(wide / 2, 0.075, deep / 2) if rounded else Box((wide, 0.13, deep), 0.06)
        )
        x = inner * ((k + 0.5) / count - 0.5)
        solids.append(
            pillow.turned("x", between(rng, 0, 14))
            .at(x, top + 0.04, -reach / 2 + deep * 0.6)
            .labelled("pillow")
        )
    return solids


def _headboard(rng: Rng, width: float, length: float, top: float) -> list[Solid]:
    """Stands on the floor behind the mattress at z = -length / 2."""
    rise = between(rng, 0.2, 0.6)
    tall, z = top + rise, -length / 2 - 0.02
    style = pick(rng, "panel", "bars", "padded", "arch", "rails")
    if style == "panel":
        return [Box((width + 0.02, tall, between(rng, 0.03, 0.06)), 0.01).at(y=tall / 2, z=z)]
    if style == "padded":
        count = int(rng.integers(2, 6))
        pad = Box((width / count * 0.97, tall - 0.1, 0.1), 0.045)
        pads = [pad.at(width * ((k + 0.5) / count - 0.5), tall / 2 + 0.05, z) for k in range(count)]
        return [*pads, Box((width, tall * 0.9, 0.04)).at(y=tall * 0.45, z=z - 0.01)]
    if style == "arch":
        half = width / 2
        crest = [
            [-half, 0],
            [half, 0],
            [half, tall - rise * 0.7],
            [half * 0.6, tall],
            [-half * 0.6, tall],
            [-half, tall - rise * 0.7],
        ]
        outline = smoothed(crest, closed=True, rounds=3)
        return [Extrusion(outline - (0, outline[:, 1].min()), 0.05).at(z=z)]
    size = between(rng, 0.03, 0.06)
    x = width / 2 - size / 2
    posts = mirror_pair(rod((x, 0, z), (x, tall + 0.05, z), size / 2))
    if chance(rng, 0.4):
        posts += mirror_pair(ellipsoid(size * 0.8, size * 0.8, size * 0.8).at(x, tall + 0.07, z))
    bars: list[Solid] = [
        beam((-x, y, z), (x, y, z), size * 0.7, size * 0.7) for y in (tall - 0.02, top * 0.7)
    ]
    thin = thinnest(width, length, tall)
    most = most_across(2 * x if style == "bars" else tall - top * 0.7, thin) - 1
    count = min(int(rng.integers(4, 10)) if style == "bars" else int(rng.integers(2, 4)), most)
    for k in range(count):
        t = (k + 1) / (count + 1)
        if style == "bars":
            bars.append(
                rod((x * (2 * t - 1), top * 0.7, z), (x * (2 * t - 1), tall - 0.02, z), 0.014)
            )
        else:
            level = top * 0.7 + t * (tall - top * 0.7)
            bars.append(beam((-x, level, z), (x, level, z), 0.05, 0.022))
    return [*posts, *bars]


def _canopy(rng: Rng, width: float, length: float) -> list[Solid]:
    tall, size = between(rng, 1.6, 2.0), between(rng, 0.04, 0.07)
    x, z = width / 2, length / 2
    solids: list[Solid] = [
        beam((sx * x, 0, sz * z), (sx * x, tall, sz * z), size, size)
        for sx in (-1, 1)
        for sz in (-1, 1)
    ]
    solids += [beam((-x, tall, s * z), (x, tall, s * z), size * 0.8, size * 0.8) for s in (-1, 1)]
    solids += [beam((s * x, tall, -z), (s * x, tall, z), size * 0.8, size * 0.8) for s in (-1, 1)]
    style = pick(rng, "open", "roof", "curtains")
    if style == "roof":
        solids.append(Box((width + size, 0.035, length + size)).at(y=tall + 0.02))
    if style == "curtains":
        drape = Extrusion(
            rounded_rectangle(0.05, between(rng, 0.15, 0.4), 0.024), tall - 0.05
        ).turned("x", 90)
        solids += [drape.at(sx * x, tall / 2, sz * (z - 0.2)) for sx in (-1, 1) for sz in (-1, 1)]
    return solids


def _bunk(rng: Rng, lower: list[Solid], width: float, length: float) -> list[Solid]:
    storey, size = between(rng, 0.85, 1.0), between(rng, 0.05, 0.08)
    top = storey + between(rng, 0.6, 0.75)
    x, z = width / 2, length / 2
    posts = [
        beam((sx * x, 0, sz * z), (sx * x, top, sz * z), size, size)
        for sx in (-1, 1)
        for sz in (-1, 1)
    ]
    guard = [
        beam((s * x, y, -z), (s * x, y, z), 0.03, 0.05)
        for s in (-1, 1)
        for y in (top - 0.05, top - 0.2)
    ]
    ends = [
        beam((-x, y, s * z), (x, y, s * z), 0.05, 0.03)
        for s in (-1, 1)
        for y in (top - 0.05, storey * 0.62)
    ]
    at = between(rng, -0.2, 0.6) * z
    out = x + 0.04
    ladder = [rod((out, 0, at + s * 0.2), (out, top - 0.05, at + s * 0.2), 0.02) for s in (-1, 1)]
    rungs = [
        rod((out, y, at - 0.2), (out, y, at + 0.2), 0.016) for y in np.linspace(0.25, storey, 4)
    ]
    return [
        *lower, *(s.at(y=storey) for s in lower), *(s.labelled("leg") for s in posts),
        *(s.labelled("frame") for s in [*guard, *ends, *ladder, *rungs]),
    ]  # fmt: skip
