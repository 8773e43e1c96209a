"""`Tokens`: what the tokenizer makes of a shape, a set of (code, centre) pairs."""

from __future__ import annotations

import os
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mge_studio.errors import InputError
from mge_studio.shapes.shape import Float32, Float64

#: Centres live on this many bins an axis over [-1, 1], fine enough to lie on the surface.
CENTRE_BINS = 4096


@dataclass(frozen=True, eq=False)
class Tokens:
    """codes: (M,) int64; centres: (M, 3) float32 on the `CENTRE_BINS` grid of the normalised frame;
    transform: (4, 4) float64, normalised -> input units."""

    codes: NDArray[np.int64]
    centres: Float32
    transform: Float64 = field(default_factory=lambda: np.eye(4))

    def __len__(self) -> int:
        return len(self.codes)


def quantize_centres(centres: NDArray[np.floating]) -> NDArray[np.int64]:
    """Bin indices (..., 3) in [0, CENTRE_BINS) of coordinates in [-1, 1] (clipped)."""
    bins = np.floor((centres + 1) / 2 * CENTRE_BINS)
    return np.clip(bins, 0, CENTRE_BINS - 1).astype(np.int64)


def bin_coordinates(bins: NDArray[np.integer]) -> Float32:
    """Coordinates (..., 3) of bin midpoints, float32 in (-1, 1)."""
    return ((bins.astype(np.float32) + 0.5) / CENTRE_BINS * 2 - 1).astype(np.float32)


def save_tokens(tokens: Tokens, path: Path) -> None:
    """Write an NPZ with `codes`, `centres`, `transform`, whole or not at all."""
    temporary = path.with_name(path.name + ".tmp")
    with open(temporary, "wb") as file:
        np.savez_compressed(
            file, codes=tokens.codes, centres=tokens.centres, transform=tokens.transform
        )
    os.replace(temporary, path)


def load_tokens(path: Path) -> Tokens:
    """Read what `save_tokens` wrote. Raises InputError on anything else."""
    try:
        with np.load(path, allow_pickle=False) as data:
            codes, centres, transform = data["codes"], data["centres"], data["transform"]
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise InputError(f"{path} is not a tokens file: {error}.") from error
    if codes.ndim != 1 or centres.shape != (len(codes), 3) or transform.shape != (4, 4):
        raise InputError(
            f"{path} is not a tokens file: its arrays do not have the shapes (M,), (M, 3), (4, 4)."
        )
    return Tokens(
        codes.astype(np.int64), centres.astype(np.float32), transform.astype(np.float64)
    )
