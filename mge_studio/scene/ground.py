"""The floor under a shape: a fading grid and a soft contact shadow, painted into one texture."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyvista as pv
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter
from vtkmodules.util.numpy_support import numpy_to_vtk
from vtkmodules.vtkCommonDataModel import vtkImageData
from vtkmodules.vtkRenderingCore import vtkActor, vtkPolyDataMapper, vtkTexture

from mge_studio.shapes.shape import Float32

SIZE = 512
REACH = 2.4
CELL = 0.2


class Ground:
    """A horizontal plane, seen from above only."""

    def __init__(self) -> None:
        corners = np.array([[-1, 0, 1], [1, 0, 1], [1, 0, -1], [-1, 0, -1]], dtype=np.float32)
        plane = pv.PolyData(corners * REACH, faces=[4, 0, 1, 2, 3])
        uv = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], dtype=np.float32)
        plane.active_texture_coordinates = uv
        mapper = vtkPolyDataMapper()
        mapper.SetInputData(plane)
        self._image = vtkImageData()
        self._image.SetDimensions(SIZE, SIZE, 1)
        self._texture = vtkTexture()
        self._texture.SetInputData(self._image)
        self._texture.SetColorModeToDirectScalars()
        self._texture.InterpolateOn()
        self._texture.MipmapOn()
        self._texture.SetMaximumAnisotropicFiltering(2)
        self.actor = vtkActor()
        self.actor.SetMapper(mapper)
        self.actor.SetTexture(self._texture)
        self.actor.ForceTranslucentOn()
        self.actor.PickableOff()
        self.actor.UseBoundsOff()
        self.actor.GetProperty().LightingOff()
        self.actor.GetProperty().BackfaceCullingOn()

    def set_dark(self, dark: bool) -> None:
        """Pale lines before a dark backdrop, dark ones and a lighter shadow before a light one."""
        look = self.actor.GetProperty()
        look.SetColor(*((1.0, 1.0, 1.0) if dark else (0.25, 0.28, 0.34)))
        look.SetOpacity(1.0 if dark else 0.6)

    def lay(self, height: float, texels: NDArray[np.uint8]) -> None:
        """Move just below `height` and show (SIZE, SIZE, 4) `texels` of `floor_texels`."""
        self.actor.SetPosition(0.0, height - 0.004, 0.0)
        self._image.GetPointData().SetScalars(numpy_to_vtk(texels.reshape(-1, 4), deep=True))
        self._image.Modified()


def floor_texels(points: Float32) -> NDArray[np.uint8]:
    """(SIZE, SIZE, 4): the grid, and the shadow (P, 3) `points` cast from straight above."""
    return _over(_grid(), _shadow(points, float(points[:, 1].min())))


@cache
def _grid() -> NDArray[np.float32]:
    """(SIZE, SIZE) opacity of the lines, fading with the distance from the middle."""
    place = (np.arange(SIZE) + 0.5) / SIZE * 2 * REACH - REACH
    pixel = 2 * REACH / SIZE
    fine = np.clip(1 - _line_distance(place, CELL) / pixel, 0, 1) * 0.20
    bold = np.clip(1 - _line_distance(place, CELL * 5) / pixel, 0, 1) * 0.42
    line = np.maximum(fine, bold)
    fade = np.clip(1 - np.hypot(place[:, None], place[None]) / REACH, 0, 1) ** 1.4
    return (np.maximum(line[:, None], line[None]) * fade).astype(np.float32)


def _line_distance(place: NDArray[np.float64], spacing: float) -> NDArray[np.float64]:
    distance: NDArray[np.float64] = np.abs(place - np.round(place / spacing) * spacing)
    return distance


def _shadow(points: Float32, height: float) -> NDArray[np.float32]:
    """(SIZE, SIZE) darkness in [0, 1]: crisp under what touches the floor, wide and faint above."""
    darkness = np.zeros((SIZE, SIZE), dtype=np.float32)
    for top, blur, strength in ((0.12, 5.0, 0.55), (3.0, 16.0, 0.42)):
        low = points[points[:, 1] < height + top]
        if len(low) == 0:
            continue
        column = np.floor((low[:, 0] / REACH + 1) / 2 * SIZE).astype(int).clip(0, SIZE - 1)
        row = np.floor((1 - low[:, 2] / REACH) / 2 * SIZE).astype(int).clip(0, SIZE - 1)
        hit = np.zeros((SIZE, SIZE), dtype=np.float32)
        hit[row, column] = 1.0
        layer = gaussian_filter(hit, blur)
        layer *= strength / max(float(np.percentile(layer[row, column], 70)), 1e-6)
        darkness = np.maximum(darkness, np.clip(layer, 0, strength))
    return darkness


def _over(lines: NDArray[np.float32], shadow: NDArray[np.float32]) -> NDArray[np.uint8]:
    """(SIZE, SIZE, 4) premixed texels: pale lines, darkened where the shadow lies."""
    opacity = shadow + lines * (1 - shadow)
    pale = np.divide(lines * (1 - shadow), opacity, out=np.zeros_like(lines), where=opacity > 1e-4)
    texels = np.empty((SIZE, SIZE, 4), dtype=np.uint8)
    texels[..., :3] = (pale * 170)[..., None].astype(np.uint8)
    texels[..., 3] = (opacity * 255).astype(np.uint8)
    return texels
