"""From a field to a mesh, coarse to fine: sample only where the surface may be.

A grid of 129^3 points has 2.1 million samples and the surface touches a few per cent of its
cells. Each level halves the cells that may hold the surface:

- those whose corners disagree in sign;
- those the field heads into as if to cross zero: over the step before the cell its magnitude fell
  to less than `APPROACH` of what it was. A distance field betrays every hidden sheet, rod or ball
  in this way, since it changes no faster inside the cell than on the way to it. Only magnitudes
  up to the median one beside the surface count, else the ripples of a decoder's plateaus would;
- those around patch centres, which lie on the surface: a decoder's logit saturates away from the
  surface, so thin parts announce themselves only there.

Then the surface is followed from cell to cell out of the sampled region, so that a part is whole
as soon as any bit of it was found. The mesh equals the dense one but for separate specks smaller
than a coarse cell that neither a patch centre nor the field around them betrays.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray

from mge_studio.errors import InputError
from mge_studio.model.grid import (
    Bool,
    Field,
    FieldSampler,
    Level,
    corners_of,
    over_corners,
    over_pairs,
)
from mge_studio.model.isosurface import Mesh, Method, isosurface
from mge_studio.shapes.shape import Float32

#: A magnitude that falls to less than this fraction in one step would, falling on, reach zero
#: within the next.
APPROACH = 0.5
#: About how many cells an axis the first, fully sampled grid has where the mesh has to be the dense
#: one.
COARSE = 32


def extract_mesh(
    field: Field,
    *,
    centres: NDArray[np.floating] | torch.Tensor,
    resolution: int = 128,
    coarse: int = COARSE,
    chunk: int | None = None,
    method: Method = "auto",
    device: torch.device | str = "cpu",
    should_stop: Callable[[], bool] | None = None,
    halved: Callable[[int], None] | None = None,
) -> Mesh:
    """The closed surface of `field` over [-1, 1]^3 as vertices (V, 3) float32, faces (F, 3) int32.

    field: (Q, 3) float32 queries on `device` -> (Q,) logits, positive inside. centres: (M, 3)
    points on or near the surface. resolution: cells an axis of the finest grid. coarse: about how
    many cells an axis the first, fully sampled grid has. chunk: queries a call; halved: told a
    smaller number when memory ran out. Faces are counter-clockwise from outside; both arrays are
    empty when nothing is inside.

    Raises InputError for a resolution below 2 and Cancelled once `should_stop` returns true.
    """
    sampler = FieldSampler(field, chunk, device, should_stop, halved)
    return isosurface(sparse_values(sampler, centres, resolution, coarse), method)


def dense_values(sampler: FieldSampler, resolution: int) -> Float32:
    """(resolution + 1)^3 values of the whole grid, the reference for `sparse_values`."""
    level = Level(_checked(resolution), 1)
    level.evaluate_all(sampler)
    return level.values


def sparse_values(
    sampler: FieldSampler,
    centres: NDArray[np.floating] | torch.Tensor,
    resolution: int,
    coarse: int = COARSE,
) -> Float32:
    """(resolution + 1)^3 values, exact around the surface and of the right sign elsewhere."""
    points = torch.as_tensor(centres).detach().cpu().numpy().reshape(-1, 3)
    stride = 1
    while _checked(resolution) // (2 * stride) >= coarse * 3 // 4:
        stride *= 2
    level = Level(resolution, stride)
    level.evaluate_all(sampler)
    reach = 1
    while level.stride > 1:
        forced = _approached_cells(level)
        _mark_centres(forced, points, level, reach)
        level = level.refined(forced, sampler)
        reach = 0
    return level.values


def _checked(resolution: int) -> int:
    if resolution < 2:
        raise InputError(f"Resolution {resolution} is too low: choose 2 or more.")
    return resolution


def _approached_cells(level: Level) -> Bool:
    """(C, C, C) known cells with an edge on which the field heads to zero, and is near it."""
    magnitudes = np.abs(level.values)
    beside = magnitudes[corners_of(level.mixed_cells())]
    usual = float(np.median(beside)) if len(beside) else np.inf
    cells = over_corners(np.logical_and, level.known)
    cells &= over_corners(np.logical_or, magnitudes <= usual)
    return cells & _heading_to_zero(level.values)


def _heading_to_zero(values: Float32) -> Bool:
    """(C, C, C) cells with an edge before which, from either side, the magnitude fell steeply."""
    squares = values * values
    cells = np.zeros(tuple(n - 1 for n in values.shape), dtype=bool)
    for axis in range(3):
        steps = np.moveaxis(APPROACH * over_pairs(np.multiply, values, axis), axis, 0)
        square = np.moveaxis(squares, axis, 0)
        edges = np.zeros(steps.shape, dtype=bool)
        edges[1:] = steps[:-1] > square[1:-1]
        edges[:-1] |= steps[1:] > square[1:-1]
        edges = np.moveaxis(edges, 0, axis)
        for other in {0, 1, 2} - {axis}:
            edges = over_pairs(np.logical_or, edges, other)
        cells |= edges
    return cells


def _mark_centres(forced: Bool, points: NDArray[np.floating], level: Level, reach: int) -> None:
    """Mark the eight cells around the grid point nearest each centre, and `reach` cells more."""
    nearest = np.rint((points + 1) / 2 * (level.resolution / level.stride)).astype(np.int64)
    offsets = np.arange(-1 - reach, 1 + reach)
    steps = np.stack(np.meshgrid(*[offsets] * 3, indexing="ij"), axis=-1).reshape(-1, 3)
    cells = np.clip((nearest[:, None] + steps).reshape(-1, 3), 0, level.cells - 1)
    forced[cells[:, 0], cells[:, 1], cells[:, 2]] = True
