"""Fixed descriptors of a shape's surface points: nothing learned, the same on every machine."""

from __future__ import annotations

import itertools

import numpy as np

from mge_studio.shapes.shape import Float32, Float64

#: Surface points a descriptor reads.
DESCRIPTOR_POINTS = 2048
#: Cells an axis over [-1, 1]. 12 cells, or histograms of distances beside them, were no better at
#: telling families apart.
CELLS = 8


def occupancy_descriptors(points: Float32) -> Float64:
    """(S, CELLS^3) square roots of how the surface of each of (S, N, 3) point sets is spread.

    Each point is shared trilinearly by the 8 nearest cell centres, so that a descriptor changes
    smoothly with the shape; square roots make Euclidean distance Hellinger's, under which a thin
    leg counts beside a broad seat.
    """
    return np.stack([_descriptor(single) for single in points])


def _descriptor(points: Float32) -> Float64:
    position = (points.astype(np.float64) + 1) / 2 * CELLS - 0.5
    low = np.floor(position).astype(np.int64)
    share = position - low
    mass = np.zeros(CELLS**3)
    for corner in itertools.product((0, 1), repeat=3):
        weight = np.where(corner, share, 1 - share).prod(axis=1)
        x, y, z = np.clip(low + corner, 0, CELLS - 1).T
        mass += np.bincount((x * CELLS + y) * CELLS + z, weight, minlength=CELLS**3)
    return np.asarray(np.sqrt(mass / len(points)))
