"""Planes through the normalised frame: what lies on the side that a plane faces is chosen."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Triple = tuple[float, float, float]
Vector = NDArray[np.float64]

#: Decimals of what decides which points are held, so that the text form says exactly that.
DECIMALS = 4
#: A normal within so many degrees of an axis is turned along it.
SNAP = 3.0


@dataclass(frozen=True)
class Plane:
    """point: where it is held, within [-1, 1]; normal: of unit length, towards what is chosen."""

    point: Triple = (0.0, 0.0, 0.0)
    normal: Triple = (1.0, 0.0, 0.0)

    @property
    def text(self) -> str:
        """What `parse_mask` reads as the half-space that the plane faces."""
        normal, offset = self._rounded
        return "half:" + ",".join(f"{value:g}" for value in (*normal, offset))

    @property
    def axis(self) -> int:
        """The one that the normal is nearest to."""
        return int(np.abs(self.normal).argmax())

    def holds(self, points: NDArray[np.floating]) -> NDArray[np.bool_]:
        """(N,) which of (N, 3) points lie on the side it faces, those in the plane included."""
        normal, offset = self._rounded
        return np.asarray(points @ normal >= offset)

    def moved(self, by: float) -> Plane:
        """Moved along its normal, as far as its point stays within the frame."""
        point, normal = np.array(self.point), np.array(self.normal)
        ends = (np.array([[-1.0], [1.0]]) - point) / np.where(normal == 0, np.nan, normal)
        least, most = np.nanmax(ends.min(axis=0)), np.nanmin(ends.max(axis=0))
        return replace(self, point=_triple(point + np.clip(by, least, most) * normal))

    def facing(self, normal: NDArray[np.floating]) -> Plane:
        """Turned about its point to face elsewhere, along an axis where that is near; normal: (3,)
        of any length above 0."""
        unit = normal / np.linalg.norm(normal)
        axis = int(np.abs(unit).argmax())
        if abs(unit[axis]) >= np.cos(np.deg2rad(SNAP)):
            unit = np.eye(3)[axis] * np.sign(unit[axis])
        return replace(self, normal=_triple(unit))

    def flipped(self) -> Plane:
        """Facing the other side."""
        return self.facing(-np.array(self.normal))

    def turned(self) -> Plane:
        """Facing along the axis after the one that it is nearest to now."""
        return self.facing(np.eye(3)[(self.axis + 1) % 3])

    @property
    def _rounded(self) -> tuple[Vector, float]:
        """The normal and how far along it the plane lies from the origin."""
        offset = np.dot(self.point, self.normal)
        normal = np.round(np.array(self.normal), DECIMALS) + 0.0  # no -0
        return normal, float(np.round(offset, DECIMALS) + 0.0)


def _triple(values: NDArray[np.floating]) -> Triple:
    x, y, z = (float(value) for value in values + 0.0)
    return x, y, z
