"""Places across the gaps of a surface that should hang together.

What decoding loses first are thin parts: a leg falls into pieces where two patches of it do not
quite meet. Patches put into such gaps get codes from their neighbours on both sides, which close
them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from mge_studio.model.isosurface import Mesh
from mge_studio.shapes.pieces import piece_volumes, pieces
from mge_studio.shapes.shape import Float32

#: Wider gaps are no interruptions of a part.
WIDEST_GAP = 0.6
#: Places across a gap are about this far apart: as patches usually are.
SPACING = 0.08


def bridges(mesh: Mesh) -> Float32:
    """(P, 3) places on straight lines from each piece of a mesh to the nearest of the larger ones,
    the largest pieces first. Cavities and pieces too far away have none."""
    vertices, faces = mesh
    piece, _ = pieces(len(vertices), faces)
    largest, *others = np.flatnonzero(piece_volumes(vertices, faces, piece) > 0).tolist() or [0]
    trees = [cKDTree(vertices[piece == largest])]
    lines: list[NDArray[np.floating]] = [np.zeros((0, 3))]
    for number in others:
        own = cKDTree(vertices[piece == number])
        nearest = min((_nearest(own, tree) for tree in trees), key=lambda found: found[0])
        if nearest[0] <= WIDEST_GAP:
            lines.append(_between(*nearest))
        trees.append(own)
    return np.concatenate(lines).astype(np.float32)


def _nearest(
    own: cKDTree, other: cKDTree
) -> tuple[float, NDArray[np.floating], NDArray[np.floating]]:
    """The least distance between two sets of points, and where it is."""
    gaps, rows = other.query(own.data)
    at = int(gaps.argmin())
    return float(gaps[at]), own.data[at], other.data[rows[at]]


def _between(
    gap: float, start: NDArray[np.floating], end: NDArray[np.floating]
) -> NDArray[np.floating]:
    """Places inside a gap, one at least."""
    count = max(1, int(np.ceil(gap / SPACING)) - 1)
    return start + (end - start) * (np.arange(1, count + 1) / (count + 1))[:, None]
