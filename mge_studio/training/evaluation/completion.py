"""`mge-studio eval completion`: how well hidden parts are imagined.

Methods, side by side: `decoded` is the whole shape as its completed tokens describe it, averaged
over all variants. `preserved` is the first variant with the input's own surface kept where nothing
was hidden, as `mge-studio complete` writes closed meshes; it is given where the hidden part is in
one piece (block, half) and the truth is closed. `mirror` and `nearest` are the baselines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from mge_studio.model.completion import CompletedField
from mge_studio.model.extraction import extract_mesh
from mge_studio.model.grid import Field
from mge_studio.model.pipeline import Model
from mge_studio.model.specks import drop_specks
from mge_studio.requests import CompleteRequest, GenerationSettings, ShapeResult
from mge_studio.shapes.sampling import sample_surface
from mge_studio.shapes.shape import Shape
from mge_studio.training.evaluation.chamfer import total_mutual_difference
from mge_studio.training.evaluation.classifier import Classifier, train_classifier
from mge_studio.training.evaluation.completion_baselines import mirrored, nearest_training_shape
from mge_studio.training.evaluation.completion_scores import (
    METRIC_POINTS,
    Completed,
    CompletionScores,
    Truth,
    sparse,
)
from mge_studio.training.evaluation.hiding import HIDINGS, Hiding, Inside, Partial, hide
from mge_studio.training.evaluation.metrics import mean_or_none
from mge_studio.training.evaluation.subjects import Subject, Unusable, subjects
from mge_studio.training.evaluation.training_shapes import TrainingShapes

#: Ways of hiding that leave something worth preserving.
PRESERVING_KINDS = ("block", "half")


@dataclass(frozen=True, eq=False)
class MethodScores:
    """What one method made of one partial shape. class_right: of each variant, empty where the
    judge does not know the true class. tmd: of the variants, None for methods with a single one."""

    scores: list[CompletionScores]
    class_right: list[bool]
    tmd: float | None = None


@dataclass(frozen=True, eq=False)
class Case:
    """One shape with one part hidden; results: what the model made of it, for pictures."""

    subject: Subject
    hiding: Hiding
    partial: Partial
    methods: dict[str, MethodScores]
    results: list[ShapeResult]

    @property
    def quality(self) -> float:
        """Mean IoU of the variants, or F-score of an open shape: for choosing pictures."""
        rows = self.methods["decoded"].scores
        return float(np.mean([r.f_score_002 if r.iou is None else r.iou for r in rows]))


@dataclass
class CompletionReport:
    cases: list[Case] = field(default_factory=list)
    failures: list[Unusable] = field(default_factory=list)
    count: int = 0

    def figures(self) -> dict[str, Any]:
        """By way of hiding, by method; and what the model gains in IoU over the better baseline."""
        hidings = dict.fromkeys(str(case.hiding) for case in self.cases)
        return {
            "count": self.count,
            "by_mask": {name: self._of_hiding(name) for name in hidings},
            "failures": [asdict(failure) for failure in self.failures],
        }

    def _of_hiding(self, hiding: str) -> dict[str, Any]:
        cases = [case for case in self.cases if str(case.hiding) == hiding]
        names = dict.fromkeys(name for case in cases for name in case.methods)
        methods = {
            name: _means([case.methods[name] for case in cases if name in case.methods])
            for name in names
        }
        baselines = [methods[name]["iou"] for name in ("mirror", "nearest") if name in methods]
        best = max((iou for iou in baselines if iou is not None), default=None)
        for name in ("decoded", "preserved"):
            iou = methods.get(name, {}).get("iou")
            if iou is not None and best is not None:
                methods[name]["iou_gain"] = iou - best
        return methods


def _means(rows: Sequence[MethodScores]) -> dict[str, float | None]:
    """Means over variants, then over shapes."""
    keys = CompletionScores.__annotations__
    means = {
        key: mean_or_none(mean_or_none(getattr(s, key) for s in row.scores) for row in rows)
        for key in keys
    }
    means["class_accuracy"] = mean_or_none(
        float(np.mean(row.class_right)) for row in rows if row.class_right
    )
    if any(row.tmd is not None for row in rows):
        means["tmd"] = mean_or_none(row.tmd for row in rows)
    return means


@dataclass(frozen=True)
class CompletionSettings:
    """hidings: what to hide. with_class: tell the model each shape's class. patches: of the whole
    shape, None for the model's own number. generation: of every request; its variants are the k of
    diversity."""

    hidings: Sequence[Hiding] = HIDINGS
    with_class: bool = False
    patches: int | None = None
    generation: GenerationSettings = field(default_factory=lambda: GenerationSettings(variants=8))


def evaluate_completion(
    model: Model,
    data: str,
    training: TrainingShapes,
    settings: CompletionSettings,
    *,
    limit: int | None = None,
    held_out_only: bool = False,
) -> Iterator[CompletionReport]:
    """Yield the growing report after every case; shapes that cannot be used are listed."""
    report = CompletionReport()
    judge = train_classifier(training)
    for subject in subjects(data, limit, held_out_only):
        if isinstance(subject, Unusable):
            report.failures.append(subject)
            continue
        bench = _Bench(model, subject, training, judge, settings)
        for hiding in settings.hidings:
            report.cases.append(bench.case(hiding))
            yield report
        report.count += 1
    yield report


class _Bench:
    """Everything about one subject that its cases share."""

    def __init__(
        self, model: Model, subject: Subject, training: TrainingShapes, judge: Classifier,
        settings: CompletionSettings,
    ) -> None:  # fmt: skip
        self._model, self._subject, self._training = model, subject, training
        self._judge, self._settings = judge, settings
        known = settings.with_class and subject.class_name in model.info.class_names
        self._generation = replace(
            settings.generation,
            class_name=subject.class_name if known else None,
            preview_every=0,
        )
        self._truth = Truth(subject, settings.generation.seed)

    @cached_property
    def _mesh(self) -> Shape:
        return self._subject.mesh()

    def case(self, hiding: Hiding) -> Case:
        seed, patches = self._generation.seed, self._settings.patches
        partial = hide(self._model, self._subject, hiding, seed, patches)
        whole = replace(self._generation, preserve=False)
        request = CompleteRequest(None, partial.tokens, partial.mask, partial.invent, whole)
        results = [e for e in self._model.run(request) if isinstance(e, ShapeResult)]
        variants = [self._decoded(result) for result in results]
        spread = total_mutual_difference(np.stack([sparse(variant) for variant in variants]))
        methods = {"decoded": self._scored(variants, partial, spread)}
        if hiding.kind in PRESERVING_KINDS and self._subject.inside is not None:
            methods["preserved"] = self._scored([self._preserved(results[0])], partial)
        methods["mirror"] = self._scored([mirrored(self._truth, partial)], partial)
        nearest = nearest_training_shape(partial, self._training)
        methods["nearest"] = self._scored([nearest], partial)
        return Case(self._subject, hiding, partial, methods, results)

    def _scored(
        self, variants: list[Completed], partial: Partial, tmd: float | None = None
    ) -> MethodScores:
        right = []
        if self._subject.class_name in self._judge.class_names:
            classes = self._judge.classify(np.stack([sparse(variant) for variant in variants]))
            right = [name == self._subject.class_name for name in classes]
        return MethodScores([self._truth.score(v, partial) for v in variants], right, tmd)

    def _decoded(self, result: ShapeResult) -> Completed:
        return self._as_completed(result.shape, self._model.field(result.tokens))

    def _preserved(self, result: ShapeResult) -> Completed:
        assert isinstance(result.request, CompleteRequest)
        settings = replace(self._generation, preserve=True)
        request = replace(result.request, shape=self._mesh, settings=settings)
        field = CompletedField(request, self._model.field)(result.tokens, result.generated)
        centres = result.tokens.centres
        surface = extract_mesh(
            field, centres=centres, resolution=settings.resolution, device=self._model.device
        )
        return self._as_completed(Shape("preserved", *drop_specks(*surface, centres)), field)

    def _as_completed(self, mesh: Shape, field: Field) -> Completed:
        def inside(queries: NDArray[np.floating]) -> NDArray[np.bool_]:
            asked = torch.from_numpy(queries.astype(np.float32)).to(self._model.device)
            return np.asarray(field(asked).cpu().numpy() > 0)

        read: Inside = inside
        if mesh.faces is None or len(mesh.faces) == 0:
            return Completed(np.zeros((0, 3), np.float32), np.zeros((0, 3), np.float32), read)
        samples = sample_surface(mesh, METRIC_POINTS, self._generation.seed)
        return Completed(samples.points, samples.normals, read)
