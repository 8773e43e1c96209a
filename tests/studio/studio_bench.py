"""A small engine in place of the model, and a session that runs on a queue."""

from __future__ import annotations

import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from mge_studio.errors import InputError
from mge_studio.requests import (
    CompleteRequest,
    Event,
    GenerationSettings,
    ModelInfo,
    Preview,
    Progress,
    ReconstructRequest,
    Request,
    SampleRequest,
    ShapeResult,
    TokenizeRequest,
    TokenizeResult,
)
from mge_studio.shapes.shape import Shape
from mge_studio.shapes.tokens import Tokens
from mge_studio.studio.dispatch import MainQueue
from mge_studio.studio.document import Item
from mge_studio.studio.session import Session

TRIANGLES = np.array([[0, 1, 2], [0, 2, 3], [0, 3, 1], [1, 3, 2]], np.int32)


def tetrahedron(name: str = "chair", source: Path | None = None) -> Shape:
    corners = np.array([[0, 0.9, 0], [0.5, -0.5, 0], [-0.5, -0.5, 0.5], [-0.5, -0.5, -0.5]])
    return Shape(name, corners.astype(np.float32), TRIANGLES, source=source)


def tokens(count: int) -> Tokens:
    ramp = np.linspace(-0.9, 0.9, count, dtype=np.float32)
    return Tokens(np.arange(count), np.stack([ramp, ramp, ramp], axis=1))


@dataclass
class FakeEngine:
    """Instant, except where a test asks for `step` seconds between its yields.

    more: patches that a shape may have beside those of the model's own number, None for as many.
    """

    patches: int = 8
    more: int | None = None
    step: float = 0.0
    load_seconds: float = 0.0
    failure: Exception | None = None
    ran: list[Request] = field(default_factory=list)
    closed_early: int = 0
    info: ModelInfo | None = None
    may_evaluate: threading.Event = field(default_factory=threading.Event)
    may_load: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.may_load.set()

    def load(self, folder: Path | None, device: str) -> ModelInfo:
        self.may_load.wait(20)
        time.sleep(self.load_seconds)
        if folder is not None and folder.name == "broken":
            raise InputError(f"{folder} holds no model.")
        folder = folder or Path("models/small")
        most = self.patches + (self.patches if self.more is None else self.more)
        self.info = ModelInfo(
            folder.name, folder, "tiny", 1, self.patches, most, 16, ("chair",), "cpu"
        )
        return self.info

    def codebook_usage(self) -> np.ndarray:
        return np.arange(16)

    def code_vectors(self) -> np.ndarray:
        return np.arange(16, dtype=np.float32)[:, None]

    def local_surface(self, tokens: Tokens, patch: int, radius: float, cells: int) -> tuple:
        return tetrahedron().vertices, TRIANGLES

    def field_values(self, tokens: Tokens, places: np.ndarray) -> np.ndarray:
        self.may_evaluate.wait(20)
        return 100 * (0.5 - np.linalg.norm(places, axis=1))  # a ball

    def run(self, request: Request) -> Iterator[Event]:
        if self.info is None:
            raise InputError("No model is loaded.")
        self.ran.append(request)
        try:
            yield from self._events(request)
        except GeneratorExit:
            self.closed_early += 1
            raise

    def close(self) -> None:
        self.info = None

    def _events(self, request: Request) -> Iterator[Event]:
        yield Progress(0.0, "Working")
        if self.failure is not None:
            raise self.failure
        asked = request.patches if isinstance(request, SampleRequest) else None
        made = tokens(asked or self.patches)
        if isinstance(request, ReconstructRequest) and request.tokens is not None:
            made = request.tokens
        if isinstance(request, TokenizeRequest):
            made = tokens(request.patches or self.patches)
            points = np.zeros((32, 3), np.float32)
            yield TokenizeResult(request, made, points, np.zeros((len(made), 4), np.int64))
            return
        settings = getattr(request, "settings", GenerationSettings())
        generated = np.ones(len(made), bool)
        if isinstance(request, CompleteRequest):
            made = tokens(len(request.mask) + request.invent)
            generated = np.append(request.mask, np.ones(request.invent, bool))
        for variant in range(settings.variants):
            for step in range(settings.steps):
                time.sleep(self.step)
                yield Progress(step / settings.steps, f"Step {step}")
                shape = tetrahedron()
                yield Preview(variant, shape.vertices, TRIANGLES, made)
            yield ShapeResult(request, variant, tetrahedron(), made, generated)


@dataclass
class Bench:
    """A session with its engine, its queue and what it said."""

    engine: FakeEngine
    queue: MainQueue
    session: Session
    errors: list[tuple[str, str, str]] = field(default_factory=list)

    def wait(self, condition: Callable[[], bool]) -> None:
        assert self.queue.run_until(condition, timeout=20), "nothing came of it"

    def settle(self) -> None:
        """Wait until no job is queued or running."""
        self.wait(lambda: not self.session.jobs.active)

    def load_model(self, folder: Path | None = None) -> None:
        self.session.load_model(folder)
        self.settle()

    def chair(self) -> int:
        """A tokenized chair; its id."""
        item = self.session.add_shape(tetrahedron())
        self.settle()
        return item.id

    def masked_chair(self) -> int:
        item_id = self.chair()
        self.session.set_mask(item_id, half(self.engine.patches))
        return item_id

    def item(self, item_id: int) -> Item:
        return self.session.document.item(item_id)

    @property
    def names(self) -> list[str]:
        return [item.name for item in self.session.document.items]


def half(count: int) -> np.ndarray:
    return np.arange(count) < count // 2


def save(bench: Bench, path: Path) -> Path:
    bench.session.save_project(path)
    bench.settle()
    assert path.is_file(), bench.errors
    return path


def rewritten(path: Path, change: dict[str, bytes | None], target: Path) -> Path:
    """A copy of the archive with some members replaced, added or (None) left out."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()} | change
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            if data is not None:
                archive.writestr(name, data)
    return target
