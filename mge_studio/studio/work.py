"""What jobs do on their worker threads: generators without any view of the document."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

from mge_studio.errors import InputError
from mge_studio.requests import Event, ModelInfo, Progress, Request, ShapeResult
from mge_studio.shapes.shape import Shape
from mge_studio.studio.engine import Engine
from mge_studio.studio.jobs import CancelToken
from mge_studio.studio.project import Project, load_project, save_project

log = logging.getLogger(__name__)


def load_model_work(
    engine: Engine, folder: Path | None, device: str, token: CancelToken
) -> Iterator[Progress | ModelInfo]:
    """Cannot be cancelled once begun: the session must hear which model the engine has."""
    if token.seal():
        yield Progress(0.0, "Loading the model")
        yield engine.load(folder, device)


def request_work(engine: Engine, request: Request, token: CancelToken) -> Iterator[Event]:
    return measured(engine.run(request))


def measured(events: Iterator[Event]) -> Iterator[Event]:
    """The same events; shapes among them know what the window is going to say about them."""
    for event in events:
        if isinstance(event, ShapeResult):
            event.shape.measure()
        yield event


def load_shape_work(path: Path, up: str, token: CancelToken) -> Iterator[Progress | Shape]:
    from mge_studio.shapes.loading import load_shape  # imports much: not on the GUI thread

    yield Progress(0.0, f"Reading {path.name}")
    shape = load_shape(path, up=up)
    shape.measure()
    yield shape


def load_project_work(path: Path, token: CancelToken) -> Iterator[Progress | Project]:
    yield Progress(0.0, f"Reading {path.name}")
    project = load_project(path)
    for item in project.items:
        item.shape.measure()
    yield project


def save_project_work(
    project: Project, path: Path, token: CancelToken
) -> Iterator[Progress | Path]:
    """Cannot be cancelled once begun: whether the file was written must be known."""
    if token.seal():
        yield Progress(0.0, f"Saving {path.name}")
        save_project(project, path)
        yield path


def autosave_work(project: Project, path: Path, token: CancelToken) -> Iterator[Progress | Path]:
    """A disk that is full is logged and not reported every minute."""
    if token.seal():
        yield Progress(0.0, "Autosaving")
        try:
            save_project(project, path)
        except InputError as error:
            log.warning("Autosave failed: %s", error)
        yield path
