"""An orbit camera around the shape: +Y stays up, no roll, zoom towards the cursor."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkCamera

from mge_studio.shapes.shape import Float32

Vector = NDArray[np.float64]

VIEW_ANGLE = 28.0
STEEPEST = 90.0
NEAREST, FARTHEST = 0.15, 60.0
DEFAULT_AZIMUTH, DEFAULT_ELEVATION = 32.0, 18.0
#: How far off the eye stands in parallel projection: outside of whatever is shown.
PARALLEL_DISTANCE = 40.0

Side = Literal["front", "back", "right", "left", "top", "bottom"]
#: (azimuth, elevation) of the views along the axes.
SIDES: dict[Side, tuple[float, float]] = {
    "front": (0.0, 0.0),
    "back": (180.0, 0.0),
    "right": (90.0, 0.0),
    "left": (270.0, 0.0),
    "top": (0.0, 90.0),
    "bottom": (0.0, -90.0),
}


@dataclass
class OrbitCamera:
    """azimuth, elevation in degrees around `focal`; azimuth 0 looks at the front (+Z).

    parallel: orthographic, as large as at `distance` in perspective.
    """

    focal: Vector = field(default_factory=lambda: np.zeros(3))
    distance: float = 5.0
    azimuth: float = DEFAULT_AZIMUTH
    elevation: float = DEFAULT_ELEVATION
    parallel: bool = False

    @property
    def backward(self) -> Vector:
        """Unit vector from the focal point to the eye."""
        azimuth, elevation = np.deg2rad([self.azimuth, self.elevation])
        level = np.cos(elevation)
        return np.array([np.sin(azimuth) * level, np.sin(elevation), np.cos(azimuth) * level])

    @property
    def right(self) -> Vector:
        azimuth = np.deg2rad(self.azimuth)
        return np.array([np.cos(azimuth), 0.0, -np.sin(azimuth)])

    @property
    def up(self) -> Vector:
        return np.cross(self.backward, self.right)

    def orbit(self, across: float, upward: float) -> None:
        """Drag the shape by shares of the view's height: one height is half a turn."""
        self.azimuth = (self.azimuth - across * 180.0) % 360.0
        self.elevation = float(np.clip(self.elevation - upward * 180.0, -STEEPEST, STEEPEST))

    def pan(self, across: float, upward: float) -> None:
        """Move the shape by shares of the view's height, exactly under the cursor."""
        height = 2 * self.distance * np.tan(np.deg2rad(VIEW_ANGLE / 2))
        self.focal = self.focal - (self.right * across + self.up * upward) * height

    def zoom(self, factor: float, across: float = 0.0, upward: float = 0.0) -> None:
        """Come nearer by `factor` (> 1), keeping fixed what lies at the given offset from the
        middle of the view, in shares of its height."""
        distance = float(np.clip(self.distance / factor, NEAREST, FARTHEST))
        height = 2 * (self.distance - distance) * np.tan(np.deg2rad(VIEW_ANGLE / 2))
        self.focal = self.focal + (self.right * across + self.up * upward) * height
        self.distance = distance

    def fit(self, points: Float32, aspect: float, margin: float = 1.12) -> None:
        """Frame (P, 3) `points` from the present direction; aspect is width over height."""
        if len(points) == 0:
            return
        self.focal = (points.min(axis=0) + points.max(axis=0)).astype(np.float64) / 2
        self.distance = max(self.distance_to_hold(points, aspect, margin), 0.2)

    def distance_to_hold(self, points: Float32, aspect: float, margin: float = 1.0) -> float:
        """How far off the eye has to stand to see all (P, 3) `points`, P > 0, as it looks now."""
        offset = points - self.focal
        slope = np.tan(np.deg2rad(VIEW_ANGLE / 2))
        depth = 0.0 if self.parallel else offset @ self.backward
        tall = np.abs(offset @ self.up) / slope
        wide = np.abs(offset @ self.right) / (slope * aspect)
        return float((depth + margin * np.maximum(tall, wide)).max())

    def place(
        self, focal: tuple[float, float, float], distance: float, azimuth: float, elevation: float
    ) -> None:
        """Look from there, as far as one may go."""
        self.focal = np.clip(np.array(focal, np.float64), -FARTHEST, FARTHEST)
        self.distance = float(np.clip(distance, NEAREST, FARTHEST))
        self.azimuth = azimuth % 360.0
        self.elevation = float(np.clip(elevation, -STEEPEST, STEEPEST))

    def reset(self) -> None:
        self.azimuth, self.elevation = DEFAULT_AZIMUTH, DEFAULT_ELEVATION

    def look_along(self, side: Side) -> None:
        """Turn to look at one side of the shape, straight along an axis."""
        self.azimuth, self.elevation = SIDES[side]

    def apply(self, camera: vtkCamera) -> None:
        """Set VTK's camera; clipping planes are the renderer's business."""
        camera.SetViewAngle(VIEW_ANGLE)
        camera.SetParallelProjection(self.parallel)
        camera.SetParallelScale(self.distance * np.tan(np.deg2rad(VIEW_ANGLE / 2)))
        away = PARALLEL_DISTANCE if self.parallel else self.distance
        camera.SetFocalPoint(self.focal)
        camera.SetPosition(self.focal + self.backward * away)
        camera.SetViewUp(self.up)
