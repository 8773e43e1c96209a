"""Colours of the scene, and how patches get theirs, so that neighbours differ to all eyes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from mge_studio.shapes.shape import Float32

Rgb = NDArray[np.uint8]


def rgb(code: str) -> Rgb:
    """(3,) uint8 from "#rrggbb"."""
    return np.array([int(code[i : i + 2], 16) for i in (1, 3, 5)], dtype=np.uint8)


CLAY = rgb("#c3c7ce")
MASK = rgb("#ff8f1f")
ERASE = rgb("#4fc3f7")
HIGHLIGHT, LIGHT_HIGHLIGHT = rgb("#5ff0e0"), rgb("#12b5a6")
DIMMED, LIGHT_DIMMED = rgb("#565b64"), rgb("#d3d6db")
PREVIEW = rgb("#63d5e8")
CENTRE_DOT = rgb("#16181c")
BORDER = rgb("#1d2026")

_SRGB_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LMS_TO_OKLAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
# Machado, Oliveira, Fernandes 2009, severity 1.
_DEUTERANOPIA = np.array(
    [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ]
)
_PROTANOPIA = np.array(
    [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ]
)


def colour_distances(palette: Rgb) -> NDArray[np.float64]:
    """(C, C) OKLab distances, the least over normal, deuteranope and protanope sight."""
    share = palette.astype(np.float64) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    worst = np.full((len(palette),) * 2, np.inf)
    for sight in (np.eye(3), _DEUTERANOPIA, _PROTANOPIA):
        seen = np.clip(linear @ sight.T, 0, 1)
        lab = np.cbrt(seen @ _SRGB_TO_LMS.T) @ _LMS_TO_OKLAB.T
        worst = np.minimum(worst, np.linalg.norm(lab[:, None] - lab[None], axis=2))
    return worst


def neighbour_pairs(
    centres: Float32, borders: NDArray[np.integer], nearest: int = 5
) -> NDArray[np.int64]:
    """(P, 2) patches that touch (`borders` (B, 2)) or are among each other's `nearest`."""
    pairs = [borders.astype(np.int64)]
    if len(centres) > 1:
        count = min(nearest + 1, len(centres))
        found = np.asarray(cKDTree(centres).query(centres, k=count)[1])[:, 1:]
        own = np.repeat(np.arange(len(centres)), found.shape[1])
        pairs.append(np.stack([own, found.ravel()], axis=1))
    ordered = np.sort(np.concatenate(pairs), axis=1)
    unique: NDArray[np.int64] = np.unique(ordered[ordered[:, 0] != ordered[:, 1]], axis=0)
    return unique


def patch_colours(count: int, pairs: NDArray[np.int64], palette: Rgb, seed: int = 0) -> Rgb:
    """(count, 3) uint8: greedy colouring, most connected patch first.

    Each patch takes the colour farthest from those of its coloured neighbours, less a little for
    every earlier use, so that the whole palette is spread over the shape. seed: which colour comes
    first; the next seed always changes the colours, be the patches ever so few.
    """
    palette = np.roll(palette, -seed, axis=0)
    distances = colour_distances(palette)
    neighbours: list[list[int]] = [[] for _ in range(count)]
    for a, b in pairs.tolist():
        neighbours[a].append(b)
        neighbours[b].append(a)
    chosen = np.full(count, -1, dtype=np.int64)
    used = np.zeros(len(palette))
    for patch in sorted(range(count), key=lambda p: (-len(neighbours[p]), p)):
        taken = chosen[[n for n in neighbours[patch] if chosen[n] >= 0]]
        clearance = distances[taken].min(axis=0) if len(taken) else np.full(len(palette), 1.0)
        score = np.minimum(clearance, 0.15) - 0.04 * used / max(used.max(), 1.0)
        chosen[patch] = int(np.argmax(score))
        used[chosen[patch]] += 1
    return palette[chosen]


def mix(colours: NDArray[np.integer], other: NDArray[np.integer], share: float) -> Rgb:
    """Blend `share` of `other` into `colours`, both uint8."""
    blend = colours.astype(np.float32) * (1 - share) + other.astype(np.float32) * share
    return blend.round().astype(np.uint8)
