"""Sampling a field on the lattices of [-1, 1]^3: one level of a coarse-to-fine grid."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from mge_studio.errors import Cancelled, is_out_of_memory
from mge_studio.shapes.shape import Float32

Field = Callable[[torch.Tensor], torch.Tensor]
Bool = NDArray[np.bool_]
Int64 = NDArray[np.int64]

#: Samples keep this distance from zero, so that no vertex falls onto a grid point, where several
#: would coincide and make triangles without area. In logits far below what a decoder resolves.
MINIMUM_MAGNITUDE = np.float32(1e-5)

#: Queries at once where memory is no matter.
CPU_CHUNK = 16_384
GPU_CHUNK = 262_144
#: Where even these run out of memory, nothing helps.
SMALLEST_CHUNK = 1_024

#: With more than this share of a level's points new, going over all cells is faster than listing.
WIDESPREAD = 0.005

_CORNERS = np.stack(np.meshgrid(*[[0, 1]] * 3, indexing="ij"), axis=-1).reshape(8, 3)


class FieldSampler:
    """Evaluates a field, (Q, 3) float32 -> (Q,), positive inside, in chunks that fit memory.

    A chunk that runs out of memory is halved, down to `SMALLEST_CHUNK`, and `halved` is told the
    new size. `evaluated` counts the queries so far. Raises Cancelled between chunks once
    `should_stop` is true.
    """

    def __init__(
        self,
        field: Field,
        chunk: int | None = None,
        device: torch.device | str = "cpu",
        should_stop: Callable[[], bool] | None = None,
        halved: Callable[[int], None] | None = None,
    ) -> None:
        self.field = field
        self.device = torch.device(device)
        self.chunk = chunk or usual_chunk(self.device)
        self.should_stop, self.halved = should_stop, halved
        self.evaluated = 0

    @torch.no_grad()
    def __call__(self, points: Float32) -> Float32:
        """(Q,) float32 values at (Q, 3) points; never zero, and outside where undefined."""
        values = np.empty(len(points), dtype=np.float32)
        start = 0
        while start < len(points):
            if self.should_stop is not None and self.should_stop():
                raise Cancelled("Extraction was cancelled.")
            made = self._evaluated(points[start : start + self.chunk])
            if made is None:
                self._halve()
            else:
                values[start : start + len(made)] = made
                start += len(made)
        self.evaluated += len(points)
        outside = np.fmin(values, -MINIMUM_MAGNITUDE)
        return np.where(values > 0, np.maximum(values, MINIMUM_MAGNITUDE), outside)

    def _evaluated(self, points: Float32) -> Float32 | None:
        """Values of one chunk; None where memory ran out and fewer may do."""
        try:
            queries = torch.from_numpy(points).to(self.device)
            made: Float32 = self.field(queries).float().cpu().numpy()
            return made
        except Exception as error:
            if self.chunk <= SMALLEST_CHUNK or not is_out_of_memory(error):
                raise
        return None

    def _halve(self) -> None:
        """Called when the failed chunk is let go of, so that its memory can be used again."""
        self.chunk = max(SMALLEST_CHUNK, self.chunk // 2)
        if self.device.type == "cuda":
            torch.cuda.empty_cache()
        if self.halved is not None:
            self.halved(self.chunk)


def cpu_blocks(queries: torch.Tensor, size: int) -> tuple[torch.Tensor, ...]:
    """(Q, 3) queries, on a CPU in blocks of `size`, so that what is worked out of each stays in its
    caches; all at once on a GPU."""
    return queries.split(size) if queries.device.type == "cpu" else (queries,)


def usual_chunk(device: torch.device) -> int:
    """Queries at once where memory is no matter."""
    return CPU_CHUNK if device.type == "cpu" else GPU_CHUNK


class Level:
    """Every `stride`-th point of a lattice of (resolution + 1)^3 points over [-1, 1]^3.

    axis: (C + 1,) float32 coordinates, the last one always 1, so that any resolution has levels.
    values: (C + 1, C + 1, C + 1) float32 indexed [x, y, z]. known: same shape, True where `values`
    holds the field itself; elsewhere it only has the field's sign. The faces of the cube count as
    outside, which closes shapes that touch them.
    """

    def __init__(self, resolution: int, stride: int) -> None:
        self.resolution, self.stride = resolution, stride
        self.cells = -(-resolution // stride)
        index = np.minimum(np.arange(self.cells + 1) * stride, resolution)
        self.axis: Float32 = (index * (2.0 / resolution) - 1.0).astype(np.float32)
        shape = (self.cells + 1,) * 3
        self.values: Float32 = np.empty(shape, dtype=np.float32)
        self.known: Bool = np.zeros(shape, dtype=bool)

    def evaluate(self, sampler: FieldSampler, wanted: Int64) -> None:
        """Sample the field at flat point indices `wanted` (P,), block by block."""
        x, y, z = np.unravel_index(wanted, self.values.shape)
        block = [(i * 16 // (self.cells + 1)).astype(np.uint16) for i in (x, y, z)]
        order = np.argsort((block[0] << 8) | (block[1] << 4) | block[2], kind="stable")
        wanted, x, y, z = wanted[order], x[order], y[order], z[order]
        values = sampler(np.stack([self.axis[x], self.axis[y], self.axis[z]], axis=1))
        low = np.minimum(np.minimum(x, y), z)
        high = np.maximum(np.maximum(x, y), z)
        border = (low == 0) | (high == self.cells)
        values[border] = np.minimum(values[border], -MINIMUM_MAGNITUDE)
        self.values.ravel()[wanted] = values
        self.known.ravel()[wanted] = True

    def evaluate_all(self, sampler: FieldSampler) -> None:
        self.evaluate(sampler, np.arange(self.values.size))

    def refined(self, forced: Bool, sampler: FieldSampler) -> Level:
        """The level of half the stride: sampled on `forced` (C, C, C) cells and along the surface.

        Other points are interpolated. Where a cell's corners agree that has the right sign; where
        they do not it predicts the surface, which `follow_surface` then samples and corrects.
        """
        child = Level(self.resolution, self.stride // 2)
        place = np.minimum(2 * np.arange(self.cells + 1), child.cells)
        child.known[np.ix_(place, place, place)] = self.known
        child.values = _interpolated(self.values, child.cells + 1)
        child.follow_surface(sampler, _doubled(forced, child.cells))
        return child

    def mixed_cells(self) -> Bool:
        """(C, C, C) True where the corners of a cell do not all lie on one side."""
        inside = self.values > 0
        return over_corners(np.logical_or, inside) & ~over_corners(np.logical_and, inside)

    def follow_surface(self, sampler: FieldSampler, forced: Bool) -> None:
        """Sample the corners of `forced` (C, C, C) cells and of mixed ones, until none lacks any.

        A surface leaves a cell through a face whose corners disagree, so whatever part of a
        connected surface was found leads to all of it.
        """
        wanted = np.flatnonzero(corners_of(self.mixed_cells() | forced) & ~self.known)
        while len(wanted):
            self.evaluate(sampler, wanted)
            if len(wanted) > self.values.size * WIDESPREAD:
                wanted = np.flatnonzero(corners_of(self.mixed_cells()) & ~self.known)
            else:
                wanted = self._wanted_around(wanted)

    def _wanted_around(self, points: Int64) -> Int64:
        """Unknown corners, each once, of the mixed cells that touch flat indices `points`."""
        index = np.stack(np.unravel_index(points, self.values.shape), axis=1)
        cells = (index[:, None] - _CORNERS).reshape(-1, 3)
        cells = cells[((cells >= 0) & (cells < self.cells)).all(axis=1)]
        corners = self._flat(cells[:, None] + _CORNERS)
        inside = self.values.ravel()[corners] > 0
        corners = corners[inside.any(axis=1) & ~inside.all(axis=1)].ravel()
        return np.unique(corners[~self.known.ravel()[corners]])

    def _flat(self, index: Int64) -> Int64:
        size = self.cells + 1
        return (index[..., 0] * size + index[..., 1]) * size + index[..., 2]


def over_corners(operation: np.ufunc, points: Bool) -> Bool:
    """Combine the eight corners of each cell: (C + 1)^3 points -> C^3 cells."""
    for axis in range(3):
        points = over_pairs(operation, points, axis)
    return points


def over_pairs(operation: np.ufunc, points: NDArray[Any], axis: int) -> NDArray[Any]:
    """Combine neighbours along one axis, one result fewer than points."""
    count = points.shape[axis]
    low = points[tuple(slice(0, count - 1) if i == axis else slice(None) for i in range(3))]
    high = points[tuple(slice(1, count) if i == axis else slice(None) for i in range(3))]
    combined: NDArray[Any] = operation(low, high)
    return combined


def corners_of(cells: Bool) -> Bool:
    """(C, C, C) cells -> (C + 1)^3 points, True at the corners of True cells."""
    return over_corners(np.logical_or, np.pad(cells, 1))


def _doubled(cells: Bool, size: int) -> Bool:
    """Repeat every entry twice along each axis, cut to `size`; the fastest axis first."""
    for axis in (2, 1, 0):
        cells = np.repeat(cells, 2, axis=axis)
    return cells[:size, :size, :size]


def _interpolated(values: Float32, size: int) -> Float32:
    """(n, n, n) values halfway between as well, (size, size, size), size 2 n - 1 or 2 n - 2.

    In the second case the last two points are but one fine step apart, and nothing is between.
    The fastest axis goes first, while the array is small.
    """
    for axis in (2, 1, 0):
        shape = tuple(size if i == axis else n for i, n in enumerate(values.shape))
        finer = np.empty(shape, dtype=np.float32)
        old, new = np.moveaxis(values, axis, 0), np.moveaxis(finer, axis, 0)
        between = size // 2
        new[::2] = old[: size - between]
        np.add(old[:between], old[1 : between + 1], out=new[1::2])
        new[1::2] *= 0.5
        new[-1] = old[-1]
        values = finer
    return values
