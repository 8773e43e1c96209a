"""Shelves: real boards, open between."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from mge_studio.shapes.procedural.legs import four_legs
from mge_studio.shapes.procedural.registry import between, chance, family, pick, thinnest
from mge_studio.shapes.procedural.solids import (
    Box,
    Solid,
    Sphere,
    Union,
    beam,
    mirror_pair,
    rod,
    tapered_beam,
)

Rng = np.random.Generator


@family("shelf", parts=("board", "side", "back", "divider", "leg", "item"))
def shelf(rng: Rng) -> Union:
    """Bookcases, cubes, ladder shelves, racks, stairs and wall shelves."""
    builders = (_bookcase, _cubes, _ladder_shelf, _rack, _stairs, _tree)
    shares = np.array([5, 2.5, 2, 2.5, 1.5, 1.5])
    return Union(builders[int(rng.choice(6, p=shares / shares.sum()))](rng))


def _heights(rng: Rng, count: int, low: float, high: float) -> list[float]:
    """`count` uneven levels from `low` to `high`."""
    gaps = rng.uniform(0.7, 1.3, count - 1) if chance(rng, 0.5) else np.ones(count - 1)
    return [
        float(y) for y in low + (high - low) * np.concatenate([[0], np.cumsum(gaps) / gaps.sum()])
    ]


def _sides(width: float, low: float, height: float, depth: float, board: float) -> list[Solid]:
    middle = (low + height) / 2
    x = width / 2 - board / 2
    return [
        s.labelled("side") for s in mirror_pair(Box((board, height - low, depth)).at(x, middle))
    ]


def _back_board(rng: Rng, width: float, low: float, high: float, depth: float) -> list[Solid]:
    thick = between(rng, 0.02, 0.035)
    back = Box((width, high - low, thick)).at(y=(low + high) / 2, z=-depth / 2 + thick / 2)
    return [back.labelled("back")]


def _bookcase(rng: Rng) -> list[Solid]:
    width, height = between(rng, 0.4, 1.3), between(rng, 0.7, 2.0)
    depth, board = between(rng, 0.22, 0.38), between(rng, 0.024, 0.05)
    low = between(rng, 0.0, 0.12)
    levels = _heights(rng, int(rng.integers(3, 7)), low + board / 2, height - board / 2)
    solids = _sides(width, 0.0, height, depth, board)
    shelves = [Box((width - board, board, depth)).at(y=y).labelled("board") for y in levels]
    solids += shelves
    if chance(rng, 0.6):
        solids += _back_board(rng, width - board, low, height, depth)
    columns = int(rng.integers(1, 4)) if width > 0.7 else 1
    for k in range(1, columns):
        x = width * (k / columns - 0.5)
        divider = Box((board * 0.9, levels[-1] - levels[0], depth * 0.98))
        solids.append(divider.at(x, (levels[0] + levels[-1]) / 2).labelled("divider"))
    if chance(rng, 0.35):
        crown = Box((width + 0.06, board * 1.3, depth + 0.04), 0.3 * board)
        solids.append(crown.at(y=height + board * 0.5).labelled("board"))
    if chance(rng, 0.4):
        solids += _items(rng, width - 2 * board, levels, board, depth)
    return solids


def _items(rng: Rng, width: float, levels: list[float], board: float, depth: float) -> list[Solid]:
    """Books, boxes and balls that stand on some of the shelves."""
    solids: list[Solid] = []
    thin = thinnest(width, levels[-1], depth)
    for y, above in pairwise(levels):
        room = above - y - board
        if room < 0.1 or chance(rng, 0.4):
            continue
        style, x = pick(rng, "books", "box", "ball"), -width / 2 + between(rng, 0.01, 0.3) * width
        floor = y + board / 2 - 0.003
        if style == "books":
            for _ in range(int(rng.integers(2, 6))):
                thick, tall = between(rng, 1, 2.4) * thin, room * between(rng, 0.55, 0.9)
                if x + thick > width / 2:
                    break
                solids.append(Box((thick, tall, depth * 0.7)).at(x + thick / 2, floor + tall / 2))
                x += thick - 0.002
        elif style == "box":
            wide, tall = min(0.3, width * 0.4), room * between(rng, 0.4, 0.75)
            solids.append(Box((wide, tall, depth * 0.8), 0.01).at(x * 0.4, floor + tall / 2))
        else:
            radius = min(room, depth) * between(rng, 0.25, 0.4)
            solids.append(Sphere().scaled(radius).at(x * 0.5, floor + radius))
    return [s.labelled("item") for s in solids]


def _cubes(rng: Rng) -> list[Solid]:
    """A grid of cubes, some closed behind, some missing."""
    columns, rows = int(rng.integers(1, 5)), int(rng.integers(1, 5))
    rows = rows + 2 if columns == 1 else rows
    side, board = between(rng, 0.3, 0.4), between(rng, 0.02, 0.045)
    depth = side * between(rng, 0.75, 1.0)
    lift = between(rng, 0.08, 0.16) if chance(rng, 0.3) else 0.0
    staircase = chance(rng, 0.25) and columns > 1
    tops = [max(1, rows - k) if staircase else rows for k in range(columns)]
    solids: list[Solid] = []
    for k in range(columns + 1):
        tall = max(tops[max(k - 1, 0)], tops[min(k, columns - 1)]) * side
        wall = Box((board, tall + board, depth)).at((k - columns / 2) * side, lift + tall / 2)
        solids.append(wall.labelled("side" if k in (0, columns) else "divider"))
    for k, top in enumerate(tops):
        x = (k + 0.5 - columns / 2) * side
        solids += [
            Box((side, board, depth)).at(x, lift + row * side).labelled("board")
            for row in range(top + 1)
        ]
        for row in range(top):
            if chance(rng, 0.3):
                solids += [
                    s.at(x)
                    for s in _back_board(
                        rng, side, lift + row * side, lift + (row + 1) * side, depth
                    )
                ]
    if lift:
        legs = four_legs(rng, columns * side, depth * 0.95, lift, 0.0, 0.04)
        solids += [leg.labelled("leg") for leg in legs]
    return solids


def _ladder_shelf(rng: Rng) -> list[Solid]:
    """Leaning rails and boards that get shallower upwards."""
    width, height = between(rng, 0.45, 0.8), between(rng, 1.3, 1.9)
    deep, size = between(rng, 0.38, 0.55), between(rng, 0.025, 0.04)
    x = width / 2
    rails = mirror_pair(
        tapered_beam((x, 0, deep / 2), (x, height, -deep / 2), size, size * 1.5, 1.0)
    )
    solids = [s.labelled("side") for s in rails]
    if chance(rng, 0.6):
        rear = mirror_pair(beam((x, 0, -deep / 2), (x, height, -deep / 2), size, size))
        solids += [s.labelled("side") for s in rear]
    board = between(rng, 0.02, 0.035)
    for y in np.linspace(0.12, 0.93, int(rng.integers(3, 6))):
        front = deep * (0.5 - y) + 0.03
        reach = front + deep / 2
        shelf_board = Box((width, board, reach)).at(y=y * height, z=front - reach / 2)
        solids.append(shelf_board.labelled("board"))
        if chance(rng, 0.3):
            rim = Box((width, 0.07, 0.015)).at(y=y * height + 0.03, z=-deep / 2 + 0.01)
            solids.append(rim.labelled("back"))
    return solids


def _rack(rng: Rng) -> list[Solid]:
    """Four posts (or two frames) that carry boards, with braces."""
    width, height = between(rng, 0.5, 1.3), between(rng, 0.8, 1.9)
    depth, size = between(rng, 0.28, 0.45), between(rng, 0.02, 0.035)
    x, z = width / 2 - size / 2, depth / 2 - size / 2
    round_posts = chance(rng, 0.5)
    solids: list[Solid] = []
    for sx in (-1, 1):
        for sz in (-1, 1):
            ends = (sx * x, 0, sz * z), (sx * x, height, sz * z)
            post = rod(*ends, size / 2) if round_posts else beam(*ends, size, size)
            solids.append(post.labelled("leg"))
    levels = _heights(
        rng,
        int(rng.integers(3, 6)),
        height * between(rng, 0.05, 0.15),
        height * between(rng, 0.88, 0.99),
    )
    board = between(rng, 0.02, 0.035)
    solids += [Box((width * 0.99, board, depth * 0.97)).at(y=y).labelled("board") for y in levels]
    thin = size * 0.45
    style = pick(rng, "none", "cross", "sides", "rails")
    if style == "cross":
        solids += [
            rod((s * x, levels[0], -z), (-s * x, levels[-1], -z), thin).labelled("back")
            for s in (-1, 1)
        ]
    if style == "sides":
        solids += [
            rod((s * x, a, -t * z), (s * x, b, t * z), thin).labelled("side")
            for s in (-1, 1) for t in (-1, 1) for a, b in pairwise(levels)
        ]  # fmt: skip
    if style == "rails":
        solids += [
            rod((-x, y + 0.08, -z), (x, y + 0.08, -z), thin).labelled("back") for y in levels[:-1]
        ]
    return solids


def _stairs(rng: Rng) -> list[Solid]:
    """Boards on staggered uprights: a zigzag or S-shaped bookcase."""
    width, depth = between(rng, 0.5, 0.9), between(rng, 0.24, 0.34)
    count, board = int(rng.integers(3, 6)), between(rng, 0.025, 0.045)
    pitch = between(rng, 0.26, 0.36)
    solids: list[Solid] = [
        Box((width, board, depth)).at(y=board / 2 + k * pitch).labelled("board")
        for k in range(count + 1)
    ]
    inset = between(rng, 0.0, 0.3) * width / 2
    slanted = chance(rng, 0.4)
    for k in range(count):
        side = 1 if k % 2 else -1
        x = side * (width / 2 - board / 2 - inset)
        ends = (x, k * pitch + board / 2, 0), (-x if slanted else x, (k + 1) * pitch + board / 2, 0)
        solids.append(beam(*ends, board, depth * 0.98).labelled("side"))
        if not slanted and chance(rng, 0.5):
            solids.append(
                Box((board, pitch, depth))
                .at(-x * 0.4, (k + 0.5) * pitch + board / 2)
                .labelled("divider")
            )
    return solids


def _tree(rng: Rng) -> list[Solid]:
    """One or two wall rails with brackets and boards of different widths."""
    width, height = between(rng, 0.6, 1.2), between(rng, 0.6, 1.5)
    depth, board = between(rng, 0.18, 0.3), between(rng, 0.02, 0.035)
    count = int(rng.integers(3, 7))
    rails = 1 if chance(rng, 0.2) else 2
    at = [0.0] if rails == 1 else [-width * 0.3, width * 0.3]
    rear = -depth / 2
    solids: list[Solid] = [
        Box((0.035, height, 0.025)).at(x, height / 2, rear).labelled("side") for x in at
    ]
    for y in _heights(rng, count, height * 0.06, height * 0.94):
        wide = width * between(rng, 0.65, 1.0)
        shift = between(rng, -0.5, 0.5) * (width - wide) if rails == 2 else 0.0
        solids.append(Box((wide, board, depth)).at(shift, y, 0.01).labelled("board"))
        drop = between(rng, 0.06, 0.14)
        for x in at:
            bracket = beam((x, y - drop, rear), (x, y - board * 0.4, depth * 0.3), 0.016, 0.016)
            solids.append(bracket.labelled("side"))
    return solids
