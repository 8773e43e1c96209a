"""Other shapes standing beside the current one, for comparison; they cannot be picked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkRenderer

from mge_studio.scene.colours import CLAY, DIMMED, HIGHLIGHT, mix
from mge_studio.scene.display import Display
from mge_studio.scene.shape_actor import ShapeActor
from mge_studio.scene.splat_actor import SplatActor
from mge_studio.shapes.shape import Float32

SPACING = 2.0
QUIET = mix(CLAY, DIMMED, 0.35)

Codes = NDArray[np.int64]


class Companions:
    """A row to the right of the origin, one shape every `SPACING`."""

    def __init__(self, renderer: vtkRenderer) -> None:
        self._renderer = renderer
        self._shown: list[tuple[Display, ShapeActor | SplatActor]] = []
        self._codes: list[Codes | None] = []

    def show(self, displays: Sequence[Display], codes: Sequence[Codes | None] = ()) -> None:
        """Replace the row; codes: (M,) of the tokens of each, for `light_up`."""
        self._codes = list(codes)
        for _, actor in self._shown:
            self._renderer.RemoveActor(actor.actor)
        self._shown = [(display, _standing(display)) for display in displays]
        for place, (_, actor) in enumerate(self._shown, start=1):
            actor.actor.SetPosition(place * SPACING, 0.0, 0.0)
            self._renderer.AddActor(actor.actor)

    def light_up(self, code: int | None) -> None:
        """Light up every patch with `code`; None ends it."""
        for (display, actor), codes in zip(self._shown, self._codes, strict=False):
            colours = np.tile(QUIET, (max(display.patch_count, 1), 1))
            if code is not None and codes is not None and len(codes) == len(colours):
                colours[codes == code] = HIGHLIGHT
            if isinstance(actor, SplatActor):
                actor.set_colours(colours[display.point_patches])
            else:
                opaque = np.full((len(colours), 1), 255, dtype=np.uint8)
                actor.set_colours(np.concatenate([colours, opaque], axis=1))

    def points(self) -> Float32:
        """(P, 3) points of all of them, where they stand."""
        placed = [
            display.footprint + np.array([place * SPACING, 0, 0], dtype=np.float32)
            for place, (display, _) in enumerate(self._shown, start=1)
        ]
        return np.concatenate([np.zeros((0, 3), dtype=np.float32), *placed])


def _standing(display: Display) -> ShapeActor | SplatActor:
    if display.mesh is None:
        cloud = SplatActor()
        cloud.set_points(display.points, display.point_radius)
        cloud.set_colours(np.broadcast_to(QUIET, display.points.shape))
        cloud.actor.VisibilityOn()
        return cloud
    surface = ShapeActor()
    surface.set_mesh(display.mesh, display.patch_count, display.solid)
    rgba = np.append(QUIET, 255).astype(np.uint8)
    surface.set_colours(np.tile(rgba, (max(display.patch_count, 1), 1)))
    return surface
