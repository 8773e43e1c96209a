"""Merging vertices at the same place, so that triangle soups become surfaces."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def identical_rows(points: NDArray[np.floating]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First rows (U,) of each distinct one of (N, 3) `points`, in order of appearance, and for
    every row its number (N,) among them.

    Rows are compared through 64-bit hashes of their bits, and the result is checked: sorting
    hashes takes a fifth of the time and memory of sorting rows.
    """
    bits = np.ascontiguousarray(points + 0.0, dtype=np.float64).view(np.uint64)  # -0.0 is 0.0
    first, inverse = _unique(_hash(bits))
    if not np.array_equal(bits[first][inverse], bits):  # a collision: once in a billion files
        _, first, inverse = np.unique(bits, axis=0, return_index=True, return_inverse=True)
        inverse = inverse.reshape(-1)
    order = np.argsort(first, kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return first[order], rank[inverse]


def _unique(keys: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    return first.astype(np.int64), inverse.astype(np.int64)


def _hash(bits: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Mix three words a row by odd multipliers and shifts (splitmix64)."""
    mixed = np.zeros(len(bits), dtype=np.uint64)
    for column in range(3):
        mixed ^= bits[:, column]
        mixed *= np.uint64(0xBF58476D1CE4E5B9)
        mixed ^= mixed >> np.uint64(29)
        mixed *= np.uint64(0x94D049BB133111EB)
        mixed ^= mixed >> np.uint64(32)
    return mixed
