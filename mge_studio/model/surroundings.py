"""What tokens know of the space around them: the nearest centres, and who is near whom."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from mge_studio.model.layers import FourierFeatures, maximum

#: Centres around a token that tell how the surface runs there.
NEAREST = 8
#: How fast attention falls off with squared distance, a head each, repeated. Neighbours are about
#: 0.15 apart. As in ALiBi (arXiv 2108.12409), fixed slopes spare learning what is near.
SLOPES = (0.0, 0.0, 2.0, 6.0, 20.0, 60.0, 150.0, 0.0)


class Surroundings(nn.Module):
    """(B, L, width) features of each token from the offsets of its `nearest` known centres."""

    def __init__(self, width: int, nearest: int = NEAREST) -> None:
        super().__init__()
        self.width = width
        self.nearest = nearest
        self.fourier = FourierFeatures(3, 4, scale=2.0)
        self.mlp = nn.Sequential(
            nn.Linear(self.fourier.out_features, 64, bias=False), nn.GELU(),
            nn.Linear(64, width, bias=False),
        )

    def forward(self, centres: Tensor, known: Tensor) -> Tensor:
        """centres (B, L, 3), known (B, L) bool: which of them there are."""
        if not centres.shape[1]:
            return centres.new_zeros(len(centres), 0, self.width)
        with torch.no_grad():
            distances = torch.cdist(centres, centres)
            distances = distances.masked_fill(~known.unsqueeze(1), torch.inf)
            distances.diagonal(dim1=1, dim2=2).fill_(torch.inf)
            count = min(self.nearest, centres.shape[1])
            near, rows = distances.topk(count, dim=-1, largest=False)
            flat = rows.flatten(1).unsqueeze(-1).expand(-1, -1, 3)
            offsets = centres.gather(1, flat).view(*rows.shape, 3) - centres.unsqueeze(2)
            absent = near.isinf().unsqueeze(-1)
        features = self.mlp(self.fourier(offsets)).masked_fill(absent, 0.0)
        out: Tensor = maximum(features)
        return out


def nearness(places: Tensor, there: Tensor, heads: int, first: int, last: int = 0) -> Tensor:
    """(B, heads, T, T) attention bias, T = first + L + last, for tokens at places (B, L, 3) behind
    `first` others and before `last` others that have no place and are near to all.

    there (B, L) bool: the other tokens are padding, which nothing attends to.
    """
    slopes = torch.tensor([SLOPES[i % len(SLOPES)] for i in range(heads)], device=places.device)
    with torch.autocast(places.device.type, enabled=False):
        squared = torch.cdist(places.float(), places.float()).square()
    bias = -slopes.view(1, -1, 1, 1) * squared.unsqueeze(1)
    bias = functional.pad(bias, (first, last, first, last))
    padding = functional.pad(~there, (first, last))
    return bias.masked_fill(padding.view(len(there), 1, 1, -1), -torch.inf)
