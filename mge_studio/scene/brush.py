"""Painting in the scene's terms: dabs along a drag, and the patches a ball snaps to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pyvista as pv
from numpy.typing import NDArray

from mge_studio.scene.actors import plain_actor
from mge_studio.scene.colours import ERASE, MASK
from mge_studio.shapes.mask_operations import CombineMode, combine
from mge_studio.shapes.shape import Float32

SMALLEST_RADIUS, LARGEST_RADIUS = 0.03, 0.8


class Position(NamedTuple):
    """A place on screen in device pixels, y up."""

    x: float
    y: float


def dabs(start: Position, end: Position, spacing: float) -> list[Position]:
    """Positions from just after `start` to `end`, at most `spacing` pixels apart.

    Qt merges mouse moves under load; without these a fast drag would leave gaps.
    """
    length = float(np.hypot(end.x - start.x, end.y - start.y))
    count = max(1, int(np.ceil(length / max(spacing, 1.0))))
    shares = np.arange(1, count + 1) / count
    return [
        Position(start.x + (end.x - start.x) * share, start.y + (end.y - start.y) * share)
        for share in shares
    ]


def patches_in_ball(
    centres: Float32, position: NDArray[np.floating], radius: float
) -> NDArray[np.int64]:
    """Patches a ball snaps to: those whose centre it holds, and the one under its middle."""
    if len(centres) == 0:
        return np.zeros(0, dtype=np.int64)
    squared = ((centres - position) ** 2).sum(axis=1)
    return np.union1d(np.flatnonzero(squared <= radius * radius), [int(squared.argmin())])


@dataclass
class Stroke:
    """One press-drag-release over a mask (M,) bool, combined with all that it passed over."""

    before: NDArray[np.bool_]
    mode: CombineMode
    last: Position
    mask: NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        self.mask = self.before
        self._chosen = np.zeros(len(self.before), dtype=bool)

    def dab(self, patches: NDArray[np.integer] | NDArray[np.bool_]) -> bool:
        """Pass over `patches`; True when that changed the mask (replaced, never edited)."""
        self._chosen[patches] = True
        mask = combine(self.before, self._chosen, self.mode)
        changed = not np.array_equal(mask, self.mask)
        self.mask = mask
        return changed


class BrushCursor:
    """A translucent ball with a ring lying on the surface, where the brush would act."""

    def __init__(self) -> None:
        self._ball = plain_actor(pv.Sphere(radius=1.0, theta_resolution=36, phi_resolution=24))
        self._ball.GetProperty().SetOpacity(0.13)
        self._ball.GetProperty().BackfaceCullingOn()
        angle = np.linspace(0, 2 * np.pi, 73)
        circle = np.stack([np.cos(angle), np.sin(angle), np.zeros_like(angle)], axis=1)
        self._ring = plain_actor(pv.lines_from_points(circle.astype(np.float32)))
        self._ring.GetProperty().SetLineWidth(2.0)
        self._ring.GetProperty().LightingOff()
        self.actors = (self._ball, self._ring)
        self.hide()

    def show(
        self,
        position: NDArray[np.floating],
        normal: NDArray[np.floating],
        radius: float,
        erase: bool,
    ) -> None:
        """Lay the cursor at `position` on a surface with unit `normal`."""
        lifted = placed_facing(position + normal * 0.012, normal, radius)
        for actor, matrix in ((self._ball, placed_facing(position, normal, radius)),
                              (self._ring, lifted)):  # fmt: skip
            actor.SetUserMatrix(pv.vtkmatrix_from_array(matrix))
            actor.GetProperty().SetColor(*((ERASE if erase else MASK) / 255.0))
            actor.VisibilityOn()

    def hide(self) -> bool:
        """Take it off the surface; True when it was on."""
        was_visible = self.visible
        for actor in self.actors:
            actor.VisibilityOff()
        return was_visible

    @property
    def visible(self) -> bool:
        return bool(self._ring.GetVisibility())


def placed_facing(
    position: NDArray[np.floating], normal: NDArray[np.floating], scale: float
) -> NDArray[np.float64]:
    """(4, 4) matrix that takes what faces +z about the origin to `position`, facing `normal`."""
    helper = np.array([1.0, 0, 0]) if abs(normal[0]) < 0.8 else np.array([0, 1.0, 0])
    right = np.cross(helper, normal)
    right /= np.linalg.norm(right)
    matrix = np.eye(4)
    matrix[:3, :3] = np.stack([right, np.cross(normal, right), normal], axis=1) * scale
    matrix[:3, 3] = position
    return matrix
