"""Thin lines between patches, and the bright outline around the masked region."""

from __future__ import annotations

import numpy as np
import pyvista as pv
from numpy.typing import NDArray
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper

from mge_studio.scene.colours import Rgb
from mge_studio.shapes.shape import Float32

#: How far lines stand off the surface, so that they are not lost in it.
LIFT = 0.0022


class BorderActor:
    """Line segments of one colour lying on a surface."""

    def __init__(self, colour: Rgb, width: float, opacity: float = 1.0) -> None:
        self._mapper = vtkPolyDataMapper()
        self._mapper.ScalarVisibilityOff()
        self.actor = vtkActor()
        self.actor.SetMapper(self._mapper)
        self.actor.PickableOff()
        self.actor.VisibilityOff()
        look = self.actor.GetProperty()
        look.LightingOff()
        look.SetColor(*(colour / 255.0))
        look.SetLineWidth(width)
        look.SetOpacity(opacity)

    def set_segments(self, segments: Float32, normals: Float32) -> None:
        """Show (B, 2, 3) `segments`, lifted along their (B, 2, 3) surface `normals`."""
        self._mapper.SetInputData(_segments(segments + normals * np.float32(LIFT)))


def boundary(borders: NDArray[np.integer], mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(B,) which of the (B, 2) borders lie between a masked and an unmasked patch."""
    if len(borders) == 0:
        return np.zeros(0, dtype=bool)
    sides = mask[borders]
    edge: NDArray[np.bool_] = sides[:, 0] != sides[:, 1]
    return edge


def _segments(ends: Float32) -> pv.PolyData:
    """Separate two-point lines from (B, 2, 3) ends."""
    lines = pv.PolyData()
    lines.points = np.ascontiguousarray(ends.reshape(-1, 3), dtype=np.float32)
    rows = np.arange(len(ends) * 2, dtype=np.int64).reshape(-1, 2)
    lines.lines = pv.CellArray.from_regular_cells(rows)
    return lines
