"""A plane through the shape that shows what the model's field says there, cutting it open.

What lies between the plane and the viewer is clipped away while drawing; no geometry changes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyvista as pv
from numpy.typing import NDArray
from vtkmodules.util.numpy_support import numpy_to_vtk
from vtkmodules.vtkCommonDataModel import vtkImageData, vtkPlane
from vtkmodules.vtkRenderingCore import vtkActor, vtkMapper, vtkPolyDataMapper, vtkTexture

from mge_studio.scene.colours import rgb
from mge_studio.scene.heat import along
from mge_studio.scene.slice_frame import plane_corners
from mge_studio.shapes.shape import Float32

#: Outside to inside (dark blue to yellow): in order of lightness, safe for colour-blind eyes.
OCCUPANCY_STOPS = np.stack(
    [rgb(c) for c in ("#12305f", "#43526c", "#7c7b78", "#bcaf6f", "#ffea46")]
)
#: How opaque the plane is where nothing is, and where the shape is.
OUTSIDE, INSIDE = 0.30, 1.0
#: Of the shape that is left this little stands before the plane, so that the two do not mix.
GAP = 0.002


class SliceActor:
    """cut: the axis and the place of the plane that is shown, or None."""

    def __init__(self, mappers: Sequence[vtkMapper]) -> None:
        """mappers: of what is cut open."""
        self.cut: tuple[int, float] | None = None
        self._mappers = mappers
        self._plane = vtkPlane()
        self._image = vtkImageData()
        self._quad = vtkPolyDataMapper()
        texture = vtkTexture()
        texture.SetInputData(self._image)
        texture.SetColorModeToDirectScalars()
        texture.InterpolateOn()
        self.actor = vtkActor()
        self.actor.SetMapper(self._quad)
        self.actor.SetTexture(texture)
        self.actor.ForceTranslucentOn()
        self.actor.PickableOff()
        self.actor.VisibilityOff()
        self.actor.GetProperty().LightingOff()

    def show(self, occupancy: Float32 | None, axis: int, position: float) -> None:
        """Show (N, N) occupancy in [0, 1] of a `studio.slicing.Slice`; None ends it."""
        self.actor.SetVisibility(occupancy is not None)
        if occupancy is None:
            self.cut = None
            for mapper in self._mappers:
                mapper.RemoveAllClippingPlanes()
            return
        quad = pv.PolyData(plane_corners(axis, position), faces=[4, 0, 1, 2, 3])
        half = 0.5 / len(occupancy)  # the outermost values lie on the edges
        ends = np.array([half, 1 - half], dtype=np.float32)
        quad.active_texture_coordinates = ends[[[0, 0], [1, 0], [1, 1], [0, 1]]]
        self._quad.SetInputData(quad)
        self._image.SetDimensions(*occupancy.shape[::-1], 1)
        colours = numpy_to_vtk(occupancy_colours(occupancy).reshape(-1, 4), deep=True)
        self._image.GetPointData().SetScalars(colours)
        self._image.Modified()
        if self.cut is None:
            for mapper in self._mappers:
                mapper.AddClippingPlane(self._plane)
        self.cut = (axis, position)

    def face(self, backward: NDArray[np.float64]) -> None:
        """Cut away the side of the viewer, who is in the direction `backward`."""
        if self.cut is None:
            return
        axis, position = self.cut
        away = -1.0 if backward[axis] > 0 else 1.0
        normal = away * np.eye(3)[axis]
        self._plane.SetNormal(*normal)
        self._plane.SetOrigin(*(np.eye(3)[axis] * position - GAP * normal))

    def hides(self, place: NDArray[np.floating]) -> bool:
        """Whether a place was cut away."""
        return self.cut is not None and self._plane.EvaluateFunction(*place) < -GAP


def occupancy_colours(occupancy: Float32) -> NDArray[np.uint8]:
    """(..., 4) uint8 for occupancy in [0, 1]."""
    opacity = OUTSIDE + (INSIDE - OUTSIDE) * occupancy[..., None]
    whole = np.concatenate([along(OCCUPANCY_STOPS, occupancy), opacity * 255], axis=-1)
    return whole.round().astype(np.uint8)
