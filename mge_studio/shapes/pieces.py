"""The connected pieces of a mesh: faces that share vertices belong together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mge_studio.shapes.shape import Int32


def pieces(count: int, faces: NDArray[np.integer]) -> tuple[Int32, int]:
    """(count,) the piece of every vertex, and how many pieces there are.

    faces: (F, 3). The piece with most faces is number 0. A vertex of no face is in none: its number
    is beyond those of the pieces.
    """
    roots = _least_connected(count, faces)
    number = (np.cumsum(roots == np.arange(count)) - 1)[roots]
    sizes = np.bincount(number[faces[:, 0]], minlength=int(number.max(initial=-1)) + 1)
    rank = np.empty(len(sizes), dtype=np.int32)
    rank[np.argsort(-sizes, kind="stable")] = np.arange(len(sizes), dtype=np.int32)
    return rank[number], int((sizes > 0).sum())


def piece_volumes(
    vertices: NDArray[np.floating], faces: NDArray[np.integer], piece: NDArray[np.integer]
) -> NDArray[np.float64]:
    """(P,) what each piece encloses, negative where its faces look into a cavity; piece: (V,) as
    `pieces` numbers them. Of an open piece it means nothing."""
    a, b, c = vertices.astype(np.float64)[faces.T]
    six_volumes = np.einsum("ij,ij->i", a, np.cross(b, c))
    return np.bincount(piece[faces[:, 0]], six_volumes).astype(np.float64) / 6


def piece_areas(
    vertices: NDArray[np.floating], faces: NDArray[np.integer], piece: NDArray[np.integer]
) -> NDArray[np.float64]:
    """(P,) the area of each piece; piece: (V,) as `pieces` numbers them."""
    a, b, c = vertices.astype(np.float64)[faces.T]
    areas = np.linalg.norm(np.cross(b - a, c - a), axis=1) / 2
    return np.bincount(piece[faces[:, 0]], areas).astype(np.float64)


def _least_connected(count: int, faces: NDArray[np.integer]) -> NDArray[np.int64]:
    """(count,) for every vertex the least one that it is connected with.

    Trees of vertices join wherever an edge lies between two. scipy's search takes as long and holds
    Python's lock meanwhile: at a million triangles the window would stand still for half a second.
    """
    ends = faces[:, [0, 1, 1, 2]].reshape(-1, 2).astype(np.int64)
    root = np.arange(count)
    while len(ends):
        pairs = root[ends]
        np.minimum.at(root, pairs.max(axis=1), pairs.min(axis=1))
        while not np.array_equal(root, higher := root[root]):
            root = higher
        ends = ends[root[ends[:, 0]] != root[ends[:, 1]]]
    return root
