"""Welding and feature-angle normals in numpy, so that they run on a loading thread.

VTK's own normals filter holds Python's lock while it runs, which would freeze the window.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from mge_studio.shapes.shape import Float32, Int32

#: Faces that meet at a sharper angle than this (degrees) get a visible crease.
FEATURE_ANGLE = 32.0


def weld(vertices: Float32, faces: Int32) -> tuple[Float32, Int32]:
    """Merge vertices closer than 2^-19 and drop faces that collapse.

    vertices: (V, 3) within [-1, 1]; faces: (F, 3). Returns the same with V' <= V, F' <= F.
    """
    vertices, welded = weld_corners(vertices, faces)
    return vertices, welded[proper(welded)]


def proper(faces: Int32) -> NDArray[np.bool_]:
    """(F,) whether a face has three different corners."""
    a, b, c = faces.T
    return (a != b) & (b != c) & (c != a)


def weld_corners(vertices: Float32, faces: Int32) -> tuple[Float32, Int32]:
    """As `weld`, but faces that collapse stay."""
    grid = np.round((vertices.astype(np.float64) + 1) * 2**19).astype(np.int64)
    grid = np.clip(grid, 0, 2**21 - 1)
    keys = (grid[:, 0] << 42) | (grid[:, 1] << 21) | grid[:, 2]
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    return vertices[first], inverse.reshape(-1)[faces].astype(np.int32)


def face_normals(vertices: Float32, faces: Int32) -> Float32:
    """(F, 3) normals, each as long as twice the area of its face."""
    a, b, c = (vertices[faces[:, corner]] for corner in range(3))
    return np.cross(b - a, c - a).astype(np.float32)


def normalized(vectors: NDArray[np.floating]) -> Float32:
    """Unit vectors (N, 3); zero vectors become +Y."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    up = np.array([0.0, 1.0, 0.0])
    return np.where(length > 1e-20, vectors / np.maximum(length, 1e-20), up).astype(np.float32)


def vertex_normals(vertices: Float32, faces: Int32) -> Float32:
    """(V, 3) area-weighted unit normals, smooth everywhere."""
    weighted = np.repeat(face_normals(vertices, faces), 3, axis=0)
    return normalized(_sum_rows(faces.ravel(), weighted, len(vertices)))


def crease_normals(
    vertices: Float32, faces: Int32, angle: float = FEATURE_ANGLE
) -> tuple[Float32, Float32, Int32]:
    """Vertices, unit normals and faces, with vertices duplicated along creases.

    Corners at one vertex share a normal when a fan of faces joins them across edges no sharper
    than `angle` degrees. They weigh by their angle, so that how a face is split into slivers does
    not show. Where a bevel of many small steps would bend a normal farther than `angle` away
    from its face, the corner keeps the face's own.
    """
    facing = normalized(face_normals(vertices, faces))
    corners = np.arange(faces.size, dtype=np.int64).reshape(-1, 3)
    limit = float(np.cos(np.deg2rad(angle)))
    pairs = _smooth_corner_pairs(faces, facing, limit)
    graph = coo_array(
        (np.ones(len(pairs), dtype=bool), (pairs[:, 0], pairs[:, 1])), shape=(faces.size,) * 2
    )
    count, group = connected_components(graph, directed=False)
    normals = normalized(_sum_rows(group, _by_angle(vertices, faces, facing), count))
    own = np.repeat(facing, 3, axis=0)
    bent = np.flatnonzero(np.einsum("ij,ij->i", normals[group], own) < limit)
    group[bent] = count + np.arange(len(bent))
    positions = np.empty((count + len(bent), 3), dtype=np.float32)
    positions[group] = vertices[faces.ravel()]
    return positions, np.concatenate([normals, own[bent]]), group[corners].astype(np.int32)


def _by_angle(vertices: Float32, faces: Int32, facing: Float32) -> Float32:
    """(3 F, 3) each corner's face normal, as long as the corner's angle."""
    points = vertices[faces]
    ahead, back = np.roll(points, -1, axis=1) - points, np.roll(points, 1, axis=1) - points
    lengths = np.linalg.norm(ahead, axis=2) * np.linalg.norm(back, axis=2)
    cosine = np.einsum("fij,fij->fi", ahead, back) / np.maximum(lengths, 1e-20)
    angle = np.arccos(np.clip(cosine, -1, 1))
    return (angle[..., None] * facing[:, None]).reshape(-1, 3).astype(np.float32)


def _sum_rows(rows: NDArray[np.integer], values: Float32, count: int) -> NDArray[np.float64]:
    """(count, 3) sums of `values` by `rows`."""
    return np.stack([np.bincount(rows, values[:, axis], count) for axis in range(3)], axis=1)


def _smooth_corner_pairs(faces: Int32, normals: Float32, cosine: float) -> NDArray[np.int64]:
    """(P, 2) corners of neighbouring faces that meet at a vertex across a smooth edge."""
    start, end = faces.astype(np.int64), np.roll(faces, -1, axis=1).astype(np.int64)
    low, high = np.minimum(start, end).ravel(), np.maximum(start, end).ravel()
    key = low * (int(faces.max(initial=0)) + 1) + high
    order = np.argsort(key, kind="stable")
    same = np.flatnonzero(key[order][1:] == key[order][:-1])
    first, second = order[same], order[same + 1]
    smooth = np.einsum("ij,ij->i", normals[first // 3], normals[second // 3]) >= cosine
    first, second = first[smooth], second[smooth]
    return np.concatenate([
        np.stack([_corner_at(faces, edge, end[first]) for edge in (first, second)], axis=1)
        for end in (low, high)
    ])  # fmt: skip


def _corner_at(
    faces: Int32, edges: NDArray[np.int64], vertices: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The corner index of `vertices` on half-edges `edges` (3 face + side)."""
    here = faces.ravel()[edges] == vertices
    following = edges - edges % 3 + (edges % 3 + 1) % 3
    return np.where(here, edges, following)
