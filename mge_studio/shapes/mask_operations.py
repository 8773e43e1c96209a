"""Operations on masks: (M,) bool arrays over the patches of one shape, True = replace.

None edits its argument. Which patches touch comes from `neighbour_graph`, worked out once.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from mge_studio.shapes.mirroring import mirrored
from mge_studio.shapes.regions import parse_mask

Mask = NDArray[np.bool_]
Centres = NDArray[np.floating]
CombineMode = Literal["add", "subtract", "intersect"]

#: Farthest-point centres cover their surface with balls no larger than their spacing, so the
#: centres of patches that touch lie within twice of it.
REACH = 2.0
MOST_NEIGHBOURS = 8
#: Unmasked islands of up to so many patches are filled.
LARGEST_ISLAND = 8


def neighbour_graph(centres: Centres) -> csr_array:
    """(M, M) bool, symmetric, empty diagonal: which of (M, 3) patches touch.

    Each patch's `MOST_NEIGHBOURS` nearest, as far as `REACH` times the median spacing.
    """
    count = len(centres)
    nearest = min(MOST_NEIGHBOURS + 1, count)
    if nearest < 2:
        return csr_array((count, count), dtype=bool)
    reach = REACH * spacing(centres)
    distances, rows = cKDTree(centres).query(centres, k=nearest)
    start = np.repeat(np.arange(count), nearest)
    end = rows.ravel()
    near = (distances.ravel() <= reach) & (start != end)
    start, end = start[near], end[near]
    ends = np.concatenate([start, end]), np.concatenate([end, start])
    return csr_array(coo_array((np.ones(len(ends[0]), bool), ends), shape=(count, count)))


def spacing(centres: Centres) -> float:
    """Median distance from each of (M, 3) centres to the next one; 0 for fewer than two."""
    if len(centres) < 2:
        return 0.0
    return float(np.median(cKDTree(centres).query(centres, k=2)[0][:, 1]))


def grow(mask: Mask, graph: csr_array) -> Mask:
    """The mask and every patch that touches it."""
    start, end = graph.tocoo().coords
    grown = mask.copy()
    grown[end[mask[start]]] = True
    return grown


def shrink(mask: Mask, graph: csr_array) -> Mask:
    """The mask without the patches that touch anything unmasked."""
    return ~grow(~mask, graph)


def fill_islands(mask: Mask, graph: csr_array, largest: int = LARGEST_ISLAND) -> Mask:
    """Mask small unmasked islands that touch the mask, then unmask patches masked all alone.

    largest: patches of the biggest island that is filled.
    """
    filled = mask.copy()
    border = grow(mask, graph) & ~mask
    labels, sizes = _islands(~mask, graph)
    touching = np.zeros(len(sizes), bool)
    touching[labels[border]] = True
    filled[~mask] = (touching & (sizes <= largest))[labels[~mask]]
    labels, sizes = _islands(filled, graph)
    has_neighbours = np.diff(graph.indptr) > 0
    filled[filled & has_neighbours] = (sizes > 1)[labels[filled & has_neighbours]]
    return filled


def mirror(mask: Mask, centres: Centres) -> Mask:
    """The mask and its image on the other side of the plane x = 0.

    Where the shape has nothing on the other side within a patch's reach, nothing is added.
    """
    if len(centres) == 0:
        return mask.copy()
    image = mirrored(centres)
    distances, rows = cKDTree(centres).query(image)
    near = distances <= REACH * spacing(centres)
    both: Mask = mask | (mask[rows] & near)
    both[rows[mask & near]] = True
    return both


def component(patch: int, graph: csr_array) -> Mask:
    """Every patch that can be reached from one row number over patches that touch."""
    labels = connected_components(graph, directed=False)[1]
    return np.asarray(labels == labels[patch])


def with_codes(codes: NDArray[np.integer], wanted: Iterable[int]) -> Mask:
    """The patches whose code, of (M,) `codes`, is one of those wanted."""
    return np.asarray(np.isin(codes, list(wanted)))


def by_usage(codes: NDArray[np.integer], uses: NDArray[np.integer], least: int, most: int) -> Mask:
    """The patches whose code is used `least` to `most` times; uses: (V,) counts by code."""
    counts = uses[codes]
    return np.asarray((counts >= least) & (counts <= most))


def combine(mask: Mask, chosen: Mask, mode: CombineMode) -> Mask:
    """Add `chosen` to the mask, take it away, or keep only what is in both."""
    if mode == "add":
        return mask | chosen
    return mask & ~chosen if mode == "subtract" else mask & chosen


def save_mask(mask: Mask, path: Path) -> None:
    """Write the masked row numbers as a JSON list, which `--mask file:PATH` reads."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    temporary.write_text(json.dumps(np.flatnonzero(mask).tolist()), encoding="utf-8")
    os.replace(temporary, path)


def load_mask(path: Path, patches: int) -> Mask:
    """Read such a list for a shape of so many patches.

    Raises InputError for a file that is unreadable, no list, empty, or of another shape.
    """
    return parse_mask(f"file:{path}").select(np.zeros((patches, 3)))


def _islands(mask: Mask, graph: csr_array) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Component (M,) of each patch where only edges inside `mask` count, and all their sizes."""
    edges = graph.tocoo()
    start, end = edges.coords
    inside = mask[start] & mask[end]
    kept = coo_array((edges.data[inside], (start[inside], end[inside])), shape=graph.shape)
    labels = connected_components(kept, directed=False)[1]
    return labels, np.bincount(labels)
