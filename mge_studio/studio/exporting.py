"""Exports with options: another resolution, fewer triangles, a cloud, patches with every vertex."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mge_studio.requests import ModelInfo, Notice, Progress
from mge_studio.shapes.saving import LABELLED_SUFFIXES, VertexLabels, save_shape
from mge_studio.shapes.shape import Shape
from mge_studio.shapes.tokens import Tokens
from mge_studio.studio.decimating import decimated
from mge_studio.studio.document import Item
from mge_studio.studio.engine import Engine
from mge_studio.studio.finer import FinerRequest, at_resolution, made_finer
from mge_studio.studio.jobs import CancelToken, LaneName

#: What is left at least of a mesh that is decimated.
FEWEST_TRIANGLES = 100


@dataclass(frozen=True, eq=False)
class ExportOptions:
    """resolution: cells an axis of a surface that is decoded anew, None for the one there is.
    triangles: percent of them to keep. points: a cloud of so many points of the surface
    instead of the mesh. colours: (M, 3) uint8, one a patch; with them every vertex of a PLY gets
    its patch, its code and its colour, and every vertex of a GLB its colour."""

    resolution: int | None = None
    triangles: int = 100
    points: int | None = None
    colours: NDArray[np.uint8] | None = None


def work_of_export(
    engine: Engine, model: ModelInfo | None, item: Item, options: ExportOptions, path: Path
) -> tuple[Callable[[CancelToken], Iterator[Progress | Notice | Path]], LaneName]:
    """What a job has to do, and beside what: decoding anew takes its turn with the model."""
    cells = options.resolution
    request = None if cells is None else at_resolution(item, model, cells)
    if request is None:
        shape = item.shape.renamed(item.name)
        return partial(_write, shape, item.tokens, options, path), "files"
    return partial(_decode_and_write, engine, item, request, options, path), "model"


def _write(
    shape: Shape, tokens: Tokens | None, options: ExportOptions, path: Path, token: CancelToken
) -> Iterator[Progress | Path]:
    """Cannot be cancelled once begun: whether the file was written must be known."""
    if token.seal():
        yield Progress(0.0, f"Writing {path.name}")
        made = _prepared(shape, options)
        save_shape(made, path, _labels(made, tokens, options, path))
        yield path


def _decode_and_write(
    engine: Engine, item: Item, request: FinerRequest, options: ExportOptions, path: Path,
    token: CancelToken,
) -> Iterator[Progress | Notice | Path]:  # fmt: skip
    for made in made_finer(engine, item, request):
        if isinstance(made, Shape):
            yield from _write(made, item.tokens, options, path, token)
        else:
            yield made


def _prepared(shape: Shape, options: ExportOptions) -> Shape:
    from mge_studio.shapes.sampling import sample_surface  # imports much: not on the GUI thread

    if options.points is not None and not shape.is_cloud:
        samples = sample_surface(shape, options.points, seed=0)
        return Shape(
            shape.name, samples.points, normals=samples.normals, transform=shape.transform
        )
    if shape.faces is None or options.triangles == 100:
        return shape
    return decimated(shape, max(FEWEST_TRIANGLES, len(shape.faces) * options.triangles // 100))


def _labels(
    shape: Shape, tokens: Tokens | None, options: ExportOptions, path: Path
) -> VertexLabels | None:
    if tokens is None or options.colours is None or path.suffix.lower() not in LABELLED_SUFFIXES:
        return None
    from mge_studio.shapes.patches import nearest_patch  # brings scipy in

    patches = nearest_patch(shape.vertices, tokens.centres)
    return VertexLabels(patches, tokens.codes[patches], options.colours[patches])
