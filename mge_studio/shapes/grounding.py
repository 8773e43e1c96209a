"""Which way is up, by what is flat, and the turn that makes that level.

Floors, seats, roofs and tops are level in most things that people make: near the axis that points
up, most flat parts face the same way. So the normals of the surface are asked which of these ways
is the most common, as far as one clearly is; else what the shape rests on (`footing`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mge_studio.shapes.footing import resting_up
from mge_studio.shapes.sampling import sample_surface
from mge_studio.shapes.shape import Float64, Shape

#: Ways that far (degrees) from +Y may be up.
FARTHEST = 35.0
#: Parts that face as much alike are parallel; a shape so nearly level is left as it is.
ALIKE, LEVEL = 3.0, 1.0
#: Share of the surface that has to face a way, for that to be up.
ENOUGH = 0.04
#: How many times as much as any other way, and as +Y itself.
BETTER = 1.2
SAMPLES = 4000
#: Points of a cloud that are looked at, and how many of these around each give its normal: few,
#: so that thin boards stay two-sided, or, where that tells nothing, more, against noise.
CLOUD_POINTS, AROUND = 8000, (12, 30)
#: Ways that are compared with each other.
MOST_WAYS = 1500
UP = np.array([0.0, 1.0, 0.0])


@dataclass(frozen=True, eq=False)
class Levelling:
    """rotation: (3, 3), the identity where nothing turns. by: what it goes by: flat parts, what the
    shape rests on, neither because it is level already, or nothing that could be found."""

    rotation: Float64
    by: Literal["flats", "feet", "level", "nothing"]

    @property
    def degrees(self) -> float:
        """How far it turns."""
        return _apart(self.rotation @ UP, UP)


def levelling(shape: Shape) -> Levelling:
    """The turn that makes a shape level, which is about upright already (`FARTHEST`)."""
    readings = _normals(shape)
    normals = readings[0]
    flat = next((up for up in map(_flat_up, readings) if up is not None), None)
    up = resting_up(shape.vertices) if flat is None else flat
    if up is None or (flat is None and _explained(normals, up) < BETTER * _explained(normals, UP)):
        return Levelling(np.eye(3), "nothing")
    if _apart(up, UP) <= LEVEL:
        return Levelling(np.eye(3), "level")
    return Levelling(_shortest_turn(up, UP), "feet" if flat is None else "flats")


def _normals(shape: Shape) -> list[Float64]:
    """Readings of (N, 3) unit normals of places spread over a surface, of either sign."""
    if shape.faces is not None:
        return [sample_surface(shape, SAMPLES, 0).normals.astype(np.float64)]
    from scipy.spatial import cKDTree  # not needed to open a window

    points = shape.vertices[:: -(-len(shape.vertices) // CLOUD_POINTS)].astype(np.float64)
    rows = cKDTree(points).query(points, min(max(AROUND), len(points)))[1]
    return [_across(points[rows[:, :count]]) for count in AROUND]


def _across(points: Float64) -> Float64:
    """(N, 3) the ways in which groups (N, K, 3) of points extend least."""
    apart = points - points.mean(axis=1, keepdims=True)
    ways: Float64 = np.linalg.eigh(apart.transpose(0, 2, 1) @ apart)[1][:, :, 0]
    return ways


def _flat_up(normals: Float64) -> Float64 | None:
    """(3,) the way that clearly most of a surface with these normals (N, 3) faces, among those
    about upwards; None where there is none."""
    upward = np.where(normals[:, 1:2] < 0, -normals, normals)
    upward = upward[upward[:, 1] >= np.cos(np.deg2rad(FARTHEST))]
    best = _most_common(upward)
    if best is None or _share(normals, best) < ENOUGH:
        return None
    if _apart(best, UP) <= LEVEL:
        return best
    other = _most_common(upward[upward @ best < np.cos(np.deg2rad(2 * ALIKE))])
    rivals = [UP] if other is None else [UP, other]
    clear = all(_share(normals, best) >= BETTER * _share(normals, rival) for rival in rivals)
    # A roof may be larger than what is level, but walls would lean if it were.
    return best if clear and _explained(normals, best) >= _explained(normals, UP) else None


def _most_common(ways: Float64) -> Float64 | None:
    """(3,) the middle of the unit vectors (N, 3) around the one that has most others near it."""
    if not len(ways):
        return None
    compared = ways[:: -(-len(ways) // MOST_WAYS)]
    nearness = np.cos(np.deg2rad(ALIKE))
    middle = compared[(compared @ compared.T >= nearness).sum(axis=1).argmax()]
    for _ in range(3):  # so that it is not the middle of where the first one happened to lie
        middle = ways[ways @ middle >= nearness].mean(axis=0)
        middle = middle / np.linalg.norm(middle)
    way: Float64 = middle
    return way


def _share(normals: NDArray[np.floating], way: Float64) -> float:
    """Which share of a surface faces a way, or the opposite one."""
    return float((np.abs(normals @ way) >= np.cos(np.deg2rad(ALIKE))).mean())


def _explained(normals: NDArray[np.floating], up: Float64) -> float:
    """Which share of a surface would be level or upright."""
    upright = np.abs(normals @ up) <= np.sin(np.deg2rad(ALIKE))
    return _share(normals, up) + float(upright.mean())


def _apart(one: Float64, other: Float64) -> float:
    """Degrees between unit vectors."""
    return float(np.rad2deg(np.arccos(np.clip(one @ other, -1, 1))))



def _shortest_turn(start: Float64, end: Float64) -> Float64:
    """(3, 3) rotation from one unit vector to another that is not opposite to it (Rodrigues)."""
    cross, cosine = np.cross(start, end), float(start @ end)
    skew = np.array([[0, -cross[2], cross[1]], [cross[2], 0, -cross[0]], [-cross[1], cross[0], 0]])
    rotation: Float64 = np.eye(3) + skew + skew @ skew / (1 + cosine)
    return rotation
