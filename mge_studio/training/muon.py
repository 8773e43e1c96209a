"""Muon: momentum made orthogonal, for the hidden matrices of transformers.

K. Jordan et al., "Muon: an optimizer for hidden layers in neural networks" (2024). A gradient
matrix is dominated by few directions; stepping along the nearest semi-orthogonal matrix instead
moves all of them at the same speed, which short trainings gain most from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import torch
from torch import Tensor

from mge_studio.model.device import fabric_precision

#: Coefficients of the quintic Newton-Schulz iteration, steepest at zero.
_QUINTIC = (3.4445, -4.7750, 2.0315)
_ITERATIONS = 5


class Muon(torch.optim.Optimizer):
    """For (rows, columns) parameters only; embeddings, norms, first and last layers want AdamW.

    lr: spectral norm of a step of a square matrix. Weight decay is decoupled and scaled by lr.
    """

    def __init__(
        self, parameters: Iterable[Tensor] | Iterable[dict[str, Any]], lr: float = 0.01,
        momentum: float = 0.95, weight_decay: float = 0.0,
    ) -> None:  # fmt: skip
        super().__init__(parameters, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure: Callable[[], float] | None = None) -> None:  # type: ignore[override]
        assert closure is None, "Muon evaluates no closure"
        for group in self.param_groups:
            alike: dict[torch.Size, list[Tensor]] = defaultdict(list)
            for parameter in group["params"]:
                if parameter.grad is not None:
                    alike[parameter.shape].append(parameter)
            for parameters in alike.values():
                self._step_alike(parameters, group)

    def _step_alike(self, parameters: list[Tensor], group: dict[str, Any]) -> None:
        """One step of parameters of one shape, whose iterations run as one batch."""
        rows, columns = parameters[0].shape
        directions = torch.stack([self._nesterov(p, group["momentum"]) for p in parameters])
        updates = orthogonal(directions)
        size = group["lr"] * max(1.0, rows / columns) ** 0.5
        for parameter, update in zip(parameters, updates, strict=True):
            parameter.mul_(1 - group["lr"] * group["weight_decay"])
            parameter.add_(update.to(parameter.dtype), alpha=-size)

    def _nesterov(self, parameter: Tensor, momentum: float) -> Tensor:
        assert parameter.grad is not None
        state = self.state[parameter]
        if "momentum" not in state:
            state["momentum"] = torch.zeros_like(parameter)
        state["momentum"].lerp_(parameter.grad, 1 - momentum)
        return parameter.grad.lerp(state["momentum"], momentum)


def orthogonal(matrices: Tensor) -> Tensor:
    """(n, rows, columns) -> about the nearest semi-orthogonal matrices: singular values 0.7 to 1.2.

    Five Newton-Schulz iterations; in bf16 where that is native, which is exact enough and fast.
    """
    native = fabric_precision(matrices.device) == "bf16-mixed"
    x = matrices.bfloat16() if native else matrices.float()
    tall = x.shape[-2] > x.shape[-1]
    if tall:
        x = x.mT
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    a, b, c = _QUINTIC
    for _ in range(_ITERATIONS):
        gram = x @ x.mT
        x = a * x + (b * gram + c * gram @ gram) @ x
    return (x.mT if tall else x).to(matrices.dtype)
