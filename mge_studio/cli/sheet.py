"""`mge-studio sheet`: contact sheets, so that a model can be judged by eye."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
from cyclopts import App, Parameter
from cyclopts.validators import Number

from mge_studio.cli.console import Report, progress_bar, say
from mge_studio.cli.models import load_model, shape_results
from mge_studio.cli.options import (
    DEFAULTS,
    Common,
    Guidance,
    OrderOption,
    PatchCount,
    Steps,
    Temperature,
    TopP,
)
from mge_studio.cli.outputs import checked_output
from mge_studio.errors import InputError
from mge_studio.requests import CompleteRequest, GenerationSettings, SampleRequest
from mge_studio.shapes.regions import parse_mask
from mge_studio.shapes.shape import Shape

if TYPE_CHECKING:
    from mge_studio.model.pipeline import Model
    from mge_studio.scene.contact_sheet import Colours, Picture
    from mge_studio.training.evaluation.subjects import Subject

EXAMPLES = """**Examples**

    mge-studio sheet reconstruction -o holdout.png --data holdout --limit 24
    mge-studio sheet completion -o completion.png --data procedural --mask block:0.5
    mge-studio sheet samples -o samples.png --per-class 8 --patches 256
"""

Output = Annotated[Path, Parameter(name=("--output", "-o"), help="The .png file to write.")]
Data = Annotated[
    str,
    Parameter(help="A folder or zip of meshes, holdout (bundled), or procedural[:family]."),
]
Limit = Annotated[int, Parameter(validator=Number(gte=1), help="At most so many shapes.")]
_BASE = GenerationSettings()
#: Reconstructions are shown below their truths in bands of so many columns.
COLUMNS = 9


def register(app: App) -> None:
    group = App(name="sheet", help="Draw contact sheets of what a model does.")
    for command in (reconstruction, completion, samples):
        group.command(command, help_epilogue=EXAMPLES)
    app.command(group)


def reconstruction(
    *, output: Output, data: Data = "procedural", limit: Limit = 18, common: Common = DEFAULTS
) -> None:
    """Show shapes (grey) above what the tokenizer keeps of them (blue), with IoU and F-score."""
    from mge_studio.scene.contact_sheet import TRUTH
    from mge_studio.training.evaluation.reconstruction import reconstruct_case

    with _sheet(output) as (rows, report):
        model = load_model(common, report)
        subjects = _closed_subjects(data, limit)
        truths, results = [], []
        for i, subject in enumerate(subjects):
            report(i / len(subjects), f"Reconstructing {subject.name}")
            case = reconstruct_case(model, subject, common.seed)
            scores = f"IoU {case.iou:.2f}  F {case.scores.f_score_002:.2f}"
            truths.append(_picture(subject.name, subject.mesh(), TRUTH))
            results.append(_picture(scores, case.mesh))
        for first in range(0, len(truths), COLUMNS):
            band = slice(first, first + COLUMNS)
            rows += [truths[band], results[band]]


def completion(
    *,
    output: Output,
    data: Data = "procedural",
    limit: Limit = 17,
    mask: Annotated[str, Parameter(help="The patches to replace, as for complete.")] = "block:0.5",
    variants: Annotated[int, Parameter(validator=Number(gte=1), help="Completions a shape.")] = 4,
    with_class: Annotated[bool, Parameter(help="Tell the model each shape's class.")] = False,
    patches: PatchCount = None,
    common: Common = DEFAULTS,
) -> None:
    """Show shapes with what is replaced (orange), and several completions of each (blue)."""
    with _sheet(output) as (rows, report):
        model = load_model(common, report)
        subjects = _closed_subjects(data, limit)
        for i, subject in enumerate(subjects):
            report(i / len(subjects), f"Completing {subject.name}")
            name = subject.class_name if with_class else None
            settings = GenerationSettings(
                seed=common.seed, variants=variants, class_name=name, preview_every=0
            )
            rows.append(_completed(model, subject, mask, settings, patches))


def samples(
    *,
    output: Output,
    per_class: Annotated[int, Parameter(validator=Number(gte=1), help="Shapes a class.")] = 8,
    steps: Steps = _BASE.steps,
    temperature: Temperature = _BASE.temperature,
    top_p: TopP = _BASE.top_p,
    guidance: Guidance = _BASE.guidance,
    order: OrderOption = _BASE.order,
    patches: PatchCount = None,
    common: Common = DEFAULTS,
) -> None:
    """Show new shapes of every class the model knows, and unconditional ones last."""
    with _sheet(output) as (rows, report):
        model = load_model(common, report)
        names: list[str | None] = [*model.info.class_names, None]
        for i, name in enumerate(names):
            report(i / len(names), f"Sampling {name or 'any class'}")
            settings = GenerationSettings(
                class_name=name, seed=common.seed, variants=per_class, preview_every=0,
                steps=steps, temperature=temperature, top_p=top_p, guidance=guidance, order=order,
            )  # fmt: skip
            results = shape_results(model, SampleRequest(settings, patches), lambda *_: None)
            label = name or "unconditional"
            rows.append([_picture(f"{label} {r.variant + 1}", r.shape) for r in results])


@contextmanager
def _sheet(output: Path) -> Iterator[tuple[list[list[Picture]], Report]]:
    """Rows to fill under a progress bar; drawn and written when all went well."""
    checked_output(output, (".png",))
    try:
        from mge_studio.scene.contact_sheet import save_contact_sheet
    except ImportError as error:
        raise InputError(f"Contact sheets are drawn with pyvista: install it ({error}).") from error
    rows: list[list[Picture]] = []
    with progress_bar() as report:
        yield rows, report
        report(None, "Drawing")
        save_contact_sheet(output, rows)
    say(f"Wrote {output}")


def _closed_subjects(data: str, limit: int) -> list[Subject]:
    from mge_studio.training.evaluation.subjects import Subject, subjects

    closed = (
        subject
        for subject in subjects(data, limit if data.startswith("procedural") else None, False)
        if isinstance(subject, Subject) and subject.inside is not None
    )
    return list(islice(closed, limit))


def _picture(label: str, shape: Shape, colours: Colours | None = None) -> Picture:
    from mge_studio.scene.contact_sheet import RESULT, Picture

    return Picture(label[:26], shape.vertices, shape.faces, RESULT if colours is None else colours)


def _completed(
    model: Model, subject: Subject, mask: str, settings: GenerationSettings, patches: int | None
) -> list[Picture]:
    from mge_studio.scene.contact_sheet import REMOVED, TRUTH

    shape = subject.mesh()
    assert shape.faces is not None
    points = subject.read(model.points, 0)
    tokens = model.tokenize_points(points, model.whole_patches(patches))
    rows = parse_mask(mask).select(tokens.centres, settings.seed)
    middles = shape.vertices[shape.faces].mean(axis=1)
    from mge_studio.shapes.patches import nearest_patch  # brings scipy in

    removed = rows[nearest_patch(middles, tokens.centres)]
    colours = np.where(removed[:, None], REMOVED, TRUTH).astype(np.uint8)
    request = CompleteRequest(shape, tokens, rows, settings=settings)
    results = shape_results(model, request, lambda *_: None)
    pictures = [_picture(f"completed {result.variant + 1}", result.shape) for result in results]
    return [_picture(subject.name, shape, colours), *pictures]
