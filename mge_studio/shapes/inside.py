"""Inside tests and signed distance that hold on open, self-crossing and otherwise messy meshes.

The generalized winding number (Jacobson et al. 2013, in the fast form of Barill et al. 2018, by
libigl) is about 1 inside, 0 outside, and degrades gracefully where faces are missing.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mge_studio.errors import InputError
from mge_studio.shapes.shape import Float32, Float64, Shape

# libigl reads its thread count once, from the environment, at its first parallel loop. Follow the
# count set for other libraries.
if "OMP_NUM_THREADS" in os.environ:
    os.environ.setdefault("IGL_NUM_THREADS", os.environ["OMP_NUM_THREADS"])

import igl

#: Points asked about at once: libigl keeps Python waiting meanwhile, and a window with it. Far from
#: a mesh a distance takes 60 microseconds; libigl shares them among cores from 10,000 points on.
DISTANCE_BATCH = 10_000 if (os.cpu_count() or 1) >= 8 else 400
WINDING_BATCH = 10_000
#: Faces a tree for winding numbers has at most, until there are this many trees: libigl keeps
#: Python waiting while it builds one. Winding numbers of parts of a mesh add up to those of it.
TREE_FACES, MOST_TREES = 32_768, 8
#: How far off, in its own radii, a cluster of triangles is taken for a point: libigl's usual and a
#: rough one, 2.6 times as fast and up to 0.4 off. Rough numbers between `UNSURE` are made anew.
USUAL_ACCURACY, ROUGH_ACCURACY = 2.0, 1.0
UNSURE = (0.1, 0.9)


class InsideTest:
    """Answers for one mesh, for any number of queries; its search trees are built once."""

    def __init__(self, vertices: NDArray[np.floating], faces: NDArray[np.integer]) -> None:
        """vertices (V, 3), faces (F, 3). Raises InputError when every face has zero area."""
        corners = np.asarray(vertices, dtype=np.float64)[faces]
        cross = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        solid = np.einsum("ij,ij->i", cross, cross) > 0
        if not solid.any():
            raise InputError("The mesh has no inside: all its faces have zero area.")
        self._vertices = np.ascontiguousarray(vertices, dtype=np.float64)
        self._faces = np.ascontiguousarray(faces[solid], dtype=np.int64)

    @classmethod
    def of(cls, shape: Shape) -> InsideTest:
        """The test for a mesh. Raises InputError for a point cloud."""
        if shape.faces is None:
            raise InputError(f"{shape.name} is a point cloud: it has no inside.")
        return cls(shape.vertices, shape.faces)

    def winding_number(self, queries: NDArray[np.floating]) -> Float64:
        """(Q,) winding numbers of (Q, 3) points: 1 inside an outward-facing closed mesh, else 0."""
        return self._winding_number(queries, USUAL_ACCURACY)

    def inside(self, queries: NDArray[np.floating]) -> NDArray[np.bool_]:
        """(Q,) bool for (Q, 3) points. The sign is ignored, so an inside-out mesh works as well."""
        number = np.abs(self._winding_number(queries, ROUGH_ACCURACY))
        unsure = np.flatnonzero((number > UNSURE[0]) & (number < UNSURE[1]))
        number[unsure] = np.abs(self._winding_number(queries[unsure], USUAL_ACCURACY))
        inside: NDArray[np.bool_] = number > 0.5
        return inside

    def distance(self, queries: NDArray[np.floating]) -> Float32:
        """(Q,) float32 distance of (Q, 3) points to the nearest point of the surface."""
        return np.sqrt(_in_batches(self._squared_distance, queries, DISTANCE_BATCH)).astype(
            np.float32
        )

    def signed_distance(self, queries: NDArray[np.floating]) -> Float32:
        """(Q,) float32 distance of (Q, 3) points to the surface, positive inside."""
        distance = self.distance(queries)
        signed: Float32 = np.where(self.inside(queries), distance, -distance)
        return signed

    def _winding_number(self, queries: NDArray[np.floating], accuracy: float) -> Float64:
        def numbers(points: Float64) -> Float64:
            parts = [tree.winding_number(points, accuracy) for tree in self._winding_trees]
            total: Float64 = np.sum(parts, axis=0)
            return total

        return _in_batches(numbers, queries, WINDING_BATCH)

    def _squared_distance(self, points: Float64) -> Float64:
        squared, _, _ = self._distance_tree.squared_distance(self._vertices, self._faces, points)
        return np.asarray(squared)

    @cached_property
    def _winding_trees(self) -> list[igl.FastWindingNumberBVH]:
        """Of slabs of the mesh, so that each tree is as tight as one of the whole."""
        middles = self._vertices[self._faces].mean(axis=1)
        along = middles[:, np.ptp(middles, axis=0).argmax()]
        count = min(MOST_TREES, -(-len(self._faces) // TREE_FACES))
        trees = []
        for rows in np.array_split(along.argsort(), count):
            trees.append(igl.FastWindingNumberBVH())
            trees[-1].init(self._vertices, self._faces[rows])
        return trees

    @cached_property
    def _distance_tree(self) -> igl.AABB:
        tree = igl.AABB()
        tree.init(self._vertices, self._faces)
        return tree


def _in_batches(
    answer: Callable[[Float64], Float64], queries: NDArray[np.floating], size: int
) -> Float64:
    """(Q,) answers to (Q, 3) queries, `size` of them at a time."""
    points = np.ascontiguousarray(queries, dtype=np.float64)
    answers = [answer(points[at : at + size]) for at in range(0, len(points), size)]
    return np.concatenate(answers) if answers else np.empty(0)
