"""Handles over the scene that the mouse takes: drawn over everything, picked by how near the cursor
is to them on screen.

A drag is worked out from the rays through its ends; VTK's own widgets would need the mouse events
that the canvas never sees.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Generic, TypeVar

import numpy as np
import pyvista as pv
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor, vtkRenderer, vtkRenderWindow

from mge_studio.scene.actors import plain_actor
from mge_studio.scene.brush import Position
from mge_studio.scene.picking import project, ray_through

#: How near the cursor must come to a handle, in device-independent pixels.
REACH = 9.0
PLAIN, BRIGHT = (0.92, 0.92, 0.95), (1.0, 0.86, 0.35)

Colour = tuple[float, float, float]
Vector = NDArray[np.float64]
Handle = TypeVar("Handle", bound=Hashable)


class HandleLayer(Generic[Handle]):
    """actors: of each handle. scale: device pixels to one on screen."""

    def __init__(
        self, scene: vtkRenderer, window: vtkRenderWindow, actors: Mapping[Handle, vtkActor]
    ) -> None:
        self.actors, self.scale = actors, 1.0
        self._scene, self._window = scene, window
        self._colours = {handle: actor.GetProperty().GetColor() for handle, actor in actors.items()}
        self._lit: Handle | None = None
        self._over = vtkRenderer()
        self._over.SetLayer(1)  # whose depth is its own, so that nothing hides the handles
        self._over.InteractiveOff()
        self._over.SetActiveCamera(scene.GetActiveCamera())
        window.AddRenderer(self._over)
        for actor in actors.values():
            self._over.AddActor(actor)

    def draw(self, shown: bool) -> None:
        self._over.SetDraw(shown)

    def light_up(self, handle: Handle | None) -> bool:
        """True when that is a change."""
        changed = handle != self._lit
        self._lit = handle
        for each, actor in self.actors.items():
            actor.GetProperty().SetColor(*(BRIGHT if each == handle else self._colours[each]))
        return changed

    def nearest(self, place: Position, outlines: Mapping[Handle, Vector]) -> Handle | None:
        """The handle nearest the cursor, if it is within reach; outlines: (P, 3) points of each."""
        distances = {
            handle: self._distance(points, place) for handle, points in outlines.items()
        }
        nearest = min(distances, key=distances.__getitem__)
        return nearest if distances[nearest] <= REACH * self.scale else None

    def remove(self) -> None:
        self._over.RemoveAllViewProps()
        self._window.RemoveRenderer(self._over)

    def _distance(self, points: Vector, place: Position) -> float:
        apart = project(self._scene, points) - np.array(place)
        return float(np.nan_to_num(np.linalg.norm(apart, axis=1), nan=np.inf).min())


def along(scene: vtkRenderer, origin: Vector, axis: int, place: Position) -> float:
    """How far along the axis through an origin lies what is nearest the ray of a place."""
    near, far = ray_through(scene, *place)
    ray = (far - near) / np.linalg.norm(far - near)
    direction, apart = np.eye(3)[axis], near - origin
    cosine = float(ray @ direction)
    if 1 - cosine**2 < 1e-4:  # the axis points at the eye
        return 0.0
    return float((apart @ direction - cosine * (apart @ ray)) / (1 - cosine**2))


def flat_actor(mesh: pv.PolyData, colour: Colour) -> vtkActor:
    actor = plain_actor(mesh)
    actor.GetProperty().SetColor(*colour)
    actor.GetProperty().LightingOff()
    return actor
