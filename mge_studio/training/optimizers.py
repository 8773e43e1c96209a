"""Which optimizer moves which weights."""

from __future__ import annotations

import torch
from torch import nn

from mge_studio.model.field import ResidualLayer
from mge_studio.model.layers import Block
from mge_studio.training.muon import Muon

#: Muon's step size in units of AdamW's: the spectral norm of a step of a square matrix.
MUON_SCALE = 10.0
WEIGHT_DECAY = 0.02


def make_optimizers(module: nn.Module) -> list[torch.optim.Optimizer]:
    """Muon for the matrices inside transformer blocks and the field's layers, AdamW for the rest.

    Every parameter group carries `lr_scale`, its learning rate in units of the schedule's.
    """
    hidden = {
        parameter: None  # in order, each once
        for part in module.modules()
        if isinstance(part, Block | ResidualLayer)
        for parameter in part.parameters()
        if parameter.dim() == 2 and parameter.requires_grad
    }
    others = [p for p in module.parameters() if p.requires_grad and p not in hidden]
    return [
        Muon([{"params": list(hidden), "lr_scale": MUON_SCALE}], weight_decay=WEIGHT_DECAY / 2),
        torch.optim.AdamW(
            [{"params": others, "lr_scale": 1.0}], betas=(0.9, 0.98), weight_decay=WEIGHT_DECAY
        ),
    ]
