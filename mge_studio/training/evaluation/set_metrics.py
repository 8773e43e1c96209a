"""How a set of generated shapes compares with a set of real ones, from distances between them.

Definitions of Achlioptas et al. 2018 (MMD, COV) and Lopez-Paz and Oquab 2017 (1-NNA), as PointFlow
(Yang et al. 2019) computes them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mge_studio.shapes.shape import Float64


@dataclass(frozen=True)
class SetScores:
    """mmd >= 0, lower is closer; coverage in [0, 1], of the real shapes; one_nna in [0, 1], 0.5
    where the two sets cannot be told apart, 1 where they are separate."""

    mmd: float
    coverage: float
    one_nna: float


def set_scores(within: Float64, across: Float64, within_real: Float64) -> SetScores:
    """Scores from distances: generated to generated (G, G), generated to real (G, R), real to real
    (R, R). 1-NNA is only balanced where G = R."""
    return SetScores(
        mmd=float(across.min(axis=0).mean()),
        coverage=len(np.unique(across.argmin(axis=1))) / across.shape[1],
        one_nna=one_nearest_neighbour_accuracy(within, across, within_real),
    )


def one_nearest_neighbour_accuracy(within: Float64, across: Float64, within_real: Float64) -> float:
    """Share of all shapes whose nearest other shape is of their own set."""
    distances = np.block([[within, across], [across.T, within_real]])
    np.fill_diagonal(distances, np.inf)
    generated = np.arange(len(distances)) < len(within)
    return float((generated[distances.argmin(axis=1)] == generated).mean())
