"""Legs that tables, seats, beds and cabinets share. All stand on y = 0 and reach up to `under`."""

from __future__ import annotations

import numpy as np

from mge_studio.shapes.procedural.registry import between, chance, pick
from mge_studio.shapes.procedural.solids import (
    Lathe,
    Solid,
    Sphere,
    Tube,
    beam,
    cone,
    cylinder,
    ellipsoid,
    ring,
    rod,
    tapered_beam,
)

Rng = np.random.Generator

#: How far legs reach into what they carry.
OVERLAP = 0.006


def straight_leg(
    style: str, foot: tuple[float, float], head: tuple[float, float], under: float, size: float
) -> Solid:
    """One leg from `foot` (x, z) on the floor to `head` (x, z): square, tapered, round or spike."""
    start, end = (head[0], under + OVERLAP, head[1]), (foot[0], 0.0, foot[1])
    if style == "square":
        return beam(start, end, size, size)
    if style == "tapered":
        return tapered_beam(start, end, size, size, 0.55)
    return rod(start, end, size / 2, size / 2 * (1.0 if style == "round" else 0.5))


def turned_leg(rng: Rng, under: float, size: float) -> Lathe:
    """An upright baluster with random bulges."""
    count = int(rng.integers(5, 9))
    heights = np.linspace(0, under + OVERLAP, count + 2)
    radii = size * rng.uniform(0.28, 0.75, count + 2)
    radii[-2:] = size * 0.6
    profile = np.concatenate([[[0, 0]], np.stack([radii, heights], axis=1), [[0, heights[-1]]]])
    return Lathe(profile)


def four_legs(
    rng: Rng,
    width: float,
    depth: float,
    under: float,
    splay: float = 0.0,
    size: float | None = None,
) -> list[Solid]:
    """Legs in the corners of width x depth, their feet `splay` further out (both ways)."""
    size = between(rng, 0.025, 0.05) if size is None else size
    style = pick(rng, "square", "tapered", "round", "spike", "turned", weights=(3, 3, 3, 2, 1.5))
    x, z = width / 2 - size / 2, depth / 2 - size / 2
    corners = [(sx * x, sz * z) for sx in (-1, 1) for sz in (-1, 1)]
    if style == "turned":
        leg = turned_leg(rng, under, size * 1.3)
        return [leg.at(cx, 0, cz) for cx, cz in corners]
    spread = (1 + splay / max(x, 1e-6), 1 + splay / max(z, 1e-6))
    return [
        straight_leg(style, (cx * spread[0], cz * spread[1]), (cx, cz), under, size)
        for cx, cz in corners
    ]


def stretchers(rng: Rng, width: float, depth: float, under: float) -> list[Solid]:
    """Thin rails between the legs: a box of four, an H, or only the sides."""
    x, z = width / 2 - 0.018, depth / 2 - 0.018
    low = under * between(rng, 0.15, 0.5)
    size = between(rng, 0.016, 0.026)
    sides: list[Solid] = [beam((s * x, low, -z), (s * x, low, z), size, size) for s in (-1, 1)]
    style = pick(rng, "box", "h", "sides")
    if style == "box":
        return sides + [beam((-x, low, s * z), (x, low, s * z), size, size) for s in (-1, 1)]
    return sides + ([beam((-x, low, 0), (x, low, 0), size, size)] if style == "h" else [])


def star_base(rng: Rng, under: float, reach: float) -> list[Solid]:
    """Office chair: 4 to 6 arms on castors or glides around a gas spring."""
    arms = int(rng.choice([4, 5, 5, 5, 6]))
    castor = between(rng, 0.022, 0.032)
    on_castors = chance(rng, 0.7)
    hub = (2.3 if on_castors else 1.2) * castor + 0.02
    solids: list[Solid] = [
        cylinder(0.022, under - hub + OVERLAP).at(y=(under + hub + OVERLAP) / 2),
        cylinder(0.04, 0.07).at(y=hub),
    ]
    if chance(rng, 0.6):
        solids.append(cone(0.034, 0.03, (under - hub) * 0.55).at(y=hub + (under - hub) * 0.28))
    drop = hub - 2 * castor if on_castors else hub - castor
    for k in range(arms):
        angle = 2 * np.pi * k / arms + 0.3
        x, z = reach * np.cos(angle), reach * np.sin(angle)
        tip = (x, hub - drop * 0.6, z)
        solids.append(tapered_beam((0, hub + 0.01, 0), tip, 0.045, 0.035, 0.6))
        foot = ellipsoid(castor * 0.7, castor, castor) if on_castors else Sphere().scaled(0.018)
        low = castor if on_castors else 0.018
        solids.append(foot.turned("y", -np.degrees(angle)).at(x, low, z))
        solids.append(rod((x, low, z), (x, tip[1] + 0.005, z), 0.01))
    if chance(rng, 0.15):
        solids.append(ring(reach * 0.62, 0.009).at(y=under * 0.55))
        for k in range(arms):
            angle = 2 * np.pi * k / arms
            end = (reach * 0.62 * np.cos(angle), under * 0.55, reach * 0.62 * np.sin(angle))
            solids.append(rod((0, under * 0.55, 0), end, 0.007))
    return solids


def hairpin(x: float, z: float, under: float, radius: float) -> Tube:
    """A bent wire leg: a narrow V from two points under the top to one on the floor."""
    inward = (-np.sign(x) * 0.07, -np.sign(z) * 0.07)
    top = under + OVERLAP
    return Tube(
        [[x, top, z + inward[1]], [x, radius, z], [x + inward[0], top, z]], radius, flat=True
    )
