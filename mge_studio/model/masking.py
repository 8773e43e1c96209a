"""Which tokens are hidden in training: the sliding masking ratio, and random or block choice.

One set of weights serves representation (about half of the tokens hidden) and generation (all
hidden), so the *distribution* of the ratio slides during training, from a truncated normal around
0.55, as MAGE (arXiv 2211.09117), to one around 0.85. What a start from nothing asks is trained
apart, as questions of its own.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

SPREAD = 0.25
LOWEST_RATIO = 0.15
#: What the generator is asked in training, and how often of eight times; see `generator.py`. Anew
#: means with no token known. Of the plan anew it is always asked besides.
QUESTIONS = {"place": 2, "guess": 2, "plan": 2, "code_anew": 1, "code": 1}


def masking_ratios(
    schedule: str, fraction: float, count: int, generator: torch.Generator
) -> Tensor:
    """(count,) ratios in [LOWEST_RATIO, 1] when `fraction` in [0, 1] of training is done.

    schedule: "sliding"; "paper", the mean m = 1 - beta^(u t) of Point-MGE (arXiv 2406.17342) with
    beta = 0.5, u = 2, which ends at 0.75; or "fixed", always around 0.55.
    """
    mean = {
        "sliding": 0.55 + 0.3 * fraction,
        "paper": 1 - 0.5 ** (2 * fraction),
        "fixed": 0.55,
    }[schedule]
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


def hidden_tokens(
    schedule: str, centres: Tensor, fraction: float, generator: torch.Generator
) -> Tensor:
    """(B, M) bool: the tokens of (B, M, 3) centres that are hidden when `fraction` of training is
    done."""
    ratios = masking_ratios(schedule, fraction, len(centres), generator)
    return training_mask(centres, ratios, generator)


def questions(count: int, generator: torch.Generator) -> Tensor:
    """(count,) numbers of the questions that samples are asked, shared as `QUESTIONS` says."""
    often = torch.arange(len(QUESTIONS)).repeat_interleave(torch.tensor(list(QUESTIONS.values())))
    order = torch.randperm(count, generator=generator)
    return often[(order + torch.randint(len(often), (1,), generator=generator)) % len(often)]


def hidden_plan(plan: Tensor, generator: torch.Generator) -> Tensor:
    """(B, K) bool: codes of a plan (B, K) that are asked; as many as decoding meets (MaskGIT)."""
    batch, tokens = plan.shape
    ratio = torch.cos(torch.rand(batch, 1, generator=generator) * math.pi / 2)
    scores = torch.rand(batch, tokens, generator=generator)
    counts = (ratio * tokens).ceil().clamp(1, tokens)
    return (scores.argsort(dim=1).argsort(dim=1) < counts).to(plan.device)


def hidden_codes(hidden: Tensor, generator: torch.Generator) -> Tensor:
    """(B, M) bool: those of the hidden tokens whose code is asked; in half of the samples a random
    share is known already, as in the later steps of decoding."""
    batch, tokens = hidden.shape
    share = torch.rand(batch, 1, generator=generator)
    share = torch.where(torch.rand(batch, 1, generator=generator) < 0.5, 0.0, share)
    scores = torch.rand(batch, tokens, generator=generator)
    asked = hidden & (scores >= share).to(hidden.device)
    return torch.where(asked.any(dim=1, keepdim=True), asked, hidden)
