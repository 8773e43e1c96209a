"""Operations on tokens: codes replaced, patches moved, taken out and doubled.

None edits its argument. patches: (M,) bool over the tokens. Centres stay on the grid of
`CENTRE_BINS` an axis, so that edited tokens are what a decoder was trained on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from mge_studio.errors import InputError
from mge_studio.shapes.tokens import (
    CENTRE_BINS,
    Tokens,
    bin_coordinates,
    quantize_centres,
)

Patches = NDArray[np.bool_]

#: Bins of one step of a patch that is moved by hand: 1/128 of the normalised frame.
STEP = CENTRE_BINS // 256
#: Bins along x between a patch and its double: far enough apart to be told apart and picked.
DOUBLE_OFFSET = 6 * STEP


def same_tokens(a: Tokens, b: Tokens) -> bool:
    """True when they are one object, or describe the same patches in the same order."""
    return a is b or (
        np.array_equal(a.codes, b.codes)
        and np.array_equal(a.centres, b.centres)
        and np.array_equal(a.transform, b.transform)
    )


def replace_codes(tokens: Tokens, patches: Patches, code: int) -> Tokens:
    """Give the patches this code."""
    return replace(tokens, codes=np.where(patches, np.int64(code), tokens.codes))


def move(tokens: Tokens, patches: Patches, steps: Sequence[int]) -> Tokens:
    """Move the patches by whole steps (3,) of `STEP` bins, as far as the grid reaches."""
    moved = quantize_centres(tokens.centres)
    moved[patches] = np.clip(moved[patches] + STEP * np.asarray(steps), 0, CENTRE_BINS - 1)
    return _placed(tokens, patches, moved)


def place(tokens: Tokens, patch: int, centre: Sequence[float]) -> Tokens:
    """Put one patch into the bin that holds `centre` (3,), in [-1, 1] (clipped)."""
    chosen = np.arange(len(tokens)) == patch
    bins = quantize_centres(tokens.centres)
    bins[patch] = quantize_centres(np.asarray(centre, dtype=np.float64))
    return _placed(tokens, chosen, bins)


def without(tokens: Tokens, patches: Patches) -> Tokens:
    """Take the patches out. Raises InputError when none would be left."""
    if patches.all():
        raise InputError("A shape needs at least one patch: leave some of them.")
    return replace(tokens, codes=tokens.codes[~patches], centres=tokens.centres[~patches])


def doubled(tokens: Tokens, patches: Patches) -> Tokens:
    """Each of the patches once more, at the end and a little aside along x."""
    bins = quantize_centres(tokens.centres[patches])
    outside = bins[:, 0] + DOUBLE_OFFSET >= CENTRE_BINS
    bins[:, 0] += np.where(outside, -DOUBLE_OFFSET, DOUBLE_OFFSET)
    return replace(
        tokens,
        codes=np.concatenate([tokens.codes, tokens.codes[patches]]),
        centres=np.concatenate([tokens.centres, bin_coordinates(bins)]),
    )


def _placed(tokens: Tokens, patches: Patches, bins: NDArray[np.int64]) -> Tokens:
    """Only the chosen ones get the coordinates of their bins; all others keep every bit."""
    centres = np.where(patches[:, None], bin_coordinates(bins), tokens.centres)
    return replace(tokens, centres=centres)
