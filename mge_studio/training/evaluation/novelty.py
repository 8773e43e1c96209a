"""How far new shapes are from everything a model was trained on."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from mge_studio.shapes.shape import Float32, Float64
from mge_studio.training.evaluation.chamfer import chamfer_matrix
from mge_studio.training.evaluation.classifier import Classifier

#: Training shapes, nearest in features, among which the one nearest by Chamfer distance is sought.
CANDIDATES = 16


def novelty(points: Float32, training: Float32, judge: Classifier) -> Float64:
    """(S,) Chamfer distance of each of (S, P, 3) points to its nearest of (T, P, 3) training
    shapes: 0 for a copy. The search is by features first, so that all of them can be looked at."""
    count = min(CANDIDATES, len(training))
    known = cKDTree(judge.features(training))
    _, rows = known.query(judge.features(points), k=np.arange(1, count + 1))
    distances = [
        chamfer_matrix(points[i : i + 1], training[near]).min() for i, near in enumerate(rows)
    ]
    return np.array(distances)
