"""Between two shapes: their tokens paired by place, and moved from one to the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mge_studio.shapes.shape import Float32
from mge_studio.shapes.tokens import Tokens, bin_coordinates, quantize_centres


@dataclass(frozen=True, eq=False)
class Pairing:
    """rows: (P, 2) rows of the first and of the second shape's tokens that belong together.

    alone: the rows of each that have no partner, where one shape has more tokens than the other.
    """

    rows: NDArray[np.int64]
    alone: tuple[NDArray[np.int64], NDArray[np.int64]]


def paired(first: Tokens, second: Tokens) -> Pairing:
    """The pairing whose sum of squared distances between centres is the least."""
    from scipy.optimize import linear_sum_assignment  # not needed to open a window

    offsets = first.centres[:, None] - second.centres[None]
    ours, theirs = linear_sum_assignment((offsets.astype(np.float64) ** 2).sum(axis=-1))
    return Pairing(
        np.stack([ours, theirs], axis=1),
        (np.setdiff1d(np.arange(len(first)), ours), np.setdiff1d(np.arange(len(second)), theirs)),
    )


def blended(
    first: Tokens, second: Tokens, pairing: Pairing, share: float, vectors: Float32
) -> Tokens:
    """What lies at `share`, 0 to 1, of the way from the first to the second, in the first's units.

    Centres go in a straight line, on the grid. A pair's code is the one whose vector is nearest to
    what lies as far between the two codes' `vectors` (V, D). Tokens without a partner belong to the
    shape that is nearer.
    """
    ours, theirs = pairing.rows.T
    centres = (1 - share) * first.centres[ours] + share * second.centres[theirs]
    wanted = (1 - share) * vectors[first.codes[ours]] + share * vectors[second.codes[theirs]]
    codes = _nearest(vectors, wanted)
    near, alone = (first, pairing.alone[0]) if share < 0.5 else (second, pairing.alone[1])
    return Tokens(
        np.concatenate([codes, near.codes[alone]]),
        bin_coordinates(quantize_centres(np.concatenate([centres, near.centres[alone]]))),
        first.transform,
    )


def _nearest(vectors: Float32, wanted: NDArray[np.floating]) -> NDArray[np.int64]:
    """(P,) the codes whose vectors are nearest to the (P, D) wanted ones."""
    from scipy.spatial import cKDTree

    return np.asarray(cKDTree(vectors).query(wanted)[1], dtype=np.int64)
