"""The shapes an evaluation looks at: meshes of a folder or zip, or procedural ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

import numpy as np
import torch
from numpy.typing import NDArray

from mge_studio.errors import InputError
from mge_studio.model.extraction import extract_mesh
from mge_studio.resources import resource_path
from mge_studio.shapes.inside import InsideTest
from mge_studio.shapes.procedural.families import ProceduralShape, generate
from mge_studio.shapes.sampling import (
    CANDIDATE_POINTS,
    farthest_points,
    sample_surface,
    tokenizer_points,
)
from mge_studio.shapes.shape import Float32, Shape
from mge_studio.training.records import load_member
from mge_studio.training.sources import Item, Source

#: What `--data holdout` stands for: the bundled meshes that no training saw.
HOLD_OUT = "holdout"
#: How finely a procedural truth is drawn, and from how many surface points its grid starts.
DISPLAY_RESOLUTION = 160
DISPLAY_CENTRES = 1024


@dataclass(frozen=True, eq=False)
class Subject:
    """One shape with its truth, in the normalised frame.

    read(count, seed): (count, 3) points for the tokenizer. sample(count, seed): (count, 3) surface
    points and unit normals. inside(queries): (Q,) bool, or None where the mesh is not closed.
    mesh(): the true surface to look at; of a procedural shape only as fine as its grid.
    """

    name: str
    class_name: str | None
    read: Callable[[int, int], Float32]
    sample: Callable[[int, int], tuple[Float32, Float32]]
    inside: Callable[[NDArray[np.floating]], NDArray[np.bool_]] | None
    mesh: Callable[[], Shape]


@dataclass(frozen=True)
class Unusable:
    """A shape that could not be evaluated, and why."""

    path: str
    reason: str


def subjects(data: str, limit: int | None, held_out_only: bool) -> Iterator[Subject | Unusable]:
    """Every shape of `data`: a folder, a zip, `holdout`, or `procedural[:family]`.

    limit: at most so many, evenly spread; procedural shapes default to 64 and are always held-out
    ones. held_out_only: of a folder or zip, only what training would hold out.
    """
    if data == HOLD_OUT:
        source, splits = Source(str(resource_path("holdout/holdout.zip"))), ["validation"]
    else:
        source = Source(data)
        whole = not (held_out_only or source.is_procedural)
        splits = ["train", "validation"] if whole else ["validation"]
    items = [
        item
        for split in splits
        for item in source.items(split, limit or 64)  # type: ignore[arg-type]
    ]
    if not items:
        raise InputError(f"{data} holds no shapes to evaluate.")
    if limit is not None and limit < len(items):
        items = [items[i] for i in np.linspace(0, len(items) - 1, limit).astype(int)]
    for item in sorted(items, key=lambda item: item.member or ""):
        yield load_subject(source, item)


def load_subject(source: Source, item: Item) -> Subject | Unusable:
    """One item of a source, procedural or a mesh."""
    if item.family is not None:
        return _procedural(generate(item.family, item.index), item.class_name)
    assert item.member is not None
    try:
        return _mesh(load_member(source, item.member), item.class_name)
    except InputError as error:
        return Unusable(item.member, str(error))


def _procedural(shape: ProceduralShape, class_name: str | None) -> Subject:
    def read(count: int, seed: int) -> Float32:
        points, _, _ = shape.sample_surface(max(CANDIDATE_POINTS, count), seed)
        return points[farthest_points(points, count)]

    def sample(count: int, seed: int) -> tuple[Float32, Float32]:
        points, normals, _ = shape.sample_surface(count, seed)
        return points, normals

    def mesh() -> Shape:
        def occupancy(queries: torch.Tensor) -> torch.Tensor:
            return torch.from_numpy(shape.inside(queries.numpy())).float() - 0.5

        centres = read(DISPLAY_CENTRES, 0)
        surface = extract_mesh(occupancy, centres=centres, resolution=DISPLAY_RESOLUTION)
        return Shape(name, *surface)

    name = f"{shape.family}-{shape.index}"
    return Subject(name, class_name, read, sample, shape.inside, mesh)


def _mesh(shape: Shape, class_name: str | None) -> Subject:
    if shape.faces is None:
        raise InputError(f"{shape.name} is a point cloud: its surface is not known.")

    def sample(count: int, seed: int) -> tuple[Float32, Float32]:
        samples = sample_surface(shape, count, seed)
        return samples.points, samples.normals

    inside = InsideTest.of(shape).inside if shape.is_watertight else None
    return Subject(
        PurePosixPath(shape.name).name, class_name,
        lambda count, seed: tokenizer_points(shape, seed, count), sample, inside, lambda: shape,
    )

