"""`mge-studio eval generation`: new shapes against real ones that no training saw.

For every class the model and the reference data share, as many shapes are sampled as there are
references. Figures are given by class, for all class-conditional samples together, for as many
unconditional ones, and for as many *training* shapes: what a model would get that copies its
training data, and thus about the best that these figures can be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
import torch

from mge_studio.errors import InputError
from mge_studio.model.pipeline import Model
from mge_studio.requests import GenerationSettings, SampleRequest, ShapeResult
from mge_studio.shapes.sampling import sample_surface
from mge_studio.shapes.shape import Float32, Float64, Shape
from mge_studio.training.evaluation.chamfer import chamfer_matrix
from mge_studio.training.evaluation.classifier import Classifier, train_classifier
from mge_studio.training.evaluation.descriptors import DESCRIPTOR_POINTS
from mge_studio.training.evaluation.feature_metrics import (
    frechet_distance,
    kernel_distance,
    precision_recall,
)
from mge_studio.training.evaluation.mesh_health import MeshHealth, mesh_health
from mge_studio.training.evaluation.novelty import novelty
from mge_studio.training.evaluation.set_metrics import set_scores
from mge_studio.training.evaluation.subjects import Subject, load_subject
from mge_studio.training.evaluation.training_shapes import TrainingShapes
from mge_studio.training.sources import Source

#: Samples decoded at once.
BATCH = 64


@dataclass(frozen=True, eq=False)
class Generated:
    """One sample. class_name: None where it is unconditional; points (P, 3) of its surface."""

    class_name: str | None
    result: ShapeResult
    points: Float32
    health: MeshHealth


@dataclass
class GenerationReport:
    """What is known so far. distances (S,): of each sample to the nearest held-out shape."""

    samples: list[Generated] = field(default_factory=list)
    distances: Float64 = field(default_factory=lambda: np.zeros(0))
    sets: dict[str, Any] = field(default_factory=dict)
    by_class: dict[str, Any] = field(default_factory=dict)
    per_class: int = 0
    fraction: float = 0.0

    def figures(self) -> dict[str, Any]:
        return {"per_class": self.per_class, **self.sets, "by_class": self.by_class}


def evaluate_generation(
    model: Model,
    training: TrainingShapes,
    settings: GenerationSettings,
    *,
    data: str = "procedural",
    count: int = 16,
    patches: int | None = None,
) -> Iterator[GenerationReport]:
    """Yield the report while it grows; the last is whole. count: samples a class, at least 2.

    data: the reference, its held-out shapes. patches: of every sample, None for the model's own
    number. Raises InputError where no class is shared with the reference.
    """
    report = GenerationReport()
    judge = train_classifier(training)
    references = _references(data, model.info.class_names, count)
    report.per_class = min(len(points) for points in references.values())
    sizes = {name: len(points) for name, points in references.items()}
    sets: list[tuple[str | None, int]] = [*sizes.items(), (None, sum(sizes.values()))]
    total = 2 * sum(sizes.values())
    for name, size in sets:
        for sample in _samples(model, name, size, settings, patches):
            report.samples.append(sample)
            report.fraction = 0.5 * len(report.samples) / total
            yield report
    yield from _Comparison(report, references, training, judge, model.device).run()


def _references(data: str, class_names: Sequence[str], count: int) -> dict[str, Float32]:
    """(R, P, 3) held-out shapes of each class, at most `count`; classes of one are left out."""
    source = Source(data)
    families = len(source.families()) if source.is_procedural else 0
    points: dict[str, list[Float32]] = {name: [] for name in class_names}
    for item in source.items("validation", count * families):
        if item.class_name in points and len(points[item.class_name]) < count:
            subject = load_subject(source, item)
            if isinstance(subject, Subject):
                points[item.class_name].append(subject.sample(DESCRIPTOR_POINTS, 0)[0])
    enough = {name: np.stack(sets) for name, sets in points.items() if len(sets) > 1}
    if not enough:
        known = ", ".join(class_names) or "none"
        raise InputError(
            f"{data} holds no two held-out shapes of a class that the model knows: {known}."
        )
    return enough


def _samples(
    model: Model, class_name: str | None, count: int, settings: GenerationSettings,
    patches: int | None,
) -> Iterator[Generated]:  # fmt: skip
    """Decoded in batches, each with the next seed."""
    for start in range(0, count, BATCH):
        batch = replace(
            settings, class_name=class_name, variants=min(BATCH, count - start),
            seed=settings.seed + start // BATCH, preview_every=0,
        )  # fmt: skip
        for event in model.run(SampleRequest(batch, patches)):
            if isinstance(event, ShapeResult):
                points = surface_points(event.shape, settings.seed)
                yield Generated(class_name, event, points, mesh_health(event.shape))


def surface_points(mesh: Shape, seed: int) -> Float32:
    """(DESCRIPTOR_POINTS, 3) of a mesh; an empty one is a point at the origin, far from all."""
    if mesh.faces is None or len(mesh.faces) == 0:
        return np.zeros((DESCRIPTOR_POINTS, 3), np.float32)
    return sample_surface(mesh, DESCRIPTOR_POINTS, seed).points


class _Comparison:
    """Fills a report whose samples are all there."""

    def __init__(
        self, report: GenerationReport, references: dict[str, Float32], training: TrainingShapes,
        judge: Classifier, device: torch.device,
    ) -> None:  # fmt: skip
        self._report, self._references = report, references
        self._judge, self._device = judge, device
        self._real = np.concatenate(list(references.values()))
        self._labels = np.repeat(list(references), [len(r) for r in references.values()])
        self._known = training.points
        self._judged_real = np.array(judge.classify(self._real)) == self._labels
        points, labels = training.labelled()
        self._training = {name: points[[label == name for label in labels]] for name in references}

    def run(self) -> Iterator[GenerationReport]:
        """Yields the report after every block of distances."""
        report = self._report
        conditional = [s for s in report.samples if s.class_name is not None]
        unconditional = [s for s in report.samples if s.class_name is None]
        within_real = chamfer_matrix(self._real, None, self._device)
        yield self._advanced(0.6)
        novel_real = novelty(self._real, self._known, self._judge)
        for name, samples in (("conditional", conditional), ("unconditional", unconditional)):
            points = np.stack([sample.points for sample in samples])
            within, across = self._distances(points)
            yield self._advanced(report.fraction + 0.1)
            report.distances = np.concatenate([report.distances, across.min(axis=1)])
            report.sets[name] = {
                **self._set_figures(points, within, across, within_real),
                **_health(samples),
                "novelty": float(novelty(points, self._known, self._judge).mean()),
            }
            if name == "conditional":
                report.sets[name]["class_accuracy"] = self._class_figures(
                    samples, within, across, within_real
                )
            yield self._advanced(report.fraction + 0.05)
        report.sets["training"] = self._training_figures(within_real)
        report.sets["reference_novelty"] = float(novel_real.mean())
        report.sets["reference_class_accuracy"] = float(self._judged_real.mean())
        yield self._advanced(1.0)

    def _advanced(self, fraction: float) -> GenerationReport:
        self._report.fraction = fraction
        return self._report

    def _distances(self, points: Float32) -> tuple[Float64, Float64]:
        return (
            chamfer_matrix(points, None, self._device),
            chamfer_matrix(points, self._real, self._device),
        )

    def _set_figures(
        self, points: Float32, within: Float64, across: Float64, within_real: Float64
    ) -> dict[str, float]:
        ours, real = self._judge.features(points), self._judge.features(self._real)
        precision, recall = precision_recall(ours, real)
        return {
            "count": len(points),
            **asdict(set_scores(within, across, within_real)),
            "frechet": frechet_distance(ours, real),
            "kernel": kernel_distance(ours, real),
            "precision": precision,
            "recall": recall,
        }

    def _class_figures(
        self, samples: list[Generated], within: Float64, across: Float64, within_real: Float64
    ) -> float:
        """Fill the figures by class; returns the accuracy over all."""
        judged = self._judge.classify(np.stack([sample.points for sample in samples]))
        right = np.array([name == s.class_name for name, s in zip(judged, samples, strict=True)])
        for name in self._references:
            rows = np.flatnonzero(self._labels == name)
            own = np.ix_(rows, rows)
            scores = set_scores(within[own], across[own], within_real[own])
            self._report.by_class[name] = {
                "count": len(rows),
                **asdict(scores),
                "class_accuracy": float(right[rows].mean()),
                "reference_class_accuracy": float(self._judged_real[rows].mean()),
                **_health([samples[row] for row in rows]),
            }
        return float(right.mean())

    def _training_figures(self, within_real: Float64) -> dict[str, float]:
        """A set of training shapes, as many of each class as there are references."""
        chosen = [points[-len(self._references[name]) :] for name, points in self._training.items()]
        points = np.concatenate(chosen)
        if len(points) < 2:
            return {}
        return self._set_figures(points, *self._distances(points), within_real)


def _health(samples: list[Generated]) -> dict[str, float]:
    healths = [sample.health for sample in samples]
    return {
        "closed": float(np.mean([h.closed for h in healths])),
        "one_main_component": float(np.mean([h.has_one_main_component for h in healths])),
        "healthy": float(np.mean([h.is_healthy for h in healths])),
        "floating_bits": float(np.mean([h.floating for h in healths])),
        "empty": float(np.mean([h.pieces == 0 for h in healths])),
    }
