"""Points on a shape: area-weighted samples, farthest-point subsets, the tokenizer's input."""

from __future__ import annotations

from dataclasses import dataclass

import fpsample
import numpy as np
from numpy.typing import NDArray

from mge_studio.errors import InputError
from mge_studio.shapes.shape import Float32, Shape

#: Points the tokenizer reads, and how many samples they are chosen from.
TOKENIZER_POINTS = 2048
CANDIDATE_POINTS = 8192
#: A cloud with fewer distinct points than this does not describe a shape.
MIN_CLOUD_POINTS = 16
#: A sparse cloud is filled in between each point and two of so many nearest ones.
FILLED_AMONG = 8


@dataclass(frozen=True, eq=False)
class SurfaceSamples:
    """points (N, 3) float32 in the normalised frame; normals (N, 3) float32, unit, or zeros where
    unknown; faces (N,) int64 the face each point lies on, -1 for clouds."""

    points: Float32
    normals: Float32
    faces: NDArray[np.int64]


def sample_surface(shape: Shape, count: int, seed: int) -> SurfaceSamples:
    """`count` independent points, uniform over the area of a mesh or drawn from a cloud.

    Raises InputError for a mesh whose every face has zero area.
    """
    rng = np.random.default_rng(seed)
    if shape.faces is None:
        return _sample_cloud(shape, count, rng)
    first, along, across = _corners_and_edges(shape)
    cross = np.cross(along, across)
    cumulative = np.cumsum(np.sqrt(np.einsum("ij,ij->i", cross, cross)), dtype=np.float64)
    if len(cumulative) == 0 or not cumulative[-1] > 0:
        raise InputError(f"{shape.name} has no surface to sample: its faces all have zero area.")
    targets = rng.random(count) * cumulative[-1]
    # side="right" never lands on a face of zero area; the clip guards a target rounded to the end.
    faces = np.searchsorted(cumulative, targets, side="right")
    faces = np.minimum(faces, np.searchsorted(cumulative, cumulative[-1]))
    u, v = rng.random((2, count, 1), dtype=np.float32)
    beyond = u + v > 1  # reflect the far half of the parallelogram into the triangle
    u, v = np.where(beyond, 1 - u, u), np.where(beyond, 1 - v, v)
    points = first[faces] + u * along[faces] + v * across[faces]
    return SurfaceSamples(points, _unit(cross[faces]), faces.astype(np.int64))


def farthest_points(
    points: NDArray[np.floating], count: int, *, start: int | None = None
) -> NDArray[np.int64]:
    """Rows (count,) int64 of (N, 3) `points` by exact farthest-point sampling.

    Each next row is the one farthest from all chosen before. start: the first row; None is any
    row, the same for the same points, and some ten times faster on many points.
    Raises ValueError if count > N.
    """
    if not 1 <= count <= len(points):
        raise ValueError(f"cannot choose {count} of {len(points)} points")
    points = np.ascontiguousarray(points, dtype=np.float32)
    if start is None and len(points) > 512:
        # A bucket tree of about 256 points a leaf is the fastest, from 1e3 to 1e6 points. Its
        # start index counts in the tree's own order (fpsample 1.0), so it cannot be asked for.
        height = int(np.clip(np.log2(len(points) / 256), 1, 9))
        rows = fpsample.bucket_fps_kdline_sampling(points, count, height, 0)
    else:
        rows = fpsample.fps_sampling(points, count, start_idx=start or 0)
    return np.asarray(rows, dtype=np.int64)


def tokenizer_points(shape: Shape, seed: int = 0, count: int = TOKENIZER_POINTS) -> Float32:
    """(count, 3) float32 evenly spread points, what the tokenizer reads of a shape.

    A farthest-point subset of `CANDIDATE_POINTS` surface samples, or of a cloud's own points. A
    cloud of fewer than `count` points is filled in between them.

    Raises InputError for a cloud of fewer than `MIN_CLOUD_POINTS` distinct points.
    """
    if shape.faces is None:
        candidates = _cloud_candidates(shape, count, np.random.default_rng(seed))
    else:
        candidates = sample_surface(shape, max(CANDIDATE_POINTS, count), seed).points
    return candidates[farthest_points(candidates, count)]


def _corners_and_edges(shape: Shape) -> tuple[Float32, Float32, Float32]:
    assert shape.faces is not None
    corners = shape.vertices[shape.faces.T]
    return corners[0], corners[1] - corners[0], corners[2] - corners[0]


def _sample_cloud(shape: Shape, count: int, rng: np.random.Generator) -> SurfaceSamples:
    size = len(shape.vertices)
    rows = rng.choice(size, count, replace=count > size)
    normals = np.zeros((count, 3), np.float32) if shape.normals is None else shape.normals[rows]
    return SurfaceSamples(shape.vertices[rows], normals, np.full(count, -1, dtype=np.int64))


def _cloud_candidates(shape: Shape, count: int, rng: np.random.Generator) -> Float32:
    points = shape.vertices
    if len(points) > max(CANDIDATE_POINTS, count):
        return points[rng.choice(len(points), max(CANDIDATE_POINTS, count), replace=False)]
    if len(points) >= count:
        return points
    distinct = np.unique(points, axis=0)
    if len(distinct) < MIN_CLOUD_POINTS:
        raise InputError(
            f"{shape.name} has only {len(distinct)} distinct points: "
            f"a point cloud needs at least {MIN_CLOUD_POINTS}."
        )
    return _filled_in(distinct, max(CANDIDATE_POINTS, count), rng)


def _filled_in(points: Float32, count: int, rng: np.random.Generator) -> Float32:
    """(count, 3): the points and others in triangles of neighbours, for the tokenizer knows only
    patches of many points (lab notes 27)."""
    from scipy.spatial import cKDTree  # not needed to open a window

    _, near = cKDTree(points).query(points, k=FILLED_AMONG + 1)
    first = rng.integers(len(points), size=count - len(points))
    others = rng.random((len(first), FILLED_AMONG)).argsort(axis=1)[:, :2] + 1
    corners = points[np.column_stack([first, near[first[:, None], others]])]
    weights = rng.dirichlet((1, 1, 1), size=len(first)).astype(np.float32)
    return np.concatenate([points, np.einsum("nk,nkd->nd", weights, corners)])


def _unit(vectors: Float32) -> Float32:
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, np.finfo(np.float32).tiny), dtype=np.float32)
