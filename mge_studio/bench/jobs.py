"""The model's jobs: from a file to tokens, from a mask to a mesh."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from mge_studio.bench.figures import Figure, median, median_seconds
from mge_studio.bench.meshes import save_mesh_of
from mge_studio.model.pipeline import Model
from mge_studio.requests import (
    CompleteRequest,
    GenerationSettings,
    Preview,
    Progress,
    ShapeResult,
)
from mge_studio.resources import sample_shapes
from mge_studio.shapes.loading import load_shape
from mge_studio.shapes.regions import half

TRIANGLES = 100_000
MASK = half("+x")


class Moments(NamedTuple):
    """Seconds from the start of a completion to its end of decoding, first preview and mesh."""

    decoded: float
    preview: float
    finished: float


def load_to_tokens(model: Model, runs: int) -> list[Figure]:
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        for suffix in ("ply", "obj"):
            path = Path(folder) / f"mesh.{suffix}"
            triangles = save_mesh_of(TRIANGLES, path)
            taken = median_seconds(lambda path=path: model.tokenize(load_shape(path)), runs)  # type: ignore[misc]
            title = f"Load to tokens, {suffix.upper()} of {triangles:,} triangles"
            name = f"load_to_tokens_{suffix}"
            figures.append(Figure(name, title, "s", taken, runs, target=0.7))
    return figures


def completion(model: Model, runs: int) -> list[Figure]:
    """Half the patches of a bundled mesh, with the studio's default settings."""
    request = half_masked(model, GenerationSettings(variants=1))
    plain = half_masked(model, GenerationSettings(variants=1, preview_every=0))
    watch(model, request)
    seen = [watch(model, request) for _ in range(runs)]
    decoded = [watch(model, plain).decoded for _ in range(runs)]
    preview = median([moments.preview for moments in seen])
    finished = median([moments.finished for moments in seen])
    steps = request.settings.steps
    return [
        Figure("decoding", f"Decoding, {steps} steps", "s", median(decoded), runs),
        Figure("first_preview", "Completion, first preview", "s", preview, runs, target=0.4),
        Figure("final_mesh", "Completion, final mesh at 128^3", "s", finished, runs, target=1.2),
    ]


def half_masked(model: Model, settings: GenerationSettings) -> CompleteRequest:
    """The first bundled mesh with one half of its patches to be replaced."""
    shape = load_shape(sample_shapes()[0])
    tokens = model.tokenize(shape)
    return CompleteRequest(shape, tokens, MASK.select(tokens.centres), settings=settings)


def watch(model: Model, request: CompleteRequest) -> Moments:
    """Run a completion of one variant, noting when things happen."""
    started = time.perf_counter()
    preview = decoded = float("nan")
    for event in model.run(request):
        passed = time.perf_counter() - started
        if isinstance(event, Preview) and preview != preview:
            preview = passed
        elif isinstance(event, Progress) and event.message.startswith("Extracting"):
            decoded = passed
        elif isinstance(event, ShapeResult):
            return Moments(decoded, preview, passed)
    raise AssertionError("a completion ends with a result")
