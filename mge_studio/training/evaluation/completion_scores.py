"""One completed shape against the whole truth, however it was completed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from mge_studio.shapes.shape import Float32
from mge_studio.training.evaluation.descriptors import DESCRIPTOR_POINTS
from mge_studio.training.evaluation.hiding import Inside, Partial
from mge_studio.training.evaluation.metrics import intersection_over_union, surface_scores
from mge_studio.training.evaluation.subjects import Subject

#: Points for IoU and for each surface; fewer than reconstruction takes, because every shape is
#: completed a hundred times. F-scores at 0.01 are a little lower for it, for all methods alike.
METRIC_POINTS = 20_000


@dataclass(frozen=True, eq=False)
class Completed:
    """points and normals (P, 3) on a completed surface, none where it is empty; inside of it, or
    None where a method makes a surface only."""

    points: Float32
    normals: Float32
    inside: Inside | None


@dataclass(frozen=True)
class CompletionScores:
    """iou: on points uniform in [-1, 1]^3; iou_hidden: on those of them in the hidden part of
    space. cd, f_score_*: as in `metrics`. fidelity: mean distance of the visible points to the
    completed surface; fidelity_worst: of the farthest one (the unidirectional Hausdorff distance
    of MPC). None where it cannot be given."""

    iou: float | None
    iou_hidden: float | None
    cd: float | None
    f_score_001: float
    f_score_002: float
    fidelity: float | None
    fidelity_worst: float | None


class Truth:
    """The whole of one subject, sampled once for all its completions."""

    def __init__(self, subject: Subject, seed: int) -> None:
        self.subject = subject
        self.points, self.normals = subject.sample(METRIC_POINTS, seed + 1)
        rng = np.random.default_rng(seed)
        self.queries = rng.uniform(-1, 1, (METRIC_POINTS, 3)).astype(np.float32)
        self.inside = None if subject.inside is None else subject.inside(self.queries)

    def score(self, completed: Completed, partial: Partial) -> CompletionScores:
        ious = self._ious(completed, partial)
        if len(completed.points) == 0:
            return CompletionScores(*ious, None, 0.0, 0.0, None, None)
        surface = surface_scores(completed.points, completed.normals, self.points, self.normals)
        left, _ = cKDTree(completed.points).query(partial.visible)
        return CompletionScores(
            *ious, surface.cd, surface.f_score_001, surface.f_score_002,
            float(left.mean()), float(left.max()),
        )  # fmt: skip

    def _ious(self, completed: Completed, partial: Partial) -> tuple[float | None, float | None]:
        if self.inside is None or completed.inside is None:
            return None, None
        ours = completed.inside(self.queries)
        whole = intersection_over_union(ours, self.inside)
        if partial.is_visible is None:
            return whole, None
        hidden = ~partial.is_visible(self.queries)
        return whole, intersection_over_union(ours[hidden], self.inside[hidden])


def sparse(completed: Completed) -> Float32:
    """(DESCRIPTOR_POINTS, 3) of a completed surface; an empty one is a point at the origin."""
    if len(completed.points) == 0:
        return np.zeros((DESCRIPTOR_POINTS, 3), np.float32)
    rows = np.linspace(0, len(completed.points) - 1, DESCRIPTOR_POINTS)
    return completed.points[rows.astype(np.int64)]
