"""The lasso: its outline over the view, and the patches that lie inside it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from vtkmodules.util.numpy_support import numpy_to_vtk
from vtkmodules.vtkCommonCore import vtkPoints
from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData
from vtkmodules.vtkRenderingCore import vtkActor2D, vtkPolyDataMapper2D

from mge_studio.scene.brush import Position
from mge_studio.scene.colours import MASK

WIDTH = 2.0


def inside_polygon(
    points: NDArray[np.floating], corners: NDArray[np.floating]
) -> NDArray[np.bool_]:
    """Which of (P, 2) points lie in the closed polygon of (K, 2) corners, by even and odd
    crossings of the ray to the right."""
    inside = np.zeros(len(points), dtype=bool)
    if len(corners) < 3:
        return inside
    x, y = points[:, 0], points[:, 1]
    for (x0, y0), (x1, y1) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        if y0 != y1:
            crosses = (y0 > y) != (y1 > y)
            inside ^= crosses & (x < x0 + (y - y0) * (x1 - x0) / (y1 - y0))
    return inside


class LassoOutline:
    """A closed line on screen through positions in device pixels."""

    def __init__(self) -> None:
        self._line = vtkPolyData()
        mapper = vtkPolyDataMapper2D()
        mapper.SetInputData(self._line)
        self.actor = vtkActor2D()
        self.actor.SetMapper(mapper)
        self.actor.GetProperty().SetColor(*(MASK / 255.0))
        self.actor.GetProperty().SetLineWidth(WIDTH)
        self.actor.PickableOff()
        self.hide()

    def show(self, corners: Sequence[Position]) -> None:
        places = np.zeros((len(corners), 3), dtype=np.float32)
        places[:, :2] = corners
        points = vtkPoints()
        points.SetData(numpy_to_vtk(places, deep=True))
        cells = vtkCellArray()
        cells.InsertNextCell(len(corners) + 1)
        for corner in (*range(len(corners)), 0):
            cells.InsertCellPoint(corner)
        self._line.SetPoints(points)
        self._line.SetLines(cells)
        self._line.Modified()
        self.actor.VisibilityOn()

    def hide(self) -> None:
        self.actor.VisibilityOff()

    @property
    def visible(self) -> bool:
        return bool(self.actor.GetVisibility())
