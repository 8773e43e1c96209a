"""Completions that need no learning, so that a model's figures mean something.

Both are given what the model is given, and the mirror even more: the exact inside of what is left.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from mge_studio.shapes.mirroring import MIRROR
from mge_studio.training.evaluation.completion_scores import METRIC_POINTS, Completed, Truth
from mge_studio.training.evaluation.hiding import Partial
from mge_studio.training.evaluation.training_shapes import TrainingShapes


def nearest_training_shape(partial: Partial, training: TrainingShapes) -> Completed:
    """The training shape whose surface lies closest to the visible points, as it is."""
    found = training.subject(training.nearest_to_part(partial.visible))
    return Completed(*found.sample(METRIC_POINTS, 0), found.inside)


def mirrored(truth: Truth, partial: Partial) -> Completed:
    """What is left and its mirror image, left to right; what neither shows stays empty."""
    left = left_of(truth.points, partial)
    both = np.concatenate([truth.points[left], truth.points[left] * MIRROR])
    normals = np.concatenate([truth.normals[left], truth.normals[left] * MIRROR])
    # In random order, so that a slice of them shows both halves alike.
    order = np.random.default_rng(0).permutation(len(both))
    inside, is_visible = truth.subject.inside, partial.is_visible
    if inside is None or is_visible is None:
        return Completed(both[order], normals[order], None)

    def mirrored_inside(queries: NDArray[np.floating]) -> NDArray[np.bool_]:
        filled = np.zeros(len(queries), dtype=bool)
        for places in (queries * MIRROR, queries):  # what is left itself comes last, and wins
            seen = is_visible(places)
            filled[seen] = inside(places[seen])
        return filled

    return Completed(both[order], normals[order], mirrored_inside)


def left_of(points: NDArray[np.floating], partial: Partial) -> NDArray[np.bool_]:
    """(P,) which points of the true surface are left."""
    if partial.is_visible is not None:
        return partial.is_visible(points)
    spacing = cKDTree(partial.visible).query(partial.visible, k=[2])[0].mean()
    return np.asarray(cKDTree(partial.visible).query(points)[0] < 2 * spacing)
