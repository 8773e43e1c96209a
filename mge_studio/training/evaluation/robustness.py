"""`mge-studio eval robustness`: how much worse reconstruction gets with worse input.

Every shape is read as a point cloud, as a scan would be, and scored against its whole true self.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch

from mge_studio.model.pipeline import Model
from mge_studio.shapes.sampling import CANDIDATE_POINTS, sample_surface
from mge_studio.shapes.shape import Float64, Shape
from mge_studio.training.evaluation.corruptions import (
    CORRUPTIONS,
    ROTATION,
    Corruption,
    rotation_of,
)
from mge_studio.training.evaluation.metrics import (
    intersection_over_union,
    mean_or_none,
    surface_scores,
)
from mge_studio.training.evaluation.subjects import Subject, subjects

#: Fewer than `eval reconstruction` takes: a curve has thirty points a shape.
QUERIES = 20_000
SURFACE_POINTS = 20_000


@dataclass(frozen=True)
class Reading:
    """One shape at one strength. cd and f_score_002 are None where no surface came out, iou where
    the true mesh is open."""

    corruption: str
    level: float
    iou: float | None
    cd: float | None
    f_score_002: float


@dataclass
class RobustnessReport:
    """Curves: means over shapes at each strength."""

    readings: list[Reading] = field(default_factory=list)
    count: int = 0
    corruptions: Sequence[Corruption] = CORRUPTIONS

    def figures(self) -> dict[str, Any]:
        return {
            "count": self.count,
            "curves": {
                corruption.name: {"unit": corruption.unit, "points": self._curve(corruption)}
                for corruption in self.corruptions
            },
        }

    def _curve(self, corruption: Corruption) -> list[dict[str, float | None]]:
        curve = []
        for level in corruption.levels:
            here = [r for r in self.readings if (r.corruption, r.level) == (corruption.name, level)]
            keys = ("iou", "cd", "f_score_002")
            means = {key: mean_or_none([getattr(r, key) for r in here]) for key in keys}
            curve.append({"level": level, **means})
        return curve


def evaluate_robustness(
    model: Model,
    data: str,
    *,
    limit: int | None = None,
    resolution: int = 128,
    corruptions: Sequence[Corruption] = CORRUPTIONS,
    seed: int = 0,
) -> Iterator[RobustnessReport]:
    """Yield the growing report after every shape; shapes that cannot be used are left out."""
    report = RobustnessReport(corruptions=corruptions)
    for subject in subjects(data, limit, False):
        if isinstance(subject, Subject):
            for corruption in corruptions:
                for level in corruption.levels:
                    reading = _read(model, subject, corruption, level, resolution, seed)
                    report.readings.append(reading)
            report.count += 1
            yield report


def _read(
    model: Model, subject: Subject, corruption: Corruption, level: float, resolution: int, seed: int
) -> Reading:
    """The same seed at every level, so that a curve shows the strength and nothing else."""
    entropy = [seed, zlib.crc32(f"{subject.name} {corruption.name}".encode())]
    clean, _ = subject.sample(CANDIDATE_POINTS, seed)
    points = corruption.corrupt(clean, level, np.random.default_rng(entropy))
    turn = np.eye(3)
    if corruption is ROTATION:
        turn = rotation_of(level, np.random.default_rng(entropy))
    tokens = model.tokenize(Shape(subject.name, points), seed)
    iou = None
    if subject.inside is not None:
        queries = np.random.default_rng(seed).uniform(-1, 1, (QUERIES, 3)).astype(np.float32)
        logits = model.field(tokens)(torch.from_numpy(queries).to(model.device))
        iou = intersection_over_union(logits.cpu().numpy() > 0, subject.inside(queries @ turn))
    mesh = model.decode_shape(tokens, resolution, subject.name)
    return Reading(corruption.name, level, iou, *_surface(mesh, subject, turn, seed))


def _surface(mesh: Shape, subject: Subject, turn: Float64, seed: int) -> tuple[float | None, float]:
    """(cd, f_score_002) of a reconstruction against the truth turned by `turn`."""
    if mesh.faces is None or not len(mesh.faces):
        return None, 0.0
    ours = sample_surface(mesh, SURFACE_POINTS, seed)
    points, normals = subject.sample(SURFACE_POINTS, seed + 1)
    rotation = turn.T.astype(np.float32)
    scores = surface_scores(ours.points, ours.normals, points @ rotation, normals @ rotation)
    return scores.cd, scores.f_score_002
