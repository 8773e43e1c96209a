"""Everything a stage needs to go on exactly where it stopped, without pickle."""

from __future__ import annotations

import json
import os
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor, nn

from mge_studio.errors import InputError
from mge_studio.training.ema import Ema


def save_state(
    path: Path, module: nn.Module, ema: Ema, optimizer: torch.optim.Optimizer,
    progress: dict[str, float],
) -> None:  # fmt: skip
    """Weights, averaged weights, optimizer moments and scalars in one safetensors file."""
    tensors: dict[str, Tensor] = {}
    for prefix, part in (("module", module), ("ema", ema.average)):
        tensors |= {f"{prefix}/{k}": v.detach().contiguous() for k, v in part.state_dict().items()}
    moments = optimizer.state_dict()["state"]
    for index, slots in moments.items():
        tensors |= {f"optimizer/{index}/{k}": v.contiguous() for k, v in slots.items()}
    temporary = path.with_name(path.name + ".tmp")
    save_file(tensors, temporary, metadata={"progress": json.dumps(progress)})
    os.replace(temporary, path)


def load_state(
    path: Path, module: nn.Module, ema: Ema, optimizer: torch.optim.Optimizer
) -> dict[str, float]:
    """Restore what `save_state` wrote; returns its scalars."""
    parts: dict[str, dict[str, Tensor]] = {"module": {}, "ema": {}}
    moments: dict[int, dict[str, Tensor]] = {}
    with safe_open(path, framework="pt") as file:
        progress = json.loads(file.metadata()["progress"])
        for key in file.keys():  # noqa: SIM118 - not a dict
            prefix, _, name = key.partition("/")
            if prefix == "optimizer":
                index, _, slot = name.partition("/")
                moments.setdefault(int(index), {})[slot] = file.get_tensor(key)
            else:
                parts[prefix][name] = file.get_tensor(key)
    try:
        module.load_state_dict(parts["module"])
        ema.average.load_state_dict(parts["ema"])
    except RuntimeError as error:
        raise InputError(f"{path} was made by another preset: {error}.") from error
    state = optimizer.state_dict()
    optimizer.load_state_dict({"state": moments, "param_groups": state["param_groups"]})
    return dict(progress)
