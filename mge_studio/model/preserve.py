"""Keeping what was not masked: the input's own surface outside the replaced region.

Tokens describe a shape only as finely as the tokenizer can. Where no patch was replaced, the
input mesh itself is at hand, so its signed distance takes the place of the decoded field there.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from torch import Tensor

from mge_studio.model.grid import Field, cpu_blocks
from mge_studio.shapes.inside import InsideTest
from mge_studio.shapes.mirroring import MIRROR
from mge_studio.shapes.shape import Shape

#: Slope of a decoder's logit across its surface, per unit length of the normalised frame.
LOGIT_SLOPE = 100.0

#: The input's distance counts up to this, over two cells of a 32^3 grid, so that extraction still
#: sees on its first level what the field heads into.
MAXIMUM_DISTANCE = 0.15

#: Kept weights below this count as 0, those above 1 minus it as 1: the seam ends, and outside it
#: only one of the two fields is evaluated.
NEGLIGIBLE = 0.05

#: Queries whose scores a CPU works out at once: three times as fast as 16,384.
BLOCK = 4_096

#: Points closer than this, in the normalised frame, are one corner when a mesh's edges are counted.
_WELD = 2.0**-16


def preserved_field(
    generated: Field,
    original: InsideTest,
    kept_centres: NDArray[np.floating],
    replaced_centres: NDArray[np.floating],
    mirrored_centres: NDArray[np.floating] | None = None,
    scale: float = LOGIT_SLOPE,
) -> Field:
    """A field that is the `original` mesh by kept patches and `generated` by replaced ones.

    generated: (Q, 3) -> (Q,) logits. kept_centres (K, 3); replaced_centres (R, 3): where patches
    were removed *and* where new ones were put, so that neither old nor new geometry is cut off.
    mirrored_centres (P, 3): by these it is the original's mirror image across x = 0.
    scale: logits per unit of distance. Each field is evaluated only where it has weight. Without
    replaced patches the result is the original, without kept ones the generated field.
    """
    mirrored_centres = np.zeros((0, 3)) if mirrored_centres is None else mirrored_centres
    shares = _shares(kept_centres, mirrored_centres, replaced_centres)
    limit = scale * MAXIMUM_DISTANCE

    def logits(queries: Tensor) -> Tensor:
        distance = torch.from_numpy(original.signed_distance(queries.cpu().numpy()))
        return (distance.to(queries) * scale).clamp(-limit, limit)

    def mirrored(queries: Tensor) -> Tensor:
        return logits(queries * torch.from_numpy(MIRROR).to(queries))

    def field(queries: Tensor) -> Tensor:
        values = torch.zeros(len(queries), device=queries.device)
        for source, share in zip((logits, mirrored, generated), shares(queries), strict=True):
            rows = torch.nonzero(share > 0).squeeze(1)
            if len(rows):
                values[rows] += share[rows] * source(queries[rows]).to(values)
        return values

    return field


def _shares(
    kept: NDArray[np.floating], mirrored: NDArray[np.floating], replaced: NDArray[np.floating]
) -> Callable[[Tensor], tuple[Tensor, Tensor, Tensor]]:
    """(Q, 3) -> three (Q,) in [0, 1], 1 in all: the softmax shares of kept, mirrored and replaced
    patches, by squared distance.

    This is how the decoded field itself shares space between patches (3DILG), at the width of half
    the typical spacing of centres; those of the first two are stretched to reach exactly 0 and 1.
    """
    centres = np.concatenate([kept, mirrored, replaced]).astype(np.float32)
    width = _spacing(centres) / 2 if len(centres) > 1 else 1.0
    towards = torch.from_numpy(centres / width)
    groups = [len(kept), len(mirrored), len(replaced)]
    # Whatever scores so much below the best has, with all its like, a negligible share.
    close = math.log(max(len(centres), 1) / NEGLIGIBLE)

    def shares(queries: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        own, image = torch.cat([stretched(block) for block in cpu_blocks(queries, BLOCK)], dim=1)
        return own, image, (1 - own - image).clamp_min(0)

    def stretched(queries: Tensor) -> Tensor:
        # A query's own square is the same in all its scores, so the softmax does not need it.
        scaled, nodes = queries / width, towards.to(queries)
        scores = torch.addmm(-nodes.square().sum(1), scaled, nodes.T, alpha=2.0)
        best = torch.stack([_best(part) for part in scores.split(groups, dim=1)])
        behind = best.amax(0) - best
        share = (behind == 0).float()
        seam = torch.nonzero((behind < close).sum(0) > 1).squeeze(1)
        parts = scores[seam].softmax(1).split(groups, dim=1)
        share[:, seam] = torch.stack([part.sum(1) for part in parts])
        return ((share[:2] - NEGLIGIBLE) / (1 - 2 * NEGLIGIBLE)).clamp(0, 1)

    return shares


def _best(scores: Tensor) -> Tensor:
    """(Q,) the largest of (Q, G) scores; -inf of none."""
    return scores.amax(1) if scores.shape[1] else scores.new_full((len(scores),), -torch.inf)


def _spacing(centres: NDArray[np.float32]) -> float:
    """Median distance from a centre to the nearest other one."""
    distances, _ = cKDTree(np.unique(centres, axis=0)).query(centres, k=[2])
    return float(np.median(distances))


def is_nearly_closed(shape: Shape, tolerance: float = 0.01) -> bool:
    """Whether a mesh has an inside to preserve: at most `tolerance` of its edges border a hole.

    Corners are welded by position first, because many files repeat them. Clouds are not closed.
    """
    if shape.faces is None or len(shape.faces) == 0:
        return False
    if shape.is_watertight:
        return True
    grid = np.rint((shape.vertices.astype(np.float64) + 1) / _WELD).astype(np.int64)
    keys = (grid[:, 0] << 40) | (grid[:, 1] << 20) | grid[:, 2]
    _, corner = np.unique(keys, return_inverse=True)
    edges = np.sort(corner[shape.faces][:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2), axis=1)
    edges = edges[edges[:, 0] < edges[:, 1]]
    _, uses = np.unique(edges[:, 0] * len(corner) + edges[:, 1], return_counts=True)
    return float((uses % 2 == 1).mean()) <= tolerance if len(uses) else False
