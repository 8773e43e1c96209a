"""Rockets, upright: comic-book ships, staged launchers, missiles, shuttles and landers."""

from __future__ import annotations

import numpy as np

from mge_studio.shapes.procedural.combine import Union
from mge_studio.shapes.procedural.forms import ball, box, fin, rod, surface
from mge_studio.shapes.procedural.loft import Loft
from mge_studio.shapes.procedural.primitives import Lathe, Tube
from mge_studio.shapes.procedural.registry import between, chance, family, pick
from mge_studio.shapes.procedural.solid import Float64, Solid, rotation
from mge_studio.shapes.procedural.solids import ring
from mge_studio.shapes.procedural.walls import radius_at, solid_profile

BODY, NOSE, FIN, ENGINE = "body", "nose", "fin", "engine"


@family("rocket", parts=(BODY, NOSE, FIN, ENGINE))
def build_rocket(rng: np.random.Generator) -> Union:
    kind = pick(rng, "cartoon", "launcher", "boosted", "missile", "shuttle", "lander",
                weights=(0.26, 0.22, 0.2, 0.14, 0.1, 0.08))  # fmt: skip
    builders = {"cartoon": _cartoon, "launcher": _launcher, "boosted": _boosted,
                "missile": _missile, "shuttle": _shuttle, "lander": _lander}  # fmt: skip
    parts = builders[kind](rng)
    turn = between(rng, 0, 45)
    return Union(part if kind == "shuttle" else part.turned("y", turn) for part in parts)


#: Thick enough to be seen (`THINNEST`) on rockets about 2.2 high.
NOZZLE_WALL = 0.042


def _around(solid: Solid, count: int, start: float = 0.0) -> list[Solid]:
    """Copies turned evenly about the rocket's axis."""
    return [solid.turned("y", start + 360 * k / count) for k in range(count)]


def _nose(radius: float, low: float, length: float, rng: np.random.Generator) -> Solid:
    """An ogive, a cone, a blunt dome or a cone with a needle."""
    style = pick(rng, "ogive", "cone", "dome", "needle", weights=(0.45, 0.2, 0.2, 0.15))
    shares = np.array([0.0, 0.25, 0.5, 0.75, 0.92, 1.0])
    if style == "ogive":
        radii = 1 - shares**2
    elif style == "dome":
        radii, length = np.sqrt(1 - shares**2), min(length, radius * 1.4)
    else:
        radii = 1 - shares * 0.96
    rows = np.column_stack([radius * np.maximum(radii, 0.04), low + length * shares])
    if style == "needle":
        rows = np.vstack([rows[:-1], (0.015, low + length * 1.02), (0.013, low + length * 1.35)])
    return Lathe(solid_profile(rows)).labelled(NOSE)


def _nozzle(radius: float, top: float, length: float) -> Solid:
    """A bell hanging from height `top`, hollow from below if it is wide enough for a wall."""
    if radius < 2.5 * NOZZLE_WALL:
        bell = [(radius * 0.5, top), (radius * 0.62, top - length * 0.4), (radius, top - length)]
        return Lathe(solid_profile(bell[::-1])).labelled(ENGINE)
    wall = max(NOZZLE_WALL, radius * 0.16)
    rows = [
        (0, top),
        (radius * 0.5, top),
        (radius * 0.62, top - length * 0.4),
        (radius, top - length),
        (radius - wall, top - length),
        (radius * 0.6 - wall, top - length * 0.4),
        (0, top - length * 0.35),
    ]
    return Lathe(rows).labelled(ENGINE)


def _engines(radius: float, count: int) -> list[Solid]:
    """One bell in the middle, or a ring of them (with one in the middle from five on)."""
    if count == 1:
        size = radius * 0.72
        return [_nozzle(size, 0.02, size * 1.6)]
    size = radius * (0.42 if count < 5 else 0.32)
    outer = count - 1 if count > 4 else count
    bells = _around(_nozzle(size, 0.02, size * 1.7).at(radius * 0.6, 0, 0), outer)
    return bells + ([_nozzle(size, 0.02, size * 1.7)] if outer < count else [])


def _fins(
    profile: Float64, count: int, low: float, height: float, reach: float, rng: np.random.Generator
) -> list[Solid]:
    """Fins standing out from the body at heights low to low + height."""
    swept, tip = between(rng, -0.1, 0.6) * height, between(rng, 0.2, 0.8)
    root = radius_at(profile, low + height / 2) * 0.75
    # A fin grows along +y with its chord along z: laid over, it grows along x, chord along y.
    panel = fin(FIN, reach, height, tip, swept, between(rng, 0.036, 0.05), (0, 0, 0))
    panel = panel.transformed(np.array([[0.0, 1, 0, 0], [0, 0, 1, 0], [1, 0, 0, 0]]))
    return _around(panel.at(root, low + height / 2, 0), count)


def _cartoon(rng: np.random.Generator) -> list[Solid]:
    """The spindle of the comics: curved fins it stands on, a porthole, a pointed nose."""
    r, belly = between(rng, 0.24, 0.38), between(rng, 0.3, 0.5)
    tail = r * between(rng, 0.45, 0.75)
    shares = np.linspace(0, 1, 9)
    radii = np.where(
        shares < belly,
        tail + (r - tail) * np.sin(shares / belly * np.pi / 2),
        r * np.cos((shares - belly) / (1 - belly) * np.pi / 2) ** between(rng, 0.7, 1.0),
    )
    height = between(rng, 1.4, 1.7)
    profile = np.column_stack([np.maximum(radii, 0.012), shares * height])
    split = int(rng.integers(5, 8))
    parts: list[Solid] = [
        Lathe(solid_profile(profile[: split + 1])).labelled(BODY),
        Lathe(solid_profile(profile[split:])).labelled(NOSE),
        *_engines(tail, 1),
    ]
    count, reach = int(rng.integers(3, 5)), between(rng, 0.2, 0.34)
    if chance(rng, 0.6):
        parts += _around(_curved_fin(profile, reach, height, rng), count)
    else:
        parts += _fins(profile, count, -0.05, between(rng, 0.35, 0.5), reach + 0.08, rng)
    if chance(rng, 0.75):
        y = height * between(rng, 0.5, 0.62)
        z = radius_at(profile, y)
        parts.append(ring(0.085, 0.026, 10).turned("x", 90).at(0, y, z * 0.97).labelled(NOSE))
    if chance(rng, 0.25):
        parts.append(ball(NOSE, (0.035,) * 3, (0, height, 0)))
    if chance(rng, 0.35):
        y = height * 0.2
        size = radius_at(profile, y)
        parts.append(ring(size, 0.026, 10).at(0, y, 0).labelled(BODY))
    return parts


def _curved_fin(profile: Float64, reach: float, height: float, rng: np.random.Generator) -> Solid:
    """A leg that bows outwards from the belly down to a foot below the body."""
    top, foot = height * between(rng, 0.28, 0.4), -between(rng, 0.12, 0.25)
    inner, outer = radius_at(profile, top) * 0.85, radius_at(profile, 0.1) + reach
    wide, thick = between(rng, 0.2, 0.3), between(rng, 0.04, 0.055)
    rows = [
        (foot, outer, 0.08),
        (foot + 0.12, outer - 0.01, 0.12),
        (0.1, (inner + outer) / 2, wide),
        (top * 0.65, inner + 0.02, wide * 0.8),
        (top, inner, 0.1),
    ]
    section = [(-0.5, -0.5), (0.4, -0.5), (0.5, 0.0), (0.4, 0.5), (-0.5, 0.5)]
    stations = [(y, w, thick, x - w / 2, 0.0) for y, x, w in rows]
    return Loft(section, stations).turned("x", -90).labelled(FIN)


def _stack(
    radius: float, rng: np.random.Generator, height: float
) -> tuple[list[Solid], float, float]:
    """One to three stages; returns the solids, the top's height and radius."""
    count, low = int(rng.integers(1, 4)), 0.0
    parts: list[Solid] = []
    cuts = np.sort(rng.uniform(0.35, 0.85, count - 1)) if count > 1 else np.array([])
    for top in [*cuts * height, height]:
        if top - low < 0.12:
            continue
        rows = [(radius, low), (radius, top)]
        if chance(rng, 0.4):
            rows = [
                (radius, low),
                (radius, low + 0.03),
                (radius * 0.95, low + 0.035),
                (radius * 0.95, low + 0.06),
                (radius, low + 0.065),
                (radius, top),
            ]
        narrower = radius * between(rng, 0.65, 1.0) if top < height else radius
        parts.append(Lathe(solid_profile(rows)).labelled(BODY))
        if narrower < radius * 0.95:
            joint = [(radius, top - 0.001), (narrower, top + 0.06)]
            parts.append(Lathe(solid_profile(joint)).labelled(BODY))
        radius, low = narrower, float(top)
    if chance(rng, 0.25):  # a payload fairing wider than the last stage
        wide = radius * between(rng, 1.15, 1.35)
        rows = [(radius, low), (wide, low + 0.06), (wide, low + 0.22)]
        parts.append(Lathe(solid_profile(rows)).labelled(BODY))
        radius, low = wide, low + 0.22
    return parts, low, radius


def _top(radius: float, low: float, rng: np.random.Generator) -> list[Solid]:
    """A nose cone, or a capsule with an escape tower."""
    if chance(rng, 0.7):
        return [_nose(radius, low, radius * between(rng, 1.8, 4), rng)]
    small, height = radius * 0.4, radius * between(rng, 1.0, 1.5)
    rows = [(radius, low), (small, low + height)]
    tip = low + height + between(rng, 0.2, 0.32)
    parts: list[Solid] = [Lathe(solid_profile(rows)).labelled(NOSE)]
    parts.append(Tube([(0, low + height * 0.8, 0), (0, tip, 0)], [0.022, 0.018]).labelled(NOSE))
    parts.append(
        Lathe(solid_profile([(0.035, tip - 0.09), (0.03, tip), (0.008, tip + 0.06)])).labelled(NOSE)
    )
    return parts


def _launcher(rng: np.random.Generator) -> list[Solid]:
    radius = between(rng, 0.1, 0.19)
    parts, top, narrow = _stack(radius, rng, between(rng, 1.3, 1.7))
    parts += _top(narrow, top, rng)
    parts += _engines(radius, int(rng.choice([1, 1, 3, 4, 5, 7])))
    profile = np.array([(radius, 0.0), (radius, 1.0)])
    style = pick(rng, "fins", "grid", "bare", weights=(0.6, 0.2, 0.2))
    if style == "fins":
        parts += _fins(
            profile,
            int(rng.integers(3, 6)),
            between(rng, -0.06, 0.04),
            between(rng, 0.18, 0.34),
            between(rng, 0.14, 0.28),
            rng,
        )
    elif style == "grid":
        # Each panel goes right through, so that it also meets a narrower upper stage.
        panel = box(FIN, (2 * radius + 0.24, 0.12, 0.03), (0, between(rng, 0.85, 1.1), 0))
        parts += [panel, panel.turned("y", 90)]
        parts += _legs(radius, rng)
    return parts


def _legs(radius: float, rng: np.random.Generator) -> list[Solid]:
    """Landing legs: a strut and a brace each, on a pad."""
    reach, drop, top = (
        radius + between(rng, 0.18, 0.3),
        -between(rng, 0.14, 0.24),
        between(rng, 0.2, 0.4),
    )
    foot = (reach, drop, 0.0)
    leg: list[Solid] = [
        rod(FIN, (radius * 0.8, 0.04, 0), foot, 0.02),
        rod(FIN, (radius * 0.9, top, 0), foot, 0.016),
        Lathe(solid_profile([(0.05, drop - 0.02), (0.05, drop + 0.01)]))
        .at(reach, 0, 0)
        .labelled(FIN),
    ]
    return [copy for piece in leg for copy in _around(piece, 4 if chance(rng, 0.7) else 3)]


def _boosted(rng: np.random.Generator) -> list[Solid]:
    """A core with two to four boosters, cylindrical or tapered to lean on it."""
    radius, height = between(rng, 0.11, 0.17), between(rng, 1.25, 1.6)
    parts, top, narrow = _stack(radius, rng, height)
    parts += [*_top(narrow, top, rng), *_engines(radius, int(rng.choice([1, 1, 4])))]
    count, size = int(rng.choice([2, 2, 4, 4, 3, 6])), radius * between(rng, 0.5, 0.85)
    if count == 6:
        size = min(size, radius * 0.6)
    tall, x = height * between(rng, 0.4, 0.8), radius + size * 0.97
    low = -between(rng, 0.0, 0.05)
    if chance(rng, 0.3):  # a long cone that leans on the core
        rows = [(size, low), (size * 0.9, low + tall * 0.4), (0.02, low + tall)]
    else:
        cone = size * between(rng, 1.2, 2.5)
        rows = [
            (size, low),
            (size, low + tall),
            (size * 0.6, low + tall + cone * 0.6),
            (0.015, low + tall + cone),
        ]
    booster = Lathe(solid_profile(rows)).labelled(BODY).at(x, 0, 0)
    parts += _around(booster, count)
    parts += _around(_nozzle(size * 0.75, low + 0.02, size * 1.1).at(x, 0, 0), count)
    if count == 2:
        for y in (0.15, tall * 0.8):
            parts.append(rod(BODY, (-x, y, 0), (x, y, 0), 0.022))
    if chance(rng, 0.4):
        panel = _fins(np.array([(x + size, 0.0), (x + size, 1.0)]), 1, 0.0, 0.2, 0.16, rng)[0]
        parts += _around(panel.at(-size * 0.2, 0, 0), count)
    return parts


def _missile(rng: np.random.Generator) -> list[Solid]:
    """Slender, with two or three sets of fins."""
    radius, height = between(rng, 0.07, 0.12), between(rng, 1.4, 1.8)
    profile = np.array([(radius, 0.0), (radius, height)])
    count = int(rng.choice([3, 4, 4]))
    parts: list[Solid] = [Lathe(solid_profile(profile)).labelled(BODY)]
    parts += [_nose(radius, height, radius * between(rng, 2, 4.5), rng), *_engines(radius, 1)]
    parts += _fins(profile, count, 0.0, between(rng, 0.2, 0.35), between(rng, 0.14, 0.28), rng)
    if chance(rng, 0.7):
        low = height * between(rng, 0.45, 0.8)
        parts += _fins(profile, count, low, between(rng, 0.12, 0.3), between(rng, 0.1, 0.2), rng)
    return parts


def _shuttle(rng: np.random.Generator) -> list[Solid]:
    """A winged orbiter, alone or on a tank with two boosters; its back faces +Z."""
    r, height = between(rng, 0.11, 0.14), between(rng, 0.95, 1.15)
    hull = [
        (r * 0.9, 0.0),
        (r, 0.1),
        (r, height * 0.72),
        (r * 0.75, height * 0.88),
        (r * 0.2, height),
    ]
    span, chord = between(rng, 0.7, 0.9), height * between(rng, 0.5, 0.62)
    upright = rotation("x", -90)  # a craft flying towards +z, lifted on its tail, back to +z
    upright = rotation("y", 180)[:, :3] @ upright
    orbiter: list[Solid] = [
        Lathe(solid_profile(hull)).labelled(BODY),
        surface(FIN, span, chord, 0.25, chord * 0.38, 0.0, 0.055, (0, -r * 0.6, 0.36)).transformed(
            upright
        ),
        fin(FIN, between(rng, 0.24, 0.32), 0.3, 0.5, 0.14, 0.045, (0, r * 0.7, 0.16)).transformed(
            upright
        ),
        *(
            _nozzle(0.055, 0.02, 0.1).at(x, 0, z)
            for x, z in ((-0.06, -0.03), (0.06, -0.03), (0.0, 0.06))
        ),
    ]
    if chance(rng, 0.3):
        return orbiter
    wide, tall = between(rng, 0.15, 0.19), height * between(rng, 1.2, 1.35)
    side = wide + r * 0.98
    parts: list[Solid] = [part.at(0, 0.05, side) for part in orbiter]
    tank = [
        (wide * 0.7, 0.1),
        (wide, 0.18),
        (wide, tall * 0.75),
        (wide * 0.7, tall * 0.9),
        (0.02, tall),
    ]
    parts.append(Lathe(solid_profile(tank)).labelled(BODY))
    size = wide * between(rng, 0.42, 0.52)
    x = wide + size * 0.98
    booster = [(size, -0.05), (size, tall * 0.82), (0.015, tall * 0.82 + size * 2)]
    for sign in (-1, 1):
        parts.append(Lathe(solid_profile(booster)).at(sign * x, 0, 0).labelled(BODY))
        parts.append(_nozzle(size * 0.9, -0.04, size * 1.2).at(sign * x, 0, 0))
    return parts


def _lander(rng: np.random.Generator) -> list[Solid]:
    """A squat ship on legs, with a capsule on top."""
    r, height = between(rng, 0.22, 0.34), between(rng, 0.5, 0.9)
    rows = [(r * 0.8, 0.0), (r, 0.1), (r, height - 0.08), (r * 0.85, height)]
    parts: list[Solid] = [Lathe(solid_profile(rows)).labelled(BODY), *_top(r * 0.85, height, rng)]
    parts += [*_engines(r * 0.8, int(rng.choice([1, 4]))), *_legs(r, rng)]
    if chance(rng, 0.6):
        tank = ball(BODY, (0.1, 0.15, 0.1), (r, height * 0.55, 0))
        parts += _around(tank, 4, 45.0)
    return parts
