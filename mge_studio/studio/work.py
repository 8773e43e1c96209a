"""What jobs do on their worker threads: generators without any view of the document."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mge_studio.requests import Event, ModelInfo, Progress, Request
from mge_studio.shapes.shape import Shape
from mge_studio.studio.engine import Engine
from mge_studio.studio.jobs import CancelToken


def load_model_work(
    engine: Engine, folder: Path | None, device: str, token: CancelToken
) -> Iterator[Progress | ModelInfo]:
    """Cannot be cancelled once begun: the session must hear which model the engine has."""
    if token.seal():
        yield Progress(0.0, "Loading the model")
        yield engine.load(folder, device)


def request_work(engine: Engine, request: Request, token: CancelToken) -> Iterator[Event]:
    return engine.run(request)


def load_shape_work(path: Path, up: str, token: CancelToken) -> Iterator[Progress | Shape]:
    from mge_studio.shapes.loading import load_shape  # imports much: not on the GUI thread

    yield Progress(0.0, f"Reading {path.name}")
    yield load_shape(path, up=up)


def save_shape_work(shape: Shape, path: Path, token: CancelToken) -> Iterator[Progress | Path]:
    """Cannot be cancelled once begun: whether the file was written must be known."""
    from mge_studio.shapes.saving import save_shape

    if token.seal():
        yield Progress(0.0, f"Writing {path.name}")
        save_shape(shape, path)
        yield path
