"""Each evaluation from a loaded model to its section."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mge_studio.cli.console import Report
from mge_studio.cli.evaluation.pictures import (
    completion_pictures,
    generation_pictures,
    reconstruction_pictures,
)
from mge_studio.cli.evaluation.section import Cell, Chart, Section, Table
from mge_studio.errors import InputError
from mge_studio.requests import GenerationSettings

if TYPE_CHECKING:
    from mge_studio.model.pipeline import Model
    from mge_studio.training.evaluation.hiding import Hiding
    from mge_studio.training.evaluation.training_shapes import TrainingShapes


@dataclass(frozen=True)
class DataOptions:
    """Which shapes: see `training.evaluation.subjects.subjects`; patches: other numbers of patches
    that they are read as, too."""

    data: str
    limit: int | None = None
    held_out_only: bool = False
    patches: tuple[int, ...] = ()

    @property
    def shown(self) -> str:
        return "CC0 hold-out" if self.data == "holdout" else self.data


def measure_reconstruction(
    model: Model, options: DataOptions, seed: int, report: Report
) -> Section:
    from mge_studio.training.evaluation.reconstruction import evaluate_reconstruction

    latest = None
    for latest in evaluate_reconstruction(
        model, options.data, limit=options.limit, held_out_only=options.held_out_only,
        patches=options.patches, seed=seed,
    ):  # fmt: skip
        report(None, f"Reconstructed {len(latest.cases) + len(latest.failures)} shapes")
    if latest is None or not latest.cases:
        raise InputError(f"No shape of {options.data} could be evaluated{_first_reason(latest)}.")
    figures = latest.figures()
    overall = [(name, value) for name, value in figures.items() if _is_figure(value)]
    classes = [
        (name, row["count"], row["iou"], row["f_score_002"])
        for name, row in figures["by_class"].items()
    ]
    tables = [
        Table("", ("", "all shapes"), overall),
        Table("", ("class", "count", "iou", "f_score_002"), classes),
    ]
    if options.patches:
        tables.append(Table("", ("patches", "iou"), list(figures["by_patches"].items())))
    return Section(
        "reconstruction",
        f"Reconstruction, {options.shown}",
        figures,
        tables,
        note="IoU over closed shapes on 50,000 uniform points; Chamfer distance (cd): the sum of "
        "two mean distances between 50,000 surface points, in the cube [-1, 1]^3.",
        pictures=lambda: reconstruction_pictures(latest.cases),
    )


def measure_robustness(
    model: Model, options: DataOptions, resolution: int, seed: int, report: Report
) -> Section:
    from mge_studio.training.evaluation.robustness import evaluate_robustness

    latest = None
    for latest in evaluate_robustness(
        model, options.data, limit=options.limit, resolution=resolution, seed=seed
    ):
        report(None, f"Damaged and reconstructed {latest.count} shapes")
    if latest is None:
        raise InputError(f"No shape of {options.data} could be evaluated.")
    figures = latest.figures()
    keys = ("level", "iou", "cd", "f_score_002")
    tables, charts = [], []
    for name, curve in figures["curves"].items():
        rows = [[f"{p['level']:g}", *(p[key] for key in keys[1:])] for p in curve["points"]]
        tables.append(Table(name, (curve["unit"], *keys[1:]), rows))
        series = {k: [(p["level"], p[k]) for p in curve["points"]] for k in ("iou", "f_score_002")}
        charts.append(Chart(name, curve["unit"], series))
    return Section(
        "robustness", f"Robustness, {options.shown}, {latest.count} shapes", figures, tables,
        charts,
        note="Every shape is read as a damaged point cloud and scored against its whole true self.",
    )  # fmt: skip


@dataclass(frozen=True)
class CompletionOptions:
    """masks: ways of hiding, as text; none for all of them. with_class: tell the model. patches:
    see `CompletionSettings`."""

    masks: tuple[str, ...] = ()
    with_class: bool = False
    patches: int | None = None


def measure_completion(
    model: Model, options: DataOptions, how: CompletionOptions, training: TrainingShapes,
    generation: GenerationSettings, report: Report,
) -> Section:  # fmt: skip
    from mge_studio.training.evaluation.completion import CompletionSettings, evaluate_completion

    hidings = parse_hidings(how.masks)
    settings = CompletionSettings(hidings, how.with_class, how.patches, generation)
    latest = None
    for latest in evaluate_completion(
        model, options.data, training, settings,
        limit=options.limit, held_out_only=options.held_out_only,
    ):  # fmt: skip
        total = None if options.limit is None else options.limit * len(hidings)
        share = None if total is None else min(1.0, len(latest.cases) / total)
        report(share, f"Completed {len(latest.cases)} partial shapes")
    if latest is None or not latest.cases:
        raise InputError(f"No shape of {options.data} could be evaluated{_first_reason(latest)}.")
    figures = latest.figures() | {"variants": generation.variants, "with_class": how.with_class}
    keys = ("iou", "iou_gain", "iou_hidden", "cd", "f_score_002", "fidelity", "class_accuracy",
            "tmd")  # fmt: skip
    tables = [
        Table(name, ("", *keys), [(m, *(row.get(key) for key in keys)) for m, row in rows.items()])
        for name, rows in figures["by_mask"].items()
    ]
    return Section(
        "completion", f"Completion, {options.shown}, {latest.count} shapes", figures, tables,
        note=f"decoded: the whole shape from its completed tokens, mean of {generation.variants} "
        "variants; preserved: the first of them with the input's own surface kept. Baselines: "
        "mirror (what is left and its mirror image, exact), nearest (training shape). iou_gain: "
        "above the better baseline; iou_hidden: in the hidden part of space; fidelity: mean "
        "distance of the visible points to the result; tmd: total mutual difference.",
        pictures=lambda: completion_pictures(latest.cases),
    )  # fmt: skip


def parse_hidings(masks: tuple[str, ...]) -> list[Hiding]:
    from mge_studio.training.evaluation.hiding import HIDINGS, parse_hiding

    return [parse_hiding(mask) for mask in masks] or list(HIDINGS)


def measure_generation(
    model: Model, data: str, count: int, training: TrainingShapes, settings: GenerationSettings,
    report: Report, patches: int | None = None,
) -> Section:  # fmt: skip
    from mge_studio.training.evaluation.generation import GenerationReport, evaluate_generation

    latest = GenerationReport()
    for latest in evaluate_generation(
        model, training, settings, data=data, count=count, patches=patches
    ):
        report(latest.fraction, f"Sampled {len(latest.samples)} shapes")
    figures = latest.figures()
    return Section(
        "generation", f"Generation, against {data}", figures,
        [_sets_table(figures), _classes_table(figures["by_class"])],
        note="Against held-out shapes, 2,048 points each, Chamfer distance of mean squares. "
        "training: as many training shapes, what a model that copies would get. frechet, kernel, "
        "precision, recall: on the 64 principal components of surface occupancy descriptors. "
        "novelty: mean distance to the nearest training shape. Of the held-out shapes themselves "
        f"it is {figures['reference_novelty']:.4f}, and the classifier behind class_accuracy "
        f"is right on {figures['reference_class_accuracy']:.1%} of them.",
        pictures=lambda: generation_pictures(latest),
    )  # fmt: skip


def _sets_table(figures: dict[str, Any]) -> Table:
    names = ("conditional", "unconditional", "training")
    keys = dict.fromkeys(key for name in names for key in figures[name])
    rows: list[list[Cell]] = [[key, *(figures[name].get(key) for name in names)] for key in keys]
    return Table("", ("", *names), rows)


def _classes_table(by_class: dict[str, Any]) -> Table:
    keys = ("count", "mmd", "coverage", "one_nna", "class_accuracy", "reference_class_accuracy",
            "healthy", "floating_bits")  # fmt: skip
    rows = [(name, *(row[key] for key in keys)) for name, row in by_class.items()]
    return Table("By class", ("class", *keys), rows)


def _is_figure(value: Any) -> bool:
    return not isinstance(value, dict | list)


def _first_reason(latest: Any) -> str:
    return f": {latest.failures[0].reason.rstrip('.')}" if latest and latest.failures else ""
