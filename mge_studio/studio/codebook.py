"""The codebook of the loaded model: how near its codes are to each other, and how often used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mge_studio.shapes.shape import Float32
from mge_studio.shapes.tokens import Tokens


@dataclass(frozen=True, eq=False)
class Codebook:
    """usage: (V,) int64 occurrences in the training data; vectors: (V, D) float32, what the
    decoder reads for each code."""

    usage: NDArray[np.int64]
    vectors: Float32

    def __len__(self) -> int:
        return len(self.usage)

    def distances(self, code: int) -> Float32:
        """(V,) distance of every code's vector from that of `code`; 1 is what lies between a code
        and the one nearest to it, in the median."""
        apart = np.linalg.norm(self.vectors - self.vectors[code], axis=1) / self._step
        return np.asarray(apart, dtype=np.float32)

    def nearest(self, code: int, count: int) -> NDArray[np.int64]:
        """The (count,) codes nearest to `code`, without itself, nearest first."""
        order = np.argsort(self.distances(code), kind="stable")
        nearest: NDArray[np.int64] = order[order != code][:count].astype(np.int64)
        return nearest

    @cached_property
    def _step(self) -> float:
        from scipy.spatial import cKDTree  # not needed to open a window

        if len(self) < 2:
            return 1.0
        return float(np.median(cKDTree(self.vectors).query(self.vectors, k=2)[0][:, 1])) or 1.0


def count_codes(shapes: Iterable[Tokens], size: int) -> NDArray[np.int64]:
    """(size,) how often each code occurs in all of some tokens; larger codes are left out."""
    counts = np.zeros(size, dtype=np.int64)
    for tokens in shapes:
        counts += np.bincount(tokens.codes[tokens.codes < size], minlength=size)
    return counts


def perplexity(codes: NDArray[np.integer]) -> float:
    """2 to the entropy in bits of (M,) codes: how many codes, evenly used, would be as varied."""
    counts = np.unique(codes, return_counts=True)[1]
    share = counts / counts.sum()
    return float(2 ** -(share * np.log2(share)).sum())
