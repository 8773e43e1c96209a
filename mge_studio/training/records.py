"""One training shape as compact arrays, and how it is made from a mesh or a procedural family."""

from __future__ import annotations

import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray

from mge_studio.errors import InputError
from mge_studio.shapes.inside import InsideTest
from mge_studio.shapes.loading import load_shape
from mge_studio.shapes.procedural.samples import occupancy_sample
from mge_studio.shapes.sampling import CANDIDATE_POINTS, farthest_points, sample_surface
from mge_studio.shapes.shape import Float32, Shape
from mge_studio.training.sources import Item, Source

#: Surface points a set; sets a mesh; volume and near-surface queries a mesh.
POINTS = 2048
MESH_SETS = 3
MESH_QUERIES = 8192
#: Half of the near queries are this far from the surface (standard deviation), half that far.
NEAR_SIGMAS = (0.01, 0.04)
#: Zip members beyond this are refused: a training mesh is never that large.
MAX_MEMBER_BYTES = 512 * 2**20
_FIXED_POINT = 32767 / 1.25


@dataclass(frozen=True, eq=False)
class Record:
    """points (S, P, 3) and queries (Q, 3) as 16-bit fixed point, normals (S, P, 3) int8,
    parts (S, P) uint8, inside bits (Q,) bool; see `to_fixed`."""

    points: NDArray[np.int16]
    normals: NDArray[np.int8]
    parts: NDArray[np.uint8]
    volume: NDArray[np.int16]
    volume_inside: NDArray[np.bool_]
    near: NDArray[np.int16]
    near_inside: NDArray[np.bool_]
    watertight: bool


def to_fixed(points: NDArray[np.floating]) -> NDArray[np.int16]:
    """Coordinates in [-1.25, 1.25] (clipped) as int16, 4e-5 apart."""
    return np.rint(np.clip(points, -1.25, 1.25) * _FIXED_POINT).astype(np.int16)


def from_fixed(points: NDArray[np.int16]) -> Float32:
    return points.astype(np.float32) * np.float32(1 / _FIXED_POINT)


def make_record(source: Source, item: Item, seed: int) -> Record:
    """Prepare one item. Raises InputError when its mesh cannot be used."""
    if item.family is not None:
        return _procedural_record(item.family, item.index)
    assert item.member is not None
    return mesh_record(load_member(source, item.member), seed)


def mesh_record(shape: Shape, seed: int) -> Record:
    """Samples of a mesh, with inside bits by winding number, so open ones work too."""
    if shape.faces is None:
        raise InputError(f"{shape.name} has no faces, so nothing is inside it.")
    rng = np.random.default_rng(seed)
    sets, normals = [], []
    for _ in range(MESH_SETS):
        samples = sample_surface(shape, CANDIDATE_POINTS, int(rng.integers(2**31)))
        rows = farthest_points(samples.points, POINTS)
        sets.append(samples.points[rows])
        normals.append(samples.normals[rows])
    surface = sample_surface(shape, MESH_QUERIES, int(rng.integers(2**31))).points
    sigma = np.repeat(NEAR_SIGMAS, MESH_QUERIES // 2)[:, None]
    near = surface + rng.normal(size=surface.shape) * sigma
    volume = rng.uniform(-1, 1, (MESH_QUERIES, 3))
    inside = InsideTest.of(shape).inside(np.concatenate([volume, near]))
    return Record(
        points=to_fixed(np.stack(sets)),
        normals=_normals(np.stack(normals)),
        parts=np.zeros((MESH_SETS, POINTS), np.uint8),
        volume=to_fixed(volume), volume_inside=inside[:MESH_QUERIES],
        near=to_fixed(near), near_inside=inside[MESH_QUERIES:],
        watertight=shape.is_watertight,
    )


def _procedural_record(family: str, index: int) -> Record:
    sample = occupancy_sample(family, index, points=POINTS, queries=POINTS)
    return Record(
        points=to_fixed(sample.points)[None],
        normals=_normals(sample.normals)[None],
        parts=sample.parts[None].astype(np.uint8),
        volume=to_fixed(sample.volume), volume_inside=sample.volume_inside,
        near=to_fixed(sample.near), near_inside=sample.near_inside,
        watertight=True,
    )


def _normals(normals: NDArray[np.floating]) -> NDArray[np.int8]:
    return np.rint(normals * 127).astype(np.int8)


def load_member(source: Source, member: str) -> Shape:
    """One mesh of a folder or zip. Raises InputError when it cannot be used."""
    path = Path(source.path)
    if path.is_dir():
        return load_shape(path / member)
    with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory() as folder:
        info = archive.getinfo(member)
        if info.file_size > MAX_MEMBER_BYTES:
            raise InputError(f"{member} in {path} is too large to be a training mesh.")
        # The member's own path is never used: a crafted name cannot leave the folder.
        target = Path(folder) / f"mesh{PurePosixPath(member).suffix.lower()}"
        target.write_bytes(archive.read(info))
        return load_shape(target).renamed(PurePosixPath(member).stem)
