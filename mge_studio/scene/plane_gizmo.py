"""A plane as a disc with handles: a ball that moves it along its normal, and an arrow towards what
it holds whose two ends turn it."""

from __future__ import annotations

from enum import Enum

import numpy as np
import pyvista as pv
from vtkmodules.vtkRenderingCore import vtkActor, vtkRenderer, vtkRenderWindow

from mge_studio.scene.brush import Position, placed_facing
from mge_studio.scene.handles import PLAIN, HandleLayer, Vector, flat_actor
from mge_studio.scene.picking import ray_through
from mge_studio.scene.tracks import followed, track_along
from mge_studio.shapes.planes import Plane

RADIUS, ARM, BALL = 0.9, 0.5, 0.032
COLOUR = (1.0, 0.62, 0.26)
#: How much of the shape shows through the disc.
OPACITY = 0.16
#: An end that lies so far (in arms) behind the point is turned on the side that one does not see.
BEHIND = 0.05
#: How far a drag can go, finely enough for straight lines between the steps on screen.
STEPS = np.linspace(-2, 2, 129)


class PlaneHandle(Enum):
    """value: where on the arrow it is, in arms from the point of the plane."""

    MOVE = 0
    TIP = 1
    TAIL = -1


class PlaneGizmo:
    """plane: what is shown, None for nothing."""

    def __init__(self, renderer: vtkRenderer, window: vtkRenderWindow) -> None:
        self.plane: Plane | None = None
        self._scene = renderer
        angle = np.linspace(0, 2 * np.pi, 97)
        circle = np.stack([np.cos(angle), np.sin(angle), np.zeros_like(angle)], axis=1) * RADIUS
        ring = flat_actor(pv.lines_from_points(circle.astype(np.float32)), COLOUR)
        ring.GetProperty().SetLineWidth(2.0)
        disc = flat_actor(pv.Disc(inner=0.0, outer=RADIUS, c_res=96), COLOUR)
        disc.GetProperty().SetOpacity(OPACITY)
        self._actors = (ring, disc)
        for actor in self._actors:
            renderer.AddActor(actor)
        handles = {handle: _actor(handle) for handle in PlaneHandle}
        self.layer = HandleLayer(renderer, window, handles)
        self.show(None)

    def show(self, plane: Plane | None) -> None:
        self.plane = plane
        self.draw(True)
        if plane is not None:
            matrix = placed_facing(np.array(plane.point), np.array(plane.normal), 1.0)
            for actor in (*self._actors, *self.layer.actors.values()):
                actor.SetUserMatrix(pv.vtkmatrix_from_array(matrix))

    def draw(self, wanted: bool) -> None:
        """Pictures go without it."""
        shown = wanted and self.plane is not None
        for actor in self._actors:
            actor.SetVisibility(shown)
        self.layer.draw(shown)

    def handle_at(self, place: Position) -> PlaneHandle | None:
        """The handle under the cursor."""
        plane = self.plane
        if plane is None:
            return None
        return self.layer.nearest(place, {each: _place(plane, each)[None] for each in PlaneHandle})

    def dragged(self, handle: PlaneHandle, start: Position, end: Position) -> Plane:
        """The plane after a drag of a handle from one place on screen to another."""
        assert self.plane is not None
        if handle == PlaneHandle.MOVE:
            point, normal = np.array(self.plane.point), np.array(self.plane.normal)
            track = track_along(self._scene, point, normal, STEPS)
            before, after = (followed(self._scene, track, STEPS, at) for at in (start, end))
            return self.plane.moved(after - before)
        arm = self._arm_towards(end, _place(self.plane, handle))
        return self.plane.facing(arm * handle.value)

    def remove(self) -> None:
        self.layer.remove()

    def _arm_towards(self, place: Position, present: Vector) -> Vector:
        """(3,) from the point to where the ray of a place meets the sphere that the ends of the
        arrow lie on, on the side where the end is at present."""
        assert self.plane is not None
        centre = np.array(self.plane.point)
        near, far = ray_through(self._scene, *place)
        ray = (far - near) / np.linalg.norm(far - near)
        aside = near + float((centre - near) @ ray) * ray - centre
        inside = ARM**2 - float(aside @ aside)
        behind = float((present - centre) @ ray) > BEHIND * ARM
        return aside + ray * np.sqrt(max(inside, 0.0)) * (1 if behind else -1)


def _place(plane: Plane, handle: PlaneHandle) -> Vector:
    return np.array(plane.point) + np.array(plane.normal) * (ARM * handle.value)


def _actor(handle: PlaneHandle) -> vtkActor:
    """About the point of a plane that faces +z."""
    if handle == PlaneHandle.TIP:
        return flat_actor(
            pv.Arrow(
                direction=(0, 0, 1), scale=ARM + 0.06,
                tip_length=0.22, tip_radius=0.08, shaft_radius=0.014,
            ),
            COLOUR,
        )  # fmt: skip
    return flat_actor(pv.Sphere(radius=BALL, center=(0, 0, ARM * handle.value)), PLAIN)
