"""The plane of symmetry: x = 0, since shapes face +Z with +Y up."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

#: What mirrors a point across it.
MIRROR = np.array([-1, 1, 1], dtype=np.float32)


def mirrored(points: NDArray[np.floating]) -> NDArray[np.floating]:
    """(N, 3) points on the other side, of the same type."""
    return points * MIRROR.astype(points.dtype)
