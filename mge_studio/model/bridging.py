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
from mge_studio.shapes.pieces import pieces
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
    solid = np.flatnonzero(_volumes(vertices, faces, piece) > 0)
    if len(solid) < 2:
        return np.zeros((0, 3), dtype=np.float32)
    hanging_together = vertices[piece == solid[0]]
    lines = []
    for number in solid[1:]:
        own = vertices[piece == number]
        gaps, nearest = cKDTree(hanging_together).query(own)
        at = int(gaps.argmin())
        if gaps[at] <= WIDEST_GAP:
            lines.append(_between(own[at], hanging_together[nearest[at]], float(gaps[at])))
        hanging_together = np.concatenate([hanging_together, own])
    return np.concatenate([*lines, np.zeros((0, 3))]).astype(np.float32)


def _between(start: Float32, end: Float32, gap: float) -> NDArray[np.floating]:
    """Places inside a gap, one at least."""
    count = max(1, int(np.ceil(gap / SPACING)) - 1)
    return start + (end - start) * (np.arange(1, count + 1) / (count + 1))[:, None]


def _volumes(
    vertices: Float32, faces: NDArray[np.integer], piece: NDArray[np.integer]
) -> NDArray[np.float64]:
    """Of each piece, negative where its faces look into a cavity."""
    a, b, c = vertices.astype(np.float64)[faces.T]
    six_volumes = np.einsum("ij,ij->i", a, np.cross(b, c))
    volumes = np.bincount(piece[faces[:, 0]], six_volumes / 6).astype(np.float64)
    return volumes
