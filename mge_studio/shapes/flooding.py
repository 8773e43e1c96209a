"""Flooding a surface from one patch as far as it turns little."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.spatial import cKDTree

from mge_studio.shapes.mask_operations import Centres, Mask, component
from mge_studio.shapes.patches import nearest_patch
from mge_studio.shapes.sampling import sample_surface
from mge_studio.shapes.shape import Shape

#: Points of a shape that its patches' normals are read from.
POINTS = 12_000
#: Points of a cloud that tell a patch's normal, at least: a plane through fewer is chance.
FEWEST_POINTS = 8
#: How often the direction that most normals of a patch share is sought among those near the last
#: one found, and how near: the power of the cosine that weighs them.
ROUNDS, SHARPNESS = 10, 16
#: A patch whose normals agree on a side less than this (mean cosine) has two: a thin board.
ONE_SIDED = 0.5

Vectors = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class PatchNormals:
    """vectors: (M, 3), of unit length, or 0 where unknown. sided: (M,) bool, whether a vector's
    sign says where the outside is; else the patch faces both ways."""

    vectors: Vectors
    sided: NDArray[np.bool_]


def patch_normals(shape: Shape, centres: Centres) -> PatchNormals:
    """The normals of the patches around (M, 3) centres, M >= 1.

    Of a mesh, or a cloud that has normals: the direction that most of those in a patch share, so
    that an edge in a patch does not tilt it; else of the plane through the patch's points.
    """
    samples = sample_surface(shape, POINTS, seed=0)
    points, normals = samples.points.astype(float), samples.normals.astype(float)
    if not normals.any():
        return _of_planes(points, centres)
    patch, count = nearest_patch(points, centres), len(centres)
    weights = np.ones(len(points))
    for _ in range(ROUNDS):
        vectors = _eigenvectors(_sums(normals, weights, patch, count))[:, :, -1]
        cosines = np.einsum("ij,ij->i", normals, vectors[patch])
        weights = np.abs(cosines) ** SHARPNESS
    total = _sum(weights, patch, count)
    agreement = _sum(weights * cosines, patch, count) / np.maximum(total, 1e-12)
    vectors *= np.where(agreement < 0, -1.0, 1.0)[:, None] * (total > 0)[:, None]
    return PatchNormals(vectors, np.abs(agreement) >= ONE_SIDED)


def smooth_component(
    patch: int, graph: csr_array, centres: Centres, normals: PatchNormals, degrees: float
) -> Mask:
    """Every patch reached from one over touching patches between which the surface turns by less
    than an angle: their normals differ by less, and neither rises from the other by more.

    The turn counts from patch to patch and not from the first one. So a bent panel is one region
    whole, ended by creases alone, and the same whichever of its patches was clicked; measured from
    the first, the region would end amid the bend at a place that depends on the click. What stays
    flat only is chosen by a smaller angle.

    A patch that faces both ways counts as two, one for each side, so that the rim of a thin board
    belongs to both of its sides and joins none to the other.
    """
    count = len(centres)
    vectors = np.concatenate([normals.vectors, -normals.vectors])
    there = np.concatenate([np.ones(count, bool), ~normals.sided])
    start, end = _between_sides(graph)
    one, other = vectors[start], vectors[end]
    alike = np.einsum("ij,ij->i", one, other) > np.cos(np.deg2rad(degrees))
    way = (centres[end % count] - centres[start % count]).astype(float)
    rise = np.maximum(
        np.abs(np.einsum("ij,ij->i", way, one)), np.abs(np.einsum("ij,ij->i", way, other))
    )
    flat = rise < np.linalg.norm(way, axis=1) * np.sin(np.deg2rad(degrees))
    joined = alike & flat & there[start] & there[end]
    edges = (np.ones(joined.sum(), bool), (start[joined], end[joined]))
    reached = component(patch, csr_array(coo_array(edges, shape=(2 * count, 2 * count))))
    return np.asarray(reached[:count] | reached[count:])


def _between_sides(graph: csr_array) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Ends of all edges between either side of patches that touch; M + i is the back of i."""
    start, end = (rows.astype(np.int64) for rows in graph.tocoo().coords)
    back = graph.shape[0]
    return (
        np.concatenate([start, start, start + back, start + back]),
        np.concatenate([end, end + back, end, end + back]),
    )


def _of_planes(points: Vectors, centres: Centres) -> PatchNormals:
    """Of the plane through the points of each patch, or the nearest where it has too few."""
    count = min(len(points), max(FEWEST_POINTS, len(points) // (2 * len(centres))))
    near = points[cKDTree(points).query(centres, k=count)[1].reshape(len(centres), count)]
    apart = near - near.mean(axis=1, keepdims=True)
    vectors = _eigenvectors(np.einsum("mki,mkj->mij", apart, apart))[:, :, 0]
    return PatchNormals(vectors, np.zeros(len(centres), bool))


def _sums(vectors: Vectors, weights: Vectors, patch: NDArray[np.int64], count: int) -> Vectors:
    """(M, 3, 3) weighed sum of v v^T over the vectors of each patch."""
    products = np.einsum("n,ni,nj->ijn", weights, vectors, vectors)
    sums = [[_sum(products[i, j], patch, count) for j in range(3)] for i in range(3)]
    return np.array(sums).transpose(2, 0, 1)


def _sum(values: Vectors, patch: NDArray[np.int64], count: int) -> Vectors:
    return np.asarray(np.bincount(patch, values, minlength=count), dtype=np.float64)


def _eigenvectors(matrices: Vectors) -> Vectors:
    """(M, 3, 3): in columns, that of the least eigenvalue first."""
    return np.asarray(np.linalg.eigh(matrices)[1])
