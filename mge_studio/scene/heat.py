"""The distance map: a surface coloured by how far each vertex lies from another shape."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyvista as pv
from numpy.typing import NDArray
from vtkmodules.util.numpy_support import numpy_to_vtk
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper

from mge_studio.scene.colours import Rgb, rgb
from mge_studio.scene.display import Display
from mge_studio.scene.shape_actor import polish
from mge_studio.shapes.shape import Float32

#: Inside to outside (blue, grey, red-brown), and near to far: safe for colour-blind eyes.
SIGNED_STOPS = np.stack([rgb(c) for c in ("#1f5fbf", "#86b6ea", "#eceae4", "#ecb27d", "#a8431f")])
UNSIGNED_STOPS = np.stack([rgb(c) for c in ("#eceae4", "#f0cf8e", "#e08a5b", "#b3405a", "#5b1a5e")])


def heat_colours(values: Float32, limit: float, signed: bool) -> Rgb:
    """(P, 3) uint8 for (P,) distances; the scale ends at `limit`, and begins at -limit or 0."""
    low = -limit if signed else 0.0
    stops = SIGNED_STOPS if signed else UNSIGNED_STOPS
    share = np.clip((values - low) / max(limit - low, 1e-9), 0, 1)
    return along(stops, share)


def along(stops: Rgb, share: NDArray[np.floating]) -> Rgb:
    """(..., 3) uint8: colours between evenly spaced `stops` (S, 3), for shares in [0, 1]."""
    at = np.linspace(0, 1, len(stops))
    channels = [np.interp(share, at, stops[:, channel]) for channel in range(3)]
    colours: Rgb = np.stack(channels, axis=-1).round().astype(np.uint8)
    return colours


@dataclass(frozen=True, eq=False)
class Heat:
    """A coloured copy of the mesh of a display, ready to be drawn; made on any thread."""

    display: Display
    surface: pv.PolyData


def heat_of(display: Display, values: Float32, limit: float, signed: bool) -> Heat:
    """The mesh of `display` coloured by the (V,) distances of its vertices; see `heat_colours`."""
    assert display.mesh is not None
    surface = pv.PolyData.from_regular_faces(display.mesh.vertices, display.mesh.faces)
    surface.point_data.active_normals = display.mesh.normals
    colours = numpy_to_vtk(heat_colours(values, limit, signed), deep=True)
    surface.GetPointData().SetScalars(colours)
    return Heat(display, surface)


class HeatActor:
    """display: whose mesh it colours, or None."""

    def __init__(self) -> None:
        self.display: Display | None = None
        self._mapper = vtkPolyDataMapper()
        self._mapper.SetColorModeToDirectScalars()
        self.actor = vtkActor()
        self.actor.SetMapper(self._mapper)
        self.actor.PickableOff()
        self.actor.VisibilityOff()
        polish(self.actor)

    def show(self, heat: Heat | None) -> None:
        """Draw a coloured mesh, or let go of it."""
        self.display = None if heat is None else heat.display
        self._mapper.SetInputData(pv.PolyData() if heat is None else heat.surface)
        if heat is not None:
            self.actor.GetProperty().SetBackfaceCulling(heat.display.solid)
