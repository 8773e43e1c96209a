"""Placing a part of a shape where it belongs in the frame of the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from mge_studio.errors import InputError
from mge_studio.shapes.shape import NORMALIZED_RADIUS, Shape

#: How far points may lie outside the bounds, as a share of the bounds' largest side: scans are
#: noisy, and bounds are rounded.
TOLERANCE = 0.05


def reframed(shape: Shape, bounds: Sequence[float]) -> Shape:
    """The same points, normalised by the `bounds` of the whole shape instead of by their own.

    bounds: x0, x1, y0, y1, z0, z1 in input units. As for any whole shape, the box's centre
    becomes the origin. The farthest point of the whole is unknown: it is taken to be the farthest
    one that is seen, but no nearer than the box's farthest side, which the whole shape touches.

    Raises InputError for an empty box and for points outside of it.
    """
    low, high = np.array(bounds[::2], dtype=float), np.array(bounds[1::2], dtype=float)
    text = ",".join(f"{value:g}" for value in bounds)
    if len(bounds) != 6 or not np.isfinite([low, high]).all() or not (low <= high).all():
        raise InputError(f"The bounds {text} are not x0,x1,y0,y1,z0,z1, low before high.")
    half, centre = (high - low) / 2, (low + high) / 2
    points = shape.vertices_in_input_units()
    outside = np.maximum(low - points, points - high).max()
    if not half.max() > 0 or outside > TOLERANCE * 2 * half.max():
        own = np.stack([points.min(axis=0), points.max(axis=0)], axis=1).ravel()
        raise InputError(
            f"The bounds {text} do not hold {shape.name}, which spans "
            f"{','.join(f'{value:g}' for value in own)}: give those of the whole shape, in the "
            "units of the file."
        )
    seen = np.sqrt(((points - centre) ** 2).sum(axis=1).max())
    scale = max(float(seen), float(half.max())) / NORMALIZED_RADIUS
    rotation = shape.transform[:3, :3] / np.linalg.norm(shape.transform[:3, 0])
    transform = np.eye(4)
    transform[:3, :3], transform[:3, 3] = rotation * scale, centre
    vertices = ((points - centre) @ rotation / scale).astype(np.float32)
    return replace(shape, vertices=vertices, transform=transform)
