"""Random unions and differences of primitives: no thing in particular, much local variety."""

from __future__ import annotations

import numpy as np

from mge_studio.shapes.procedural.outlines import (
    counter_clockwise,
    ellipse,
    regular_polygon,
    rounded_rectangle,
    smoothed,
)
from mge_studio.shapes.procedural.registry import between, chance, family, pick
from mge_studio.shapes.procedural.solids import (
    Box,
    Difference,
    Extrusion,
    Lathe,
    Solid,
    Sphere,
    Tube,
    Union,
    cone,
    cylinder,
    ring,
)

Rng = np.random.Generator


@family("compositions", parts=("solid", "thin", "hollow"))
def compositions(rng: Rng) -> Union:
    """Two to seven bodies, each touching one before it; some thin, some hollow, some repeated."""
    solids: list[Solid] = [_body(rng)]
    for _ in range(int(rng.integers(1, 7))):
        solids.append(_attached(rng, solids, _body(rng).scaled(between(rng, 0.4, 1.0))))
    if chance(rng, 0.25):
        solids += _repeated(rng, solids)
    if chance(rng, 0.3):
        solids += [solid.mirrored("x") for solid in solids]
    return Union(solids)


def _body(rng: Rng) -> Solid:
    kind = pick(rng, "solid", "thin", "hollow", weights=(4, 3.5, 2.5))
    solid = {"solid": _solid, "thin": _thin, "hollow": _hollow}[kind](rng)
    for axis in ("x", "y", "z"):
        if chance(rng, 0.6):
            solid = solid.turned(axis, between(rng, 0, 360) if chance(rng, 0.6) else 90.0)
    return solid.labelled(kind)


def _attached(rng: Rng, solids: list[Solid], solid: Solid) -> Solid:
    """`solid` moved so that a point of its surface lies inside the extent of one of `solids`."""
    host = solids[int(rng.integers(len(solids)))]
    directions = rng.standard_normal((1, 3))
    anchor = host.support(directions)[0]
    centre = host.bounds.mean(axis=0)
    inward = between(rng, 0.1, 0.6) * (centre - anchor)
    touching = solid.support(-directions)[0]
    return solid.at(*(anchor + inward - touching))


def _repeated(rng: Rng, solids: list[Solid]) -> list[Solid]:
    """Copies of the last body in a row or around an axis: teeth, spokes, fins."""
    last, count = solids[-1], int(rng.integers(2, 6))
    if chance(rng, 0.5):
        return [last.turned("y", 360 * (k + 1) / (count + 1)) for k in range(count)]
    step = rng.standard_normal(3)
    step *= between(rng, 0.08, 0.2) / np.linalg.norm(step)
    return [last.at(*(step * (k + 1))) for k in range(count)]


def _outline(rng: Rng) -> np.ndarray:
    style = pick(rng, "polygon", "rounded", "ellipse", "star", "blob", "bent")
    if style == "polygon":
        return regular_polygon(int(rng.integers(3, 9)), between(rng, 0.2, 0.45))
    if style == "rounded":
        return rounded_rectangle(
            between(rng, 0.2, 0.8), between(rng, 0.2, 0.8), between(rng, 0.02, 0.15)
        )
    if style == "ellipse":
        return ellipse(between(rng, 0.3, 0.9), between(rng, 0.2, 0.6), 24, between(rng, 1.2, 5))
    if style == "bent":
        a, b, wall = between(rng, 0.3, 0.7), between(rng, 0.3, 0.7), between(rng, 0.05, 0.15)
        return counter_clockwise([[0, 0], [a, 0], [a, wall], [wall, wall], [wall, b], [0, b]])
    count = int(rng.integers(4, 9))
    radii = (
        np.tile([0.45, between(rng, 0.15, 0.35)], count)
        if style == "star"
        else rng.uniform(0.15, 0.5, 2 * count)
    )
    corners = regular_polygon(2 * count, 1.0) * radii[:, None]
    return corners if style == "star" else smoothed(corners, closed=True, rounds=2)


def _solid(rng: Rng) -> Solid:
    style = pick(rng, "box", "ball", "cone", "prism", "vase", "cylinder", "capsule")
    a, b, c = rng.uniform(0.15, 0.8, 3)
    if style == "box":
        return Box((a, b, c), between(rng, 0, 0.15) if chance(rng, 0.5) else 0.0)
    if style == "ball":
        return Sphere().scaled(a / 2, b / 2, c / 2)
    if style == "cone":
        return cone(a / 2, b / 2 * between(rng, 0, 0.8), c)
    if style == "prism":
        return Extrusion(_outline(rng), b, between(rng, 0.3, 1.0), (between(rng, -0.1, 0.1), 0.0))
    if style == "cylinder":
        return cylinder(a / 2, b).scaled(1, 1, between(rng, 0.5, 1))
    if style == "capsule":
        return Tube([[0, -b / 2, 0], [0, b / 2, 0]], [a / 4, c / 4])
    radii = rng.uniform(0.06, 0.35, 6)
    line = smoothed(np.stack([radii, np.linspace(0, b, 6)], axis=1), closed=False, rounds=2)
    return Lathe(np.concatenate([[[0, 0]], line, [[0, b]]]))


def _thin(rng: Rng) -> Solid:
    style = pick(rng, "plate", "sheet", "wire", "ring", "rod", "disc", "blade")
    wall = between(rng, 0.025, 0.07)
    if style == "plate":
        return Extrusion(_outline(rng), wall)
    if style == "sheet":
        return Box((between(rng, 0.3, 1), between(rng, 0.3, 1), wall))
    if style == "ring":
        return ring(between(rng, 0.15, 0.45), wall * 0.8)
    if style == "rod":
        return Tube([[0, -0.5, 0], [0, 0.5, 0]], [wall, wall * between(rng, 0.5, 1)], flat=True)
    if style == "disc":
        return cylinder(between(rng, 0.2, 0.5), wall)
    if style == "blade":
        return Extrusion([[0, 0], [0.15, 0], [0.1, 0.8], [0, 1]], wall, between(rng, 0.4, 1))
    turns = np.linspace(0, 2 * np.pi * between(rng, 0.4, 1.8), 22)
    helix = np.stack(
        [np.cos(turns) * 0.3, turns * between(rng, 0, 0.1), np.sin(turns) * 0.3], axis=1
    )
    return Tube(helix, wall * 0.8)


def _hollow(rng: Rng) -> Solid:
    style = pick(rng, "bowl", "pipe", "box", "frame", "drilled", "cup")
    a, b, c = rng.uniform(0.3, 0.8, 3)
    wall = between(rng, 0.03, 0.09)
    if style == "pipe":
        return Lathe(
            [(a / 2 - wall, -b / 2), (a / 2, -b / 2), (a / 2, b / 2), (a / 2 - wall, b / 2)]
        )
    if style == "cup":
        r, top = a / 2, a / 2 * between(rng, 0.7, 1.4)
        return Lathe([(0, 0), (r, 0), (top, b), (top - wall, b), (r - wall, wall), (0, wall)])
    if style == "bowl":
        angles = np.linspace(-np.pi / 2, between(rng, -0.3, 0.9), 12)
        arc = np.stack([np.cos(angles), np.sin(angles)], axis=1) * a / 2
        arc[0, 0] = 0
        return Lathe(np.concatenate([arc, arc[::-1] * (1 - 2 * wall / a)]))
    if style == "box":
        return Difference(Box((a, b, c)), Box((a - 2 * wall, b, c - 2 * wall)).at(y=wall))
    if style == "frame":
        return Difference(Box((a, b, wall)), Box((a * 0.75, b * 0.75, 1)))
    hole = cylinder(min(a, c) * between(rng, 0.15, 0.4), 2)
    return Difference(Box((a, b, c), 0.02), hole)
