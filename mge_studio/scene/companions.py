"""Other shapes standing beside the current one, for comparison; they cannot be picked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from vtkmodules.vtkRenderingCore import vtkRenderer

from mge_studio.scene.colours import CLAY, DIMMED, mix
from mge_studio.scene.display import Display
from mge_studio.scene.shape_actor import ShapeActor
from mge_studio.scene.splat_actor import SplatActor
from mge_studio.shapes.shape import Float32

SPACING = 2.0


class Companions:
    """A row to the right of the origin, one shape every `SPACING`."""

    def __init__(self, renderer: vtkRenderer) -> None:
        self._renderer = renderer
        self._shown: list[tuple[Display, ShapeActor | SplatActor]] = []

    def show(self, displays: Sequence[Display]) -> None:
        """Replace the row."""
        for _, actor in self._shown:
            self._renderer.RemoveActor(actor.actor)
        self._shown = [(display, _standing(display)) for display in displays]
        for place, (_, actor) in enumerate(self._shown, start=1):
            actor.actor.SetPosition(place * SPACING, 0.0, 0.0)
            self._renderer.AddActor(actor.actor)

    def points(self) -> Float32:
        """(P, 3) points of all of them, where they stand."""
        placed = [
            display.footprint + np.array([place * SPACING, 0, 0], dtype=np.float32)
            for place, (display, _) in enumerate(self._shown, start=1)
        ]
        return np.concatenate([np.zeros((0, 3), dtype=np.float32), *placed])


def _standing(display: Display) -> ShapeActor | SplatActor:
    quiet = mix(CLAY, DIMMED, 0.35)
    if display.mesh is None:
        cloud = SplatActor()
        cloud.set_points(display.points, display.point_radius)
        cloud.set_colours(np.broadcast_to(quiet, display.points.shape))
        cloud.actor.VisibilityOn()
        return cloud
    surface = ShapeActor()
    surface.set_mesh(display.mesh, display.patch_count, display.solid)
    rgba = np.append(quiet, 255).astype(np.uint8)
    surface.set_colours(np.tile(rgba, (max(display.patch_count, 1), 1)))
    return surface
