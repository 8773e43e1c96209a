"""Profiles of vessels: a turned outline given a wall of real thickness."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mge_studio.shapes.procedural.solid import Float64

Rows = Sequence[tuple[float, float]] | Float64


def solid_profile(outer: Rows) -> Float64:
    """An open outline of (radius, height) rows from bottom to top, closed along the axis."""
    rows = np.asarray(outer, dtype=np.float64)
    return np.concatenate([[(0, rows[0, 1])], rows, [(0, rows[-1, 1])]])


def inner_rows(outer: Rows, wall: float, base: float) -> Float64:
    """The outline moved inwards by `wall`, from height `base` above the bottom to the same rim."""
    rows = np.asarray(outer, dtype=np.float64)
    steps = np.diff(rows, axis=0)
    normals = np.stack([-steps[:, 1], steps[:, 0]], axis=1)
    normals /= np.maximum(np.sqrt((normals**2).sum(axis=1)), 1e-12)[:, None]
    before = np.concatenate([normals[:1], normals])
    after = np.concatenate([normals, normals[-1:]])
    bisector = before + after
    miter = np.maximum((bisector * after).sum(axis=1), 0.5)[:, None]
    moved = rows + bisector / miter * wall
    low, high = rows[0, 1] + base, rows[-1, 1]
    moved[:, 0] = np.maximum(moved[:, 0], 0.01)
    moved[:, 1] = np.maximum.accumulate(moved[:, 1])
    bottom = np.interp(low, moved[:, 1], moved[:, 0])
    top = np.interp(high, moved[:, 1], moved[:, 0])
    between = moved[(moved[:, 1] > low + 1e-4) & (moved[:, 1] < high - 1e-4)]
    return np.concatenate([[(bottom, low)], between, [(top, high)]])


def walled_profile(outer: Rows, wall: float, base: float | None = None) -> Float64:
    """A closed profile open at the top, its wall `wall` thick, its floor `base` (else `wall`)."""
    rows = np.asarray(outer, dtype=np.float64)
    inner = inner_rows(rows, wall, wall if base is None else base)
    floor = [(0.0, inner[0, 1])]
    return np.concatenate([[(0, rows[0, 1])], rows, inner[::-1], floor])


def radius_at(outer: Rows, height: float) -> float:
    rows = np.asarray(outer, dtype=np.float64)
    return float(np.interp(height, rows[:, 1], rows[:, 0]))
