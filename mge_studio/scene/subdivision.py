"""Splitting long edges until none is left, in numpy.

VTK's adaptive subdivision merges points that lie at one place, and with them the two sides of a
crease.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mge_studio.scene.smoothing import normalized
from mge_studio.shapes.shape import Float32, Int32


def subdivided(
    vertices: Float32, normals: Float32, faces: Int32, longest: float, most: int
) -> tuple[Float32, Float32, Int32]:
    """Halve edges longer than `longest`, without T-junctions, up to about `most` triangles.

    vertices, normals: (V, 3); faces: (F, 3). Normals are interpolated.
    """
    while len(faces) < most:
        sides = vertices[np.roll(faces, -1, axis=1)] - vertices[faces]
        long = (sides**2).sum(axis=2) > longest**2
        if not long.any():
            break
        middle, ends = _midpoints(faces, long, len(vertices))
        vertices = np.concatenate([vertices, vertices[ends].mean(axis=1)])
        normals = np.concatenate([normals, normalized(normals[ends].sum(axis=1))])
        faces = _split(faces, long, middle)
    return vertices, normals, faces


def _midpoints(
    faces: Int32, long: NDArray[np.bool_], count: int
) -> tuple[Int32, NDArray[np.int64]]:
    """(F, 3) new vertex on each long side (0 elsewhere), and the (N, 2) ends of each new one."""
    start, end = faces.astype(np.int64), np.roll(faces, -1, axis=1).astype(np.int64)
    keys = (np.minimum(start, end) * count + np.maximum(start, end))[long]
    edges, which = np.unique(keys, return_inverse=True)
    middle = np.zeros(faces.shape, dtype=np.int32)
    middle[long] = count + which.reshape(-1)
    return middle, np.stack([edges // count, edges % count], axis=1)


def _split(faces: Int32, long: NDArray[np.bool_], middle: Int32) -> Int32:
    """Faces cut at the midpoints of their long sides, by how many those are."""
    number = long.sum(axis=1)
    pieces = [faces[number == 0]]
    (a, b, c), (ab, bc, ca) = faces[number == 3].T, middle[number == 3].T
    pieces += [_rows(a, ab, ca), _rows(ab, b, bc), _rows(ca, bc, c), _rows(ab, bc, ca)]
    first = number == 1  # turned so that the long side comes first
    (a, b, c), (ab, _, _) = _turned(faces, middle, first, long[first].argmax(axis=1))
    pieces += [_rows(a, ab, c), _rows(ab, b, c)]
    both = number == 2  # turned so that the short side comes last
    (a, b, c), (ab, bc, _) = _turned(faces, middle, both, long[both].argmin(axis=1) + 1)
    pieces += [_rows(ab, b, bc), _rows(a, ab, bc), _rows(a, bc, c)]
    return np.concatenate(pieces)


def _turned(
    faces: Int32, middle: Int32, rows: NDArray[np.bool_], start: NDArray[np.int64]
) -> tuple[Int32, Int32]:
    """Corners and midpoints (3, N) of some faces, beginning at corner `start`."""
    order = (start[:, None] + np.arange(3)) % 3
    return (
        np.take_along_axis(faces[rows], order, axis=1).T,
        np.take_along_axis(middle[rows], order, axis=1).T,
    )


def _rows(*corners: Int32) -> Int32:
    return np.stack(corners, axis=1)
