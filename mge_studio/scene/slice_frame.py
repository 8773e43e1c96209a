"""The frame of a slice: shows where the plane is wanted, and can be taken to drag it there.

It goes where it is asked to at once, while the model is still at work on what the plane shows. A
drag is followed on screen, so that no ray ever runs beside the axis.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyvista as pv
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper, vtkRenderer

from mge_studio.scene.brush import Position
from mge_studio.scene.colours import rgb
from mge_studio.scene.picking import project
from mge_studio.scene.tracks import followed, nearest_on_line, track_along
from mge_studio.shapes.shape import Float32

PLAIN, BRIGHT = rgb("#8fb8ff"), rgb("#ffdb59")
THIN, THICK = 1.0, 3.0
#: How near the cursor must come to the frame, in device-independent pixels.
REACH = 7.0
#: The arrows on the edges: how far they reach from the plane, and how thick they are.
TIP, GAP, GIRTH = 0.1, 0.02, 0.022
#: Where the plane can be, finely enough for straight lines between them on screen.
PLACES = np.linspace(-1, 1, 65)

Vector = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Grip:
    """The frame as it was taken. anchor: (3,) where. track: (P, 3) where the cursor is for each of
    `PLACES`. offset: from there to the plane."""

    anchor: Vector
    track: Vector
    offset: float = 0.0


class SliceFrame:
    """place: the axis and the position where it is, or None. scale: device pixels to one on
    screen."""

    def __init__(self, renderer: vtkRenderer) -> None:
        self.place: tuple[int, float] | None = None
        self.scale = 1.0
        self._renderer = renderer
        self._lines, self._arrows = vtkActor(), vtkActor()
        self.actors = (self._lines, self._arrows)
        for actor in self.actors:
            actor.SetMapper(vtkPolyDataMapper())
            actor.PickableOff()
            actor.VisibilityOff()
            actor.GetProperty().LightingOff()
        self.light_up(False)

    def show(self, place: tuple[int, float] | None) -> None:
        """Go to a position on an axis; None hides it."""
        if place is not None and (self.place is None or self.place[0] != place[0]):
            axis = place[0]
            corners = plane_corners(axis, 0.0)
            self._lines.GetMapper().SetInputData(pv.lines_from_points(corners[[0, 1, 2, 3, 0]]))
            self._arrows.GetMapper().SetInputData(_arrows(axis))
        self.place = place
        for actor in self.actors:
            actor.SetVisibility(place is not None)
            if place is not None:
                actor.SetPosition(*(np.eye(3)[place[0]] * place[1]))

    def show_arrows(self, shown: bool) -> None:
        """Pictures go without what only tells that the frame can be taken."""
        self._arrows.SetVisibility(shown and self.place is not None)

    def light_up(self, lit: bool) -> bool:
        """Show that it can be taken; True when that is a change."""
        look = self._lines.GetProperty()
        changed = look.GetLineWidth() != (THICK if lit else THIN)
        look.SetLineWidth(THICK if lit else THIN)
        for actor in self.actors:
            actor.GetProperty().SetColor(*((BRIGHT if lit else PLAIN) / 255.0))
        return changed

    def grip_at(self, cursor: Position) -> Grip | None:
        """The frame under the cursor, if that is within reach."""
        if self.place is None:
            return None
        axis, position = self.place
        nearest, anchor = REACH * self.scale, None
        for line in _lines_to_take(axis, position):
            apart, along = nearest_on_line(project(self._renderer, line), cursor)
            if apart <= nearest:
                nearest, anchor = apart, _between(line, along)
        if anchor is None:
            return None
        track = track_along(self._renderer, anchor, np.eye(3)[axis], PLACES - anchor[axis])
        return Grip(anchor, track, position - followed(self._renderer, track, PLACES, cursor))

    def dragged(self, grip: Grip, cursor: Position) -> float:
        """Where the plane is with its grip at the cursor, in [-1, 1]."""
        place = followed(self._renderer, grip.track, PLACES, cursor)
        return float(np.clip(place + grip.offset, -1.0, 1.0))


def plane_corners(axis: int, position: float) -> Float32:
    """(4, 3) the corners of a slice, in order."""
    corners = np.empty((4, 3), dtype=np.float32)
    corners[:, axis] = position
    corners[:, (axis + 1) % 3] = (-1, 1, 1, -1)
    corners[:, (axis + 2) % 3] = (-1, -1, 1, 1)
    return corners


def _edge_middles(axis: int) -> Vector:
    """(4, 3) for the plane through the origin."""
    corners = plane_corners(axis, 0.0).astype(np.float64)
    return (corners + np.roll(corners, -1, axis=0)) / 2


def _lines_to_take(axis: int, position: float) -> list[Vector]:
    """The four edges and the four arrows: (P, 3) points along each."""
    corners = plane_corners(axis, position).astype(np.float64)
    steps = np.linspace(0, 1, 17)[:, None]
    edges = [
        start + steps * (end - start)
        for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True)
    ]
    way = np.eye(3)[axis]
    reach = np.array([[-TIP], [0.0], [TIP]]) + position
    return edges + [middle + reach * way for middle in _edge_middles(axis)]


def _arrows(axis: int) -> pv.PolyData:
    """On the middle of each edge one that points both ways along the axis."""
    way = np.eye(3)[axis]
    cones = [
        pv.Cone(
            center=middle + side * way * (GAP + TIP) / 2, direction=side * way,
            height=TIP - GAP, radius=GIRTH, resolution=16,
        )
        for middle in _edge_middles(axis)
        for side in (-1.0, 1.0)
    ]  # fmt: skip
    return pv.merge(cones)


def _between(line: Vector, along: float) -> Vector:
    at = np.arange(len(line))
    return np.array([np.interp(along, at, line[:, axis]) for axis in range(3)])
