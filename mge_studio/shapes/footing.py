"""What a shape would rest on: legs and edges that all touch one plane."""

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


def resting_up(points: NDArray[np.floating]) -> Float64 | None:
    """(3,) which way is up, by what (N, 3) points stand on; None where nothing speaks for another
    way than +Y.

    What they stand on is the plane of their convex hull, facing about downwards, on which most of
    them lie, and on which they would not topple. It has to hold far more of them than lie on the
    lowest level already. A scan of one side seldom shows enough of what it stands on.
    """
    from scipy.spatial import ConvexHull, QhullError  # not needed to open a window

    step = max(1, len(points) // MOST_POINTS)
    sample = np.asarray(points[::step], dtype=np.float64)
    try:
        hull = ConvexHull(sample)
    except (QhullError, ValueError):
        return None
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
        return None
    up: Float64 = -planes[best - 1, :3]
    return up


def _is_around(middle: Float64, feet: Float64, normal: Float64) -> bool:
    """Whether (N, 3) feet stand on all sides of a middle, seen along the normal of their plane."""
    side = np.cross(normal, [1.0, 0.0, 0.0] if abs(normal[0]) < 0.9 else [0.0, 1.0, 0.0])
    side /= np.linalg.norm(side)
    angles = np.linspace(0, 2 * np.pi, DIRECTIONS, endpoint=False)[:, None]
    directions = np.cos(angles) * side + np.sin(angles) * np.cross(normal, side)
    return bool(((feet - middle) @ directions.T > 0).any(axis=0).all())


def _homogeneous(points: Float64) -> Float64:
    return np.concatenate([points, np.ones((len(points), 1))], axis=1)
