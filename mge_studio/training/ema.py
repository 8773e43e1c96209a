"""Exponential moving average of a module's weights, what is validated and shipped."""

from __future__ import annotations

import copy

import torch
from torch import nn


class Ema:
    """`average` is a copy of the module whose weights lag behind; warm-up makes it useful early."""

    def __init__(self, module: nn.Module, decay: float = 0.999) -> None:
        self.average = copy.deepcopy(module).eval().requires_grad_(False)
        self.decay = decay

    @torch.no_grad()
    def update(self, module: nn.Module, step: int) -> None:
        decay = min(self.decay, (1 + step) / (10 + step))
        current = module.state_dict()
        for name, tensor in self.average.state_dict().items():
            if tensor.dtype.is_floating_point:
                tensor.lerp_(current[name].to(tensor.dtype), 1 - decay)
            else:
                tensor.copy_(current[name])
