"""Standing a shape on the ground: finding what it would rest on, and making that level."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mge_studio.shapes.shape import Float64

#: Planes of the hull that face down by no less than this (cosine) may be what it stands on.
DOWNWARD = 0.9
#: Points so near to a plane, as a part of the shape's size, lie on it.
THICKNESS = 0.012
#: How many times as many points have to lie on a plane as on the lowest level as it is.
BETTER = 1.6
MOST_POINTS = 4000
#: In so many directions something has to stand on the ground.
DIRECTIONS = 12


def levelling_rotation(points: NDArray[np.floating]) -> Float64:
    """(3, 3) rotation that makes level what (N, 3) points stand on.

    That is the plane of their convex hull, facing about downwards, on which most of them lie, and
    on which it would not topple. The identity where that is hardly more than lie on the lowest
    level already, and for points that all lie in one plane. A scan of one side seldom shows enough
    of what it stands on, and is then left as it is.
    """
    from scipy.spatial import ConvexHull, QhullError  # not needed to open a window

    step = max(1, len(points) // MOST_POINTS)
    sample = np.asarray(points[::step], dtype=np.float64)
    try:
        hull = ConvexHull(sample)
    except (QhullError, ValueError):
        return np.eye(3)
    planes = hull.equations[-hull.equations[:, 1] >= DOWNWARD]
    level = np.array([[0.0, -1.0, 0.0, sample[:, 1].min()]])
    near = THICKNESS * float(np.ptp(sample, axis=0).max())
    on_plane = np.abs(np.concatenate([level, planes]) @ _homogeneous(sample).T) <= near
    support = on_plane.sum(axis=1)
    middle = (sample.min(axis=0) + sample.max(axis=0)) / 2
    for at, plane in enumerate(planes, start=1):
        if not _is_around(middle, sample[on_plane[at]], plane[:3]):
            support[at] = 0
    best = int(support.argmax())
    if support[best] < BETTER * support[0]:
        return np.eye(3)
    return _shortest_turn(planes[best - 1, :3], np.array([0.0, -1.0, 0.0]))


def _is_around(middle: Float64, feet: Float64, normal: Float64) -> bool:
    """Whether (N, 3) feet stand on all sides of a middle, seen along the normal of their plane."""
    side = np.cross(normal, [1.0, 0.0, 0.0] if abs(normal[0]) < 0.9 else [0.0, 1.0, 0.0])
    side /= np.linalg.norm(side)
    angles = np.linspace(0, 2 * np.pi, DIRECTIONS, endpoint=False)[:, None]
    directions = np.cos(angles) * side + np.sin(angles) * np.cross(normal, side)
    return bool(((feet - middle) @ directions.T > 0).any(axis=0).all())


def _homogeneous(points: Float64) -> Float64:
    return np.concatenate([points, np.ones((len(points), 1))], axis=1)


def _shortest_turn(start: Float64, end: Float64) -> Float64:
    """(3, 3) rotation from one unit vector to another that is not opposite to it (Rodrigues)."""
    cross, cosine = np.cross(start, end), float(start @ end)
    skew = np.array([[0, -cross[2], cross[1]], [cross[2], 0, -cross[0]], [-cross[1], cross[0], 0]])
    rotation: Float64 = np.eye(3) + skew + skew @ skew / (1 + cosine)
    return rotation
