"""A box with a ball on each side that moves it, and one in the middle that moves the whole box."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyvista as pv
from vtkmodules.vtkRenderingCore import vtkRenderer, vtkRenderWindow

from mge_studio.scene.brush import Position
from mge_studio.scene.gizmo import AXES
from mge_studio.scene.handles import PLAIN, HandleLayer, Vector, along, flat_actor
from mge_studio.scene.picking import ray_through
from mge_studio.shapes.boxes import Box

BALL = 0.032
COLOUR = (1.0, 0.62, 0.26)
#: Drags end on multiples of this, as the numbers of the panel do.
STEP = 0.01


class BoxHandle(NamedTuple):
    """The ball on the low (end 0) or high side (1) of an axis, or the one in the MIDDLE."""

    axis: int
    end: int


MIDDLE = BoxHandle(-1, 0)
SIDES = tuple(BoxHandle(axis, end) for axis in range(3) for end in range(2))


class BoxGizmo:
    """box: what is shown, None for nothing."""

    def __init__(self, renderer: vtkRenderer, window: vtkRenderWindow) -> None:
        self.box: Box | None = None
        self._scene = renderer
        self._edges = flat_actor(pv.PolyData(), COLOUR)
        self._edges.GetProperty().SetLineWidth(2.0)
        renderer.AddActor(self._edges)
        ball = pv.Sphere(radius=BALL)
        actors = {handle: flat_actor(ball, AXES[handle.axis][1]) for handle in SIDES}
        self.layer = HandleLayer(renderer, window, {MIDDLE: flat_actor(ball, PLAIN), **actors})
        self.show(None)

    def show(self, box: Box | None) -> None:
        self.box = box
        self.draw(True)
        if box is not None:
            bounds = np.stack([box.low, box.high], axis=1).ravel()
            self._edges.GetMapper().SetInputData(pv.Box(bounds).extract_all_edges())
            for handle, actor in self.layer.actors.items():
                actor.SetPosition(*_place(box, handle))

    def draw(self, wanted: bool) -> None:
        """Pictures go without it."""
        shown = wanted and self.box is not None
        self._edges.SetVisibility(shown)
        self.layer.draw(shown)

    def handle_at(self, place: Position) -> BoxHandle | None:
        """The handle under the cursor."""
        if self.box is None:
            return None
        places = {handle: _place(self.box, handle)[None] for handle in self.layer.actors}
        return self.layer.nearest(place, places)

    def dragged(self, handle: BoxHandle, place: Position) -> Box:
        """The box with a handle dragged to a place on screen."""
        assert self.box is not None
        origin = _place(self.box, handle)
        if handle == MIDDLE:
            way = self._on_screen_plane(origin, place) - origin
            return self.box.moved(np.round(way / STEP) * STEP)
        value = origin[handle.axis] + along(self._scene, origin, handle.axis, place)
        return self.box.with_side(*handle, round(value / STEP) * STEP)

    def remove(self) -> None:
        self.layer.remove()

    def _on_screen_plane(self, origin: Vector, place: Position) -> Vector:
        """What lies under a place, as far from the eye as the origin."""
        normal = np.array(self._scene.GetActiveCamera().GetDirectionOfProjection())
        near, far = ray_through(self._scene, *place)
        share = float((origin - near) @ normal) / float((far - near) @ normal)
        return near + share * (far - near)


def _place(box: Box, handle: BoxHandle) -> Vector:
    place = box.centre
    if handle != MIDDLE:
        place[handle.axis] = (box.low, box.high)[handle.end][handle.axis]
    return place
