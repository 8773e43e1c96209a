"""Which points of a surface one camera sees."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import ConvexHull

from mge_studio.shapes.shape import Float32, Float64

#: Distance of the camera from the origin; shapes have radius 0.95.
CAMERA_DISTANCE = 3.0
#: Exponent of the flipping sphere's radius: larger sees deeper into concave parts.
FLIP_EXPONENT = 2.5
#: Heights of a random camera above the horizon, in degrees: how people hold a scanner.
ELEVATIONS = (-10.0, 50.0)


def visible_from(points: Float32, camera: Float64) -> NDArray[np.bool_]:
    """(N,) which of (N, 3) points are seen from `camera` (3,), without any surface.

    Hidden point removal (Katz, Tal and Basri 2007): points are flipped outwards over a sphere
    around the camera; those on the convex hull of the result and the camera are visible.
    """
    offsets = points.astype(np.float64) - camera
    distance = np.linalg.norm(offsets, axis=1, keepdims=True)
    radius = distance.max() * 10**FLIP_EXPONENT
    flipped = offsets + 2 * (radius - distance) * offsets / distance
    hull = ConvexHull(np.concatenate([flipped, np.zeros((1, 3))]))
    visible = np.zeros(len(points) + 1, dtype=bool)
    visible[hull.vertices] = True
    return visible[:-1]


def random_camera(seed: int) -> Float64:
    """(3,) a camera from anywhere around the shape."""
    rng = np.random.default_rng(seed)
    turn, height = rng.uniform(0, 2 * np.pi), np.radians(rng.uniform(*ELEVATIONS))
    level = np.cos(height)
    direction = [level * np.sin(turn), np.sin(height), level * np.cos(turn)]
    return CAMERA_DISTANCE * np.array(direction)
