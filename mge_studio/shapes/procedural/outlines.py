"""Plane outlines: (K, 2) float64 arrays of points, implicitly closed from last to first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Float64 = NDArray[np.float64]
Bool = NDArray[np.bool_]


def following(rows: Float64) -> Float64:
    """(K, D) the next row of each, the first after the last: `np.roll` without its overhead."""
    return np.concatenate([rows[1:], rows[:1]])


def inside_outline(x: Float64, y: Float64, outline: Float64) -> Bool:
    """(Q,) even-odd test of points x, y (Q,) against an `outline` (K, 2)."""
    x0, y0 = outline.T
    x1, y1 = following(outline).T
    rise = y1 - y0
    slope = (x1 - x0) / np.where(rise == 0, 1.0, rise)
    inside = np.zeros(len(x), dtype=bool)
    for k in np.flatnonzero(rise):
        low, high = (y0[k], y1[k]) if rise[k] > 0 else (y1[k], y0[k])
        inside ^= (y >= low) & (y < high) & (x < x0[k] + (y - y0[k]) * slope[k])
    return inside


def signed_area(outline: Float64) -> float:
    """Area of the outline, positive when it runs counter-clockwise."""
    ends = following(outline)
    return float((outline[:, 0] * ends[:, 1] - outline[:, 1] * ends[:, 0]).sum() / 2)


def counter_clockwise(outline: Sequence[Sequence[float]] | Float64) -> Float64:
    """The outline as a (K, 2) float64 array running counter-clockwise."""
    array = np.asarray(outline, dtype=np.float64)
    return array if signed_area(array) >= 0 else array[::-1].copy()


def rectangle(width: float, height: float) -> Float64:
    """Centred rectangle."""
    return np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * (width / 2, height / 2)


def rounded_rectangle(width: float, height: float, radius: float, steps: int = 5) -> Float64:
    """Centred rectangle with corners of `radius`, each an arc of `steps` points."""
    radius = min(radius, width / 2, height / 2)
    angles = np.linspace(0, np.pi / 2, steps)
    corners = []
    for quarter, (sx, sy) in enumerate(((1, 1), (-1, 1), (-1, -1), (1, -1))):
        turned = angles + quarter * np.pi / 2
        arc = np.stack([np.cos(turned), np.sin(turned)], axis=1) * radius
        corners.append(arc + np.array((sx * (width / 2 - radius), sy * (height / 2 - radius))))
    return np.concatenate(corners)


def ellipse(width: float, height: float, steps: int = 32, power: float = 2.0) -> Float64:
    """Centred superellipse |x|^power + |y|^power = 1, stretched to width x height."""
    angles = np.arange(steps) * (2 * np.pi / steps)
    cos, sin = np.cos(angles), np.sin(angles)
    x = np.sign(cos) * np.abs(cos) ** (2 / power)
    y = np.sign(sin) * np.abs(sin) ** (2 / power)
    return np.stack([x * width / 2, y * height / 2], axis=1)


def regular_polygon(sides: int, radius: float, turn: float = 0.0) -> Float64:
    """Corners at `radius`, the first at angle `turn` (radians)."""
    angles = turn + np.arange(sides) * (2 * np.pi / sides)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1) * radius


def smoothed(points: Sequence[Sequence[float]] | Float64, closed: bool, rounds: int = 2) -> Float64:
    """Chaikin's corner cutting of (K, D) points; an open line keeps its two ends."""
    line = np.asarray(points, dtype=np.float64)
    for _ in range(rounds):
        start, end = (line, following(line)) if closed else (line[:-1], line[1:])
        cut = np.stack([0.75 * start + 0.25 * end, 0.25 * start + 0.75 * end], axis=1)
        cut = cut.reshape(-1, line.shape[1])
        line = cut if closed else np.concatenate([line[:1], cut, line[-1:]])
    return line


def arc(
    centre: tuple[float, float], radius: float, start: float, stop: float, steps: int = 12
) -> Float64:
    """`steps` points of a circular arc from angle `start` to `stop` (degrees)."""
    angles = np.radians(np.linspace(start, stop, steps))
    return np.stack([np.cos(angles), np.sin(angles)], axis=1) * radius + centre
