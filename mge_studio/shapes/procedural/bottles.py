"""Bottles and jugs: turned or square bodies, solid or hollow, with caps, pumps and handles."""

from __future__ import annotations

import numpy as np

from mge_studio.shapes.procedural.combine import Difference, Union
from mge_studio.shapes.procedural.loft import Loft
from mge_studio.shapes.procedural.outlines import ellipse, rounded_rectangle, smoothed
from mge_studio.shapes.procedural.primitives import Box, Lathe, Sphere, Tube
from mge_studio.shapes.procedural.registry import between, chance, family, pick
from mge_studio.shapes.procedural.solid import Float64, Solid
from mge_studio.shapes.procedural.walls import radius_at, solid_profile, walled_profile

BODY, NECK, CAP, HANDLE = "body", "neck", "cap", "handle"


@family("bottle", parts=(BODY, NECK, CAP, HANDLE))
def build_bottle(rng: np.random.Generator) -> Union:
    style = pick(
        rng,
        "wine",
        "beer",
        "water",
        "milk",
        "flask",
        "globe",
        "jug",
        "amphora",
        "square",
        "perfume",
        "pump",
        "canister",
        weights=(0.15, 0.11, 0.13, 0.08, 0.07, 0.07, 0.09, 0.05, 0.08, 0.07, 0.06, 0.04),
    )
    if style in ("square", "perfume", "canister"):
        return _angular(style, rng)
    body, neck = _outline(style, rng)
    wall = between(rng, 0.026, 0.04)
    hollow = style != "pump" and chance(rng, 0.55)
    parts = _turned(body, neck, wall if hollow else 0.0)
    if style in ("jug", "amphora"):
        parts += _handles(body, neck, 2 if style == "amphora" else 1, rng)
    if style == "pump":
        parts += _pump(neck, rng)
    elif not hollow and chance(rng, 0.8):
        parts.append(_cap(neck[-1, 0], neck[-1, 1], rng))
    flat = between(rng, 0.5, 0.75) if style in ("flask", "pump") and chance(rng, 0.4) else 1.0
    return Union(part.scaled(1, 1, flat) for part in parts) if flat < 1 else Union(parts)


def _outline(style: str, rng: np.random.Generator) -> tuple[Float64, Float64]:
    """(K, 2) and (L, 2) rows of (radius, height): the body, and the neck that stands on it."""
    if style == "wine":
        r, n, shoulder = (
            between(rng, 0.13, 0.17),
            between(rng, 0.045, 0.055),
            between(rng, 0.5, 0.64),
        )
        if chance(rng, 0.45):  # burgundy: the shoulder slopes; else bordeaux: it is round
            slope = [(r, shoulder * 0.72), (r * 0.95, shoulder * 0.9), (n * 1.3, shoulder + 0.14)]
        else:
            slope = [(r, shoulder * 0.96), (r * 0.95, shoulder + 0.05), (n * 1.2, shoulder + 0.08)]
        rows = [(r * 0.97, 0), (r, 0.03), *slope, (n, shoulder + 0.2)]
        return _rounded(rows), _neck(n, shoulder + 0.2, 1.0, rng)
    if style == "beer":
        r, n, top = between(rng, 0.13, 0.16), between(rng, 0.05, 0.06), between(rng, 0.68, 0.76)
        low = between(rng, 0.38, 0.5)
        rows = [
            (r * 0.95, 0),
            (r, 0.03),
            (r, low),
            (r * 0.9, low + 0.1),
            (n * 1.2, top - 0.05),
            (n, top),
        ]
        return _rounded(rows), _neck(n, top, between(rng, 0.85, 0.95), rng)
    if style == "water":
        return _water(rng)
    if style == "milk":
        r, n = between(rng, 0.17, 0.22), between(rng, 0.085, 0.11)
        rows = [(r * 0.95, 0), (r, 0.03), (r, 0.5), (r * 0.9, 0.58), (n, 0.74)]
        return _rounded(rows), _neck(n, 0.74, between(rng, 0.84, 0.95), rng)
    if style == "flask":  # a cone, as in a laboratory, or a hip flask
        r, n, top = between(rng, 0.26, 0.36), between(rng, 0.07, 0.1), between(rng, 0.5, 0.64)
        rows = [(r * 0.95, 0), (r, 0.03), (r * 0.95, 0.1), (n * 1.1, top - 0.04), (n, top)]
        return _rounded(rows, 1), _neck(n, top, top + between(rng, 0.14, 0.3), rng)
    if style == "globe":
        r, n = between(rng, 0.24, 0.34), between(rng, 0.055, 0.085)
        rows = [
            (r * 0.4, 0),
            (r * 0.95, 0.02),
            (r * 1.08, r),
            (r * 0.85, r * 1.8),
            (n, 2 * r + 0.02),
        ]
        top = 2 * r + 0.02
        return _rounded(rows), _neck(n, top, top + between(rng, 0.15, 0.42), rng)
    if style == "pump":
        r, top = between(rng, 0.17, 0.24), between(rng, 0.5, 0.68)
        rows = [(r * 0.9, 0), (r, 0.03), (r * between(rng, 0.85, 1.05), top - 0.12), (0.07, top)]
        return _rounded(rows, 1), np.array([(0.07, top), (0.07, top + 0.06)])
    return _jug(style, rng)


def _jug(style: str, rng: np.random.Generator) -> tuple[Float64, Float64]:
    """A pot-bellied jug, or an amphora on a small foot."""
    r, n, top = between(rng, 0.22, 0.32), between(rng, 0.07, 0.11), between(rng, 0.58, 0.72)
    foot = r * (between(rng, 0.3, 0.5) if style == "amphora" else between(rng, 0.6, 0.9))
    rows = [
        (foot, 0),
        (foot * 1.05, 0.03),
        (r, top * 0.45),
        (r * 0.95, top * 0.7),
        (n * 1.1, top - 0.03),
        (n, top),
    ]
    return _rounded(rows), _neck(n, top, top + between(rng, 0.12, 0.3), rng)


def _rounded(rows: list[tuple[float, float]], rounds: int = 2) -> Float64:
    """The outline with its corners cut, except at the foot; heights strictly rising."""
    smooth = smoothed(rows[1:], False, rounds)
    return np.concatenate([rows[:1], smooth])


def _water(rng: np.random.Generator) -> tuple[Float64, Float64]:
    """A plastic bottle: ribbed, waisted or plain, with a short neck."""
    r, n, top = between(rng, 0.14, 0.18), between(rng, 0.05, 0.065), between(rng, 0.78, 0.84)
    shape = pick(rng, "ribs", "waist", "plain")
    low, high = 0.06, between(rng, 0.52, 0.6)
    if shape == "ribs":
        heights = np.linspace(low, high, 2 * int(rng.integers(3, 6)) + 1)
        middle = [(r if k % 2 == 0 else r - 0.022, y) for k, y in enumerate(heights)]
    elif shape == "waist":
        narrow = r * between(rng, 0.72, 0.85)
        middle = [(r, low), (r, 0.2), (narrow, 0.32), (narrow, 0.4), (r, high - 0.03), (r, high)]
    else:
        middle = [(r, low), (r, high)]
    rows = [(r * 0.85, 0), (r * 0.97, 0.02), *middle, (r * 0.85, high + 0.1), (n * 1.4, top - 0.06),
            (n, top)]  # fmt: skip
    return np.asarray(rows), np.array([(n, top), (n, 0.86), (n * 1.25, 0.865), (n * 1.25, 0.88),
                                       (n, 0.885), (n, 0.92)])  # fmt: skip


def _neck(radius: float, low: float, high: float, rng: np.random.Generator) -> Float64:
    """A straight or flaring neck, with or without a lip."""
    lip, height = radius + between(rng, 0.01, 0.02), between(rng, 0.025, 0.06)
    style = pick(rng, "lip", "collar", "flare", "plain", weights=(0.45, 0.2, 0.15, 0.2))
    if style == "lip":
        rows = [(radius, low), (radius, high - height), (lip, high - height + 0.004), (lip, high)]
    elif style == "collar":
        y = high - height - 0.03
        rows = [(radius, low), (radius, y), (lip, y + 0.004), (lip, y + 0.03), (radius, y + 0.034),
                (radius, high)]  # fmt: skip
    elif style == "flare":
        rows = [(radius, low), (radius, high - 0.08), (radius * 1.35, high)]
    else:
        rows = [(radius, low), (radius, high)]
    return np.asarray(rows)


def _turned(body: Float64, neck: Float64, wall: float) -> list[Solid]:
    """Body and neck, hollow and open when there is a wall."""
    if wall == 0:
        return [
            Lathe(solid_profile(body)).labelled(BODY),
            Lathe(solid_profile(neck)).labelled(NECK),
        ]
    wall = min(wall, neck[0, 0] * 0.55)
    vessel = walled_profile(body, wall, wall * 1.3)
    bore = neck[0, 0] - wall
    ring = np.concatenate(
        [neck, [(max(neck[-1, 0] - wall, bore), neck[-1, 1]), (bore, neck[0, 1])]]
    )
    mouth = Lathe([(0, body[-1, 1] - 2 * wall), (bore, body[-1, 1] - 2 * wall),
                   (bore, body[-1, 1] + 0.1), (0, body[-1, 1] + 0.1)])  # fmt: skip
    shell = Difference(Lathe(vessel), mouth)
    return [shell.labelled(BODY), Lathe(ring).labelled(NECK)]


def _cap(radius: float, top: float, rng: np.random.Generator) -> Solid:
    """A screw cap, a cork, a crown cap or a glass ball."""
    style = pick(rng, "screw", "cork", "crown", "ball", weights=(0.45, 0.3, 0.1, 0.15))
    if style == "screw":
        r, h = radius + between(rng, 0.012, 0.03), between(rng, 0.05, 0.12)
        rows = [(r, top - 0.03), (r, top + h - 0.015), (r - 0.015, top + h)]
    elif style == "cork":
        r = radius * 0.75
        rows = [(r * 0.9, top - 0.01), (r * 1.05, top + between(rng, 0.05, 0.09))]
    elif style == "crown":
        rows = [(radius + 0.022, top - 0.02), (radius + 0.008, top + 0.02)]
    else:
        r = radius * between(rng, 1.2, 1.7)
        return Sphere().scaled(r).at(0, top + r * 0.85, 0).labelled(CAP)
    return Lathe(solid_profile(rows)).labelled(CAP)


def _pump(neck: Float64, rng: np.random.Generator) -> list[Solid]:
    """A collar, a stem and a head with a spout, or a trigger."""
    top = neck[-1, 1]
    collar = Lathe(solid_profile([(0.09, top - 0.02), (0.09, top + 0.07), (0.05, top + 0.09)]))
    if chance(rng, 0.5):
        head, reach = top + between(rng, 0.2, 0.28), between(rng, 0.16, 0.24)
        spout = Tube([(0, head, 0), (0, head, reach * 0.8), (0, head - 0.04, reach)], 0.026)
        stem = Tube([(0, top, 0), (0, head, 0)], 0.028)
        button = Lathe(solid_profile([(0.06, head - 0.025), (0.06, head + 0.02)]))
        pieces: list[Solid] = [collar, stem, spout, button]
    else:
        body = Box((0.1, 0.13, 0.3), 0.03).at(0, top + 0.13, 0.06)
        nozzle = Tube([(0, top + 0.15, 0.2), (0, top + 0.15, 0.27)], 0.035, flat=True)
        trigger = Tube([(0, top + 0.1, 0.16), (0, top + 0.0, 0.2), (0, top - 0.08, 0.18)], 0.025)
        pieces = [collar, body, nozzle, trigger]
    return [piece.labelled(CAP) for piece in pieces]


def _handles(body: Float64, neck: Float64, count: int, rng: np.random.Generator) -> list[Solid]:
    """One or two handles from the neck to the shoulder."""
    top = neck[0, 1] + (neck[-1, 1] - neck[0, 1]) * between(rng, 0.3, 0.8)
    foot = neck[0, 1] * between(rng, 0.5, 0.7)
    near, far = neck[0, 0] * 0.9, radius_at(body, foot) - 0.02
    reach = max(near, far) + between(rng, 0.06, 0.16)
    line = smoothed([(near, top), (reach * 0.9, top + 0.05), (reach, (top + foot) / 2 + 0.05),
                     (far, foot)], False, 1)  # fmt: skip
    nodes = np.column_stack([line, np.zeros(len(line))])
    inner = min(near, far) * 0.5
    handle: Solid = Tube(nodes, min(between(rng, 0.024, 0.04), inner)).labelled(HANDLE)
    return [handle, handle.mirrored()][:count]


def _angular(style: str, rng: np.random.Generator) -> Union:
    """Square spirits bottles, perfume flacons, and canisters with a handle cut through."""
    if style == "canister":
        return _canister(rng)
    perfume = style == "perfume"
    width, top = (
        between(rng, 0.3, 0.5),
        between(rng, 0.4, 0.6) if perfume else between(rng, 0.6, 0.75),
    )
    depth = width * between(rng, 0.35, 0.8) if perfume or chance(rng, 0.4) else width
    section = rounded_rectangle(1, 1, between(rng, 0.08, 0.3), 3)
    if perfume and chance(rng, 0.3):
        section = ellipse(1, 1, 6 + 2 * int(rng.integers(0, 3)))
    foot, radius = between(rng, 0.8, 1.0), between(rng, 0.05, 0.075)
    neck_share, narrow = 2.4 * radius / width, 2.4 * radius / depth
    slope = between(rng, 0.02, 0.05) if perfume else between(rng, 0.05, 0.16)
    rows = [(0.0, foot, foot), (top - 0.02, 1.0, 1.0), (top + slope, neck_share, narrow)]
    stations = [(y, width * x, depth * z, 0.0, 0.0) for y, x, z in rows]
    low = top + slope
    neck = _neck(radius, low - 0.02, low + (0.08 if perfume else between(rng, 0.15, 0.3)), rng)
    parts: list[Solid] = [Loft(section, stations).turned("x", -90).labelled(BODY),
                          Lathe(solid_profile(neck)).labelled(NECK)]  # fmt: skip
    if perfume and chance(rng, 0.6):
        size, height = between(rng, 0.15, 0.24), between(rng, 0.12, 0.26)
        parts.append(
            Box((size, height, min(size, depth)), 0.015)
            .at(0, neck[-1, 1] + height / 2 - 0.04, 0)
            .labelled(CAP)
        )
    else:
        parts.append(_cap(neck[-1, 0], neck[-1, 1], rng))
    return Union(parts)


def _canister(rng: np.random.Generator) -> Union:
    width, height, depth = between(rng, 0.45, 0.6), between(rng, 0.6, 0.8), between(rng, 0.2, 0.3)
    slope = between(rng, 0.1, 0.2)
    outline = [(-width / 2, 0), (width / 2, 0), (width / 2, height - slope), (0.02, height),
               (-width / 2, height)]  # fmt: skip
    edge = 0.05
    stations = [
        (-depth / 2, 0.92, 0.96, 0, height * 0.02),
        (edge - depth / 2, 1, 1, 0, 0),
        (depth / 2 - edge, 1, 1, 0, 0),
        (depth / 2, 0.92, 0.96, 0, height * 0.02),
    ]
    radius = between(rng, 0.05, 0.07)
    grip = Tube([(-width * 0.3, height - 0.13, 0), (width * 0.02, height - 0.13, 0)], 0.055)
    hole = grip.scaled(1, 1, 8)
    x, base = width * 0.26, height - slope * 0.6
    neck = np.array([(radius, base - 0.08), (radius, base + 0.08)])
    return Union(
        [
            Difference(Loft(outline, stations), hole).labelled(BODY),
            Lathe(solid_profile(neck)).at(x, 0, 0).labelled(NECK),
            _cap(radius, base + 0.08, rng).at(x, 0, 0),
        ]
    )
