"""Hulls and sails: lofts along the keel and up the mast."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mge_studio.shapes.procedural.combine import Difference
from mge_studio.shapes.procedural.forms import UPWARD, UPWARD_SIDE
from mge_studio.shapes.procedural.loft import Loft
from mge_studio.shapes.procedural.registry import GAP, thinnest
from mge_studio.shapes.procedural.solid import Float64, Solid

#: Cloth of boats 1.2 to 2 long and as high, thick enough to be seen (`THINNEST`).
SAIL_THICKNESS = 0.052

#: Half sections from the rim (0.5, 0) down to the keel (0, -1), one unit of beam and of depth.
SECTIONS = {
    "vee": [(0.5, 0.0), (0.44, -0.5), (0.25, -0.8), (0.0, -1.0)],
    "round": [(0.5, 0.0), (0.49, -0.35), (0.41, -0.68), (0.24, -0.92), (0.0, -1.0)],
    "flat": [(0.5, 0.0), (0.4, -0.95), (0.36, -1.0)],
    "box": [(0.5, 0.0), (0.49, -0.8), (0.42, -1.0)],
    "chine": [(0.5, 0.0), (0.46, -0.55), (0.4, -0.62), (0.0, -1.0)],
}


@dataclass(frozen=True)
class Hull:
    """A hull along z, bow towards +z, its rim near y = 0.

    stern: width there as a share of the beam (small: pointed at both ends); fullness: 1 is a
    slender bow, 4 a blunt one; sheer: how far the rim rises to the ends; rocker: how far the keel
    rises to the bow, as a share of the depth.
    """

    length: float
    beam: float
    depth: float
    section: str
    stern: float
    fullness: float
    sheer: float
    rocker: float

    def rows(self) -> Float64:
        """(S, 5) stations: z, beam, depth, 0, height of the rim."""
        t = np.array([0.0, 0.06, 0.15, 0.3, 0.5, 0.65, 0.78, 0.88, 0.95, 1.0])
        aft = np.clip((0.45 - t) / 0.45, 0, 1)
        fore = np.clip((t - 0.45) / 0.55, 0, 1)
        narrow = np.minimum(1 - (1 - self.stern) * aft**2.2, 1 - fore**self.fullness)
        ends = np.where(t < 0.45, aft if self.stern < 0.3 else aft * 0.3, fore)
        depth = self.depth * (1 - self.rocker * ends**2.5)
        rim = self.sheer * np.where(t < 0.45, ends, fore) ** 2
        width = np.maximum(self.beam * narrow, 0.035)
        z = (t - 0.5) * self.length
        return np.stack([z, width, depth + rim, np.zeros_like(z), rim], axis=1)

    def width_at(self, z: float) -> float:
        rows = self.rows()
        return float(np.interp(z, rows[:, 0], rows[:, 1]))

    def rim_at(self, z: float) -> float:
        rows = self.rows()
        return float(np.interp(z, rows[:, 0], rows[:, 4]))

    def solid(self) -> Loft:
        half = np.array(SECTIONS[self.section])
        return Loft(_both_sides(half), self.rows())

    def hollowed(self, wall: float, start: float, end: float, floor: float) -> Solid:
        """The hull emptied from z = start to end, down to `floor` over the keel.

        Wall and floor are at least as thick as can be seen; ends too narrow for that stay solid.
        """
        rows = self.rows()
        least = 1.2 * thinnest(self.length, self.beam, 0.6 * self.length)
        wall, floor = max(wall, least), max(floor, least)
        cuts = np.array([start, *rows[(rows[:, 0] > start) & (rows[:, 0] < end), 0], end])
        inner = np.stack([np.interp(cuts, rows[:, 0], column) for column in rows.T], axis=1)
        inner[:, 1] -= 2 * wall
        inner = inner[inner[:, 1] > GAP * least]
        inner[:, 2] = np.maximum(inner[:, 2] - floor, 0.03)
        half = np.vstack([(0.5, 0.6), SECTIONS[self.section]])
        return Difference(self.solid(), Loft(_both_sides(half), inner))


def _both_sides(half: Float64) -> Float64:
    mirrored = half[::-1] * (-1, 1)
    return np.concatenate([half, mirrored[1:] if half[-1, 0] == 0 else mirrored])


def _crescent(camber: float, thickness: float) -> Float64:
    """A bellied strip one unit long in x."""
    x = np.linspace(-0.5, 0.5, 6)
    belly = camber * (1 - 4 * x**2)
    upper = np.column_stack([x, belly + thickness / 2])
    lower = np.column_stack([x, belly - thickness / 2])
    return np.concatenate([lower, upper[::-1]])


def fore_and_aft_sail(
    low: float, high: float, foot: float, head: float, luff: tuple[float, float], camber: float
) -> Loft:
    """A sail in the plane of the keel, chord `foot` at height `low` and `head` at `high`.

    luff: z of its front edge at the bottom and at the top.
    """
    steps = np.linspace(0, 1, 4)
    chords = np.maximum(foot + (head - foot) * steps**1.15, 0.03)
    fronts = luff[0] + (luff[1] - luff[0]) * steps
    stations = [(low + (high - low) * t, c, 1.0, c / 2 - z, 0.0)
                for t, c, z in zip(steps, chords, fronts, strict=True)]  # fmt: skip
    return Loft(_crescent(camber, SAIL_THICKNESS), stations).transformed(UPWARD_SIDE)


def square_sail(low: float, high: float, foot: float, head: float, z: float, belly: float) -> Loft:
    """A sail across the ship, bellied forward."""
    steps = np.linspace(0, 1, 5)
    belly = min(belly, 0.2 * (high - low))
    stations = [(low + (high - low) * t, foot + (head - foot) * t, 1.0, 0.0,
                 -z - belly * 4 * t * (1 - t)) for t in steps]  # fmt: skip
    return Loft(_crescent(-belly * 0.6, 1.3 * SAIL_THICKNESS), stations).transformed(UPWARD)
