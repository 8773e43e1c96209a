"""Which colour every patch has, given what is being looked at. Pure functions of the state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mge_studio.scene.colours import (
    CLAY,
    DIMMED,
    HIGHLIGHT,
    LIGHT_DIMMED,
    LIGHT_HIGHLIGHT,
    MASK,
    Rgb,
    mix,
)
from mge_studio.scene.shape_actor import HATCHED

ViewMode = Literal["plain", "tokens", "mask", "confidence", "parts"]
VIEW_MODES: tuple[ViewMode, ...] = ("plain", "tokens", "mask", "confidence", "parts")
#: Views in which patches are not to be seen.
WITHOUT_PATCHES = ("plain", "parts")


@dataclass(frozen=True, eq=False)
class Look:
    """mask, highlighted: (M,) bool or None. hovered: a patch or None. dark: the backdrop.

    confidence: (M, 3) uint8 colours of the view of that name, or None.
    """

    mode: ViewMode = "plain"
    mask: NDArray[np.bool_] | None = None
    highlighted: NDArray[np.bool_] | None = None
    hovered: int | None = None
    confidence: Rgb | None = None
    dark: bool = True


def texels(base: Rgb, look: Look) -> NDArray[np.uint8]:
    """(M, 4) uint8 for the surface: `base` (M, 3) are the token map's colours."""
    colours = np.broadcast_to(CLAY, base.shape).copy()
    if look.mode == "tokens":
        colours = base.copy()
    elif look.mode == "confidence" and look.confidence is not None:
        colours = look.confidence.copy()
    if look.highlighted is not None and look.mode not in WITHOUT_PATCHES:
        others = ~look.highlighted
        colours[others] = mix(colours[others], DIMMED if look.dark else LIGHT_DIMMED, 0.82)
        colours[look.highlighted] = HIGHLIGHT if look.dark else LIGHT_HIGHLIGHT
    alpha = np.full((len(base), 1), 255, dtype=np.uint8)
    if look.mask is not None and look.mode in ("tokens", "mask"):
        colours[look.mask] = mix(colours[look.mask], MASK, 0.80)
        alpha[look.mask] = HATCHED
    if look.hovered is not None and look.mode not in WITHOUT_PATCHES:
        hovered = [look.hovered]
        colours[hovered] = mix(colours[hovered], np.array([255, 255, 255]), 0.28)
    return np.concatenate([colours, alpha], axis=1)
