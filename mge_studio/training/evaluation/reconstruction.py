"""`mge-studio eval reconstruction`: what the tokenizer keeps of a shape."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import torch

from mge_studio.model.pipeline import Model
from mge_studio.shapes.sampling import sample_surface
from mge_studio.shapes.shape import Shape
from mge_studio.shapes.tokens import Tokens
from mge_studio.training.evaluation.metrics import (
    SurfaceScores,
    intersection_over_union,
    mean_or_none,
    perplexity,
    surface_scores,
)
from mge_studio.training.evaluation.subjects import Subject, Unusable, subjects

#: Points for IoU and for each surface, as 3DShape2VecSet's table has them.
METRIC_POINTS = 50_000
RESOLUTION = 128
#: An empty reconstruction: no distance can be given, everything else is as bad as can be.
NOTHING = SurfaceScores(float("nan"), 0.0, 0.0, 0.0)


@dataclass(frozen=True, eq=False)
class Case:
    """One reconstructed shape. iou is None where the mesh is open; scores are `NOTHING` where no
    surface came out; mesh is the reconstruction in the normalised frame; iou_by_patches: the IoU
    when read as so many patches."""

    subject: Subject
    iou: float | None
    scores: SurfaceScores
    tokens: Tokens
    mesh: Shape
    iou_by_patches: dict[int, float | None] = field(default_factory=dict)


@dataclass
class ReconstructionReport:
    """Means over cases, in the words of the command-line contract, and the cases themselves."""

    cases: list[Case] = field(default_factory=list)
    failures: list[Unusable] = field(default_factory=list)
    codebook_size: int = 0

    def figures(self) -> dict[str, Any]:
        ious = [float(case.iou) for case in self.cases if case.iou is not None]
        scored = [asdict(case.scores) for case in self.cases]
        counts = np.zeros(self.codebook_size, dtype=np.int64)
        for case in self.cases:
            counts += np.bincount(case.tokens.codes, minlength=self.codebook_size)
        used = perplexity(counts)
        return {
            "count": len(self.cases),
            "count_closed": len(ious),
            "iou": mean_or_none(ious),
            "iou_median": float(np.median(ious)) if ious else None,
            **{
                key: mean_or_none([row[key] for row in scored])
                for key in SurfaceScores.__annotations__
            },
            "perplexity": used,
            "perplexity_share": used / self.codebook_size,
            "empty": sum(case.scores is NOTHING for case in self.cases),
            "by_class": self._by_class(),
            "by_patches": self._by_patches(),
            "failures": [asdict(failure) for failure in self.failures],
        }

    def _by_class(self) -> dict[str, dict[str, Any]]:
        groups: dict[str, list[Case]] = {}
        for case in self.cases:
            groups.setdefault(case.subject.class_name or "none", []).append(case)
        return {
            name: {
                "count": len(cases),
                "iou": mean_or_none([case.iou for case in cases]),
                "f_score_002": mean_or_none([case.scores.f_score_002 for case in cases]),
            }
            for name, cases in sorted(groups.items())
        }


    def _by_patches(self) -> dict[str, float | None]:
        counts = sorted({count for case in self.cases for count in case.iou_by_patches})
        return {
            str(count): mean_or_none([case.iou_by_patches[count] for case in self.cases])
            for count in counts
        }


def evaluate_reconstruction(
    model: Model, data: str, *, limit: int | None = None, held_out_only: bool = False,
    patches: Sequence[int] = (), seed: int = 0,
) -> Iterator[ReconstructionReport]:  # fmt: skip
    """Yield the growing report after every shape of `data` (see `subjects`); the last is whole.

    patches: other numbers of patches to read every shape as, for their IoU alone.
    """
    report = ReconstructionReport(codebook_size=model.info.codebook_size)
    for subject in subjects(data, limit, held_out_only):
        if isinstance(subject, Unusable):
            report.failures.append(subject)
        else:
            report.cases.append(reconstruct_case(model, subject, seed, patches))
        yield report


def reconstruct_case(
    model: Model, subject: Subject, seed: int, patches: Sequence[int] = ()
) -> Case:
    """Tokenize, decode and score one shape."""
    points = subject.read(model.points, seed)
    tokens = model.tokenize_points(points)
    mesh = model.decode_shape(tokens, RESOLUTION, subject.name)
    scores = NOTHING
    if mesh.faces is not None and len(mesh.faces):
        ours = sample_surface(mesh, METRIC_POINTS, seed)
        scores = surface_scores(ours.points, ours.normals, *subject.sample(METRIC_POINTS, seed + 1))
    others = {n: _iou(model, subject, model.tokenize_points(points, n), seed) for n in patches}
    return Case(subject, _iou(model, subject, tokens, seed), scores, tokens, mesh, others)


def _iou(model: Model, subject: Subject, tokens: Tokens, seed: int) -> float | None:
    """Of the field that tokens describe, on uniform points; None for an open mesh."""
    if subject.inside is None:
        return None
    rng = np.random.default_rng(seed)
    queries = rng.uniform(-1, 1, (METRIC_POINTS, 3)).astype(np.float32)
    logits = model.field(tokens)(torch.from_numpy(queries).to(model.device))
    return intersection_over_union(logits.cpu().numpy() > 0, subject.inside(queries))
