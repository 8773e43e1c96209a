"""How far points lie from a shape, for colouring one surface by its distance to another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from mge_studio.shapes.inside import InsideTest
from mge_studio.shapes.shape import Float32, Shape

#: Points asked about at once: libigl keeps Python waiting meanwhile, and the window with it.
#: Winding numbers are cheap a point but cost a tree a call.
DISTANCE_BATCH, SIGN_BATCH = 400, 10_000


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
    values = _in_batches(test.distance, points, DISTANCE_BATCH).astype(np.float32)
    if not shape.is_watertight:
        return Distances(values, signed=False)
    inside = _in_batches(test.inside, points, SIGN_BATCH).astype(bool)
    return Distances(np.where(inside, -values, values), signed=True)


def _in_batches(
    answer: Callable[[Float32], NDArray[Any]], points: Float32, size: int
) -> NDArray[Any]:
    answers = [answer(points[at : at + size]) for at in range(0, len(points), size)]
    return np.concatenate([np.zeros(0, dtype=np.float32), *answers])
