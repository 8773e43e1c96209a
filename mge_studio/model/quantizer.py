"""The bottleneck of the tokenizer: features to one of `size` codes, and codes back to features."""

from __future__ import annotations

from statistics import NormalDist
from typing import NamedTuple

import torch
from torch import Tensor, nn
from vector_quantize_pytorch import FSQ, VectorQuantize

from mge_studio.model.config import TokenizerConfig


class Quantized(NamedTuple):
    """features (B, M, width) of the chosen codes; codes (B, M) int64; loss: scalar commitment."""

    features: Tensor
    codes: Tensor
    loss: Tensor


class ScalarQuantizer(nn.Module):
    """Finite scalar quantization (arXiv 2309.15505) of batch-normalised projections.

    FSQ uses its codes unevenly because nothing keeps the projections spread over the levels.
    Normalising each dimension and placing the outer thresholds at the quantiles of a unit normal
    makes all levels of a dimension equally likely by construction, with no auxiliary loss.
    """

    spread: Tensor

    def __init__(self, width: int, levels: tuple[int, ...]) -> None:
        super().__init__()
        self.project_in = nn.Linear(width, len(levels))
        self.normalize = nn.BatchNorm1d(len(levels), affine=False)
        self.fsq = FSQ(list(levels), preserve_symmetry=True)
        self.project_out = nn.Linear(len(levels), width)
        spread = torch.tensor([_quantile_scale(level) for level in levels])
        self.register_buffer("spread", spread, persistent=False)
        self.size: int = self.fsq.codebook_size

    def forward(self, x: Tensor) -> Quantized:
        levels, codes = self.levels(x)
        return Quantized(self.read(levels), codes, x.new_zeros(()))

    def levels(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Rounded levels (B, M, dimensions), through which gradients pass, and codes (B, M)."""
        with torch.autocast(x.device.type, enabled=False):
            z = self.project_in(x.float())
            z = self.normalize(z.flatten(0, 1)).view_as(z) * self.spread
            levels, codes = self.fsq(z)
        return levels, codes.long()

    def read(self, levels: Tensor) -> Tensor:
        """(B, M, width) features of levels (B, M, dimensions)."""
        with torch.autocast(levels.device.type, enabled=False):
            features: Tensor = self.project_out(levels)
        return features

    def lookup(self, codes: Tensor) -> Tensor:
        """(B, M) codes -> (B, M, width) features."""
        out: Tensor = self.project_out(self.fsq.indices_to_codes(codes))
        return out


def _quantile_scale(levels: int) -> float:
    """Scale that puts the outermost threshold of `levels` at its quantile of a unit normal."""
    if levels == 2:
        return 1.0
    threshold = torch.atanh(torch.tensor((levels - 2) / (levels - 1))).item()
    return threshold / NormalDist().inv_cdf((levels - 1) / levels)


class VectorQuantizer(nn.Module):
    """Cosine codebook with EMA updates, k-means start and replacement of dead codes."""

    def __init__(self, width: int, size: int, dim: int) -> None:
        super().__init__()
        self.size = size
        self.project_in = nn.Linear(width, dim)
        self.vq = VectorQuantize(
            dim=dim, codebook_size=size, use_cosine_sim=True, kmeans_init=True, decay=0.95,
            threshold_ema_dead_code=1, commitment_weight=0.25,
        )
        self.project_out = nn.Linear(dim, width)

    def forward(self, x: Tensor) -> Quantized:
        with torch.autocast(x.device.type, enabled=False):
            quantized, codes, loss = self.vq(self.project_in(x.float()))
            features = self.project_out(quantized)
        return Quantized(features, codes.long(), loss.sum())

    def lookup(self, codes: Tensor) -> Tensor:
        """(B, M) codes -> (B, M, width) features."""
        out: Tensor = self.project_out(self.vq.get_codes_from_indices(codes))
        return out


def make_quantizer(config: TokenizerConfig) -> ScalarQuantizer | VectorQuantizer:
    if config.quantizer == "fsq":
        return ScalarQuantizer(config.width, config.levels)
    return VectorQuantizer(config.width, config.vq_size, config.vq_dim)
