"""Imperfect tokens for the decoder to learn from: a generator's are never quite right.

A decoder that has only met its own encoder's tokens tears the surface where a generated code or
centre is a little off. So in training some shapes are decoded from slightly wrong tokens: shaken
centres, and here and there the code of the nearest other patch.
"""

from __future__ import annotations

import torch
from torch import Tensor

#: Share of the shapes of a batch that are decoded from imperfect tokens.
SHARE = 0.2
#: Standard deviation of their centres, in the normalised frame.
CENTRE_SIGMA = 0.004
#: Share of their tokens that take the code of the nearest other patch.
SWAPPED = 0.06


def imperfect(
    features: Tensor, centres: Tensor, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Code features (B, M, width) and centres (B, M, 3), some shapes' a little wrong."""
    batch, tokens, _ = centres.shape
    device = centres.device
    chosen = (torch.rand(batch, 1, 1, generator=generator) < SHARE).to(device)
    noise = torch.randn(centres.shape, generator=generator).to(device) * CENTRE_SIGMA
    swapped = (torch.rand(batch, tokens, 1, generator=generator) < SWAPPED).to(device) & chosen
    distances = torch.cdist(centres, centres)
    distances.diagonal(dim1=1, dim2=2).fill_(torch.inf)
    nearest = distances.argmin(dim=-1, keepdim=True).expand_as(features)
    return torch.where(swapped, features.gather(1, nearest), features), centres + noise * chosen
