"""Actors of one colour, for handles and marks."""

from __future__ import annotations

import pyvista as pv
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper


def plain_actor(mesh: pv.PolyData) -> vtkActor:
    """An actor that takes no colours from its mesh and is never picked."""
    mapper = vtkPolyDataMapper()
    mapper.SetInputData(mesh)
    mapper.ScalarVisibilityOff()
    actor = vtkActor()
    actor.SetMapper(mapper)
    actor.PickableOff()
    return actor
