"""Putting decoded tokens back among the ones that were given."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mge_studio.model.patching import centre_bins
from mge_studio.model.sampler import DecodingStep
from mge_studio.shapes.tokens import CENTRE_BINS, Tokens


def merged_tokens(
    given: Tokens, mask: NDArray[np.bool_], step: DecodingStep, variant: int
) -> tuple[Tokens, NDArray[np.bool_], NDArray[np.float32]]:
    """Tokens, which of them are generated, and confidence, in the given order.

    Decoded tokens take the masked rows, both in Morton order (so that a code decoded in place
    returns to its own centre); invented ones are appended.
    """
    kept, total = int((~mask).sum()), step.codes.shape[1]
    decoded = kept + morton_sorted(step.centres[variant, kept:]).cpu().numpy()
    masked = np.flatnonzero(mask)[morton_sorted(torch.from_numpy(given.centres[mask])).numpy()]
    rows = np.concatenate([np.flatnonzero(~mask), masked, np.arange(len(mask), total)])
    order = np.concatenate([np.arange(kept), decoded])
    codes = np.empty(total, dtype=np.int64)
    centres = np.empty((total, 3), dtype=np.float32)
    confidence = np.empty(total, dtype=np.float32)
    codes[rows] = step.codes[variant].cpu().numpy()[order]
    centres[rows] = step.centres[variant].cpu().numpy()[order]
    confidence[rows] = step.confidence[variant].cpu().numpy()[order]
    generated = np.zeros(total, dtype=bool)
    generated[rows[kept:]] = True
    return Tokens(codes, centres, given.transform), generated, confidence


def morton_sorted(centres: Tensor) -> Tensor:
    """Rows of (n, 3) centres in Morton order, in which neighbours mostly stay together."""
    return morton_keys(centre_bins(centres)).argsort(stable=True)


def morton_keys(bins: Tensor) -> Tensor:
    """(...,) int64 Morton (z-order) keys of (..., 3) bins."""
    keys = torch.zeros_like(bins[..., 0])
    for bit in range((CENTRE_BINS - 1).bit_length()):
        for axis in range(3):
            keys |= ((bins[..., axis] >> bit) & 1) << (3 * bit + axis)
    return keys
