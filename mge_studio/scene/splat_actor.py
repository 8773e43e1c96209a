"""Points drawn as small shaded balls of a size in the world: clouds and patch centres."""

from __future__ import annotations

import numpy as np
import pyvista as pv
from numpy.typing import NDArray
from vtkmodules.util.numpy_support import numpy_to_vtk
from vtkmodules.vtkRenderingCore import vtkActor, vtkPointGaussianMapper

from mge_studio.shapes.shape import Float32

#: A ball seen from the light of the viewer: one triangle a point, no sphere geometry.
BALL_SHADER = """//VTK::Color::Impl
  float dist2 = dot(offsetVCVSOutput.xy, offsetVCVSOutput.xy);
  if (dist2 > 1.0) { discard; }
  vec2 lit = offsetVCVSOutput.xy - vec2(-0.30, 0.42);
  float shade = 1.06 - 0.48 * dot(lit, lit);
  diffuseColor *= shade;
  ambientColor *= shade;
"""


class SplatActor:
    """Balls of one radius, each with its own colour."""

    def __init__(self) -> None:
        self._points = pv.PolyData()
        self._colours = np.zeros((0, 3), dtype=np.uint8)
        self._mapper = vtkPointGaussianMapper()
        self._mapper.EmissiveOff()
        self._mapper.SetSplatShaderCode(BALL_SHADER)
        self._mapper.SetScalarModeToUsePointData()
        self._mapper.SetColorModeToDirectScalars()
        self.actor = vtkActor()
        self.actor.SetMapper(self._mapper)
        self.actor.ForceOpaqueOn()
        self.actor.PickableOff()
        self.actor.GetProperty().LightingOff()
        self.actor.VisibilityOff()

    def set_points(self, points: Float32, radius: float) -> None:
        """Show (P, 3) `points` as balls of `radius`."""
        self._points = pv.PolyData(np.ascontiguousarray(points, dtype=np.float32))
        self._colours = np.full((len(points), 3), 200, dtype=np.uint8)
        self._points.GetPointData().SetScalars(numpy_to_vtk(self._colours))
        self._mapper.SetScaleFactor(radius)
        self._mapper.SetInputData(self._points)

    def set_radius(self, radius: float) -> None:
        self._mapper.SetScaleFactor(radius)

    def set_colours(self, colours: NDArray[np.uint8]) -> None:
        """Colour each point: (P, 3) uint8, in place."""
        self._colours[:] = colours
        self._points.GetPointData().GetScalars().Modified()
        self._points.Modified()
