"""The plan of a shape: a few codes that tell, all together, where its patches are.

Patches drawn one by one, each from what is known of the others, hang together only where a model
has learned a great deal. A plan is drawn first instead: it is short, so that its codes are soon
learned, and every plan stands for a whole shape. It is learned as the bottleneck of an autoencoder
of patch centres (as in VQ-VAE-2, arXiv 1906.00446, a coarse layer above the codes of the patches).
"""

from __future__ import annotations

import numpy as np
import torch
from scipy.optimize import linear_sum_assignment
from torch import Tensor, nn
from torch.nn import functional

from mge_studio.model.config import GeneratorConfig
from mge_studio.model.layers import CentreEmbedding, Transformer
from mge_studio.model.quantizer import Quantized, ScalarQuantizer
from mge_studio.model.surroundings import Surroundings


class PlanEncoder(nn.Module):
    """Centres of a shape (B, M, 3) -> its plan of K codes."""

    def __init__(self, config: GeneratorConfig) -> None:
        super().__init__()
        width = config.plan_width
        self.centres = CentreEmbedding(width)
        self.surroundings = Surroundings(width)
        self.queries = nn.Parameter(0.5 * torch.randn(config.plan_tokens, width))
        self.transformer = Transformer(width, config.heads, config.plan_layers)
        self.quantizer = ScalarQuantizer(width, config.plan_levels)

    def forward(self, centres: Tensor) -> Quantized:
        quantized: Quantized = self.quantizer(self._states(centres, None))
        return quantized

    def guessed(self, centres: Tensor, there: Tensor) -> tuple[Tensor, Tensor]:
        """Levels (B, K, dimensions) and codes (B, K) of a plan, from some of a shape's centres;
        the others of `there` (B, M) are padding."""
        levels, codes = self.quantizer.levels(self._states(centres, there))
        return levels, codes

    def _states(self, centres: Tensor, there: Tensor | None) -> Tensor:
        if there is None:
            there = torch.ones(centres.shape[:2], dtype=torch.bool, device=centres.device)
        x = self.centres(centres) + self.surroundings(centres, there)
        count = len(self.queries)
        x = torch.cat([self.queries.expand(len(x), -1, -1), x], dim=1)
        padding = functional.pad(~there, (count, 0)).view(len(x), 1, 1, -1)
        bias = torch.zeros(padding.shape, device=x.device).masked_fill(padding, -torch.inf)
        states: Tensor = self.transformer(x, bias)[:, :count]
        return states


def placing_loss(placed: Tensor, wanted: Tensor, surface: Tensor) -> Tensor:
    """How far placed centres (B, M, 3) are from where they should be (scalar, in units of the
    frame): from the wanted ones (B, M, 3) and from points of the surface (B, P, 3).

    The mean distance under the best one-to-one matching keeps centres as evenly apart as farthest
    points are; farthest points are many, though, and any will do, so the distance to the nearest
    point of the surface counts as much.
    """
    distances = torch.cdist(placed, torch.cat([wanted, surface], dim=1))
    onto = distances.amin(dim=2)
    columns = matching(distances[:, :, : wanted.shape[1]])
    return (onto + distances.gather(2, columns.unsqueeze(2)).squeeze(2)).mean()


@torch.no_grad()
def matching(distances: Tensor) -> Tensor:
    """(B, n) int64: which column each row of (B, n, m) distances, n <= m, is matched with, so that
    the sum of distances is least."""
    found = [linear_sum_assignment(table)[1] for table in distances.cpu().numpy()]
    return torch.from_numpy(np.stack(found)).to(distances.device)
