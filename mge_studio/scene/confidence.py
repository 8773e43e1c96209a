"""The confidence with which codes were drawn, as colours of their patches."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from mge_studio.scene.colours import Rgb, rgb
from mge_studio.scene.heat import along
from mge_studio.shapes.shape import Float32

#: Unsure to sure (viridis): in order of lightness, safe for colour-blind eyes.
CONFIDENCE_STOPS = np.stack(
    [rgb(c) for c in ("#440154", "#3b528b", "#21918c", "#5ec962", "#fde725")]
)
#: The probability at which the colours begin; they end at 1.
LEAST = 1e-3
#: Patches that were given, and so not drawn.
GIVEN = rgb("#a9adb5")


def confidence_colours(confidence: Float32, generated: NDArray[np.bool_]) -> Rgb:
    """(M, 3) uint8 for (M,) probabilities of the codes that were drawn; generated: which were.

    The scale is logarithmic: among a thousand codes most are drawn with a few per cent.
    """
    share = 1 - np.log(np.maximum(confidence, LEAST)) / np.log(LEAST)
    colours = along(CONFIDENCE_STOPS, share)
    colours[~generated] = GIVEN
    return colours
