"""Which tokens are hidden in training: the sliding masking ratio, and random or block choice.

One set of weights serves representation (about half of the tokens hidden) and generation (all
hidden), so the *distribution* of the ratio slides during training, from a truncated normal around
0.55, as MAGE (arXiv 2211.09117), to one around 1.0 with real mass at exactly 1.0.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from mge_studio.shapes.tokens import CENTRE_BINS

SPREAD = 0.25
LOWEST_RATIO = 0.15
#: Above every Morton key.
VISIBLE_LAST = 1 << 24
#: Share of fully masked samples at the end of training under the sliding schedule.
FULLY_MASKED = 0.35
#: Share of training samples that ask for centres.
PLACING = 0.7


def masking_ratios(
    schedule: str, fraction: float, count: int, generator: torch.Generator
) -> Tensor:
    """(count,) ratios in [LOWEST_RATIO, 1] when `fraction` in [0, 1] of training is done.

    schedule: "sliding"; "paper", the mean m = 1 - beta^(u t) of Point-MGE (arXiv 2406.17342) with
    beta = 0.5, u = 2, which ends at 0.75; or "fixed", always around 0.55.
    """
    mean = {
        "sliding": 0.55 + 0.45 * fraction,
        "paper": 1 - 0.5 ** (2 * fraction),
        "fixed": 0.55,
    }[schedule]
    ratios = _truncated_normal(mean, count, generator)
    if schedule == "sliding":
        full = torch.rand(count, generator=generator) < FULLY_MASKED * fraction
        ratios = torch.where(full, 1.0, ratios)
    return ratios


def _truncated_normal(mean: float, count: int, generator: torch.Generator) -> Tensor:
    normal = torch.distributions.Normal(mean, SPREAD)
    low, high = normal.cdf(torch.tensor([LOWEST_RATIO, 1.0]))
    uniform = torch.rand(count, generator=generator)
    return normal.icdf(low + (high - low) * uniform).clamp(LOWEST_RATIO, 1.0)


def training_mask(centres: Tensor, ratios: Tensor, generator: torch.Generator) -> Tensor:
    """(B, M) bool, True = hidden, for (B, M, 3) centres and (B,) ratios.

    Half of the samples hide random tokens, half the tokens first along a random direction or
    nearest to one of them: what a person masks is a region.
    """
    batch, tokens, _ = centres.shape
    device = centres.device
    scores = torch.rand(batch, tokens, generator=generator)
    direction = torch.randn(batch, 3, 1, generator=generator).to(device)
    seed = torch.randint(tokens, (batch, 1, 1), generator=generator).to(device)
    kind = torch.rand(batch, 1, generator=generator).to(device)
    anchor = torch.gather(centres, 1, seed.expand(-1, 1, 3))
    block = (centres - anchor).norm(dim=-1)
    plane = (centres @ direction).squeeze(-1)
    scores = torch.where(kind < 0.5, scores.to(device), torch.where(kind < 0.75, block, plane))
    counts = (ratios.to(device) * tokens).ceil().clamp(1, tokens)
    return scores.argsort(dim=1).argsort(dim=1) < counts.unsqueeze(1)


def morton_keys(bins: Tensor) -> Tensor:
    """(...,) int64 Morton (z-order) keys of (..., 3) bins in [0, 256)."""
    keys = torch.zeros_like(bins[..., 0])
    for bit in range(8):
        for axis in range(3):
            keys |= ((bins[..., axis] >> bit) & 1) << (3 * bit + axis)
    return keys


def ranks_of_hidden(bins: Tensor, hidden: Tensor) -> Tensor:
    """(B, M) int64 place of every hidden token among the hidden ones in Morton order, -1 for the
    others; bins (B, M, 3), hidden (B, M) bool."""
    keys = morton_keys(bins) + (~hidden).long() * VISIBLE_LAST
    ranks = keys.argsort(dim=1, stable=True).argsort(dim=1)
    return torch.where(hidden, ranks, -1)


class Hidden(NamedTuple):
    """What is known of each token of a training sample, as `slots.Slots` have it, all (B, M)."""

    has_code: Tensor
    has_centre: Tensor
    rank: Tensor


def hidden_in_training(
    schedule: str, centres: Tensor, fraction: float, generator: torch.Generator
) -> Hidden:
    """Hide tokens of (B, M, 3) centres as decoding meets them when `fraction` of training is done.

    Most samples are being placed, which is the harder part: a random share of their hidden tokens
    has a centre. In the others all have one, and half of these know a random share of the hidden
    codes as well.
    """
    batch, tokens, _ = centres.shape
    device = centres.device
    ratios = masking_ratios(schedule, fraction, batch, generator)
    hidden = training_mask(centres, ratios, generator)
    rank = ranks_of_hidden(((centres + 1) / 2 * CENTRE_BINS).floor().long(), hidden)
    kind = torch.rand(batch, 1, generator=generator).to(device)
    share = torch.rand(batch, 1, generator=generator).to(device)
    early = torch.rand(batch, tokens, generator=generator).to(device) < share
    early &= rank != hidden.sum(1, keepdim=True) // 2  # something is left to ask in every sample
    has_code = ~hidden | (early & (kind > (1 + PLACING) / 2))
    return Hidden(has_code, ~hidden | early | (kind > PLACING), rank)
