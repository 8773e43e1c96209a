"""How far points lie from a shape, for colouring one surface by its distance to another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from mge_studio.shapes.inside import InsideTest
from mge_studio.shapes.shape import Float32, Shape


@dataclass(frozen=True, eq=False)
class Distances:
    """values: (P,) in the normalised frame. signed: positive outside, negative inside; else all
    are positive, because the shape has no inside."""

    values: Float32
    signed: bool


def distances_to(shape: Shape, points: Float32) -> Distances:
    """Distances of (P, 3) `points` to a mesh's surface, or to the nearest point of a cloud.

    Raises InputError for a mesh whose faces all have zero area.
    """
    if shape.faces is None or len(shape.faces) == 0:
        nearest = np.asarray(cKDTree(shape.vertices).query(points)[0], dtype=np.float32)
        return Distances(nearest, signed=False)
    test = InsideTest.of(shape)
    values = test.distance(points)
    if not shape.is_watertight:
        return Distances(values, signed=False)
    return Distances(np.where(test.inside(points), -values, values), signed=True)
