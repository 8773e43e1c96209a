"""How much memory a request may take, and what follows from it."""

from __future__ import annotations

import math

import torch

from mge_studio.errors import InputError
from mge_studio.model.config import ModelConfig
from mge_studio.model.grid import SMALLEST_CHUNK, usual_chunk

GB = 1e9
#: Bytes a point of the finest grid takes at the peak of an extraction: measured, with a margin.
GRID_BYTES = 16
#: Shares of a budget: for one chunk of queries, the variants that are decoded together, the grid.
CHUNK_SHARE, VARIANTS_SHARE, GRID_SHARE = 0.25, 0.5, 0.75
FEWER_AT_ONCE = "Memory ran out: the surface is read in smaller steps, which takes a little longer."


class Memory:
    """The memory that a loaded model works within.

    budget: in GB, None for as much as there is. It bounds the queries of the field that are
    evaluated at once, the variants that are decoded at once (they are extracted one by one
    anyway), the resolution of a mesh (by its grid, which is in the processor's memory), and on
    CUDA what torch takes of the card's memory. It bounds neither the model's weights and
    libraries, nor the window, nor what is done and kept. Results do not depend on it, but for
    rounding.
    """

    def __init__(self, config: ModelConfig, device: torch.device) -> None:
        self._config, self._device = config, device
        self._budget: float | None = None
        self._most = usual_chunk(device)
        self._told = self._shrunk = False

    @property
    def budget(self) -> float | None:
        return self._budget

    @budget.setter
    def budget(self, budget: float | None) -> None:
        if budget == self._budget:
            return
        if budget is not None and budget <= 0:
            raise InputError(f"A memory budget of {budget:g} GB leaves nothing to work with.")
        self._budget = budget
        if self._device.type == "cuda":
            there = torch.cuda.get_device_properties(self._device).total_memory
            share = 1.0 if budget is None else min(1.0, budget * GB / there)
            torch.cuda.set_per_process_memory_fraction(share, self._device)

    @property
    def chunk(self) -> int:
        """Queries of the field at once."""
        if self._budget is None:
            return self._most
        width = self._config.tokenizer.field_width
        query = 4 * (2 * self._config.most_patches + 4 * width)  # measured: 4 KB of 128 patches
        fitting = int(CHUNK_SHARE * self._budget * GB / query)
        return max(SMALLEST_CHUNK, min(self._most, fitting))

    def shrink(self, chunk: int) -> None:
        """A larger chunk than this ran out of memory: do not try one again."""
        self._most, self._shrunk = min(self._most, chunk), True

    def news(self) -> str:
        """What a person should hear of: that memory ran out, once; else empty."""
        if not self._shrunk or self._told:
            return ""
        self._told = True
        return FEWER_AT_ONCE

    def groups(self, variants: int) -> list[range]:
        """The variants of a request, as they are decoded together."""
        at_once = variants
        if self._budget is not None:
            tokenizer, patches = self._config.tokenizer, self._config.most_patches
            # Of two conditions: logits and what is drawn from them, and the layers' activations.
            floats = 2 * patches * (8 * tokenizer.codebook_size + 64 * tokenizer.width)
            fitting = int(VARIANTS_SHARE * self._budget * GB / (4 * floats))
            at_once = max(1, min(variants, fitting))
        return [
            range(first, min(first + at_once, variants)) for first in range(0, variants, at_once)
        ]

    def check(self, resolution: int) -> None:
        """Raises InputError where the grid of a mesh would not fit."""
        if self._budget is None or _grid_bytes(resolution) <= GRID_SHARE * self._budget * GB:
            return
        needed = math.ceil(_grid_bytes(resolution) / GRID_SHARE / GB * 100) / 100
        points = math.floor((GRID_SHARE * self._budget * GB / GRID_BYTES) ** (1 / 3))
        fitting = max(8, (points - 1) // 8 * 8)
        raise InputError(
            f"Resolution {resolution} needs a memory budget of {needed:g} GB, more than the "
            f"{self._budget:g} GB that are set: choose {fitting} or less, or a larger budget."
        )


def _grid_bytes(resolution: int) -> int:
    return GRID_BYTES * (resolution + 1) ** 3
