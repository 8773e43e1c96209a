"""Lamps: table, floor, desk, tripod and arc lamps, and pendants."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from mge_studio.shapes.procedural.outlines import rectangle, smoothed
from mge_studio.shapes.procedural.registry import (
    GAP,
    between,
    chance,
    family,
    most_across,
    pick,
    thinnest,
)
from mge_studio.shapes.procedural.solid import Float64
from mge_studio.shapes.procedural.solids import (
    Box,
    Difference,
    Extrusion,
    Lathe,
    Solid,
    Sphere,
    Tube,
    Union,
    beam,
    cone,
    cylinder,
    ellipsoid,
    ring,
    rod,
)

Rng = np.random.Generator

STANDING_SHADES = ("cone", "drum", "bell", "empire", "globe", "square", "pleated")
HANGING_SHADES = ("cone", "dome", "bell", "globe", "empire", "square", "stack", "drum")


@family("lamp", parts=("base", "stem", "shade", "bulb"))
def lamp(rng: Rng) -> Union:
    """Something that stands or hangs, and a hollow shade with a bulb in it."""
    builders = (_table_lamp, _floor_lamp, _desk_lamp, _pendant, _tripod, _arc)
    shares = np.array([4, 3, 3, 2, 2, 1.5])
    return Union(builders[int(rng.choice(6, p=shares / shares.sum()))](rng))


def _shade(
    rng: Rng, radius: float, tall: float, styles: tuple[str, ...], least: float
) -> list[Solid]:
    """A hollow shade from y = 0, open below, up to `tall`, its wall at least `least` thick.

    The stem is meant to enter from below.
    """
    wall = max(between(rng, 0.06, 0.13) * radius, 1.05 * least)
    style = pick(rng, *styles)
    if style == "globe":
        return [ellipsoid(radius * 0.75, tall / 2, radius * 0.75).at(y=tall / 2).labelled("shade")]
    if style == "stack":
        count = min(int(rng.integers(3, 6)), most_across(tall, least))
        thick = max(least, min(wall * 1.6, tall / count - GAP * least))
        sizes = radius * rng.uniform(0.45, 1.0, count)
        discs = [
            cone(r, 0.92 * r, thick).at(y=tall * (k + 0.5) / count) for k, r in enumerate(sizes)
        ]
        core = cylinder(radius * 0.2, tall).at(y=tall / 2)
        return [s.labelled("shade") for s in [*discs, core]]
    if style == "square":
        shell = _square_shell(rng, radius, tall, wall)
        level, reach = 0.85 * tall, radius * 0.5
    elif style == "dome":
        shell = _dome(rng, radius, tall, wall)
        level, reach = tall - wall, 0.05
    else:
        line = _shade_line(rng, style, radius, tall)
        shell = _shell(line, wall)
        level = tall * between(rng, 0.6, 0.95)
        reach = float(np.interp(level, line[:, 1], line[:, 0])) - wall / 2
    bulb = Sphere().scaled(min(0.25 * radius, 0.3 * tall)).at(y=tall * 0.45)
    stalk = rod((0, 0, 0), (0, level, 0), max(0.05 * radius, 0.006))
    spokes = [
        Box((2 * reach, 0.7 * wall, 0.7 * wall)).turned("y", angle).at(y=level)
        for angle in (25, 115)
    ]
    return [shell.labelled("shade"), *(s.labelled("bulb") for s in (bulb, stalk, *spokes))]


def _shell(line: Float64, wall: float) -> Lathe:
    """The outer profile (K, 2) given a wall this thick straight across, so also at its rims."""
    steps = np.gradient(line, axis=0)
    outward = np.stack([steps[:, 1], -steps[:, 0]], axis=1)
    inner = line - wall * outward / np.linalg.norm(steps, axis=1)[:, None]
    return Lathe(np.concatenate([line, np.maximum(inner, (0, -np.inf))[::-1]]))


def _shade_line(rng: Rng, style: str, radius: float, tall: float) -> Float64:
    """Outer profile (K, 2) of (radius, height), upwards from (radius, 0)."""
    top = radius * between(rng, 0.25, 0.75)
    if style == "drum":
        return np.array([[radius, 0], [radius * between(rng, 0.9, 1.0), tall]])
    if style == "bell":
        curve = [[radius, 0], [0.78 * radius, 0.25 * tall], [top, 0.6 * tall], [0.9 * top, tall]]
        return smoothed(curve, closed=False, rounds=2)
    if style == "empire":
        curve = [[0.9 * radius, 0], [radius, 0.3 * tall], [0.85 * radius, 0.8 * tall], [top, tall]]
        return smoothed(curve, closed=False, rounds=2)
    if style == "pleated":
        heights = np.linspace(0, tall, 7)
        flutes = np.where(np.arange(7) % 2, 0.92, 1.0)
        return np.stack([np.linspace(radius, top, 7) * flutes, heights], axis=1)
    return np.array([[radius, 0], [top, tall]])


def _dome(rng: Rng, radius: float, tall: float, wall: float) -> Lathe:
    angles = np.linspace(0, np.pi / 2, 10)
    power = between(rng, 0.5, 1.0)
    outer = np.stack([radius * np.cos(angles) ** power, tall * np.sin(angles)], axis=1)
    outer[-1, 0] = 0
    return Lathe(np.concatenate([outer, (outer * (1 - wall / radius, 1 - wall / tall))[::-1]]))


def _square_shell(rng: Rng, radius: float, tall: float, wall: float) -> Solid:
    ratio, side = between(rng, 0.5, 1.0), 1.7 * radius
    outer = Extrusion(rectangle(side, side), tall, ratio)
    inner = Extrusion(rectangle(side - 2 * wall, side - 2 * wall), tall * 1.001, ratio)
    return Difference(outer, inner).turned("x", -90).at(y=tall / 2)


def _foot(rng: Rng, radius: float) -> list[Solid]:
    style = pick(rng, "disc", "cone", "box", "dome", "legs")
    tall = max(between(rng, 0.015, 0.035), 0.15 * radius)
    if style == "disc":
        return [cylinder(radius, tall).at(y=tall / 2)]
    if style == "cone":
        rows = [(0, 0), (radius, 0), (radius, tall), (radius * 0.3, 2 * tall), (0, 2 * tall)]
        return [Lathe(rows)]
    if style == "box":
        return [Box((2 * radius, tall, 1.7 * radius), 0.2 * tall).at(y=tall / 2)]
    if style == "dome":
        angles = np.linspace(0, np.pi / 2, 7)
        arc = np.stack([radius * np.cos(angles), tall * (1 + 1.4 * np.sin(angles))], axis=1)
        return [Lathe(np.concatenate([[[0, 0], [radius, 0]], arc]))]
    count = int(rng.integers(3, 5))
    claw = Tube(
        smoothed([[0, 3 * tall, 0], [0.6 * radius, 3 * tall, 0], [radius, 0.01, 0]], False), 0.012
    )
    return [claw.turned("y", 360 * k / count) for k in range(count)]


def _body(rng: Rng, radius: float, tall: float) -> Solid:
    """The vase, column or block that a table lamp's shade sits on."""
    style = pick(rng, "vase", "gourd", "column", "block", "spheres", "twist", "cone")
    if style == "block":
        side = radius * between(rng, 0.8, 1.5)
        return Box((side, tall, side * between(rng, 0.6, 1.0)), 0.1 * side).at(y=tall / 2)
    if style == "column":
        return cone(radius * between(rng, 0.25, 0.5), radius * between(rng, 0.2, 0.5), tall).at(
            y=tall / 2
        )
    if style == "cone":
        return cone(radius, radius * 0.15, tall).at(y=tall / 2)
    if style == "spheres":
        count = int(rng.integers(2, 5))
        balls = [
            ellipsoid(radius * between(rng, 0.5, 0.9), tall / count * 0.56, radius * 0.7).at(
                y=tall * (k + 0.5) / count
            )
            for k in range(count)
        ]
        return Union(balls)
    if style == "twist":
        turns = np.linspace(0, 2 * np.pi * between(rng, 0.7, 2.0), 20)
        line = np.stack(
            [0.4 * radius * np.cos(turns), np.linspace(0, tall, 20), 0.4 * radius * np.sin(turns)],
            axis=1,
        )
        return Tube(line, radius * 0.16)
    belly = [0.6, 1.0, 0.75, 0.25] if style == "vase" else [0.9, 0.45, 0.7, 0.2]
    radii = np.array(belly) * radius * rng.uniform(0.75, 1.15, 4)
    curve = np.stack([radii, np.array([0, 0.35, 0.7, 1.0]) * tall], axis=1)
    line = smoothed(curve, closed=False, rounds=2)
    return Lathe(np.concatenate([[[0, 0]], line, [[0, tall]]]))


def _table_lamp(rng: Rng) -> list[Solid]:
    tall = between(rng, 0.18, 0.4)
    radius = between(rng, 0.06, 0.13)
    foot = _foot(rng, radius * between(rng, 0.7, 1.1))
    body = _body(rng, radius, tall).at(y=0.015)
    neck = between(rng, 0.03, 0.1)
    least = thinnest(tall + 0.3, 0.4, 0.4)
    stem = rod((0, 0.01, 0), (0, tall + neck + 0.03, 0), 0.01)
    size = (between(rng, 0.13, 0.24), between(rng, 0.14, 0.28))
    shade = _shade(rng, *size, STANDING_SHADES, least)
    return [
        *(s.labelled("base") for s in [*foot, body]),
        stem.labelled("stem"),
        *(s.at(y=tall + neck) for s in shade),
    ]


def _floor_lamp(rng: Rng) -> list[Solid]:
    tall = between(rng, 1.05, 1.5)
    least = thinnest(tall + 0.3, 0.5, 0.5)
    foot = _foot(rng, between(rng, 0.14, 0.22))
    stem: list[Solid] = [rod((0, 0.01, 0), (0, tall + 0.04, 0), between(rng, 0.014, 0.026))]
    if chance(rng, 0.35):
        stem += [Sphere().scaled(0.032).at(y=tall * t) for t in rng.uniform(0.15, 0.9, 2)]
    if chance(rng, 0.2):
        stem.append(cylinder(between(rng, 0.12, 0.18), 0.018).at(y=tall * between(rng, 0.35, 0.5)))
    if chance(rng, 0.25):
        end = (0.0, tall * 0.62, 0.24)
        stem.append(Tube(smoothed([[0, tall * 0.5, 0], [0, tall * 0.5, 0.22], end], False), 0.01))
        small = _shade(rng, 0.1, 0.14, ("cone", "bell", "dome"), least)
        stem += [s.turned("x", 200).at(*end).at(y=0.02) for s in small]
    size = (between(rng, 0.19, 0.32), between(rng, 0.22, 0.4))
    shade = [s.at(y=tall) for s in _shade(rng, *size, STANDING_SHADES, least)]
    if chance(rng, 0.2):  # an uplighter: the shade opens upwards
        shade = [s.at(y=-tall).turned("x", 180).at(y=tall + 0.25) for s in shade]
        stem.append(rod((0, tall - 0.1, 0), (0, tall + 0.2, 0), 0.016))
    return [
        *(s.labelled("base") for s in foot),
        *(s if s.part else s.labelled("stem") for s in stem),
        *shade,
    ]


def _desk_lamp(rng: Rng) -> list[Solid]:
    """A jointed arm of two or three links that carries a tilted head."""
    foot = _foot(rng, between(rng, 0.08, 0.12))
    links = int(rng.integers(2, 4))
    angle, point = between(rng, -35, -5), np.array([0.0, 0.02, 0.0])
    joints = [point]
    for _ in range(links):
        reach = between(rng, 0.2, 0.34) * 2 / links
        step = np.array([0.0, np.cos(np.radians(angle)), np.sin(np.radians(angle))])
        point = point + reach * step
        joints.append(point)
        angle += between(rng, 45, 90) * 2 / links
    least = thinnest(0.7, 0.7, 0.25)
    thick = max(between(rng, 0.008, 0.014), least / 2)
    arm: list[Solid] = []
    doubled = chance(rng, 0.4)
    for start, end in pairwise(joints):
        bars = [rod(start, end, thick)]
        if doubled:
            bars = [s.at(x=o) for s in bars for o in (-1.9 * thick, 1.9 * thick)]
        arm += [
            *bars,
            cylinder(1.7 * thick, (5.8 if doubled else 3) * thick).turned("z", 90).at(*end),
        ]
    size = (between(rng, 0.08, 0.13), between(rng, 0.1, 0.17))
    head = _shade(rng, *size, ("cone", "dome", "bell", "drum"), least)
    tall = max(s.bounds[1, 1] for s in head)
    tilt = between(rng, -50, 5)
    placed = [s.at(y=-tall * 0.95).turned("x", tilt).at(*joints[-1]) for s in head]
    cap = cylinder(0.03, 0.05).turned("x", tilt).at(*joints[-1])
    return [
        *(s.labelled("base") for s in foot), *(s.labelled("stem") for s in [*arm, cap]), *placed
    ]  # fmt: skip


def _pendant(rng: Rng) -> list[Solid]:
    """A ceiling rose, a cord and one to five shades."""
    count = int(rng.choice([1, 1, 1, 2, 3, 4]))
    radius = between(rng, 0.16, 0.3) / (1 if count == 1 else 1.4)
    cord, pitch = between(rng, 0.25, 0.7), 1.7 * radius
    least = thinnest(cord + radius, (count - 0.5) * pitch, radius)
    solids: list[Solid] = [cone(0.075, 0.09, 0.035).labelled("base")]
    if count > 1:
        solids.append(Box((count * pitch, 0.03, 0.06)).labelled("base"))
    for k in range(count):
        x = (k - (count - 1) / 2) * pitch
        drop = cord * (between(rng, 0.8, 1.2) if count > 1 else 1)
        shade = _shade(
            rng,
            radius * (0.68 if count > 1 else 1),
            between(rng, 0.7, 1.5) * radius,
            HANGING_SHADES,
            least,
        )
        tall = max(s.bounds[1, 1] for s in shade)
        solids.append(rod((x, -drop - tall * 0.6, 0), (x, 0, 0), 0.008).labelled("stem"))
        solids += [s.at(x, -drop - tall * 0.97) for s in shade]
    return solids


def _tripod(rng: Rng) -> list[Solid]:
    tall, reach = between(rng, 0.6, 1.2), between(rng, 0.22, 0.36)
    count = int(rng.choice([3, 3, 4]))
    crossing = between(rng, 0.0, 0.2)
    width = between(rng, 0.018, 0.035)
    legs: list[Solid] = []
    for k in range(count):
        angle = 2 * np.pi * k / count + 0.4
        foot = np.array([reach * np.cos(angle), 0, reach * np.sin(angle)])
        head = np.array([-foot[0] * crossing, tall, -foot[2] * crossing])
        legs.append(
            beam(foot, head, width, width)
            if chance(rng, 0.5)
            else rod(head, foot, width / 2, width / 3)
        )
    plate = [cylinder(0.06 + reach * crossing, 0.03).at(y=tall)]
    if chance(rng, 0.4):
        plate.append(ring(reach * 0.62, 0.009).at(y=tall * 0.36))
    stem = rod((0, tall - 0.02, 0), (0, tall + 0.1, 0), 0.014)
    size = (between(rng, 0.18, 0.28), between(rng, 0.2, 0.32))
    shade = _shade(rng, *size, STANDING_SHADES, thinnest(tall + 0.3, 2 * reach, 2 * reach))
    return [
        *(s.labelled("base") for s in legs), *(s.labelled("stem") for s in [*plate, stem]),
        *(s.at(y=tall + 0.06) for s in shade),
    ]  # fmt: skip


def _arc(rng: Rng) -> list[Solid]:
    """A heavy foot, a bow that reaches over the reader, a hanging shade."""
    tall, reach = between(rng, 1.0, 1.5), between(rng, 0.6, 1.0)
    foot = _foot(rng, between(rng, 0.13, 0.19))
    drop = between(rng, 0.55, 0.85) * tall
    path = [[0, 0.01, 0], [0, tall * 0.9, 0], [0, tall * 1.1, reach * 0.7], [0, drop + 0.18, reach]]
    bow = Tube(smoothed(path, closed=False, rounds=3), between(rng, 0.014, 0.024))
    shade = _shade(
        rng,
        between(rng, 0.2, 0.32),
        between(rng, 0.17, 0.3),
        ("dome", "cone", "drum", "globe", "bell"),
        thinnest(tall, reach + 0.4, 0.4),
    )
    top = max(s.bounds[1, 1] for s in shade)
    cord = rod((0, drop + 0.2 - top * 0.5, reach), (0, drop + 0.2, reach), 0.012)
    return [
        *(s.labelled("base") for s in foot), bow.labelled("stem"), cord.labelled("stem"),
        *(s.at(0, drop + 0.18 - top, reach) for s in shade),
    ]  # fmt: skip
