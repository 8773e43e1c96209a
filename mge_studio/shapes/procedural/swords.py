"""Swords: straight, curved, leaf-shaped and waved blades, with guards, grips and pommels.

The blade points to +Y; its flat faces +Z.
"""

from __future__ import annotations

import numpy as np

from mge_studio.shapes.procedural.combine import Union
from mge_studio.shapes.procedural.forms import UPWARD, ball, bar, box, rod
from mge_studio.shapes.procedural.loft import Loft
from mge_studio.shapes.procedural.outlines import smoothed
from mge_studio.shapes.procedural.primitives import Box, Lathe, Tube
from mge_studio.shapes.procedural.registry import between, chance, family, pick, thinnest
from mge_studio.shapes.procedural.solid import Solid
from mge_studio.shapes.procedural.solids import ring
from mge_studio.shapes.procedural.walls import solid_profile, walled_profile

BLADE, GUARD, GRIP, POMMEL = "blade", "guard", "grip", "pommel"

#: Blade sections, one unit wide and thick; their edges stay thick enough to be seen.
_SECTIONS = {
    "diamond": [(-0.5, -0.36), (0, -0.5), (0.5, -0.36), (0.5, 0.36), (0, 0.5), (-0.5, 0.36)],
    "lens": [(-0.5, -0.3), (-0.3, -0.44), (0, -0.5), (0.3, -0.44), (0.5, -0.3), (0.5, 0.3),
             (0.3, 0.44), (0, 0.5), (-0.3, 0.44), (-0.5, 0.3)],
    "hexagon": [(-0.5, -0.32), (-0.25, -0.5), (0.25, -0.5), (0.5, -0.32), (0.5, 0.32), (0.25, 0.5),
                (-0.25, 0.5), (-0.5, 0.32)],
    "fullered": [(-0.5, -0.34), (-0.26, -0.5), (-0.12, -0.4), (0.12, -0.4), (0.26, -0.5),
                 (0.5, -0.34), (0.5, 0.34), (0.26, 0.5), (0.12, 0.4), (-0.12, 0.4), (-0.26, 0.5),
                 (-0.5, 0.34)],
    "backed": [(-0.5, -0.42), (0.05, -0.5), (0.5, -0.32), (0.5, 0.32), (0.05, 0.5), (-0.5, 0.42)],
}  # fmt: skip


@family("sword", parts=(BLADE, GUARD, GRIP, POMMEL))
def build_sword(rng: np.random.Generator) -> Union:
    kind = pick(
        rng,
        "arming",
        "claymore",
        "dagger",
        "leaf",
        "katana",
        "sabre",
        "scimitar",
        "rapier",
        "waved",
        "cutlass",
        weights=(0.2, 0.12, 0.12, 0.09, 0.13, 0.1, 0.08, 0.08, 0.03, 0.05),
    )
    length = {"dagger": 0.7, "leaf": 0.85, "claymore": 1.6, "rapier": 1.55, "cutlass": 0.95}.get(
        kind, 1.3
    ) * between(rng, 0.85, 1.1)
    two_handed = kind in ("claymore", "katana") or (kind == "arming" and chance(rng, 0.3))
    grip = between(rng, 0.36, 0.52) if two_handed else between(rng, 0.2, 0.28)
    width = {
        "rapier": 0.055,
        "katana": 0.085,
        "sabre": 0.085,
        "scimitar": 0.11,
        "cutlass": 0.13,
        "leaf": 0.13,
        "claymore": 0.12,
    }.get(kind, 0.105) * between(rng, 1.05, 1.45)
    parts: list[Solid] = [_blade(kind, length, width, rng).at(0, grip, 0), *_grip(grip, rng)]
    parts += _guard(kind, grip, width, rng)
    if kind != "katana":
        parts += _pommel(rng)
    return Union(parts)


def _blade(kind: str, length: float, width: float, rng: np.random.Generator) -> Solid:
    single = kind in ("katana", "sabre", "scimitar", "cutlass") or (
        kind == "dagger" and chance(rng, 0.4)
    )
    section = "backed" if single else pick(rng, "diamond", "lens", "hexagon", "fullered")
    thick = thinnest(length, length / 3) * between(rng, 1.5, 1.8)
    steps = np.linspace(0, 1, 13 if kind == "waved" else 9)
    tip = between(rng, 0.82, 0.94)
    taper = between(rng, 0.55, 0.95)
    shape = 1 - (1 - taper) * steps
    if kind == "leaf":
        shape = 0.75 + 0.4 * np.sin(np.pi * np.clip(steps * 1.25 - 0.15, 0, 1)) ** 2
    elif kind in ("scimitar", "cutlass"):
        shape = 0.8 + between(rng, 0.25, 0.6) * steps**2
    steps = np.sort(np.append(steps[:-1], [tip, 0.97, 1.0]))
    shape = np.interp(steps, np.linspace(0, 1, len(shape)), shape)
    point = np.clip((1 - steps) / (1 - tip), 0, 1)
    blunt = 0.35
    shape = shape * (blunt + (1 - blunt) * (np.sqrt(point) if single else point))
    bend = {
        "katana": between(rng, 0.05, 0.11),
        "sabre": between(rng, 0.1, 0.2),
        "scimitar": between(rng, 0.16, 0.3),
        "cutlass": between(rng, 0.03, 0.1),
    }.get(kind, 0.0)
    shift = -bend * length * steps**2
    if single:  # the point lies on the back
        shift = shift - width * 0.5 * (1 - point) ** 2 * 0.9
    if kind == "waved":
        shift = 0.03 * np.sin(steps * 2 * np.pi * rng.integers(2, 4)) * (1 - steps)
    thickness = thick * (1 - 0.15 * steps) * (0.8 + 0.2 * point)
    stations = np.stack([steps * length, width * shape, thickness, shift, np.zeros_like(steps)], 1)
    return Loft(_SECTIONS[section], stations).transformed(UPWARD).labelled(BLADE)


def _grip(length: float, rng: np.random.Generator) -> list[Solid]:
    """A plain, waisted, swollen or ribbed grip, slightly flattened."""
    r = between(rng, 0.028, 0.038)
    style = pick(rng, "plain", "waist", "swell", "ribs")
    if style == "ribs":
        heights = np.linspace(0, length, 2 * int(rng.integers(3, 6)) + 1)
        rows = [(r if k % 2 else r * 0.78, y) for k, y in enumerate(heights)]
    else:
        middle = {"plain": 1.0, "waist": 0.8, "swell": 1.25}[style]
        rows = [(r, 0), (r * (1 + middle) / 2, length * 0.25), (r * middle, length * 0.5),
                (r * (1 + middle) / 2, length * 0.75), (r, length)]  # fmt: skip
    flat = between(rng, 0.8, 1.0)
    body = Lathe(solid_profile([(x, y) for x, y in rows])).scaled(1, 1, flat)
    low = Lathe(solid_profile([(r * 1.1, -0.02), (r * 1.1, 0.02)]))
    return [body.labelled(GRIP), low.labelled(GRIP)]


def _guard(kind: str, y: float, width: float, rng: np.random.Generator) -> list[Solid]:
    if kind == "katana":
        return _tsuba(y, rng)
    if kind == "rapier" or (kind == "cutlass" and chance(rng, 0.6)):
        return _basket(y, rng)
    reach = width * between(rng, 1.1, 2.0) + between(rng, 0.04, 0.14)
    if kind == "dagger":
        reach *= 0.75
    if kind == "claymore":
        return _sloping_guard(y, reach * 1.25, rng)
    if kind in ("sabre", "cutlass"):
        return [*_bow(y, rng), box(GUARD, (0.22, 0.035, 0.06), (0.02, y, 0), rounding=0.012)]
    return _cross_guard(y, reach, rng)


def _tsuba(y: float, rng: np.random.Generator) -> list[Solid]:
    radius, square = between(rng, 0.075, 0.11), chance(rng, 0.3)
    collar = box(GUARD, (0.07, 0.06, 0.045), (0, y + 0.02, 0))
    end = box(POMMEL, (0.085, 0.04, 0.065), (0, 0, 0), rounding=0.015)
    if square:
        plate: Solid = box(GUARD, (2 * radius, 0.026, 1.7 * radius), (0, y, 0), rounding=0.012)
    else:
        plate = bar(GUARD, radius, 0.026, (0, 0, 0), UPWARD).scaled(1, 1, 0.9).at(0, y, 0)
    return [plate, collar, end]


def _cross_guard(y: float, reach: float, rng: np.random.Generator) -> list[Solid]:
    """A bar that is straight, tapered, turned up or down at its ends, S-shaped, or a disc."""
    style = pick(rng, "box", "round", "up", "down", "s", "disc", "winged",
                 weights=(0.22, 0.16, 0.18, 0.14, 0.1, 0.08, 0.12))  # fmt: skip
    thick = between(rng, 0.022, 0.032)
    parts: list[Solid] = []
    if style == "box":
        parts.append(
            box(GUARD, (2 * reach, 2 * thick, between(rng, 0.06, 0.09)), (0, y, 0), rounding=0.01)
        )
    elif style == "disc":
        return [bar(GUARD, reach * 0.6, 0.035, (0, y, 0), UPWARD)]
    elif style == "winged":
        rise = between(rng, -0.05, 0.1)
        for side in (-1, 1):
            stations = [(0.0, 0.12, 0.07, 0, 0), (reach, 0.05, 0.04, rise, 0)]
            wing = Loft(_SECTIONS["hexagon"], stations).turned("y", 90)
            wing = wing.transformed(np.array([[1.0, 0, 0, 0], [0, 0, -1, 0], [0, 1, 0, 0]]))
            parts.append((wing if side > 0 else wing.mirrored()).at(0, y, 0).labelled(GUARD))
    else:
        bend = between(rng, 0.05, 0.14)
        left, right = {"round": (0, 0), "up": (bend, bend), "down": (-bend, -bend),
                       "s": (bend, -bend)}[style]  # fmt: skip
        nodes = smoothed(
            [
                (-reach, y + left, 0),
                (-reach * 0.6, y + left * 0.1, 0),
                (0, y, 0),
                (reach * 0.6, y + right * 0.1, 0),
                (reach, y + right, 0),
            ],
            False,
            1,
        )
        radii = thick * np.interp(np.abs(nodes[:, 0]), (0, reach), (1.25, between(rng, 0.6, 1.0)))
        parts.append(Tube(nodes, radii).labelled(GUARD))
        if chance(rng, 0.4):
            size = thick * between(rng, 1.3, 1.8)
            for side, lift in ((-1, left), (1, right)):
                parts.append(ball(GUARD, (size, size, size), (side * reach, y + lift, 0)))
    if chance(rng, 0.25):
        parts.append(ball(GUARD, (0.045, 0.045, 0.055), (0, y, 0)))
    return parts


def _sloping_guard(y: float, reach: float, rng: np.random.Generator) -> list[Solid]:
    """A claymore's arms slope towards the point and end in rings or balls."""
    rise, thick = between(rng, 0.08, 0.18), between(rng, 0.024, 0.032)
    ringed = chance(rng, 0.6)
    parts: list[Solid] = []
    for side in (-1, 1):
        end = np.array((side * reach, y + rise, 0.0))
        parts.append(rod(GUARD, (0, y, 0), end, thick))
        if ringed:
            loop = ring(0.055, 0.02, 10).turned("x", 90)
            parts.append(loop.at(end[0] + side * 0.04, end[1] + 0.02, 0).labelled(GUARD))
        else:
            parts.append(ball(GUARD, (0.045, 0.045, 0.045), end))
    return parts


def _bow(y: float, rng: np.random.Generator) -> list[Solid]:
    """A knuckle bow from the guard round to the pommel, on the edge's side."""
    reach, thick = between(rng, 0.13, 0.2), between(rng, 0.016, 0.022)
    line = smoothed([(0.0, y, 0), (reach, y, 0), (reach, y * 0.3, 0), (reach * 0.5, -0.04, 0),
                     (0.0, -0.03, 0)], False, 1)  # fmt: skip
    return [Tube(line, thick).labelled(GUARD)]


def _basket(y: float, rng: np.random.Generator) -> list[Solid]:
    """A cup around the hand with a knuckle bow, perhaps a straight cross-bar."""
    radius, depth = between(rng, 0.1, 0.16), between(rng, 0.06, 0.12)
    rows = [(0.03, 0), (radius * 0.6, depth * 0.12), (radius * 0.9, depth * 0.5), (radius, depth)]
    cup = (
        Lathe(walled_profile(rows, thinnest(1.7, 0.4)))
        .scaled(1, -1, 1)
        .at(0, y + 0.04, 0)
        .labelled(GUARD)
    )
    parts: list[Solid] = [cup, *_bow(y, rng)]
    if chance(rng, 0.6):
        reach = between(rng, 0.18, 0.28)
        parts.append(rod(GUARD, (-reach, y + 0.01, 0), (reach, y + 0.01, 0), 0.018))
    return parts


def _pommel(rng: np.random.Generator) -> list[Solid]:
    """A ball, wheel, pear, ring, cube, cone or fishtail below the grip."""
    style = pick(rng, "ball", "wheel", "pear", "ring", "cube", "cap", "fishtail")
    r = between(rng, 0.045, 0.065)
    if style == "ball":
        return [ball(POMMEL, (r, r * between(rng, 0.7, 1.1), r), (0, -r * 0.7, 0))]
    if style == "wheel":
        disc = bar(POMMEL, r * 1.15, 0.05, (0, -r, 0))
        return [disc, bar(POMMEL, r * 0.6, 0.075, (0, -r, 0))]
    if style == "pear":
        rows = [(r * 0.4, -2.2 * r), (r, -1.6 * r), (r * 0.95, -1.0 * r), (r * 0.5, 0)]
        return [Lathe(solid_profile(rows)).labelled(POMMEL)]
    if style == "ring":
        return [ring(1.15 * r, 0.02, 10).turned("x", 90).at(0, -r, 0).labelled(POMMEL)]
    if style == "cube":
        return [Box((1.5 * r,) * 3, 0.01).turned("y", 45).at(0, -r * 0.6, 0).labelled(POMMEL)]
    if style == "cap":
        rows = [(r * 0.5, -r), (r, -r * 0.5), (r, -r * 0.1), (r * 0.6, r * 0.2)]
        return [Lathe(solid_profile(rows)).labelled(POMMEL)]
    stations = [(0.0, 0.05, 0.05, 0, 0), (2 * r, 0.16, 0.04, 0, 0)]
    tail = Loft(_SECTIONS["hexagon"], stations).transformed(UPWARD).scaled(1, -1, 1)
    return [tail.labelled(POMMEL)]
