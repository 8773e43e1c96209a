"""Choosing a device, and the number format that pays on it."""

from __future__ import annotations

import functools
from contextlib import AbstractContextManager
from typing import Literal

import torch

from mge_studio.errors import InputError


def choose_device(name: str = "auto") -> torch.device:
    """The device called `name`: auto, cpu, cuda, cuda:N or mps; auto takes the fastest present.

    Raises InputError when it is unknown or not available here.
    """
    if name == "auto":
        if torch.cuda.is_available():
            return torch.device("cuda", torch.cuda.current_device())
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    try:
        device = torch.device(name)
    except RuntimeError:
        raise InputError(f"Unknown device {name!r}: choose auto, cpu, cuda or mps.") from None
    if device.type == "cuda" and not torch.cuda.is_available():
        raise InputError("No CUDA device is available here: choose --device cpu or auto.")
    if device.type == "mps" and not torch.backends.mps.is_available():
        raise InputError("No MPS device is available here: choose --device cpu or auto.")
    if device.type not in ("cpu", "cuda", "mps"):
        raise InputError(f"Device {name!r} is not supported: choose auto, cpu, cuda or mps.")
    return device


@functools.cache
def _cpu_has_bf16() -> bool:
    """Whether bf16 products are native; emulated ones are slower than fp32."""
    probes = ("_is_avx512_bf16_supported", "_is_amx_tile_supported")  # no public probe exists yet
    return any(getattr(torch.cpu, probe, lambda: False)() for probe in probes)


def fabric_precision(device: torch.device) -> Literal["bf16-mixed", "32-true"]:
    """Training precision: bf16 autocast where it is native, else fp32."""
    if device.type == "cuda" and torch.cuda.is_bf16_supported():
        return "bf16-mixed"
    return "bf16-mixed" if device.type == "cpu" and _cpu_has_bf16() else "32-true"


def autocast(device: torch.device, enabled: bool = True) -> AbstractContextManager[None]:
    """Inference autocast where it pays: bf16 on CUDA and on CPUs that have it."""
    pays = fabric_precision(device) == "bf16-mixed"
    return torch.autocast(device.type, torch.bfloat16, enabled=enabled and pays)
