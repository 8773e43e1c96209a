"""Cabinets: carcasses hollow where they stand open, with doors, drawers and niches."""

from __future__ import annotations

import numpy as np

from mge_studio.shapes.procedural.legs import four_legs
from mge_studio.shapes.procedural.registry import GAP, between, chance, family, pick, thinnest
from mge_studio.shapes.procedural.solids import (
    Box,
    Solid,
    Union,
    cylinder,
    mirror_pair,
    rod,
)

Rng = np.random.Generator


@family("cabinet", parts=("body", "door", "drawer", "handle", "leg", "shelf"))
def cabinet(rng: Rng) -> Union:
    """Wardrobes, chests of drawers, sideboards, kitchen units.

    Niches and open doors show a hollow; what is shut away behind a front is filled.
    """
    kind = pick(
        rng, "wardrobe", "chest", "sideboard", "nightstand", "cupboard", weights=(2, 3, 3, 2, 2)
    )
    limits = {
        "wardrobe": ((0.7, 1.5), (1.6, 2.1), (0.5, 0.65)),
        "chest": ((0.6, 1.2), (0.7, 1.2), (0.4, 0.55)),
        "sideboard": ((1.1, 1.9), (0.45, 0.85), (0.38, 0.5)),
        "nightstand": ((0.38, 0.55), (0.42, 0.65), (0.34, 0.45)),
        "cupboard": ((0.6, 1.1), (0.9, 1.7), (0.34, 0.5)),
    }[kind]
    width, height, depth = (between(rng, *pair) for pair in limits)
    thin = thinnest(width, height, depth)
    board = max(between(rng, 0.022, 0.045), thin)
    lift = between(rng, 0.08, 0.2) if chance(rng, 0.55) else between(rng, 0.0, 0.06)
    solids = _carcass(rng, width, height, depth, board, lift)
    columns = max(1, round(width / between(rng, 0.4, 0.65))) if kind != "nightstand" else 1
    style = pick(rng, "knob", "bar", "rail", "none")
    inner, low, high = width - 2 * board, lift + board, height - board
    each = inner / columns
    for k in range(columns):
        x = inner * ((k + 0.5) / columns - 0.5)
        if k:
            divider = Box((board, high - low + 0.01, depth * 0.94))
            solids.append(divider.at(x - each / 2, (low + high) / 2).labelled("body"))
        solids += _bay(rng, kind, style, x, each - board, low, high, depth, thin, k % 2)
    return Union(solids + _feet(rng, width, depth, lift))


def _carcass(
    rng: Rng, width: float, height: float, depth: float, board: float, lift: float
) -> list[Solid]:
    middle, x = (height + lift) / 2, width / 2 - board / 2
    solids: list[Solid] = [
        *mirror_pair(Box((board, height - lift, depth)).at(x, middle)),
        Box((width, board, depth)).at(y=lift + board / 2),
        Box((width - board, height - lift, 0.026)).at(y=middle, z=-depth / 2 + 0.013),
    ]
    out = between(rng, 0.01, 0.04) if chance(rng, 0.4) else 0.0
    solids.append(Box((width + 2 * out, board, depth + out)).at(y=height - board / 2, z=out / 2))
    return [s.labelled("body") for s in solids]


def _bay(
    rng: Rng,
    kind: str,
    style: str,
    x: float,
    wide: float,
    low: float,
    high: float,
    depth: float,
    thin: float,
    hinge: int,
) -> list[Solid]:
    """What fills one column: drawers, a door, an open niche, or a niche over one of those."""
    weights = {"chest": (6, 1, 0.5, 1.5), "wardrobe": (0.5, 6, 0.7, 2)}.get(
        kind, (3, 3.5, 1.3, 2.5)
    )
    filling = pick(rng, "drawers", "door", "open", "mixed", weights=weights)
    if filling == "mixed":
        split = low + (high - low) * between(rng, 0.35, 0.7)
        board = Box((wide + 0.02, 0.025, depth * 0.94)).at(x, split).labelled("shelf")
        upper = (
            _niche(rng, x, wide, split, high, depth)
            if chance(rng, 0.6)
            else _door(rng, style, x, wide, split + thin / 2, high, depth, thin, hinge)
        )
        lower = _drawers(rng, style, x, wide, low, split - thin / 2, depth, thin)
        return [board, *upper, *lower]
    if filling == "drawers":
        return _drawers(rng, style, x, wide, low, high, depth, thin)
    if filling == "door":
        return _door(rng, style, x, wide, low, high, depth, thin, hinge)
    return _niche(rng, x, wide, low, high, depth)


def _niche(rng: Rng, x: float, wide: float, low: float, high: float, depth: float) -> list[Solid]:
    count = int(rng.integers(0, 1 + max(1, round((high - low) / 0.35))))
    board = Box((wide + 0.02, 0.022, depth * 0.9))
    return [
        board.at(x, low + (high - low) * (k + 1) / (count + 1)).labelled("shelf")
        for k in range(count)
    ]


def _drawers(
    rng: Rng,
    style: str,
    x: float,
    wide: float,
    low: float,
    high: float,
    depth: float,
    thin: float,
) -> list[Solid]:
    most = max(1, min(6, int((high - low) / (3.5 * thin))))
    count = int(np.clip(round((high - low) / between(rng, 0.14, 0.28)), 1, most))
    tall, gap = (high - low) / count, between(rng, 1.0, 1.2) * GAP * thin
    solids: list[Solid] = []
    for k in range(count):
        y = low + tall * (k + 0.5)
        out = between(rng, 0.1, 0.5) * depth if chance(rng, 0.08) else 0.0
        z = depth / 2 + out
        if out:
            side = Box((thin, tall * 0.6, depth * 0.8))
            solids += [side.at(x + s * (wide / 2 - 0.02), y, z - depth * 0.4) for s in (-1, 1)]
            solids.append(
                Box((wide - 0.03, thin, depth * 0.8)).at(x, y - tall * 0.3, z - depth * 0.4)
            )
        else:
            solids.append(_filling(x, wide, y - tall / 2, y + tall / 2, depth, thin))
        solids.append(Box((wide - gap, tall - gap, 2 * thin), 0.004).at(x, y, z - thin / 2))
        solids += _handle(style, x, y + tall * 0.05, z + thin / 2, wide, thin, level=True)
    return [s if s.part else s.labelled("drawer") for s in solids]


def _filling(x: float, wide: float, low: float, high: float, depth: float, thin: float) -> Box:
    """The body behind a closed front, set back far enough for the gaps around it to show."""
    front = depth / 2 - 1.2 * thin
    size = (wide + 0.01, high - low + 0.01, front + depth / 2 - 0.01)
    return Box(size).at(x, (low + high) / 2, front - size[2] / 2)


def _door(
    rng: Rng,
    style: str,
    x: float,
    wide: float,
    low: float,
    high: float,
    depth: float,
    thin: float,
    hinge: int,
) -> list[Solid]:
    """One or two leaves, ajar now and then, plain or framed."""
    leaves = 2 if wide > 0.5 else 1
    gap = between(rng, 1.0, 1.2) * GAP * thin
    each, tall = wide / leaves, high - low
    framed, solids = chance(rng, 0.4), list[Solid]()
    closed = True
    for leaf in range(leaves):
        side = (1 if leaf else -1) if leaves == 2 else (1 if hinge else -1)
        panel: list[Solid] = [Box((each - gap, tall - gap, 1.8 * thin), 0.003).labelled("door")]
        if framed:
            bar = max(0.05, 1.2 * thin)
            stile = Box((bar, tall - gap, thin)).at(each / 2 - gap / 2 - bar / 2, 0, 1.2 * thin)
            rail = Box((each - gap, bar, thin)).at(0, tall / 2 - gap / 2 - bar / 2, 1.2 * thin)
            panel += [s.labelled("door") for s in mirror_pair(stile) + mirror_pair(rail, "y")]
        grip = -side * (each / 2 - 0.05)
        panel += _handle(style, grip, 0.0, 0.9 * thin, tall * 0.6, thin, level=False)
        swing = between(rng, 15, 100) if chance(rng, 0.12) else 0.0
        closed = closed and not swing
        edge = each / 2 - gap / 2
        panel = [s.at(-side * edge).turned("y", side * swing).at(side * edge) for s in panel]
        centre = x + each * (leaf + 0.5 - leaves / 2)
        solids += [
            s.at(centre, (low + high) / 2, depth / 2 - (0 if swing else 0.004)) for s in panel
        ]
    if closed:
        solids.append(_filling(x, wide, low, high, depth, thin).labelled("body"))
    return solids


def _handle(
    style: str, x: float, y: float, z: float, length: float, thin: float, level: bool
) -> list[Solid]:
    """A knob or bar in front of a face at z; lying when `level`, else upright."""
    if style == "none":
        return []
    if style == "knob":
        return [rod((x, y, z), (x, y, z + 1.5 * thin), thin / 2, 0.8 * thin).labelled("handle")]
    half = min(length * (0.42 if style == "rail" else 0.2), 0.4)
    reach = np.array([half, 0, 0] if level else [0, half, 0])
    rise = (GAP + 0.5) * thin
    bar = np.array([x, y, z + rise])
    ends = [bar + s * reach for s in (-1, 1)]
    posts = [
        rod(end - (0, 0, rise) - 0.1 * s * reach, end - 0.1 * s * reach, thin / 2)
        for s, end in zip((-1, 1), ends, strict=True)
    ]
    return [s.labelled("handle") for s in (rod(ends[0], ends[1], thin / 2), *posts)]


def _feet(rng: Rng, width: float, depth: float, lift: float) -> list[Solid]:
    if lift < 0.01:
        return []
    if lift < 0.07:
        plinth = Box((width * 0.96, lift + 0.01, depth * 0.9)).at(y=(lift + 0.01) / 2, z=-0.01)
        return [plinth.labelled("leg")]
    style = pick(rng, "legs", "runners", "discs")
    if style == "legs":
        legs = four_legs(rng, width * 0.95, depth * 0.92, lift, between(rng, 0, 0.03))
        return [leg.labelled("leg") for leg in legs]
    if style == "runners":
        runner = Box((0.03, lift + 0.01, depth * 0.94)).at(width * 0.45, (lift + 0.01) / 2)
        return [s.labelled("leg") for s in mirror_pair(runner)]
    foot = cylinder(between(rng, 0.02, 0.04), lift + 0.01)
    return [
        foot.at(sx * width * 0.44, (lift + 0.01) / 2, sz * depth * 0.42).labelled("leg")
        for sx in (-1, 1) for sz in (-1, 1)
    ]  # fmt: skip
