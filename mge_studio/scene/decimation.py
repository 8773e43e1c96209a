"""Fewer triangles for display, by merging the vertices that share a cell of a grid.

Quadric decimation keeps features better, but its libraries hold Python's lock for seconds at a
million triangles, which would freeze the window; numpy's sorts do not.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mge_studio.scene.smoothing import face_normals
from mge_studio.shapes.shape import Float32, Int32


def clustered(vertices: Float32, faces: Int32, triangles: int) -> tuple[Float32, Int32]:
    """The mesh with about `triangles` faces, each vertex the mean of those it replaces."""
    return merged(vertices, faces, clusters(vertices, faces, triangles))


def clusters(
    vertices: Float32, faces: Int32, triangles: int, apart: Int32 | None = None
) -> NDArray[np.int64]:
    """(V,) which vertices to merge for about `triangles` faces; apart: (V,) those that have
    different numbers are not merged."""
    area = float(np.linalg.norm(face_normals(vertices, faces), axis=1).sum()) / 2
    cell = np.sqrt(2 * area / triangles)  # a surface crosses area / cell^2 cells, two faces each
    low = vertices.min(axis=0)
    place = ((vertices - low) / cell).astype(np.int64)
    size = place.max(axis=0) + 1
    keys = (place[:, 0] * size[1] + place[:, 1]) * size[2] + place[:, 2]
    if apart is not None:
        keys = keys * (int(apart.max(initial=0)) + 1) + apart
    _, cluster = np.unique(keys, return_inverse=True)
    return cluster.reshape(-1).astype(np.int64)


def merged(
    vertices: Float32, faces: Int32, cluster: NDArray[np.int64]
) -> tuple[Float32, Int32]:
    """The mesh with one vertex for each of the `clusters`, and without the faces that collapse."""
    members = np.maximum(np.bincount(cluster), 1)[:, None]
    summed = np.stack([np.bincount(cluster, vertices[:, axis]) for axis in range(3)], axis=1)
    corners = cluster[faces].astype(np.int32)
    a, b, c = corners.T
    return (summed / members).astype(np.float32), corners[(a != b) & (b != c) & (c != a)]
