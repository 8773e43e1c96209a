"""The surfaces that tokens describe: their field, its values, and meshes of it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mge_studio.errors import InputError
from mge_studio.model.device import autocast
from mge_studio.model.extraction import COARSE, extract_mesh
from mge_studio.model.field import FieldTokens
from mge_studio.model.grid import FieldSampler, cpu_blocks
from mge_studio.model.isosurface import Mesh
from mge_studio.model.memory import Memory
from mge_studio.model.specks import drop_specks
from mge_studio.model.tokenizer import Tokenizer
from mge_studio.shapes.tokens import Tokens

#: Queries that a CPU takes through the field's layers at once: a fifth faster than 16,384, on one
#: core or two.
BLOCK = 6_144

#: (Q, 3) queries on a model's device -> (Q,) logits, positive inside.
Field = Callable[[Tensor], Tensor]


class Surfaces:
    """Decodes tokens of one tokenizer on one device, within its memory."""

    def __init__(self, tokenizer: Tokenizer, memory: Memory, device: torch.device) -> None:
        self._tokenizer, self._memory, self._device = tokenizer, memory, device

    @torch.no_grad()
    def field(self, tokens: Tokens, fast: bool = True) -> Field:
        """The occupancy field of tokens. Raises InputError for codes that the model has not.

        fast: evaluate in bf16 where that pays; False is fp32 throughout.
        """
        self.check_codes(tokens)
        codes = torch.from_numpy(tokens.codes).unsqueeze(0).to(self._device)
        centres = torch.from_numpy(tokens.centres).unsqueeze(0).to(self._device)
        with autocast(self._device, fast):
            prepared = self._tokenizer.decode_codes(codes, centres)
        return self._evaluator(prepared, fast)

    def check_codes(self, tokens: Tokens) -> None:
        """Raises InputError for codes that the model has not."""
        size = self._tokenizer.config.codebook_size
        if ((tokens.codes >= size) | (tokens.codes < 0)).any():
            raise InputError(
                f"These tokens use codes beyond {size - 1}: they were made by another model."
            )

    def values(self, tokens: Tokens, places: NDArray[np.float32]) -> NDArray[np.float32]:
        """(Q,) logits at (Q, 3) places, never quite zero."""
        memory, field = self._memory, self.field(tokens)
        sampler = FieldSampler(field, memory.chunk, self._device, halved=memory.shrink)
        return sampler(places)

    def mesh(
        self, field: Field, centres: NDArray[np.float32], resolution: int, coarse: int = COARSE
    ) -> Mesh:
        """The surface of a field whose tokens lie at centres (M, 3), without specks.

        resolution: cells an axis. coarse: those that the search for the surface starts from.
        """
        mesh = extract_mesh(
            field, centres=centres, resolution=resolution, coarse=coarse, chunk=self._memory.chunk,
            device=self._device, halved=self._memory.shrink,
        )  # fmt: skip
        return drop_specks(*mesh, centres)

    def _evaluator(self, prepared: FieldTokens, fast: bool) -> Field:
        field = self._tokenizer.field

        @torch.no_grad()
        def evaluate(queries: Tensor) -> Tensor:
            with autocast(self._device, fast):
                blocks = cpu_blocks(queries, BLOCK)
                return torch.cat([field(prepared, one.unsqueeze(0)).squeeze(0) for one in blocks])

        return evaluate
