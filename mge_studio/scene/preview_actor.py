"""The mesh while it forms: glowing at its rims, its geometry replaced at every preview."""

from __future__ import annotations

import pyvista as pv
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper

from mge_studio.requests import Preview
from mge_studio.scene.colours import PREVIEW
from mge_studio.scene.shape_actor import polish
from mge_studio.scene.smoothing import vertex_normals

#: Light that grows where the surface turns away from the viewer.
RIM_SHADER = """//VTK::Light::Impl
  float facing = abs(normalVCVSOutput.z);
  float rim = pow(1.0 - facing, 2.2);
  gl_FragData[0].rgb = gl_FragData[0].rgb * 0.80 + vec3(0.30, 0.86, 0.98) * rim * 0.85;
"""


def preview_mesh(preview: Preview) -> pv.PolyData | None:
    """What `PreviewActor.show` takes, None for nothing; on any thread, since it takes a while."""
    if len(preview.faces) == 0:
        return None
    mesh = pv.PolyData.from_regular_faces(preview.vertices, preview.faces)
    mesh.point_data.active_normals = vertex_normals(preview.vertices, preview.faces)
    return mesh


class PreviewActor:
    """Hidden until the first `show`."""

    def __init__(self) -> None:
        self._mapper = vtkPolyDataMapper()
        self._mapper.ScalarVisibilityOff()
        self.actor = vtkActor()
        self.actor.SetMapper(self._mapper)
        self.actor.PickableOff()
        self.actor.VisibilityOff()
        polish(self.actor)
        look = self.actor.GetProperty()
        look.SetColor(*(PREVIEW / 255.0))
        look.SetAmbient(0.16)
        self.actor.GetShaderProperty().AddFragmentShaderReplacement(
            "//VTK::Light::Impl", True, RIM_SHADER, False
        )

    def show(self, mesh: pv.PolyData) -> None:
        """Replace the forming mesh."""
        self._mapper.SetInputData(mesh)
        self.actor.VisibilityOn()

    def hide(self) -> None:
        """Hide it, and let go of the mesh."""
        self._mapper.SetInputData(pv.PolyData())
        self.actor.VisibilityOff()
