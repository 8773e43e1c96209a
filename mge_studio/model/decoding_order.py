"""Which of the codes drawn at a step are kept, by `GenerationSettings.order`."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor

from mge_studio.requests import Order

#: Gumbel noise on the logarithm of the confidence at the first step, falling linearly to none
#: (MaskGIT).
CODE_NOISE = 4.5
#: Noise on distances: enough to part equal ones, and less than the grid of centres is apart.
TIE_NOISE = 1e-5


class Ranking(NamedTuple):
    """score (B, L): the highest are kept. noise: scale of the Gumbel noise that is added to it."""

    score: Tensor
    noise: float


def ranking(
    order: Order, confidence: Tensor, centres: Tensor, known: Tensor, left: float, greedy: bool
) -> Ranking:
    """How tokens without a code are ranked at a step.

    confidence (B, L): probability of the codes drawn. centres (B, L, 3). known (B, L) bool: have
    codes already. left: share of the steps still to come. greedy: take the likeliest codes, in the
    order of their confidence.

    "near" ranks by the distance to the nearest known token, of which there must be one: what is
    decoded grows out of what is given.
    """
    if order == "confident":
        return Ranking(confidence.clamp_min(1e-9).log(), 0.0 if greedy else CODE_NOISE * left)
    if order == "random":
        return Ranking(torch.zeros_like(confidence), 1.0)
    distances = torch.cdist(centres, centres).masked_fill(~known.unsqueeze(1), torch.inf)
    return Ranking(-distances.amin(-1), TIE_NOISE)
