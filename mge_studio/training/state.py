"""Everything a stage needs to go on exactly where it stopped, without pickle."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from mge_studio.errors import InputError
from mge_studio.training.ema import Ema

Optimizers = Sequence[torch.optim.Optimizer]


def save_state(
    path: Path, module: nn.Module, ema: Ema, optimizers: Optimizers, progress: dict[str, float]
) -> None:
    """Weights, averaged weights, optimizer moments and scalars in one safetensors file."""
    tensors: dict[str, Tensor] = {}
    for prefix, part in (("module", module), ("ema", ema.average)):
        tensors |= {f"{prefix}/{k}": v.detach().contiguous() for k, v in part.state_dict().items()}
    for number, optimizer in enumerate(optimizers):
        for index, slots in optimizer.state_dict()["state"].items():
            prefix = f"optimizer{number}/{index}"
            tensors |= {f"{prefix}/{k}": v.contiguous() for k, v in slots.items()}
    temporary = path.with_name(path.name + ".tmp")
    save_file(tensors, temporary, metadata={"progress": json.dumps(progress)})
    os.replace(temporary, path)


def load_state(
    path: Path, module: nn.Module, ema: Ema, optimizers: Optimizers
) -> dict[str, float]:
    """Restore what `save_state` wrote; returns its scalars."""
    parts: dict[str, dict[str, Tensor]] = {"module": {}, "ema": {}}
    moments: list[dict[int, dict[str, Tensor]]] = [{} for _ in optimizers]
    with safe_open(path, framework="pt") as file:
        progress = json.loads(file.metadata()["progress"])
        for key in file.keys():  # noqa: SIM118 - not a dict
            prefix, _, name = key.partition("/")
            if prefix in parts:
                parts[prefix][name] = file.get_tensor(key)
            else:
                index, _, slot = name.partition("/")
                of_one = moments[int(prefix.removeprefix("optimizer"))]
                of_one.setdefault(int(index), {})[slot] = file.get_tensor(key)
    try:
        module.load_state_dict(parts["module"])
        ema.average.load_state_dict(parts["ema"])
    except RuntimeError as error:
        raise InputError(f"{path} was made by another preset: {error}.") from error
    for optimizer, state in zip(optimizers, moments, strict=True):
        groups = optimizer.state_dict()["param_groups"]
        optimizer.load_state_dict({"state": state, "param_groups": groups})
    return dict(progress)
