"""Building blocks shared by tokenizer and generator."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd.function import FunctionCtx
from torch.nn import functional


class FourierFeatures(nn.Module):
    """(..., D) coordinates -> (..., D * (2 * octaves + 1) + 1): x, sin(2^k pi x), cos(2^k pi x), 1.

    scale multiplies the input first, so that small ranges use the lowest octaves. The constant
    spares the linear layer that follows its bias, whose gradient (a sum over all rows in bf16)
    costs a CPU as much as the layer itself; blocks here have no biases for the same reason.
    """

    frequencies: Tensor

    def __init__(self, dimensions: int, octaves: int, scale: float = 1.0) -> None:
        super().__init__()
        self.out_features = dimensions * (2 * octaves + 1) + 1
        self.scale = scale
        frequencies = math.pi * 2.0 ** torch.arange(octaves)
        self.register_buffer("frequencies", frequencies, persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        x = x.float() * self.scale
        angles = (x.unsqueeze(-1) * self.frequencies).flatten(-2)
        one = torch.ones_like(x[..., :1])
        return torch.cat([x, angles.sin(), angles.cos(), one], dim=-1)


class _Maximum(torch.autograd.Function):
    """The largest of (B, L, K, width) over K. The backward of `max` scatters into zeros, which on a
    CPU takes several times as long as comparing with the index does."""

    @staticmethod
    def forward(ctx: FunctionCtx, x: Tensor) -> Tensor:
        values, index = x.max(dim=2)
        ctx.save_for_backward(index.to(torch.uint8))
        ctx.count = x.shape[2]  # type: ignore[attr-defined]
        return values

    @staticmethod
    def backward(ctx: Any, *grad: Tensor) -> Tensor:
        (index,) = ctx.saved_tensors
        rows = torch.arange(ctx.count, dtype=torch.uint8, device=index.device).unsqueeze(1)
        return torch.where(index.unsqueeze(2) == rows, grad[0].unsqueeze(2), 0.0)


def maximum(x: Tensor) -> Tensor:
    """(B, L, K, width) features of sets of at most 256 -> (B, L, width), the largest of each."""
    out: Tensor = _Maximum.apply(x)
    return out


class Attention(nn.Module):
    """Multi-head self-attention; bias, broadcastable to (B, heads, L, L), is added to the scores:
    -inf where nothing may be attended to."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.out = nn.Linear(width, width, bias=False)

    def forward(self, x: Tensor, bias: Tensor | None = None) -> Tensor:
        batch, length, width = x.shape
        qkv = self.qkv(x).view(batch, length, 3, self.heads, width // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4).unbind(0)
        y = attend(q, k, v, None if bias is None else bias.to(q.dtype))
        out: Tensor = self.out(y.transpose(1, 2).reshape(batch, length, width))
        return out


def attend(q: Tensor, k: Tensor, v: Tensor, bias: Tensor | None) -> Tensor:
    """softmax(q k^T / sqrt(d) + bias) v over (B, H, L, d).

    On a CPU the sequences here are short (at most some hundred tokens) and the fused kernel's
    backward takes 2.5 times as long as the plain products, so it is left to the accelerators.
    """
    if q.device.type != "cpu":
        return functional.scaled_dot_product_attention(q, k, v, attn_mask=bias)
    scores = (q * q.shape[-1] ** -0.5) @ k.transpose(-1, -2)
    if bias is not None:
        scores = scores + bias
    return torch.softmax(scores, dim=-1) @ v


class Block(nn.Module):
    """Pre-norm transformer block."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.norm2 = nn.LayerNorm(width)
        self.mlp = nn.Sequential(
            nn.Linear(width, 4 * width, bias=False), nn.GELU(),
            nn.Linear(4 * width, width, bias=False),
        )

    def forward(self, x: Tensor, bias: Tensor | None = None) -> Tensor:
        x = x + self.attention(self.norm1(x), bias)
        out: Tensor = x + self.mlp(self.norm2(x))
        return out


class Transformer(nn.Module):
    """`layers` blocks and a final norm over (B, L, width); bias as in `Attention`."""

    def __init__(self, width: int, heads: int, layers: int) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(layers))
        self.norm = nn.LayerNorm(width)

    def forward(self, x: Tensor, bias: Tensor | None = None) -> Tensor:
        for block in self.blocks:
            x = block(x, bias)
        out: Tensor = self.norm(x)
        return out


class CentreEmbedding(nn.Module):
    """(..., 3) centres in [-1, 1] -> (..., width)."""

    def __init__(self, width: int, octaves: int = 6) -> None:
        super().__init__()
        self.fourier = FourierFeatures(3, octaves)
        self.linear = nn.Linear(self.fourier.out_features, width, bias=False)

    def forward(self, centres: Tensor) -> Tensor:
        out: Tensor = self.linear(self.fourier(centres))
        return out
