"""Exports with options: fewer triangles, a cloud instead of a mesh, patches with every vertex."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mge_studio.requests import Progress
from mge_studio.shapes.saving import LABELLED_SUFFIXES, VertexLabels, save_shape
from mge_studio.shapes.shape import Shape
from mge_studio.shapes.tokens import Tokens
from mge_studio.studio.decimating import decimated
from mge_studio.studio.jobs import CancelToken


@dataclass(frozen=True, eq=False)
class ExportOptions:
    """triangles: at most so many, None for all. points: a cloud of so many points of the surface
    instead of the mesh. colours: (M, 3) uint8, one a patch; with them every vertex of a PLY gets
    its patch, its code and its colour, and every vertex of a GLB its colour."""

    triangles: int | None = None
    points: int | None = None
    colours: NDArray[np.uint8] | None = None


def export_work(
    shape: Shape, tokens: Tokens | None, options: ExportOptions, path: Path, token: CancelToken
) -> Iterator[Progress | Path]:
    """Cannot be cancelled once begun: whether the file was written must be known."""
    if token.seal():
        yield Progress(0.0, f"Writing {path.name}")
        made = _prepared(shape, options)
        save_shape(made, path, _labels(made, tokens, options, path))
        yield path


def _prepared(shape: Shape, options: ExportOptions) -> Shape:
    from mge_studio.shapes.sampling import sample_surface  # imports much: not on the GUI thread

    if options.points is not None and not shape.is_cloud:
        samples = sample_surface(shape, options.points, seed=0)
        return Shape(
            shape.name, samples.points, normals=samples.normals, transform=shape.transform
        )
    return shape if options.triangles is None else decimated(shape, options.triangles)


def _labels(
    shape: Shape, tokens: Tokens | None, options: ExportOptions, path: Path
) -> VertexLabels | None:
    if tokens is None or options.colours is None or path.suffix.lower() not in LABELLED_SUFFIXES:
        return None
    from mge_studio.shapes.patches import nearest_patch  # brings scipy in

    patches = nearest_patch(shape.vertices, tokens.centres)
    return VertexLabels(patches, tokens.codes[patches], options.colours[patches])
