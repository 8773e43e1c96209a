"""Chamfer distances between all pairs of two collections of point sets.

The convention of PointFlow (Yang et al. 2019) and the papers after it: the *sum* of the two mean
*squared* distances to the nearest point of the other set. Reconstruction reports unsquared ones,
see `metrics`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from mge_studio.shapes.shape import Float32, Float64

#: Point pairs on the GPU at once: 2 GiB of float32.
_GPU_PAIRS = 2**29
#: Called with the share of the work that is done, in [0, 1].
OnShare = Callable[[float], None]


def chamfer_matrix(
    first: Float32,
    second: Float32 | None = None,
    device: torch.device | None = None,
    on_share: OnShare = lambda share: None,
) -> Float64:
    """(S, T) distances between `first` (S, N, 3) and `second` (T, M, 3), or within `first`.

    On a GPU by comparing all points; on a CPU with one k-d tree a set, which is faster there.
    """
    within = second is None
    others = first if second is None else second
    pairs = _gpu_rows if device is not None and device.type == "cuda" else _tree_rows
    row_of = pairs(first, others, device)
    result = np.zeros((len(first), len(others)))
    for i in range(len(first)):
        columns = np.arange(i + 1 if within else 0, len(others))
        result[i, columns] = row_of(i, columns)
        on_share((i + 1) / len(first))
    return result + result.T if within else result


Row = Callable[[int, NDArray[np.intp]], Float64]


def _tree_rows(first: Float32, second: Float32, device: torch.device | None) -> Row:
    trees = [cKDTree(points) for points in first]
    others = trees if second is first else [cKDTree(points) for points in second]

    def row(i: int, columns: NDArray[np.intp]) -> Float64:
        def distance(j: np.intp) -> float:
            return _one_way(others[j], first[i]) + _one_way(trees[i], second[j])

        with ThreadPoolExecutor(os.cpu_count()) as pool:  # queries let go of Python's lock
            return np.array(list(pool.map(distance, columns)))

    return row


def _one_way(tree: cKDTree, points: Float32) -> float:
    distances, _ = tree.query(points)
    return float((distances**2).mean())


def _gpu_rows(first: Float32, second: Float32, device: torch.device | None) -> Row:
    one, others = torch.from_numpy(first).to(device), torch.from_numpy(second).to(device)
    block = max(1, _GPU_PAIRS // (first.shape[1] * second.shape[1]))

    def row(i: int, columns: NDArray[np.intp]) -> Float64:
        parts = []
        for start in range(0, len(columns), block):
            chosen = others[torch.from_numpy(columns[start : start + block]).to(device)]
            # Exact differences: the matrix-product form loses what squared distances need.
            exact = "donot_use_mm_for_euclid_dist"
            squared = torch.cdist(one[i].unsqueeze(0), chosen, compute_mode=exact).square()
            parts.append(squared.amin(2).mean(1) + squared.amin(1).mean(1))
        return torch.cat(parts).double().cpu().numpy() if parts else np.zeros(0)

    return row


def total_mutual_difference(variants: Float32) -> float:
    """Diversity of (k, N, 3) completions of one shape: the sum over them of the mean Chamfer
    distance to the other k - 1, 0 for a single one.

    MPC (Wu et al. 2020), used by ShapeFormer (Yan et al. 2022).
    """
    if len(variants) < 2:
        return 0.0
    return float(chamfer_matrix(variants).sum() / (len(variants) - 1))
