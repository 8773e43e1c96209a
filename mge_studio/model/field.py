"""The neural occupancy field that decoded tokens describe.

At a point x every token i weighs w_i(x) = softmax_i(b_i - |L_i (x - c_i)|^2): 3DILG's blend
(arXiv 2205.13914), but each token says how far it reaches in which direction, as the Gaussians of
local deep implicit functions do (arXiv 1912.06126). Besides the average of the token features, a
sample sees first-order features sum_i w_i P_i (x - c_i): each token may lay planes through its
patch, as moving least squares does, which is what sharp edges and thin walls need. All sums are
matrix products over all tokens.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

from mge_studio.model.config import TokenizerConfig
from mge_studio.model.layers import FourierFeatures

#: Token weights fall off at two sharpnesses; each rules half of the features.
SCALES = 2
#: What a token says of its reach at one scale: six entries of the triangular L_i, and b_i.
REACH = 7


class FieldTokens(NamedTuple):
    """What the field needs of one batch of shapes, computed once and evaluated at any points.

    For each scale: scores, float32 (B, 10, M), coefficients of `monomials` that give the logarithms
    of the weights; features (B, M, width / SCALES); planes, float32 (B, M, 4 * planes / SCALES
    + 3), the x, y and z of the normals P_i, the offsets -P_i c_i, and the centre, averaged as well.
    """

    scores: tuple[Tensor, ...]
    features: tuple[Tensor, ...]
    planes: tuple[Tensor, ...]


class ResidualLayer(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Linear(width, width, bias=False), nn.GELU(),
            nn.Linear(width, width, bias=False),
        )

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = x + self.body(nn.functional.gelu(x))
        return out


class OccupancyField(nn.Module):
    """Logits at (B, Q, 3) points in [-1, 1]^3, above 0 inside."""

    def __init__(self, config: TokenizerConfig) -> None:
        super().__init__()
        width = config.field_width
        self.plane_count = config.planes
        self.sharpness = nn.Parameter(torch.tensor([3.5, 5.5]))
        self.to_features = nn.Linear(config.width, width)
        self.to_planes = nn.Linear(config.width, 3 * config.planes)
        self.to_reach = nn.Linear(config.width, SCALES * REACH)
        nn.init.zeros_(self.to_reach.weight)  # round and alike at first
        nn.init.zeros_(self.to_reach.bias)
        self.position = FourierFeatures(3, 6)
        self.offset = FourierFeatures(3, 3, scale=4.0)
        inputs = self.position.out_features + SCALES * self.offset.out_features
        self.local = nn.Linear(inputs + config.planes, width, bias=False)
        self.layers = nn.ModuleList(ResidualLayer(width) for _ in range(config.field_layers))
        self.head = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, 1))

    def prepare(self, latents: Tensor, centres: Tensor) -> FieldTokens:
        """(B, M, width) decoder outputs and (B, M, 3) centres -> what `forward` evaluates."""
        features = self.to_features(latents).chunk(SCALES, dim=-1)
        with torch.autocast(latents.device.type, enabled=False):
            centres = centres.float()
            normals = self.to_planes(latents.float()).unflatten(-1, (self.plane_count, 3))
            offsets = -(normals * centres.unsqueeze(2)).sum(-1, keepdim=True)
            groups = torch.cat([normals, offsets], dim=-1).chunk(SCALES, dim=2)
            planes = [torch.cat([g.transpose(2, 3).flatten(2), centres], -1) for g in groups]
            reaches = self.to_reach(latents.float()).chunk(SCALES, dim=-1)
            scores = [
                _scores(sharpness, reach, centres)
                for sharpness, reach in zip(self.sharpness, reaches, strict=True)
            ]
        return FieldTokens(tuple(scores), features, tuple(planes))

    def forward(self, tokens: FieldTokens, points: Tensor) -> Tensor:
        """(B, Q, 3) points -> (B, Q) float32 logits."""
        points = points.float()
        sums, offsets, heights = [], [], []
        with torch.autocast(points.device.type, enabled=False):
            terms = monomials(points)
        for scores, features, planes in zip(*tokens, strict=True):
            with torch.autocast(points.device.type, enabled=False):
                weights = torch.softmax(terms @ scores, dim=-1)
                blended = weights @ planes
                offsets.append(self.offset(points - blended[..., -3:]))
                heights.append(plane_heights(blended[..., :-3], points))
            sums.append(weights.to(features.dtype) @ features)
        local = torch.cat([self.position(points), *offsets, *heights], dim=-1)
        h = self.local(local) + torch.cat(sums, dim=-1)
        for layer in self.layers:
            h = layer(h)
        logits: Tensor = self.head(h).squeeze(-1).float()
        return logits


def _scores(sharpness: Tensor, reach: Tensor, centres: Tensor) -> Tensor:
    """(B, 10, M) coefficients of b - |L (x - c)|^2 in `monomials` of x.

    reach (B, M, REACH): of tokens at centres (B, M, 3); L is e^(sharpness / 2) times a lower
    triangle near the unit one.
    """
    stretch, shear, bias = reach.split((3, 3, 1), dim=-1)
    rows, columns = torch.tril_indices(3, 3, offset=-1, device=reach.device)
    triangle = torch.diag_embed(stretch.exp())
    triangle[..., rows, columns] = shear
    triangle = (sharpness / 2).exp() * triangle
    metric = triangle.transpose(-1, -2) @ triangle
    slope = (metric @ centres.unsqueeze(-1)).squeeze(-1)
    constant = bias - (slope * centres).sum(-1, keepdim=True)
    squares = -metric.diagonal(dim1=-2, dim2=-1)
    products = -2 * metric[..., rows, columns]
    return torch.cat([squares, products, 2 * slope, constant], dim=-1).transpose(1, 2)


def monomials(points: Tensor) -> Tensor:
    """(B, Q, 3) points -> (B, Q, 10): xx, yy, zz, yx, zx, zy, x, y, z, 1."""
    x, y, z = points.unbind(-1)
    return torch.stack([x * x, y * y, z * z, y * x, z * x, z * y, x, y, z, torch.ones_like(x)], -1)


def plane_heights(planes: Tensor, points: Tensor) -> Tensor:
    """(B, Q, P) of points (B, Q, 3) above planes (B, Q, 4 * P)."""
    x, y, z = points.unsqueeze(-1).unbind(2)
    normal_x, normal_y, normal_z, offset = planes.chunk(4, dim=-1)
    heights: Tensor = normal_x * x + normal_y * y + normal_z * z + offset
    return heights
