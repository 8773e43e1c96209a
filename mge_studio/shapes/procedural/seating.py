"""Chairs and benches."""

from __future__ import annotations

import numpy as np

from mge_studio.shapes.procedural.legs import four_legs, star_base, stretchers
from mge_studio.shapes.procedural.outlines import rounded_rectangle, smoothed
from mge_studio.shapes.procedural.registry import (
    between,
    chance,
    family,
    most_across,
    pick,
    slat_width,
    thinnest,
)
from mge_studio.shapes.procedural.solids import (
    Box,
    Difference,
    Extrusion,
    Solid,
    Tube,
    Union,
    beam,
    cylinder,
    ellipsoid,
    mirror_pair,
    plate,
    ring,
    rod,
    tapered_beam,
)

Rng = np.random.Generator

#: How high the seat is that a back stands on, for judging the size of the whole.
SEAT_HEIGHT = 0.45


def _thinnest(broad: float, tall: float) -> float:
    """The least thickness of a seat so broad under a back so tall."""
    return thinnest(broad, SEAT_HEIGHT + tall, SEAT_HEIGHT)


@family("chair", parts=("seat", "back", "leg", "arm"))
def chair(rng: Rng) -> Union:
    """Dining, office, cantilever and sled chairs, armchairs and stools."""
    kind = pick(rng, "legs", "swivel", "cantilever", "sled", "stool", "pedestal", "panel",
                weights=(8, 3, 1.5, 1.5, 2, 1.5, 1.5))  # fmt: skip
    width, depth = between(rng, 0.40, 0.56), between(rng, 0.38, 0.54)
    height = between(rng, 0.38, 0.50) if kind != "stool" else between(rng, 0.42, 0.78)
    if kind == "stool":
        width = depth = between(rng, 0.28, 0.42)
    seat, thickness, is_round = _seat(rng, width, depth, height, kind)
    solids: list[Solid] = [solid.labelled("seat") for solid in seat]
    under = height - thickness
    inset = 0.72 if is_round else 0.94
    solids += [s.labelled("leg") for s in _base(rng, kind, width, depth, under, inset)]
    if kind != "stool" or chance(rng, 0.25):
        solids += [s.labelled("back") for s in _back(rng, width, depth, height)]
        if chance(rng, 0.25 if kind == "sled" else 0.4):
            solids += [s.labelled("arm") for s in _arms(rng, width, depth, height)]
    return Union(solids)


def _seat(
    rng: Rng, width: float, depth: float, height: float, kind: str
) -> tuple[list[Solid], float, bool]:
    thickness = between(rng, 0.025, 0.09)
    style = pick(
        rng, "board", "cushion", "round", "shaped", weights=(3, 3, 5 if kind == "stool" else 1, 3)
    )
    middle = height - thickness / 2
    if style == "board":
        return [Box((width, thickness, depth), 0.15 * thickness).at(y=middle)], thickness, False
    if style == "cushion":
        board = 0.025
        cushion = Box((width * 0.97, thickness, depth * 0.97), thickness * 0.45)
        base = Box((width, board, depth)).at(y=height - thickness - board / 2 + 0.01)
        return [cushion.at(y=middle), base], thickness + board - 0.01, False
    if style == "round":
        disc = cylinder(0.5, thickness).scaled(width, 1, depth).at(y=middle)
        if chance(rng, 0.5):
            pad = ellipsoid(width * 0.48, thickness * 0.7, depth * 0.48).at(y=height - 0.005)
            return [disc, pad], thickness, True
        return [disc], thickness, True
    outline = np.array([[-0.5, -0.5], [-0.56, 0.5], [0.56, 0.5], [0.5, -0.5]])
    outline = smoothed(outline * (width * between(rng, 0.85, 1.0), depth), closed=True, rounds=3)
    return [plate(outline, thickness, taper=between(rng, 0.93, 1.0)).at(y=middle)], thickness, False


def _base(
    rng: Rng, kind: str, width: float, depth: float, under: float, inset: float
) -> list[Solid]:
    if kind == "swivel":
        return star_base(rng, under, width * between(rng, 0.48, 0.6))
    if kind == "pedestal":
        foot = between(rng, 0.4, 0.5) * width
        stem = cylinder(between(rng, 0.025, 0.05), under).at(y=under / 2 + 0.005)
        return [stem, cylinder(foot, 0.025).at(y=0.0125), cylinder(foot * 0.5, 0.02).at(y=0.03)]
    if kind == "cantilever":
        return _bent_runners(rng, width * 0.92, depth * 0.9, under, closed=False)
    if kind == "sled":
        return _bent_runners(rng, width * 0.92, depth * 0.9, under, closed=True)
    if kind == "panel":
        board = between(rng, 0.02, 0.045)
        sides = mirror_pair(Box((board, under + 0.01, depth * 0.9)).at(width * 0.44, under / 2))
        rail = Box((width * 0.88, between(rng, 0.06, 0.2), 0.02)).at(y=under * 0.7)
        return [*sides, rail.at(z=between(rng, -0.3, 0.0) * depth)]
    legs = four_legs(rng, width * inset, depth * inset, under, splay=between(rng, 0.0, 0.07))
    if chance(rng, 0.45):
        legs += stretchers(rng, width * inset, depth * inset, under)
    if kind == "stool" and chance(rng, 0.5):
        legs.append(ring(width * inset * 0.58, 0.012).at(y=under * between(rng, 0.25, 0.4)))
    return legs


def _bent_runners(rng: Rng, width: float, depth: float, under: float, closed: bool) -> list[Solid]:
    """Bent steel tube on both sides: a C (cantilever) or a full loop (sled), joined behind."""
    radius = between(rng, 0.012, 0.02)
    low, high = radius, under + 0.6 * radius
    x, front, rear = width / 2, depth / 2, -depth / 2
    path = [[x, high, rear], [x, high, front], [x, low, front], [x, low, rear]]
    if closed:
        path.append([x, high, rear + 0.04])
    line = smoothed(path, closed=False, rounds=2)
    runners = mirror_pair(Tube(line, radius))
    across = [rod((-x, low, rear), (x, low, rear), radius)]
    across.append(rod((-x, high, rear + 0.02), (x, high, rear + 0.02), radius))
    return [*runners, *across]


def _back(rng: Rng, width: float, depth: float, height: float) -> list[Solid]:
    """A back built upright at z = 0 above y = 0, then leaned and put behind the seat."""
    tall = between(rng, 0.32, 0.62)
    broad = width * between(rng, 0.82, 1.0)
    style = pick(rng, "slats", "ladder", "panel", "cushion", "frame", "hoop", "shell",
                 weights=(3, 2, 3, 2, 2, 1.5, 1.5))  # fmt: skip
    build = {
        "slats": _slat_back, "ladder": _ladder_back, "panel": _panel_back,
        "cushion": _cushion_back, "frame": _frame_back, "hoop": _hoop_back, "shell": _shell_back,
    }[style]  # fmt: skip
    lean = between(rng, 3, 16)
    solids = build(rng, broad, tall)
    return [s.turned("x", -lean).at(y=height - 0.02, z=-depth / 2 + 0.025) for s in solids]


def _posts(rng: Rng, broad: float, tall: float) -> list[Solid]:
    size = between(rng, 0.022, 0.045)
    x = broad / 2 - size / 2
    if chance(rng, 0.4):
        return mirror_pair(rod((x, -0.02, 0), (x, tall, 0), size / 2))
    return mirror_pair(tapered_beam((x, -0.02, 0), (x, tall, 0), size, size, between(rng, 0.7, 1)))


def _slat_back(rng: Rng, broad: float, tall: float) -> list[Solid]:
    rail = between(rng, 0.05, 0.12)
    top = Box((broad, rail, between(rng, 0.02, 0.035)), 0.008).at(y=tall - rail / 2)
    solids = [*_posts(rng, broad, tall), top]
    low = between(rng, 0.0, 0.3) * tall
    if low > 0.03:
        solids.append(Box((broad - 0.02, 0.035, 0.022)).at(y=low))
    thin = _thinnest(broad, tall)
    count = min(int(rng.integers(2, 7)), most_across(broad - 0.06, thin))
    gap = (broad - 0.06) / (count + 1)
    slat = slat_width(gap, min(between(rng, 0.3, 0.7), 0.07 / gap), thin)
    for k in range(count):
        x = -broad / 2 + 0.03 + gap * (k + 1)
        solids.append(
            Box((slat, tall - low - rail * 0.5, 0.015)).at(x, (low + tall - rail * 0.5) / 2)
        )
    return solids


def _ladder_back(rng: Rng, broad: float, tall: float) -> list[Solid]:
    thin = _thinnest(broad, tall)
    count = min(int(rng.integers(2, 6)), most_across(tall, thin))
    pitch = tall / (count + 0.4)
    rung = slat_width(pitch, between(rng, 0.25, 0.6), thin)
    bow = between(rng, 0.0, 0.06)
    x, half = broad / 2 - 0.01, thin / 2
    curve = [[-x, half], [0, half + bow], [x, half], [x, -half], [0, bow - half], [-x, -half]]
    rungs = [
        plate(np.array(curve) * (1, -1), rung).at(y=tall - rung / 2 - k * pitch)
        for k in range(count)
    ]
    return [*_posts(rng, broad, tall), *rungs]


def _panel_back(rng: Rng, broad: float, tall: float) -> list[Solid]:
    low = between(rng, 0.0, 0.4) * tall if chance(rng, 0.5) else 0.0
    outline = rounded_rectangle(broad, tall - low, between(rng, 0.0, 0.4) * broad)
    panel: Solid = Extrusion(outline, between(rng, 0.015, 0.04)).at(y=(tall + low) / 2)
    if chance(rng, 0.25):
        hole = rounded_rectangle(
            broad * between(rng, 0.2, 0.5), (tall - low) * between(rng, 0.1, 0.4), 0.03
        )
        panel = Difference(
            panel, Extrusion(hole, 0.1).at(y=low + (tall - low) * between(rng, 0.5, 0.7))
        )
    if low == 0.0:
        return [panel]
    x = broad * between(rng, 0.15, 0.42)
    return [
        panel,
        *mirror_pair(rod((x, -0.02, -0.005), (x, low + 0.1, -0.005), between(rng, 0.012, 0.02))),
    ]


def _cushion_back(rng: Rng, broad: float, tall: float) -> list[Solid]:
    thickness = between(rng, 0.05, 0.12)
    low = between(rng, 0.0, 0.15) * tall
    pad = Box((broad, tall - low, thickness), thickness * 0.45).at(y=(tall + low) / 2, z=-0.01)
    if low < 0.03:
        return [pad]
    return [pad, Box((broad * between(rng, 0.15, 0.5), low + 0.1, 0.02)).at(y=low / 2, z=-0.01)]


def _frame_back(rng: Rng, broad: float, tall: float) -> list[Solid]:
    bar = between(rng, 0.03, 0.06)
    low = between(rng, 0.08, 0.3) * tall
    frame: list[Solid] = [
        Box((broad, bar, 0.025), 0.006).at(y=tall - bar / 2),
        Box((broad, bar, 0.025)).at(y=low),
    ]
    ends = (low, tall - bar / 2)
    if chance(rng, 0.5):
        x = broad / 2 - bar / 2
        frame += mirror_pair(beam((-x, ends[0], 0), (x, ends[1], 0), bar * 0.6, 0.018))
    else:
        splat = broad * between(rng, 0.2, 0.4)
        half = np.array([[1, 0], [0.6, 0.35], [0.9, 0.7], [0.7, 1]])
        shape = np.concatenate([half, half[::-1] * (-1, 1)])
        outline = smoothed(shape * (splat / 2, ends[1] - ends[0]), closed=True, rounds=2)
        frame.append(Extrusion(outline, 0.016).at(y=low))
    return [*_posts(rng, broad, tall), *frame]


def _hoop_back(rng: Rng, broad: float, tall: float) -> list[Solid]:
    """A Windsor hoop with spindles."""
    x = broad / 2 - 0.02
    path = [[-x, -0.02, 0], [-x * 1.05, tall * 0.6, 0], [-x * 0.9, tall, 0]]
    path += [[x * 0.9, tall, 0], [x * 1.05, tall * 0.6, 0], [x, -0.02, 0]]
    hoop = Tube(smoothed(path, closed=False, rounds=2), between(rng, 0.012, 0.02))
    count = min(int(rng.integers(3, 8)), most_across(1.6 * x, _thinnest(broad, tall)) - 1)
    solids: list[Solid] = [hoop]
    for k in range(count):
        at = -x + 2 * x * (k + 1) / (count + 1)
        top = tall * (0.97 - 0.28 * (abs(at) / x) ** 3)
        solids.append(rod((at * 0.8, -0.02, 0), (at, top, 0), 0.01, 0.008))
    return solids


def _shell_back(rng: Rng, broad: float, tall: float) -> list[Solid]:
    """A thin shell bent around the sitter."""
    bow, wall = between(rng, 0.05, 0.16), between(rng, 1.1, 1.4) * _thinnest(broad, tall)
    x = np.linspace(-1, 1, 13)
    outer = np.stack([x * broad / 2, bow * x**2], axis=1)
    inner = outer[::-1] + np.array((0, wall))
    shell = plate(np.concatenate([outer, inner]), tall, taper=between(rng, 0.75, 1.0))
    return [shell.at(y=tall / 2)]


def _arms(rng: Rng, width: float, depth: float, height: float) -> list[Solid]:
    rise = between(rng, 0.17, 0.26)
    x = width / 2 + between(rng, -0.01, 0.03)
    front, rear = depth * between(rng, 0.2, 0.42), -depth / 2 - 0.02
    style = pick(rng, "bar", "panel", "loop", "pad")
    if style == "panel":
        thickness = between(rng, 0.025, 0.09)
        panel = Box((thickness, rise + 0.12, depth * 0.95), 0.3 * thickness)
        return mirror_pair(panel.at(x, height + rise / 2 - 0.06))
    if style == "loop":
        path = [[x, height - 0.03, front], [x, height + rise, front], [x, height + rise, rear]]
        loop = Tube(smoothed(path, closed=False, rounds=2), between(rng, 0.011, 0.018))
        return mirror_pair(loop)
    post = rod(
        (x, height - 0.05, front - 0.02), (x, height + rise, front), between(rng, 0.011, 0.02)
    )
    wide, thick = (0.05, 0.025) if style == "bar" else (0.08, 0.045)
    rest = Box((wide, thick, front - rear), thick * 0.3).at(x, height + rise, (front + rear) / 2)
    return mirror_pair([post, rest])


@family("bench", parts=("seat", "back", "leg", "arm"))
def bench(rng: Rng) -> Union:
    """Park, picnic, piano and block benches, with or without back and arms."""
    width, depth = between(rng, 0.9, 1.7), between(rng, 0.28, 0.46)
    height = between(rng, 0.38, 0.48)
    thickness = between(rng, 0.025, 0.07)
    seat = _bench_seat(rng, width, depth, thickness)
    solids = [s.at(y=height - thickness / 2).labelled("seat") for s in seat]
    solids += [s.labelled("leg") for s in _bench_legs(rng, width, depth, height - thickness)]
    if chance(rng, 0.55):
        solids += [s.labelled("back") for s in _bench_back(rng, width, depth, height)]
        if chance(rng, 0.5):
            solids += [s.labelled("arm") for s in _arms(rng, width * 0.94, depth, height)]
    return Union(solids)


def _bench_seat(rng: Rng, width: float, depth: float, thickness: float) -> list[Solid]:
    style = pick(rng, "slats", "board", "cushion")
    if style == "board":
        return [Box((width, thickness, depth), between(rng, 0, 0.4) * thickness)]
    if style == "cushion":
        pad = Box((width, thickness * 1.6, depth), thickness * 0.6).at(y=thickness * 0.3)
        return [pad, Box((width, 0.02, depth)).at(y=-thickness / 2 + 0.01)]
    thin = _thinnest(width, 0.2)
    count = min(int(rng.integers(3, 7)), most_across(depth, thin))
    pitch = depth / count
    slat = Box((width, thickness, slat_width(pitch, between(rng, 0.6, 0.85), thin)))
    bearer = Box((0.04, 0.03, depth * 0.95)).at(y=-thickness / 2 - 0.01)
    slats: list[Solid] = [slat.at(z=-depth / 2 + pitch * (k + 0.5)) for k in range(count)]
    return [*slats, *mirror_pair(bearer.at(x=width * 0.4)), bearer]


def _bench_legs(rng: Rng, width: float, depth: float, under: float) -> list[Solid]:
    style = pick(rng, "legs", "panels", "trestle", "loops", "blocks")
    x = width * between(rng, 0.36, 0.46)
    if style == "legs":
        legs = four_legs(rng, width * 0.94, depth * 0.9, under, splay=between(rng, 0, 0.08))
        return legs + (
            stretchers(rng, width * 0.94, depth * 0.9, under) if chance(rng, 0.4) else []
        )
    if style == "panels":
        panel = Box((between(rng, 0.025, 0.06), under + 0.01, depth * 0.92))
        rail = Box((2 * x, between(rng, 0.05, 0.12), 0.025)).at(y=under * between(rng, 0.4, 0.8))
        return [*mirror_pair(panel.at(x, under / 2)), rail]
    if style == "trestle":
        out = depth * 0.48
        size = between(rng, 0.03, 0.05)
        crossed = [
            beam((x, 0.01, s * out), (x, under, -s * out * 0.7), size, size) for s in (-1, 1)
        ]
        return [*mirror_pair(crossed), beam((-x, under * 0.5, 0), (x, under * 0.5, 0), size, size)]
    if style == "loops":
        z, radius = depth * 0.44, between(rng, 0.014, 0.022)
        path = [[x, under + 0.005, -z], [x, radius, -z], [x, radius, z], [x, under + 0.005, z]]
        loop = Tube(smoothed(path, closed=False, rounds=2), radius)
        return mirror_pair([loop, rod((x, under, -z), (x, under, z), radius)])
    block = Box((width * between(rng, 0.08, 0.16), under + 0.01, depth * 0.85), 0.01)
    return mirror_pair(block.at(x, under / 2))


def _bench_back(rng: Rng, width: float, depth: float, height: float) -> list[Solid]:
    tall = between(rng, 0.3, 0.45)
    style = pick(rng, "rails", "slats", "panel")
    x, thin = width * 0.44, _thinnest(width, tall)
    solids: list[Solid] = mirror_pair(beam((x, -0.06, 0), (x, tall, 0), 0.04, 0.03))
    if style == "rails":
        count = min(int(rng.integers(2, 5)), most_across(tall - 0.06, thin))
        pitch = (tall - 0.06) / count
        rail = Box((width, slat_width(pitch, between(rng, 0.5, 0.8), thin), 0.022))
        solids += [rail.at(y=tall - pitch * (k + 0.45), z=0.015) for k in range(count)]
    elif style == "slats":
        count = min(int(rng.integers(5, 11)), most_across(width, thin))
        solids += [Box((width, 0.05, 0.025)).at(y=tall), Box((width, 0.04, 0.025)).at(y=0.07)]
        slat = Box((slat_width(width / count, between(rng, 0.35, 0.6), thin), tall - 0.05, 0.014))
        solids += [
            slat.at(width * ((k + 0.5) / count - 0.5), tall / 2 + 0.03) for k in range(count)
        ]
    else:
        low = between(rng, 0.02, 0.15)
        solids.append(Box((width * 0.97, tall - low, 0.03), 0.01).at(y=(tall + low) / 2))
    lean = between(rng, 4, 16)
    return [s.turned("x", -lean).at(y=height - 0.01, z=-depth / 2 + 0.015) for s in solids]
