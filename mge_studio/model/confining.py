"""Keeping what is invented within a box.

A plan lays out a whole shape, and has as many places in a box as there is surface. Where more
patches are wanted in there, they share these places, a little beside each other, until settling
spreads them over the surface; where the plan has none in there, they go to the nearest places of
the box that there are.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mge_studio.shapes.boxes import Box

#: How far off a place those lie that share it (standard deviation).
BESIDE = 0.02


def confined(free: Tensor, placed: Tensor, box: Box) -> Tensor:
    """Places (B, S, 3) in the box for the patches that a plan puts at `free` ones (B, S, 3).

    Those in the box stay. The others go beside those, or, where there are none, beside any of
    `placed` (B, L, 3), all places of the plan, that is in there.
    """
    pairs = zip(free.cpu().numpy(), placed.cpu().numpy(), strict=True)
    drawn = np.stack([_drawn_in(some, every, box) for some, every in pairs])
    return torch.from_numpy(drawn.astype(np.float32)).to(free.device)


def _drawn_in(
    free: NDArray[np.float32], placed: NDArray[np.float32], box: Box
) -> NDArray[np.float64]:
    places, outside = free.copy(), ~box.holds(free)
    shared = next((some[box.holds(some)] for some in (free, placed) if box.holds(some).any()), free)
    # The same pattern whenever it is asked for: previews draw nothing that the result would miss.
    noise = np.random.default_rng(0).normal(0, BESIDE, places.shape).astype(np.float32)
    turns = np.arange(int(outside.sum())) % len(shared)
    places[outside] = shared[turns] + noise[outside]
    return box.pulled_in(places)
