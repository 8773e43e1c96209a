"""Stage 1: surface points -> (code, centre) tokens -> an occupancy field."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch import Tensor, nn

from mge_studio.model.config import TokenizerConfig
from mge_studio.model.field import FieldTokens, OccupancyField
from mge_studio.model.layers import Block, CentreEmbedding, FourierFeatures, Transformer, maximum
from mge_studio.model.patching import Patches, make_patches
from mge_studio.model.quantizer import Quantized, make_quantizer
from mge_studio.model.surroundings import Surroundings, nearness

#: Centres around a patch whose offsets its decoder sees.
NEAREST = 16
#: Code features (B, M, width) and centres (B, M, 3) to others.
Disturb = Callable[[Tensor, Tensor], tuple[Tensor, Tensor]]


class Encoded(NamedTuple):
    """quantized: codes and their features; patches: where the codes sit."""

    quantized: Quantized
    patches: Patches


class PatchEncoder(nn.Module):
    """Offsets of a patch's points (B, M, K, 3) and its centre -> features (B, M, width)."""

    def __init__(self, config: TokenizerConfig) -> None:
        super().__init__()
        width = config.width
        # A patch of a normalised shape spans about a quarter of the cube's half side.
        self.fourier = FourierFeatures(3, 4, scale=4.0)
        self.point_mlp = nn.Sequential(
            nn.Linear(self.fourier.out_features, width // 2, bias=False), nn.GELU(),
            nn.Linear(width // 2, width, bias=False),
        )
        self.patch_mlp = nn.Sequential(
            nn.LayerNorm(width), nn.Linear(width, width), nn.GELU(), nn.Linear(width, width)
        )
        self.centre = CentreEmbedding(width)
        self.transformer = Transformer(width, config.heads, config.encoder_layers)

    def forward(self, patches: Patches) -> Tensor:
        features = maximum(self.point_mlp(self.fourier(patches.offsets)))
        features = self.patch_mlp(features) + self.centre(patches.centres)
        out: Tensor = self.transformer(features)
        return out


class Tokenizer(nn.Module):
    """Point-MGE's vector-quantised tokenizer. All points in the normalised frame."""

    def __init__(self, config: TokenizerConfig) -> None:
        super().__init__()
        self.config = config
        self.encoder = PatchEncoder(config)
        self.quantizer = make_quantizer(config)
        self.centre = CentreEmbedding(config.width)
        self.surroundings = Surroundings(config.width, NEAREST)
        self.local = nn.ModuleList(
            Block(config.width, config.heads) for _ in range(config.local_layers)
        )
        self.decoder = Transformer(config.width, config.heads, config.decoder_layers)
        self.field = OccupancyField(config)

    def encode(
        self, points: Tensor, start: Tensor | None = None, count: int | None = None
    ) -> Encoded:
        """(B, N, 3) surface points -> tokens. start: (B,) first farthest-point rows; count: how
        many tokens, None for the model's own number."""
        count = count or self.config.patches
        with torch.no_grad():
            patches = make_patches(points, count, self.config.neighbours, start)
        return Encoded(self.quantizer(self.encoder(patches)), patches)

    def decode(self, features: Tensor, centres: Tensor) -> FieldTokens:
        """Code features (B, M, width) at centres (B, M, 3) -> the field's tokens."""
        there = torch.ones_like(centres[..., 0], dtype=torch.bool)
        x = features + self.centre(centres) + self.surroundings(centres, there)
        bias = nearness(centres, there, self.config.heads, first=0)
        for block in self.local:
            x = block(x, bias)
        latents = self.decoder(x)
        return self.field.prepare(latents, centres)

    def decode_codes(self, codes: Tensor, centres: Tensor) -> FieldTokens:
        """Codes (B, M) at centres (B, M, 3) -> the field's tokens."""
        return self.decode(self.quantizer.lookup(codes), centres)

    def forward(
        self, points: Tensor, queries: Tensor, start: Tensor | None = None,
        count: int | None = None, disturb: Disturb | None = None,
    ) -> tuple[Tensor, Encoded]:  # fmt: skip
        """Logits (B, Q) at queries (B, Q, 3) of the shape read from points, and its tokens.

        start, count: as `encode` takes them. disturb: changes code features and
        centres before they are decoded, in training.
        """
        encoded = self.encode(points, start, count)
        features, centres = encoded.quantized.features, encoded.patches.centres
        if disturb is not None:
            features, centres = disturb(features, centres)
        return self.field(self.decode(features, centres), queries), encoded
