"""Boxes along the axes of the normalised frame: where a completion may put new patches."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mge_studio.errors import InputError
from mge_studio.shapes.tokens import CENTRE_BINS

Range = tuple[float, float]

#: A box is no thinner than this anywhere.
THINNEST = 0.02
#: What rounding to the grid of centres moves a coordinate by, at most.
ROUNDING = 1 / CENTRE_BINS
PATTERN = "box:x0,x1,y0,y1,z0,z1"


@dataclass(frozen=True)
class Box:
    """(low, high) along each axis; what reaches out of [-1, 1] holds nothing.

    Raises InputError for a box that is empty, or thinner than `THINNEST` in there.
    """

    x: Range = (-1.0, 1.0)
    y: Range = (-1.0, 1.0)
    z: Range = (-1.0, 1.0)

    def __post_init__(self) -> None:
        sides = np.array([self.x, self.y, self.z], dtype=float)
        low, high = np.clip(sides, -1, 1).T
        if not np.isfinite(sides).all() or not (high - low >= THINNEST - 1e-9).all():
            raise InputError(
                f"{self.text} holds nothing: write {PATTERN}, low before high, each side at least "
                f"{THINNEST:g} long within -1 to 1."
            )

    @property
    def text(self) -> str:
        """What `parse_box` reads as this box."""
        sides = (*self.x, *self.y, *self.z)
        return "box:" + ",".join(_shortest(value) for value in sides)

    @property
    def low(self) -> NDArray[np.float64]:
        return np.array([self.x[0], self.y[0], self.z[0]], dtype=float)

    @property
    def high(self) -> NDArray[np.float64]:
        return np.array([self.x[1], self.y[1], self.z[1]], dtype=float)

    @property
    def centre(self) -> NDArray[np.float64]:
        return (self.low + self.high) / 2

    def holds(self, points: NDArray[np.floating]) -> NDArray[np.bool_]:
        """(N,) which of (N, 3) points lie in it, its sides included."""
        return np.asarray(((points >= self.low) & (points <= self.high)).all(axis=1))

    def pulled_in(self, points: NDArray[np.floating]) -> NDArray[np.float64]:
        """(N, 3) the places nearest to points that stay in it when rounded to the grid of
        centres."""
        low = np.maximum(self.low, -1.0) + ROUNDING
        high = np.minimum(self.high, 1.0) - ROUNDING
        return np.clip(points.astype(np.float64), low, high)

    def with_side(self, axis: int, end: int, value: float) -> Box:
        """With its low (end 0) or high side (1) of an axis elsewhere, as far as the other side and
        the frame allow."""
        low, high = (self.x, self.y, self.z)[axis]
        if end == 0:
            low = min(max(value, -1.0), high - THINNEST)
        else:
            high = max(min(value, 1.0), low + THINNEST)
        return self._with("xyz"[axis], low, high)

    def moved(self, by: NDArray[np.floating]) -> Box:
        """Moved as far as the frame allows."""
        box = self
        way = np.clip(by, -1.0 - self.low, 1.0 - self.high)
        for axis, (low, high) in enumerate(zip(self.low, self.high, strict=True)):
            box = box._with("xyz"[axis], low + way[axis], high + way[axis])
        return box

    def _with(self, axis: str, low: float, high: float) -> Box:
        return replace(self, **{axis: (round(float(low), 6), round(float(high), 6))})


def box_around(points: NDArray[np.floating], margin: float) -> Box:
    """A box around (N, 3) points, N >= 1, that stands off them by a margin (at least `THINNEST`) as
    far as the frame allows; its sides are multiples of 0.01."""
    points = points.astype(np.float64)
    low = np.maximum(np.floor((points.min(axis=0) - margin) * 100), -100) / 100
    high = np.minimum(np.ceil((points.max(axis=0) + margin) * 100), 100) / 100
    x, y, z = ((float(a), float(b)) for a, b in zip(low, high, strict=True))
    return Box(x, y, z)


def _shortest(value: float) -> str:
    short = f"{value:g}"
    return short if float(short) == value else repr(float(value))


def parse_box(text: str) -> Box:
    """Read the text form of a box. Raises InputError for anything else."""
    kind, _, argument = text.strip().partition(":")
    try:
        values = [float(part) for part in argument.split(",")]
    except ValueError:
        values = []
    if kind.strip().lower() != "box" or len(values) != 6:
        raise InputError(f"{text!r} is not a box: write {PATTERN}, six numbers.")
    x0, x1, y0, y1, z0, z1 = values
    return Box((x0, x1), (y0, y1), (z0, z1))
