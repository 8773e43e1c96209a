"""What every reader returns, and what it raises when a file is not what its suffix says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mge_studio.shapes.groups import Groups

#: Neither more points nor more faces than this are read: they would not fit a usual memory.
MAX_ELEMENTS = 50_000_000


class FormatError(ValueError):
    """Why a file cannot be read: the predicate of a sentence whose subject is the file."""


@dataclass(frozen=True, eq=False)
class Geometry:
    """A file's content in its own units, unchecked.

    points (V, 3) float; faces (F, 3) integer rows of the points, or None for a cloud;
    normals (V, 3) float, or None; groups: of the faces, where the file names several.
    """

    points: NDArray[np.floating]
    faces: NDArray[np.integer] | None = None
    normals: NDArray[np.floating] | None = None
    groups: Groups | None = None


Reader = Callable[[Path], Geometry]


def fan(corners: NDArray[np.integer], sizes: NDArray[np.integer]) -> NDArray[np.int64]:
    """(F, 3) triangles of polygons given as one run of `corners` and the `sizes` of each.

    Each polygon becomes a fan around its first corner: exact for convex ones, and of the right
    winding number and closedness for all. Polygons of one size keep their order.
    """
    starts = np.cumsum(sizes) - sizes
    triangles = [np.empty((0, 3), dtype=np.int64)]
    for size in np.unique(sizes):
        if size < 3:
            raise FormatError("has a face of fewer than three corners, so it is damaged")
        polygons = corners[starts[sizes == size][:, None] + np.arange(size)]
        first = np.repeat(polygons[:, :1], size - 2, axis=1)
        triangles.append(
            np.stack([first, polygons[:, 1:-1], polygons[:, 2:]], axis=-1).reshape(-1, 3)
        )
    return np.concatenate(triangles)


def fan_polygons(sizes: NDArray[np.integer]) -> NDArray[np.int64]:
    """(F,) which polygon each triangle of `fan` is of."""
    polygons = [np.empty(0, dtype=np.int64)]
    for size in np.unique(sizes):
        polygons.append(np.repeat(np.flatnonzero(sizes == size), size - 2))
    return np.concatenate(polygons)


def check_size(count: int, what: str) -> int:
    """`count`; raises FormatError if it is negative or too large to be read."""
    if not 0 <= count <= MAX_ELEMENTS:
        raise FormatError(
            f"claims {count:,} {what}, where at most {MAX_ELEMENTS:,} can be read, so simplify it "
            "or check that it is not damaged"
        )
    return count


def cut_short(found: int, promised: int, what: str) -> FormatError:
    """The error for a file that ends before what its header promises."""
    return FormatError(
        f"ends after {found:,} of the {promised:,} {what} its header promises, so it is cut short: "
        "copy or export it again"
    )
