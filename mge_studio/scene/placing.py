"""Placing the shape in the box of the whole: the box, and handles to move, turn and scale it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np
import pyvista as pv
from vtkmodules.vtkRenderingCore import vtkActor, vtkProp3D, vtkRenderer, vtkRenderWindow

from mge_studio.scene.brush import Position
from mge_studio.scene.gizmo import AXES
from mge_studio.scene.handles import PLAIN, Colour, HandleLayer, Vector, along, flat_actor
from mge_studio.scene.picking import project, ray_through
from mge_studio.shapes.placement import Placement, turn

#: Sizes of the handles, in units of the box.
ARROW, RING, BALL_AT = 0.62, 0.45, 0.42
#: Rings seen more from the side than this (cosine) turn by the way along the screen instead.
EDGE_ON = 0.15
BOX_CORNERS = np.array(list(product((-1, 1), repeat=3)), dtype=np.float32)
BOX_COLOUR = (0.45, 0.55, 0.72)


@dataclass(frozen=True)
class Handle:
    """axis: 0, 1 or 2; the ball that scales has none that matters."""

    kind: Literal["move", "turn", "scale"]
    axis: int = 0


HANDLES = (
    *(Handle("move", axis) for axis in range(3)),
    *(Handle("turn", axis) for axis in range(3)),
    Handle("scale"),
)


class PlacingGizmo:
    """Shown while a placement is."""

    def __init__(self, renderer: vtkRenderer, window: vtkRenderWindow) -> None:
        self._scene = renderer
        self.placement: Placement | None = None
        self._box = flat_actor(pv.Box((-1, 1, -1, 1, -1, 1)).extract_all_edges(), BOX_COLOUR)
        self._box.GetProperty().SetLineWidth(1.5)
        renderer.AddActor(self._box)
        self.layer = HandleLayer(renderer, window, {handle: _actor(handle) for handle in HANDLES})
        self.show(None)

    def show(self, placement: Placement | None) -> None:
        """Show the handles where the shape's origin lies by now; None hides them."""
        self.placement = placement
        shown = placement is not None
        self._box.SetVisibility(shown)
        self.layer.draw(shown)
        if placement is not None:
            for actor in self.layer.actors.values():
                actor.SetPosition(*placement.offset)

    def handle_at(self, place: Position) -> Handle | None:
        """The handle under the cursor."""
        if self.placement is None:
            return None
        outlines = {handle: self._origin + _outline(handle) for handle in HANDLES}
        return self.layer.nearest(place, outlines)

    def dragged(self, handle: Handle, start: Position, end: Position) -> Placement:
        """The placement after a drag of a handle from one place on screen to another."""
        assert self.placement is not None
        if handle.kind == "move":
            before, after = (along(self._scene, self._origin, handle.axis, at)
                             for at in (start, end))  # fmt: skip
            way = after - before
            return self.placement.moved(np.eye(3)[handle.axis] * way)
        if handle.kind == "turn":
            return self.placement.turned(turn(handle.axis, self._angle(handle.axis, start, end)))
        origin = self._on_screen(self._origin[None])[0]
        near, far = (float(np.linalg.norm(np.array(at) - origin)) for at in (start, end))
        return self.placement.scaled(far / max(near, 1.0))

    def remove(self) -> None:
        self.layer.remove()

    @property
    def _origin(self) -> Vector:
        assert self.placement is not None
        return np.array(self.placement.offset)

    def _on_screen(self, points: Vector) -> Vector:
        return project(self._scene, points)

    def _angle(self, axis: int, start: Position, end: Position) -> float:
        """Radians about the axis that a drag goes round."""
        normal = np.eye(3)[axis]
        arms = []
        for place in (start, end):
            near, far = ray_through(self._scene, *place)
            ray = far - near
            slant = float(ray @ normal)
            if abs(slant) < EDGE_ON * np.linalg.norm(ray):
                return self._angle_along_screen(axis, start, end)
            arms.append(near + ray * float((self._origin - near) @ normal) / slant - self._origin)
        first, last = arms
        return float(np.arctan2(np.cross(first, last) @ normal, first @ last))

    def _angle_along_screen(self, axis: int, start: Position, end: Position) -> float:
        """For a ring that is seen from its edge: the way along it, in radii."""
        eye = np.array(self._scene.GetActiveCamera().GetPosition()) - self._origin
        tangent = np.cross(np.eye(3)[axis], eye / np.linalg.norm(eye)) * RING
        ends = self._on_screen(self._origin + np.stack([np.zeros(3), tangent]))
        way = ends[1] - ends[0]
        return float((np.array(end) - np.array(start)) @ way / max(float(way @ way), 1.0))


def place_actors(actors: tuple[vtkProp3D, ...], placement: Placement | None) -> None:
    """Draw what belongs to the shape where a placement puts it."""
    matrix = None if placement is None else pv.vtkmatrix_from_array(placement.matrix)
    for actor in actors:
        actor.SetUserMatrix(matrix)


def _outline(handle: Handle) -> Vector:
    """(P, 3) points along a handle, about the origin: what the cursor is measured against."""
    if handle.kind == "scale":
        return np.full((1, 3), BALL_AT)
    if handle.kind == "move":
        return np.linspace(0.5, 1.0, 12)[:, None] * ARROW * np.eye(3)[handle.axis]
    angles = np.linspace(0, 2 * np.pi, 73)[:-1]
    points = np.zeros((len(angles), 3))
    points[:, (handle.axis + 1) % 3] = np.cos(angles) * RING
    points[:, (handle.axis + 2) % 3] = np.sin(angles) * RING
    return points


def _actor(handle: Handle) -> vtkActor:
    if handle.kind == "scale":
        return flat_actor(pv.Sphere(radius=0.035, center=(BALL_AT,) * 3), PLAIN)
    if handle.kind == "move":
        direction = np.eye(3)[handle.axis]
        arrow = pv.Arrow(
            start=(0, 0, 0), direction=direction, scale=ARROW,
            tip_length=0.2, tip_radius=0.05, shaft_radius=0.014,
        )  # fmt: skip
        return flat_actor(arrow, _colour(handle))
    ring = pv.Spline(np.concatenate([_outline(handle), _outline(handle)[:1]]), 145)
    return flat_actor(ring.tube(radius=0.008), _colour(handle))


def _colour(handle: Handle) -> Colour:
    return PLAIN if handle.kind == "scale" else AXES[handle.axis][1]
