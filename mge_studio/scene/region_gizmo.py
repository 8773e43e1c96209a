"""A region of the frame with handles, a box or the side of a plane: one at a time."""

from __future__ import annotations

from vtkmodules.vtkRenderingCore import vtkRenderer, vtkRenderWindow

from mge_studio.scene.boxing import BoxGizmo, BoxHandle
from mge_studio.scene.brush import Position
from mge_studio.scene.plane_gizmo import PlaneGizmo, PlaneHandle
from mge_studio.shapes.boxes import Box
from mge_studio.shapes.planes import Plane

Region = Box | Plane
RegionHandle = BoxHandle | PlaneHandle


class RegionGizmo:
    """region: what is shown, None for nothing."""

    def __init__(self, renderer: vtkRenderer, window: vtkRenderWindow) -> None:
        self.region: Region | None = None
        self._box, self._plane = BoxGizmo(renderer, window), PlaneGizmo(renderer, window)

    def show(self, region: Region | None) -> None:
        self.region = region
        self._box.show(region if isinstance(region, Box) else None)
        self._plane.show(region if isinstance(region, Plane) else None)

    def draw(self, wanted: bool) -> None:
        """Pictures go without it."""
        self._box.draw(wanted)
        self._plane.draw(wanted)

    def set_scale(self, scale: float) -> None:
        """Device pixels to one on screen."""
        self._box.layer.scale = self._plane.layer.scale = scale

    def handle_at(self, place: Position) -> RegionHandle | None:
        """The handle under the cursor."""
        return self._box.handle_at(place) or self._plane.handle_at(place)

    def light_up(self, handle: RegionHandle | None) -> bool:
        """True when that is a change."""
        boxed = self._box.layer.light_up(handle if isinstance(handle, BoxHandle) else None)
        planed = self._plane.layer.light_up(handle if isinstance(handle, PlaneHandle) else None)
        return boxed or planed

    def dragged(self, handle: RegionHandle, start: Position, end: Position) -> Region:
        """The region after a drag of a handle from one place on screen to another."""
        if isinstance(handle, BoxHandle):
            return self._box.dragged(handle, end)
        return self._plane.dragged(handle, start, end)

    def remove(self) -> None:
        self._box.remove()
        self._plane.remove()
