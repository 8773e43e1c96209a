"""The best, the median and the worst cases of an evaluation, as rows of pictures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from mge_studio.shapes.shape import Shape

if TYPE_CHECKING:
    from mge_studio.scene.contact_sheet import Colours, Picture
    from mge_studio.training.evaluation.completion import Case as CompletionCase
    from mge_studio.training.evaluation.generation import GenerationReport
    from mge_studio.training.evaluation.reconstruction import Case as ReconstructionCase

Thing = TypeVar("Thing")
Sheets = dict[str, list[list["Picture"]]]

#: Cases of each kind; variants shown of a completion; samples of each kind.
CASES, VARIANTS, SAMPLES = 3, 5, 6


def chosen(things: Sequence[Thing], quality: Sequence[float], count: int) -> dict[str, list[Thing]]:
    """`count` each of the best, the middling and the worst; fewer where there are few things."""
    order = [int(i) for i in np.argsort(-np.asarray(quality), kind="stable")]
    count = min(count, max(1, len(order) // 3))
    middle = max(0, len(order) // 2 - count // 2)
    rows = {"Best": order[:count], "Median": order[middle : middle + count]}
    rows["Worst"] = order[-count:]
    return {name: [things[i] for i in picked] for name, picked in rows.items()}


def picture(label: str, shape: Shape, colours: Colours | None = None) -> Picture:
    from mge_studio.scene.contact_sheet import RESULT, Picture

    return Picture(label[:24], shape.vertices, shape.faces, RESULT if colours is None else colours)


def reconstruction_pictures(cases: Sequence[ReconstructionCase]) -> Sheets:
    """Truths (grey) above reconstructions (blue)."""
    from mge_studio.scene.contact_sheet import TRUTH

    scores = [case.scores.f_score_002 if case.iou is None else case.iou for case in cases]
    ranked = chosen(list(zip(cases, scores, strict=True)), scores, CASES)
    picked = [pair for row in ranked.values() for pair in row]
    truths = [picture(case.subject.name, case.subject.mesh(), TRUTH) for case, _ in picked]
    results = [
        picture(f"{'F' if case.iou is None else 'IoU'} {score:.2f}", case.mesh)
        for case, score in picked
    ]
    return {"Best, median and worst, left to right; the truth above": [truths, results]}


def completion_pictures(cases: Sequence[CompletionCase]) -> Sheets:
    """A row a case: the truth with what was hidden (orange), then variants; a sheet a mask."""
    sheets: Sheets = {}
    for hiding in dict.fromkeys(str(case.hiding) for case in cases):
        of_hiding = [case for case in cases if str(case.hiding) == hiding]
        ranked = chosen(of_hiding, [case.quality for case in of_hiding], 1)
        sheets[f"{hiding}: best, median, worst"] = [
            _completion_row(case) for row in ranked.values() for case in row
        ]
    return sheets


def _completion_row(case: CompletionCase) -> list[Picture]:
    from mge_studio.scene.contact_sheet import REMOVED, TRUTH
    from mge_studio.training.evaluation.completion_baselines import left_of

    truth = case.subject.mesh()
    assert truth.faces is not None
    left = left_of(truth.vertices[truth.faces].mean(axis=1), case.partial)
    colours = np.where(left[:, None], TRUTH, REMOVED).astype(np.uint8)
    rows = case.methods["decoded"].scores
    return [
        picture(case.subject.name, truth, colours),
        *(
            picture("" if score.iou is None else f"IoU {score.iou:.2f}", result.shape)
            for result, score in list(zip(case.results, rows, strict=True))[:VARIANTS]
        ),
    ]


def generation_pictures(report: GenerationReport) -> Sheets:
    """Samples nearest to any held-out shape, middling ones and the farthest."""
    sheets: Sheets = {}
    for caption, wanted in (("by class", True), ("unconditional", False)):
        rows = [
            i
            for i, sample in enumerate(report.samples)
            if (sample.class_name is not None) == wanted
        ]
        ranked = chosen(rows, [-float(report.distances[i]) for i in rows], SAMPLES)
        sheets[f"Samples {caption}: nearest to a held-out shape, median, farthest"] = [
            [
                picture(
                    f"{report.samples[i].class_name or 'any'} {report.distances[i]:.3f}",
                    report.samples[i].result.shape,
                )
                for i in row
            ]
            for row in ranked.values()
        ]
    return sheets
