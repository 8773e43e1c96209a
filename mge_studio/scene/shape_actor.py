"""The surface: geometry sent to the graphics card once, coloured through one texel per patch.

A stroke or a highlight only rewrites that tiny texture, so a paint frame costs no more than an
orbit frame, at any number of triangles. Alpha below one marks a patch to be hatched.
"""

from __future__ import annotations

import numpy as np
import pyvista as pv
from numpy.typing import NDArray
from vtkmodules.util.numpy_support import numpy_to_vtk
from vtkmodules.vtkCommonDataModel import vtkImageData
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper, vtkTexture

from mge_studio.scene.patch_mesh import PatchMesh

#: Diagonal stripes on screen where the texel's alpha says so; runs after VTK applied the texture.
HATCH_SHADER = """//VTK::TCoord::Impl
  if (gl_FragData[0].a < 0.9)
  {
    float stripe = fract((gl_FragCoord.x - gl_FragCoord.y + hatchStart) / hatchPeriod);
    float edge = smoothstep(0.52, 0.60, stripe) - smoothstep(0.92, 1.0, stripe);
    gl_FragData[0].rgb *= 1.0 - 0.26 * edge;
    gl_FragData[0].a = 1.0;
  }
"""
HATCHED = 128
#: Pixels from stripe to stripe.
HATCH_PERIOD = 11.0


class ShapeActor:
    """One smooth-shaded surface whose patches are coloured by `set_colours`."""

    def __init__(self) -> None:
        self._image = vtkImageData()
        self._texels = np.zeros((2, 0, 4), dtype=np.uint8)
        self._texture = vtkTexture()
        self._texture.SetInputData(self._image)
        self._texture.SetColorModeToDirectScalars()
        self._texture.InterpolateOff()
        self._texture.MipmapOff()
        self._mapper = vtkPolyDataMapper()
        self._mapper.ScalarVisibilityOff()
        self.actor = vtkActor()
        self.actor.SetMapper(self._mapper)
        self.actor.SetTexture(self._texture)
        self.actor.ForceOpaqueOn()
        self.actor.PickableOff()
        self.actor.GetShaderProperty().AddFragmentShaderReplacement(
            "//VTK::TCoord::Impl", True, HATCH_SHADER, False
        )
        polish(self.actor)
        self.scale_hatching(1.0, 0.0)
        self.set_colours(np.full((1, 4), 255, dtype=np.uint8))

    def scale_hatching(self, scale: float, start: float) -> None:
        """Stripes `scale` times as wide as usual, `start` pixels on."""
        uniforms = self.actor.GetShaderProperty().GetFragmentCustomUniforms()
        uniforms.SetUniformf("hatchPeriod", HATCH_PERIOD * scale)
        uniforms.SetUniformf("hatchStart", start)

    def set_mesh(self, mesh: PatchMesh, patches: int, solid: bool) -> None:
        """Show `mesh` of `patches` patches; a `solid` one is drawn without its back faces."""
        self.actor.GetProperty().SetBackfaceCulling(solid)
        surface = pv.PolyData.from_regular_faces(mesh.vertices, mesh.faces)
        surface.point_data.active_normals = mesh.normals
        across = (mesh.vertex_patches.astype(np.float32) + 0.5) / max(patches, 1)
        coordinates = numpy_to_vtk(np.stack([across, np.full_like(across, 0.5)], axis=1), deep=True)
        coordinates.SetName("patch")
        surface.GetPointData().SetTCoords(coordinates)
        self._mapper.SetInputData(surface)

    def clear(self) -> None:
        """Let go of the mesh."""
        self._mapper.SetInputData(pv.PolyData())

    def set_colours(self, colours: NDArray[np.uint8]) -> None:
        """Colour each patch: (M, 4) uint8, alpha 255 plain or `HATCHED`."""
        if len(colours) != self._texels.shape[1]:
            self._allocate(len(colours))
        self._texels[:] = colours
        self._image.GetPointData().GetScalars().Modified()
        self._image.Modified()
        self._texture.Modified()

    def _allocate(self, count: int) -> None:
        self._texels = np.zeros((2, count, 4), dtype=np.uint8)  # VTK's textures are images
        self._image.SetDimensions(count, 2, 1)
        self._image.GetPointData().SetScalars(numpy_to_vtk(self._texels.reshape(-1, 4)))


def polish(actor: vtkActor) -> None:
    """The finish of every surface: soft clay with a subtle highlight."""
    finish = actor.GetProperty()
    finish.SetInterpolationToPhong()
    finish.SetAmbient(0.24)
    finish.SetDiffuse(0.80)
    finish.SetSpecular(0.16)
    finish.SetSpecularPower(22)
