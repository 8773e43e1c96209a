"""Boats and ships from canoe to freighter, under oars, sails or engines. The bow is +Z."""

from __future__ import annotations

import numpy as np

from mge_studio.shapes.procedural.combine import Union
from mge_studio.shapes.procedural.forms import UPWARD, bar, box, fin, rod
from mge_studio.shapes.procedural.hulls import Hull, fore_and_aft_sail, square_sail
from mge_studio.shapes.procedural.loft import Loft
from mge_studio.shapes.procedural.outlines import rounded_rectangle
from mge_studio.shapes.procedural.registry import between, chance, family, pick
from mge_studio.shapes.procedural.solid import Solid, rotation
from mge_studio.shapes.procedural.solids import ring

HULL, DECK, MAST, SAIL, GEAR = "hull", "deck", "mast", "sail", "gear"


@family("boat", parts=(HULL, DECK, MAST, SAIL, GEAR))
def build_boat(rng: np.random.Generator) -> Union:
    builders = {"rowing": _rowing, "canoe": _canoe, "yacht": _yacht, "ship": _square_rigger,
                "motor": _motor, "freighter": _freighter, "tug": _tug, "liner": _liner,
                "catamaran": _catamaran}  # fmt: skip
    kind = pick(rng, *builders, weights=(0.16, 0.08, 0.24, 0.1, 0.14, 0.08, 0.08, 0.06, 0.06))
    return Union(builders[kind](rng))


def _rowing(rng: np.random.Generator) -> list[Solid]:
    """An open boat with thwarts and perhaps oars."""
    pointed = chance(rng, 0.25)
    hull = Hull(
        between(rng, 1.6, 1.9),
        between(rng, 0.55, 0.75),
        between(rng, 0.26, 0.36),
        pick(rng, "round", "flat", "vee", "chine"),
        0.08 if pointed else between(rng, 0.55, 0.8),
        between(rng, 1.8, 3.0),
        between(rng, 0.06, 0.2),
        between(rng, 0.2, 0.5),
    )
    wall, half = between(rng, 0.03, 0.045), hull.length / 2
    start = -half + (0.1 if pointed else 0.05)
    parts: list[Solid] = [hull.hollowed(wall, start, half - 0.12, 0.05).labelled(HULL)]
    benches = np.linspace(-half * 0.6, half * 0.5, int(rng.integers(2, 4)))
    for z in benches:
        parts.append(
            box(
                DECK,
                (0.93 * hull.width_at(z) - 0.03, 0.032, 0.14),
                (0, hull.rim_at(z) - between(rng, 0.07, 0.11), z),
            )
        )
    if chance(rng, 0.7):
        parts += _oars(hull, float(benches[-2] + 0.14), rng)
    return parts


def _oars(hull: Hull, z: float, rng: np.random.Generator) -> list[Solid]:
    """A pair of oars out over the rim, at some angle to the hull."""
    swing, length = np.radians(between(rng, -35, 50)), between(rng, 0.55, 0.8)
    x, y = hull.width_at(z) / 2, hull.rim_at(z) + 0.02
    drop = between(rng, 0.0, 0.3)
    line = np.array([np.cos(swing), -drop, np.sin(swing)])
    grip, tip = np.array([x, y, z]) - line * 0.22, np.array([x, y, z]) + line * length
    blade = box(GEAR, (0.26, 0.1, 0.026), (0.1, 0, 0)).transformed(
        rotation("z", -np.degrees(np.arctan(drop)))
    )
    blade = blade.turned("y", -np.degrees(swing)).at(*tip)
    oar: list[Solid] = [rod(GEAR, grip, tip, 0.018), blade.labelled(GEAR)]
    return oar + [part.mirrored() for part in oar]


def _canoe(rng: np.random.Generator) -> list[Solid]:
    """A canoe, kayak or long-ship: pointed at both ends."""
    hull = Hull(
        2.0,
        between(rng, 0.3, 0.42),
        between(rng, 0.16, 0.22),
        pick(rng, "round", "vee"),
        0.06,
        between(rng, 2.0, 3.0),
        between(rng, 0.08, 0.22),
        between(rng, 0.2, 0.5),
    )
    if chance(rng, 0.35):  # kayak
        length = between(rng, 0.4, 0.6)
        parts: list[Solid] = [hull.hollowed(0.06, -length / 2, length / 2, 0.045).labelled(HULL)]
        line = np.array(
            [between(rng, 0.5, 0.6), between(rng, -0.05, 0.12), between(rng, -0.1, 0.1)]
        )
        middle = np.array([0, 0.14, 0])
        parts.append(rod(GEAR, middle - line, middle + line, 0.018))
        for side in (-1, 1):
            parts.append(box(GEAR, (0.2, 0.09, 0.026), middle + side * line))
        return parts
    parts = [hull.hollowed(0.028, -0.9, 0.9, 0.045).labelled(HULL)]
    for z in np.linspace(-0.55, 0.55, int(rng.integers(2, 5))):
        parts.append(
            box(DECK, (hull.width_at(z) - 0.02, 0.03, 0.09), (0, hull.rim_at(z) - 0.04, z))
        )
    if chance(rng, 0.4):
        parts.append(rod(MAST, (0, -0.1, 0.1), (0, 0.95, 0.1), 0.022))
        parts.append(rod(MAST, (-0.4, 0.86, 0.1), (0.4, 0.86, 0.1), 0.018))
        parts.append(
            square_sail(between(rng, 0.2, 0.35), 0.86, 0.72, 0.76, 0.114, 0.06).labelled(SAIL)
        )
    return parts


def _yacht(rng: np.random.Generator) -> list[Solid]:
    """A sailing boat: dinghy or keel yacht, sloop, cat or ketch."""
    dinghy = chance(rng, 0.35)
    length = between(rng, 1.2, 1.5)
    hull = Hull(
        length,
        between(rng, 0.38, 0.5),
        between(rng, 0.18, 0.26),
        pick(rng, "round", "vee", "chine"),
        between(rng, 0.4, 0.75),
        between(rng, 1.6, 2.4),
        between(rng, 0.02, 0.08),
        between(rng, 0.3, 0.7),
    )
    start = -length * 0.44
    end = length * (0.1 if dinghy else -0.12)
    parts: list[Solid] = [hull.hollowed(0.045, start, end, 0.07).labelled(HULL)]
    if not dinghy:
        base, top = (-0.1, length * between(rng, 0.16, 0.24)), between(rng, 0.07, 0.13)
        parts.append(_house(hull.width_at(0) * 0.6, -0.03, top, base, 0.1))
        parts.append(fin(HULL, between(rng, 0.22, 0.36), between(rng, 0.25, 0.45), 0.7, 0.05, 0.05,
                         (0, -hull.depth * 0.8, 0), rotation("z", 180)))  # fmt: skip
    rudder = -length / 2 + 0.0
    parts.append(box(GEAR, (0.03, hull.depth * 1.5, 0.12), (0, -hull.depth * 0.6, rudder - 0.03)))
    parts.append(rod(GEAR, (0, 0.03, rudder - 0.03), (0, 0.06, rudder + 0.25), 0.016))
    return parts + _sails(length, rng, dinghy)


def _sails(length: float, rng: np.random.Generator, dinghy: bool) -> list[Solid]:
    """Mast, boom, mainsail, perhaps a jib, a second mast, or sails furled."""
    foot_z, height = length * between(rng, 0.08, 0.2), between(rng, 1.2, 1.75)
    low, side = between(rng, 0.16, 0.24), float(rng.choice([-1, 1]))
    boom, camber = length * between(rng, 0.42, 0.54), side * between(rng, 0.02, 0.08)
    parts: list[Solid] = [
        rod(MAST, (0, -0.1, foot_z), (0, height, foot_z), 0.022),
        rod(MAST, (0, low - 0.02, foot_z), (0, low - 0.02, foot_z - boom), 0.02),
    ]
    if chance(rng, 0.12):
        parts.append(
            rod(SAIL, (0, low + 0.02, foot_z - 0.04), (0, low + 0.02, foot_z - boom * 0.9), 0.045)
        )
        return parts
    head = pick(rng, "bermuda", "gaff", weights=(0.75, 0.25))
    tip = 0.04 if head == "bermuda" else boom * between(rng, 0.4, 0.6)
    top = height - 0.04 if head == "bermuda" else height * 0.8
    parts.append(
        fore_and_aft_sail(low, top, boom * 0.96, tip, (foot_z - 0.01,) * 2, camber).labelled(SAIL)
    )
    if chance(rng, 0.5 if dinghy else 0.85):
        bow = length * between(rng, 0.44, 0.49)
        reach, share = (bow - foot_z) * between(rng, 0.8, 1.25), between(rng, 0.7, 0.97)
        jib = fore_and_aft_sail(0.1, height * share, reach, 0.03, (bow, foot_z + 0.03), camber)
        parts.append(jib.labelled(SAIL))
    if not dinghy and chance(rng, 0.2):
        z, tall = -length * 0.33, height * 0.65
        parts.append(rod(MAST, (0, -0.1, z), (0, tall, z), 0.02))
        parts.append(
            fore_and_aft_sail(0.18, tall - 0.03, 0.26, 0.04, (z, z), camber).labelled(SAIL)
        )
    return parts


def _house(
    width: float, low: float, high: float, base: tuple[float, float], rake: float, part: str = DECK
) -> Solid:
    """A deckhouse from z base[0] to base[1] with raked ends and rounded corners."""
    section = rounded_rectangle(1, 1, 0.12, 2)
    back, front = base
    slope = min(rake * (high - low) * 2, (front - back) * 0.3)
    rows = [
        (low, width, front - back, 0.0, -(front + back) / 2),
        (high, width * 0.9, front - back - slope, 0.0, -(front + back - slope) / 2),
    ]
    return Loft(section, rows).transformed(UPWARD).labelled(part)


def _square_rigger(rng: np.random.Generator) -> list[Solid]:
    """A tall ship: two or three masts with square sails, a bowsprit, a raised stern."""
    hull = Hull(
        1.7,
        between(rng, 0.36, 0.46),
        between(rng, 0.24, 0.32),
        "round",
        between(rng, 0.6, 0.75),
        between(rng, 2.0, 3.0),
        between(rng, 0.04, 0.12),
        between(rng, 0.1, 0.3),
    )
    parts: list[Solid] = [hull.hollowed(0.035, -0.4, 0.5, between(rng, 0.14, 0.2)).labelled(HULL)]
    stern = between(rng, 0.1, 0.24)
    parts.append(_house(hull.width_at(-0.7) * 0.98, -0.05, stern, (-0.86, -0.42), 0.0))
    parts.append(rod(MAST, (0, 0.0, 0.66), (0, between(rng, 0.2, 0.34), 1.15), 0.024))
    masts = (-0.45, 0.05, 0.5) if chance(rng, 0.6) else (-0.15, 0.45)
    tall, rows = between(rng, 1.0, 1.35), int(rng.integers(1, 4))
    wide, belly = between(rng, 0.6, 0.85), between(rng, 0.04, 0.1)
    for z in masts:
        top = tall * between(rng, 0.82, 1.0)
        parts.append(rod(MAST, (0, -0.2, z), (0, top, z), 0.024))
        cuts = np.linspace(between(rng, 0.26, 0.34), top - 0.06, rows + 1)
        for k in range(rows):
            foot, head = wide * (1 - 0.16 * k), wide * (1 - 0.16 * (k + 1)) + 0.04
            reach = head / 2 + 0.03
            sail = square_sail(cuts[k] + 0.07, cuts[k + 1], foot, head, z + 0.006, belly)
            parts.append(sail.labelled(SAIL))
            parts.append(rod(MAST, (-reach, cuts[k + 1], z), (reach, cuts[k + 1], z), 0.017))
    return parts


def _motor(rng: np.random.Generator) -> list[Solid]:
    """A speedboat or cabin cruiser with an outboard engine or a bathing platform."""
    hull = Hull(2.0, between(rng, 0.58, 0.75), between(rng, 0.28, 0.36), pick(rng, "chine", "vee"),
                between(rng, 0.8, 0.95), between(rng, 2.0, 3.0), between(rng, 0.04, 0.14),
                between(rng, 0.4, 0.75))  # fmt: skip
    width, cruiser = hull.width_at(0.0), chance(rng, 0.5)
    end = between(rng, -0.25, 0.0) if cruiser else between(rng, 0.1, 0.25)
    parts: list[Solid] = [hull.hollowed(0.06, -0.92, end, 0.14).labelled(HULL)]
    if cruiser:
        top = between(rng, 0.2, 0.3)
        parts.append(_house(width * 0.78, -0.03, top, (end - 0.02, between(rng, 0.4, 0.6)), 0.5))
        if chance(rng, 0.5):
            parts.append(_house(width * 0.6, top - 0.01, top + 0.14, (end, end + 0.3), 0.6))
        elif chance(rng, 0.6):
            for side in (-1, 1):
                x = side * width * 0.36
                parts.append(
                    rod(GEAR, (x, top - 0.02, end + 0.1), (x * 0.9, top + 0.16, end - 0.1), 0.02)
                )
            parts.append(rod(GEAR, (-width * 0.324, top + 0.16, end - 0.1),
                             (width * 0.324, top + 0.16, end - 0.1), 0.02))  # fmt: skip
    else:
        screen = box(
            DECK, (width * 0.8, 0.2, 0.034), (0, 0.08, end), rotation("x", -between(rng, 25, 45))
        )
        parts.append(screen)
        for z in (end - 0.35, -0.75)[: int(rng.integers(1, 3))]:
            parts.append(box(DECK, (width * 0.72, 0.1, 0.2), (0, -0.12, z)))
            parts.append(
                box(DECK, (width * 0.72, 0.2, 0.06), (0, -0.05, z - 0.11), rotation("x", -8))
            )
    if chance(rng, 0.65):
        for x in (0.0,) if chance(rng, 0.7) else (-0.12, 0.12):
            parts.append(box(GEAR, (0.13, 0.2, 0.16), (x, 0.04, -1.06), rounding=0.04))
            parts.append(box(GEAR, (0.05, 0.42, 0.09), (x, -0.2, -1.05)))
            parts.append(bar(GEAR, 0.06, 0.03, (x, -0.38, -1.1)))
    else:
        parts.append(box(DECK, (width * 0.8, 0.04, 0.2), (0, -hull.depth * 0.5, -1.05)))
    return parts


def _freighter(rng: np.random.Generator) -> list[Solid]:
    """A cargo ship: containers, tank domes or cranes before a tower bridge."""
    hull = Hull(
        2.2,
        between(rng, 0.32, 0.42),
        between(rng, 0.22, 0.3),
        "box",
        between(rng, 0.75, 0.95),
        between(rng, 4.0, 7.0),
        between(rng, 0.03, 0.08),
        between(rng, 0.05, 0.2),
    )
    width, tall = hull.beam, between(rng, 0.3, 0.42)
    parts: list[Solid] = [
        hull.solid().labelled(HULL),
        _house(width * 0.85, -0.02, tall, (-0.92, -0.7), 0.0),
        box(DECK, (width * 1.05, 0.06, 0.16), (0, tall * 0.85, -0.76)),
        bar(GEAR, 0.05, 0.22, (0, tall * 0.7, -0.97), UPWARD),
    ]
    cargo = pick(rng, "containers", "domes", "cranes", weights=(0.55, 0.2, 0.25))
    bays = int(rng.integers(4, 7))
    length = 1.4 / bays
    for z in -0.62 + length * (np.arange(bays) + 0.5):
        if cargo == "containers":
            height = 0.085 * int(rng.integers(1, 4))
            parts.append(
                box(DECK, (width * 0.86, height + 0.02, length * 0.86), (0, height / 2, z))
            )
        elif cargo == "domes":
            parts.append(bar(DECK, min(length, width) * 0.44, 0.16, (0, 0.06, z), UPWARD))
        else:
            parts.append(box(DECK, (width * 0.7, 0.08, length * 0.7), (0, 0.03, z)))
    if cargo == "cranes":
        for z in (-0.3, 0.3):
            parts.append(rod(GEAR, (0, 0, z), (0, 0.42, z), 0.028))
            parts.append(rod(GEAR, (0, 0.36, z), (0, 0.5, z + 0.32), 0.018))
    parts.append(rod(MAST, (0, 0.0, 0.95), (0, between(rng, 0.22, 0.34), 0.95), 0.018))
    return parts


def _tug(rng: np.random.Generator) -> list[Solid]:
    """A tug or trawler: short, high in the bow, wheelhouse, funnel, mast with a boom."""
    hull = Hull(
        1.5,
        between(rng, 0.5, 0.6),
        between(rng, 0.3, 0.38),
        "round",
        between(rng, 0.6, 0.85),
        between(rng, 2.8, 4.0),
        between(rng, 0.1, 0.24),
        between(rng, 0.1, 0.3),
    )
    forward = chance(rng, 0.6)
    z, tall = (between(rng, 0.0, 0.12) if forward else -0.45), between(rng, 0.24, 0.36)
    width = hull.beam * between(rng, 0.5, 0.65)
    parts: list[Solid] = [
        hull.hollowed(0.04, -0.68, 0.6, between(rng, 0.2, 0.26)).labelled(HULL),
        _house(width, -0.14, tall, (z, z + between(rng, 0.3, 0.42)), 0.1),
        box(DECK, (width * 1.12, 0.035, 0.44), (0, tall, z + 0.18)),
    ]
    if forward:
        parts.append(bar(GEAR, between(rng, 0.06, 0.09), 0.5, (0, 0.08, z - 0.14), UPWARD))
    mast = z - 0.32 if forward else 0.2
    top = between(rng, 0.7, 1.0)
    parts.append(rod(MAST, (0, -0.15, mast), (0, top, mast), 0.024))
    parts.append(rod(MAST, (0, 0.15, mast), (0, top * 0.75, mast - 0.4), 0.018))
    for side in (-1, 1):
        parts.append(
            ring(0.05, 0.022, 8)
            .turned("z", 90)
            .at(side * hull.width_at(0.1) / 2, -0.06, 0.1)
            .labelled(GEAR)
        )
    return parts


def _liner(rng: np.random.Generator) -> list[Solid]:
    """A ferry, steamer or cruise ship: stepped decks, funnels, lifeboats."""
    hull = Hull(
        2.2,
        between(rng, 0.32, 0.4),
        between(rng, 0.2, 0.26),
        "round",
        between(rng, 0.5, 0.8),
        between(rng, 2.5, 3.5),
        between(rng, 0.04, 0.1),
        between(rng, 0.05, 0.2),
    )
    parts: list[Solid] = [hull.solid().labelled(HULL)]
    low, back, front, width = -0.02, -0.85, 0.62, hull.beam * 0.86
    for _ in range(int(rng.integers(2, 5))):
        high = low + between(rng, 0.08, 0.11)
        parts.append(_house(width, low - 0.01, high, (back, front), 0.3))
        low, back, front = high, back + between(rng, 0.05, 0.16), front - between(rng, 0.06, 0.18)
        width *= 0.93
    radius, tall = between(rng, 0.05, 0.08), between(rng, 0.18, 0.3)
    for z in np.linspace(-0.45, 0.25, int(rng.integers(1, 5))):
        funnel = bar(GEAR, radius, tall, (0, 0, 0), UPWARD).turned("x", -between(rng, 6, 14))
        parts.append(funnel.at(0, low + tall * 0.42, float(z)).labelled(GEAR))
    for z in (0.8, -0.95)[: int(rng.integers(1, 3))]:
        parts.append(rod(MAST, (0, 0, z), (0, between(rng, 0.5, 0.7), z), 0.018))
    return parts


def _catamaran(rng: np.random.Generator) -> list[Solid]:
    """Two slender hulls, beams or a bridge deck, and a rig or a cabin."""
    hull = Hull(
        1.6,
        between(rng, 0.15, 0.2),
        between(rng, 0.18, 0.24),
        "round",
        between(rng, 0.4, 0.7),
        between(rng, 2.0, 3.0),
        between(rng, 0.02, 0.06),
        between(rng, 0.3, 0.6),
    )
    apart = between(rng, 0.3, 0.42)
    one = hull.solid().at(apart, 0, 0).labelled(HULL)
    parts: list[Solid] = [one, one.mirrored()]
    if chance(rng, 0.5):
        for z in (-0.4, 0.3):
            parts.append(rod(DECK, (-apart, -0.01, z), (apart, -0.01, z), 0.03))
        parts.append(box(DECK, (2 * apart, 0.03, 0.7), (0, 0.0, -0.05)))
    else:
        parts.append(box(DECK, (2 * apart, 0.07, 0.95), (0, -0.02, -0.15)))
        parts.append(_house(apart * 1.5, 0.0, between(rng, 0.16, 0.22), (-0.45, 0.2), 0.6))
    return parts + _sails(1.5, rng, dinghy=True)
