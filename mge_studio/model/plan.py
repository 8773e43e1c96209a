"""The plan of a shape: a few codes that tell, all together, where its patches are.

Patches drawn one by one, each from what is known of the others, hang together only where a model
has learned a great deal. A plan is drawn first instead: it is short, so that its codes are soon
learned, and every plan stands for a whole shape. It is learned as the bottleneck of an autoencoder
of patch centres (as in VQ-VAE-2, arXiv 1906.00446, a coarse layer above the codes of the patches).
"""

from __future__ import annotations

import torch
from scipy.optimize import linear_sum_assignment
from torch import Tensor, nn

from mge_studio.model.config import GeneratorConfig
from mge_studio.model.layers import CentreEmbedding, Transformer
from mge_studio.model.quantizer import Quantized, ScalarQuantizer
from mge_studio.model.surroundings import Surroundings


class PlanEncoder(nn.Module):
    """All centres of a shape (B, M, 3) -> its plan of K codes."""

    def __init__(self, config: GeneratorConfig) -> None:
        super().__init__()
        width = config.plan_width
        self.centres = CentreEmbedding(width)
        self.surroundings = Surroundings(width)
        self.queries = nn.Parameter(0.5 * torch.randn(config.plan_tokens, width))
        self.transformer = Transformer(width, config.heads, config.plan_layers)
        self.quantizer = ScalarQuantizer(width, config.plan_levels)

    def forward(self, centres: Tensor) -> Quantized:
        everywhere = torch.ones(centres.shape[:2], dtype=torch.bool, device=centres.device)
        x = self.centres(centres) + self.surroundings(centres, everywhere)
        x = torch.cat([self.queries.expand(len(x), -1, -1), x], dim=1)
        quantized: Quantized = self.quantizer(self.transformer(x)[:, : len(self.queries)])
        return quantized


def placing_loss(
    placed: Tensor, wanted: Tensor, there: Tensor, surface: Tensor, part: Tensor
) -> Tensor:
    """How far placed centres are from where they should be (scalar, in units of the frame).

    placed, wanted (B, S, 3), of which only those `there` (B, S) count; surface points (B, P, 3), of
    which only `part` (B, P) is to be covered. The mean distance under the best one-to-one matching
    keeps centres as evenly apart as farthest points are; farthest points are many, though, and any
    will do, so the distance to the nearest point of the surface counts as much.
    """
    targets = torch.cat([wanted, surface], dim=1)
    distances = torch.cdist(placed, targets)
    asked = torch.cat([there, part], dim=1)
    onto = distances.masked_fill(~asked.unsqueeze(1), torch.inf).amin(dim=2)
    columns = matching(distances[:, :, : wanted.shape[1]], there)
    matched = distances.gather(2, columns.unsqueeze(2)).squeeze(2)
    sums = torch.where(there, onto + matched, 0.0).sum(1)
    return (sums / there.sum(1)).mean()


@torch.no_grad()
def matching(distances: Tensor, there: Tensor) -> Tensor:
    """(B, S) int64: which column each row of (B, S, S) distances is matched with, so that the sum
    over the first rows and columns, those `there` (B, S), is least; the others keep their own."""
    columns = torch.arange(distances.shape[1]).repeat(len(distances), 1)
    numbers = there.sum(1).tolist()
    for row, (table, number) in enumerate(zip(distances.cpu().numpy(), numbers, strict=True)):
        found = linear_sum_assignment(table[:number, :number])[1]
        columns[row, :number] = torch.from_numpy(found)
    return columns.to(distances.device)
