"""Loading a model and running its requests with progress."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mge_studio.cli.console import Report, note
from mge_studio.cli.options import Common
from mge_studio.requests import Notice, Progress, Request, ShapeResult

if TYPE_CHECKING:
    from mge_studio.model.pipeline import Model


def load_model(common: Common, report: Report) -> Model:
    """The model asked for. torch is imported here, after the input has been checked."""
    report(None, "Loading the model")
    from mge_studio.model.pipeline import Model

    return Model.load(common.model, common.device, common.memory)


def shape_results(model: Model, request: Request, report: Report) -> Iterator[ShapeResult]:
    """The finished shapes of a request, its progress going to `report`."""
    for event in model.run(request):
        if isinstance(event, Progress):
            report(event.fraction, event.message)
        elif isinstance(event, Notice):
            note(event.text)
        elif isinstance(event, ShapeResult):
            yield event
