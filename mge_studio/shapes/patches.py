"""Patches: centres spread over a shape's points, each with its nearest points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from mge_studio.shapes.sampling import farthest_points
from mge_studio.shapes.shape import Float32
from mge_studio.shapes.tokens import bin_coordinates, quantize_centres


@dataclass(frozen=True, eq=False)
class Patches:
    """centres (M, 3) float32 on the centre grid; indices (M, K) int64 rows of the points, nearest
    first."""

    centres: Float32
    indices: NDArray[np.int64]


def make_patches(points: NDArray[np.floating], count: int, neighbours: int = 32) -> Patches:
    """`count` patches of (N, 3) `points`: farthest-point centres and their nearest points.

    Centres are moved to the centre grid *before* neighbours are found, so that what generation
    predicts is exactly what the tokenizer was trained on. Raises ValueError if N is too small.
    """
    if neighbours > len(points):
        raise ValueError(f"cannot find {neighbours} neighbours among {len(points)} points")
    chosen = points[farthest_points(points, count)]
    centres = bin_coordinates(quantize_centres(chosen))
    _, indices = cKDTree(points).query(centres, k=neighbours)
    return Patches(centres, indices.reshape(count, neighbours).astype(np.int64))


def nearest_patch(
    positions: NDArray[np.floating], centres: NDArray[np.floating]
) -> NDArray[np.int64]:
    """Row (P,) int64 of the (M, 3) centre nearest to each of (P, 3) positions."""
    _, rows = cKDTree(centres).query(positions)
    return np.asarray(rows, dtype=np.int64)
