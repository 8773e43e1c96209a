"""`mge-studio eval`: figures of a model on data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from cyclopts import App, Parameter
from cyclopts.validators import Number

from mge_studio.cli.console import progress_bar, say
from mge_studio.cli.models import load_model
from mge_studio.cli.options import DEFAULTS, Common
from mge_studio.cli.outputs import checked_output, write_json
from mge_studio.errors import InputError

EXAMPLES = """**Examples**

    mge-studio eval reconstruction --data holdout
    mge-studio eval reconstruction --data procedural:chair --limit 32 --json chairs.json
    mge-studio eval reconstruction --data my_meshes --json figures.json --model runs/mine/model

iou is over closed meshes; cd and the F-scores, with thresholds 0.01 and 0.02, are over all.
"""

EvalData = Annotated[
    str,
    Parameter(help="A folder or zip of meshes, holdout (bundled), or procedural[:family]."),
]
JsonFile = Annotated[
    Path | None, Parameter(name="--json", help="Write all figures to this .json file.")
]


def register(app: App) -> None:
    group = App(name="eval", help="Measure how good a model is.")
    group.command(reconstruction, help_epilogue=EXAMPLES)
    app.command(group)


def reconstruction(
    *,
    data: EvalData,
    json: JsonFile = None,
    limit: Annotated[
        int | None, Parameter(validator=Number(gte=1), help="At most so many shapes.")
    ] = None,
    held_out_only: Annotated[
        bool, Parameter(negative=(), help="Only the meshes that training would hold out.")
    ] = False,
    common: Common = DEFAULTS,
) -> None:
    """Measure how much of a shape the tokenizer keeps."""
    if json is not None:
        checked_output(json, (".json",))
    with progress_bar() as report:
        model = load_model(common, report)
        from mge_studio.training.evaluation.reconstruction import evaluate_reconstruction

        latest = None
        cases = evaluate_reconstruction(
            model, data, limit=limit, held_out_only=held_out_only, seed=common.seed
        )
        for latest in cases:
            done = len(latest.cases) + len(latest.failures)
            report(None, f"Reconstructed {done} shapes")
    if latest is None or not latest.cases:
        raise InputError(f"No shape of {data} could be evaluated{_first_reason(latest)}.")
    figures = {"data": data, "model": str(model.info.folder), **latest.figures()}
    if json is not None:
        write_json(json, figures)
    _print(figures)


def _first_reason(report: Any) -> str:
    return f": {report.failures[0].reason.rstrip('.')}" if report and report.failures else ""


def _print(figures: dict[str, Any]) -> None:
    for name, value in figures.items():
        if isinstance(value, float):
            say(f"{name:20} {value:.4f}")
        elif not isinstance(value, dict | list):
            say(f"{name:20} {value}")
    for failure in figures["failures"]:
        say(f"left out {failure['path']}: {failure['reason']}")
