"""The two stages as the loop sees them: a module, a loss for a batch, and validation figures."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Protocol

import torch
from torch import Tensor, nn

from mge_studio.model.generator import Generator
from mge_studio.model.tokenizer import Tokenizer
from mge_studio.requests import patch_counts
from mge_studio.training.imperfection import imperfect
from mge_studio.training.losses import (
    distance_loss,
    iou,
    occupancy_loss,
    outside_queries,
    perplexity,
)
from mge_studio.training.store import Batch

#: Queries a shape known to be outside; see `losses.outside_queries`.
OUTSIDE_QUERIES = 64
COMMITMENT_WEIGHT = 1.0
#: Surface points that placed tokens are measured against; a prefix, evenly spread, of all.
SURFACE_POINTS = 640


class Stage(Protocol):
    """module: what is trained. fraction: of the whole stage done, in [0, 1)."""

    name: str
    module: nn.Module

    def loss(self, batch: Batch, fraction: float, generator: torch.Generator) -> Tensor: ...

    def validate(self, average: nn.Module, batches: Mapping[str, Batch]) -> dict[str, float]: ...


def patch_count(own: int, most: int, generator: torch.Generator) -> int:
    """In how many patches a batch is read: a model's `own` number half of the time, else another
    one of `requests.patch_counts`."""
    others = [count for count in patch_counts(own, most) if count != own]
    counts = [own, own, *others]
    return counts[int(torch.randint(len(counts), (), generator=generator))]


class TokenizerStage:
    """Occupancy of uniform and near-surface queries, decoded from quantised tokens.

    most: patches that shapes are read in, None for the tokenizer's own number alone. keep_tokens:
    train the decoder alone, so that every shape keeps its tokens.
    """

    name = "tokenizer"

    def __init__(
        self, tokenizer: Tokenizer, most: int | None = None, keep_tokens: bool = False
    ) -> None:
        self.module: nn.Module = tokenizer
        self._field = tokenizer.config.field
        self._own = tokenizer.config.patches
        self._most = most or self._own
        self._kept = (tokenizer.encoder, tokenizer.quantizer) if keep_tokens else ()
        for part in self._kept:
            part.requires_grad_(False)

    def loss(self, batch: Batch, fraction: float, generator: torch.Generator) -> Tensor:
        for part in self._kept:
            part.eval()  # running statistics and codebooks stay as they are, too
        outside = outside_queries(batch.queries, OUTSIDE_QUERIES, generator)
        queries = torch.cat([outside, batch.queries], dim=1)
        inside = torch.cat([torch.zeros_like(outside[..., 0], dtype=torch.bool), batch.inside], 1)
        count = patch_count(self._own, self._most, generator)
        logits, encoded = self.module(
            batch.points, queries, batch.start, count, partial(imperfect, generator=generator)
        )
        volume = batch.volume + OUTSIDE_QUERIES
        if self._field == "occupancy":
            reconstruction = occupancy_loss(logits, inside, volume)
        else:
            reconstruction = distance_loss(logits, inside, queries, batch.points, volume)
        total: Tensor = reconstruction + COMMITMENT_WEIGHT * encoded.quantized.loss
        return total

    def validate(self, average: nn.Module, batches: Mapping[str, Batch]) -> dict[str, float]:
        """Mean IoU on each source's uniform queries, and the perplexity over all of them."""
        assert isinstance(average, Tokenizer)
        counts = torch.zeros(average.config.codebook_size)
        figures: dict[str, float] = {}
        for name, batch in batches.items():
            scores = []
            for rows in torch.arange(len(batch.points)).split(16):
                logits, encoded = average(batch.points[rows], batch.queries[rows])
                codes = encoded.quantized.codes.flatten().cpu()
                counts += torch.bincount(codes, minlength=len(counts))
                scores.append(iou(logits[:, : batch.volume], batch.inside[rows, : batch.volume]))
            figures[f"iou_{name}"] = round(float(torch.cat(scores).mean()), 4)
        figures["perplexity"] = round(perplexity(counts), 1)
        return figures


class GeneratorStage:
    """Masked tokens of a frozen tokenizer, predicted under a sliding masking ratio."""

    name = "generator"

    def __init__(self, generator: Generator, tokenizer: Tokenizer) -> None:
        self.module: nn.Module = generator
        self.tokenizer = tokenizer.eval().requires_grad_(False)
        self._most = generator.slots.num_embeddings

    @torch.no_grad()
    def _tokens(self, batch: Batch, start: Tensor | None, count: int) -> tuple[Tensor, Tensor]:
        encoded = self.tokenizer.encode(batch.points, start, count)
        return encoded.quantized.codes, encoded.patches.centres

    def loss(self, batch: Batch, fraction: float, generator: torch.Generator) -> Tensor:
        count = patch_count(self.tokenizer.config.patches, self._most, generator)
        codes, centres = self._tokens(batch, batch.start, count)
        losses = self.module(
            codes, centres, batch.points[:, :SURFACE_POINTS], batch.classes, fraction, generator
        )
        total: Tensor = torch.stack(list(losses.values())).sum()
        return total

    def validate(self, average: nn.Module, batches: Mapping[str, Batch]) -> dict[str, float]:
        """Loss of each question on each source under the final masking distribution, with one
        fixed seed."""
        figures: dict[str, float] = {}
        for name, batch in batches.items():
            codes, centres = self._tokens(batch, None, self.tokenizer.config.patches)
            losses = average(
                codes, centres, batch.points[:, :SURFACE_POINTS], batch.classes, 1.0,
                torch.Generator().manual_seed(0),
            )  # fmt: skip
            for question, loss in losses.items():
                figures[f"{question}_{name}"] = round(float(loss), 4)
            figures[f"loss_{name}"] = round(float(torch.stack(list(losses.values())).sum()), 4)
        return figures
