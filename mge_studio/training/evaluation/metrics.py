"""Distances between shapes, as the field reports them.

Conventions of 3DShape2VecSet's table: shapes in [-1, 1]^3, IoU on 50,000 uniform points, Chamfer
distance as the *sum* of the two mean unsquared distances between 50,000-point samples, F-score at
thresholds 0.01 and 0.02.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from mge_studio.shapes.shape import Float32


@dataclass(frozen=True)
class SurfaceScores:
    """cd >= 0; f_score_* in [0, 1]; normal_consistency in [0, 1], nan where normals are unknown."""

    cd: float
    f_score_001: float
    f_score_002: float
    normal_consistency: float


def intersection_over_union(predicted: NDArray[np.bool_], truth: NDArray[np.bool_]) -> float:
    """IoU of two occupancies at the same points; 1 where both are empty."""
    union = np.count_nonzero(predicted | truth)
    return 1.0 if union == 0 else np.count_nonzero(predicted & truth) / union


def surface_scores(
    points: Float32, normals: Float32, true_points: Float32, true_normals: Float32
) -> SurfaceScores:
    """Compare (P, 3) samples of a surface with (T, 3) samples of the true one."""
    to_truth, nearest_true = cKDTree(true_points).query(points)
    to_points, nearest = cKDTree(points).query(true_points)
    alignment = np.concatenate(
        [
            np.abs((normals * true_normals[nearest_true]).sum(axis=1)),
            np.abs((true_normals * normals[nearest]).sum(axis=1)),
        ]
    )
    return SurfaceScores(
        cd=float(to_truth.mean() + to_points.mean()),
        f_score_001=_f_score(to_truth, to_points, 0.01),
        f_score_002=_f_score(to_truth, to_points, 0.02),
        normal_consistency=float(alignment.mean()) if true_normals.any() else float("nan"),
    )


def _f_score(to_truth: NDArray[np.floating], to_points: NDArray[np.floating], d: float) -> float:
    """Harmonic mean of the shares of points and of true points within `d` of the other side."""
    precision, recall = float((to_truth < d).mean()), float((to_points < d).mean())
    return 0.0 if precision + recall == 0 else 2 * precision * recall / (precision + recall)


def perplexity(counts: NDArray[np.integer]) -> float:
    """exp of the entropy of code `counts`: how many codes would be used as unevenly."""
    p = counts[counts > 0] / max(1, counts.sum())
    return float(np.exp(-(p * np.log(p)).sum()))


def mean_or_none(values: Iterable[float | None]) -> float | None:
    """Mean of those values that could be measured: neither None nor nan; None without any."""
    finite = [value for value in values if value is not None and math.isfinite(value)]
    return float(np.mean(finite)) if finite else None
