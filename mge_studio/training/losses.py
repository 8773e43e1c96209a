"""What the two stages minimise."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from mge_studio.shapes.shape import NORMALIZED_RADIUS

#: Weight of near-surface queries, where thin walls are won or lost, against uniform ones.
NEAR_WEIGHT = 0.5
#: Distances are told apart up to this far from the surface.
TRUNCATION = 0.1
#: Everything beyond the bounding sphere is outside, whatever the shape.
OUTSIDE_RADIUS = NORMALIZED_RADIUS + 0.02


def occupancy_loss(logits: Tensor, inside: Tensor, volume: int) -> Tensor:
    """Binary cross-entropy of (B, Q) logits; the first `volume` queries are the uniform ones."""
    loss = functional.binary_cross_entropy_with_logits(logits, inside.float(), reduction="none")
    return _weighted(loss, volume)


def distance_loss(
    logits: Tensor, inside: Tensor, queries: Tensor, surface: Tensor, volume: int
) -> Tensor:
    """Mean absolute error of tanh(logits) (B, Q) to the signed distance of queries (B, Q, 3) from
    surface points (B, N, 3), positive inside and truncated; queries as in `occupancy_loss`."""
    with torch.no_grad():
        distance = torch.cdist(queries, surface).amin(dim=-1).clamp_max(TRUNCATION) / TRUNCATION
        target = torch.where(inside, distance, -distance)
    return _weighted((logits.tanh() - target).abs(), volume)


def _weighted(loss: Tensor, volume: int) -> Tensor:
    return loss[:, :volume].mean() + NEAR_WEIGHT * loss[:, volume:].mean()


def outside_queries(like: Tensor, count: int, generator: torch.Generator) -> Tensor:
    """(B, count, 3) points of the cube beyond the bounding sphere, known to be outside.

    Stretched training shapes carry their uniform queries along and leave corners of the cube
    untaught; without these, blobs grow there.
    """
    shape = (like.shape[0], count, 3)
    points = torch.rand(shape, generator=generator, device=generator.device) * 2 - 1
    # Points within the sphere are pushed out through it along their own direction.
    radius = points.norm(dim=-1, keepdim=True).clamp_min(1e-3)
    points = torch.where(radius < OUTSIDE_RADIUS, points / radius * OUTSIDE_RADIUS, points)
    return points.to(like.device)


def iou(logits: Tensor, inside: Tensor) -> Tensor:
    """(B,) intersection over union of (B, Q) predictions and truth; 1 where both are empty."""
    predicted = logits > 0
    union = (predicted | inside).sum(-1)
    return torch.where(union > 0, (predicted & inside).sum(-1) / union.clamp_min(1), 1.0)


def perplexity(counts: Tensor) -> float:
    """exp of the entropy of code `counts` (size,): the number of codes used equally often."""
    p = counts.float() / counts.sum().clamp_min(1)
    return float(torch.exp(-(p * p.clamp_min(1e-12).log()).sum()))
