"""Palettes of the token map. Orange is kept for the mask.

The first starts from Paul Tol's "light" scheme and was spread by OKLab distance, the least over
normal, deuteranope and protanope sight; "steps" differs in lightness first, which every eye sees.
"""

from __future__ import annotations

import numpy as np

from mge_studio.scene.colours import Rgb, rgb


def _palette(codes: str) -> Rgb:
    return np.stack([rgb(f"#{code}") for code in codes.split()])


#: The default, by name, comes first.
PALETTES: dict[str, Rgb] = {
    "safe": _palette(
        "77aadd eedd88 6067cc 94804c e9e9e4 8f6fa8 9ee3f5 c4607c f4b3b3 3f9e86 b89c8c"
    ),
    "vivid": _palette(
        "2f7ed8 f2cf3b 7b4fd0 2fb36b e2457d 35c6d6 9c6b3f d98be8 5468a8 f4f1e6 a83a4c"
    ),
    "pastel": _palette(
        "a9cdee f6ecb0 b5e0c4 f3c1c4 c9c4ef cfe9f2 d9d2c0 f5f5f1 a7c0a0 c7a9b8 93a9c9"
    ),
    "steps": _palette("23395d 3f5f86 5f83a8 84a5c4 a9c4da cbdeea e9f1f5 6f7f8f 9aa6b0 c4cbd0"),
}
DEFAULT_PALETTE = "safe"
PALETTE_NAMES = {
    "safe": "Colour-blind safe",
    "vivid": "Vivid",
    "pastel": "Pastel",
    "steps": "Blue steps",
}
