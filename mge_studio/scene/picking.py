"""What lies under a pixel, on a copy of the geometry that nothing ever edits.

On the drawn mesh every change of colour would rebuild the locator; here a pick costs half a
millisecond at any size.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyvista as pv
from numpy.typing import NDArray
from vtkmodules.vtkCommonCore import mutable
from vtkmodules.vtkCommonDataModel import vtkGenericCell, vtkStaticCellLocator
from vtkmodules.vtkRenderingCore import vtkRenderer

from mge_studio.scene.patch_mesh import PatchMesh
from mge_studio.scene.smoothing import face_normals, normalized
from mge_studio.shapes.shape import Float32

Vector = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Hit:
    """position, normal (towards the viewer): (3,). patch: nearest centre; None without tokens."""

    position: Vector
    normal: Vector
    patch: int | None


#: A patch whose centre lies so far behind what is seen there is hidden.
HIDDEN_DEPTH = 0.06


class Picker:
    """Casts rays at a mesh, or at the points of a cloud where `mesh` is None."""

    def __init__(
        self, mesh: PatchMesh | None, points: Float32, point_radius: float, centres: Float32
    ) -> None:
        self._centres = centres
        self._points = points
        self._reach = max(point_radius * 2.5, 0.012)
        self._locator: vtkStaticCellLocator | None = None
        self._normals: Float32 = np.zeros((0, 3), dtype=np.float32)
        if mesh is not None:
            self._normals = normalized(face_normals(mesh.vertices, mesh.faces))
            self._locator = vtkStaticCellLocator()
            self._locator.SetDataSet(pv.PolyData.from_regular_faces(mesh.vertices, mesh.faces))
            self._locator.BuildLocator()

    def pick(self, start: Vector, end: Vector) -> Hit | None:
        """The first thing a ray from `start` to `end` meets."""
        found = self._on_mesh(start, end) if self._locator else self._on_cloud(start, end)
        if found is None:
            return None
        position, normal = found
        if normal @ (start - end) < 0:
            normal = -normal
        return Hit(position, normal, self.patch_at(position))

    def patch_at(self, position: Vector) -> int | None:
        if len(self._centres) == 0:
            return None
        return int(((self._centres - position) ** 2).sum(axis=1).argmin())

    def sees(self, eye: Vector, position: NDArray[np.floating]) -> bool:
        """Whether nothing stands clearly between the eye and a place on the surface."""
        hit = self.pick(eye, position + (position - eye))
        distance = np.linalg.norm(position - eye)
        return hit is None or bool(np.linalg.norm(hit.position - eye) > distance - HIDDEN_DEPTH)

    def _on_mesh(self, start: Vector, end: Vector) -> tuple[Vector, Vector] | None:
        assert self._locator is not None
        share, sub_id, cell_id = mutable(0.0), mutable(0), mutable(0)
        position, parametric = [0.0] * 3, [0.0] * 3
        hit = self._locator.IntersectWithLine(
            start, end, 1e-6, share, position, parametric, sub_id, cell_id, vtkGenericCell()
        )
        if not hit:
            return None
        return np.array(position), self._normals[int(cell_id)].astype(np.float64)

    def _on_cloud(self, start: Vector, end: Vector) -> tuple[Vector, Vector] | None:
        """The point nearest the viewer among those within reach of the ray."""
        along = (end - start) / np.linalg.norm(end - start)
        offset = self._points - start.astype(np.float32)
        depth = offset @ along.astype(np.float32)
        aside = (offset**2).sum(axis=1) - depth**2
        near = np.flatnonzero(aside <= self._reach**2)
        if len(near) == 0:
            return None
        return self._points[near[depth[near].argmin()]].astype(np.float64), -along


def project(renderer: vtkRenderer, positions: NDArray[np.floating]) -> Vector:
    """Device pixels (P, 2), y up, of (P, 3) positions; NaN for those behind the viewer."""
    camera = renderer.GetActiveCamera()
    matrix = camera.GetCompositeProjectionTransformMatrix(renderer.GetTiledAspectRatio(), -1, 1)
    world = np.concatenate([positions, np.ones((len(positions), 1))], axis=1)
    clip = world @ pv.array_from_vtkmatrix(matrix).T
    clip[clip[:, 3] <= 0] = np.nan
    return (clip[:, :2] / clip[:, 3:] + 1) / 2 * np.array(renderer.GetSize())


def ray_through(renderer: vtkRenderer, x: float, y: float) -> tuple[Vector, Vector]:
    """Ends of the segment of the view frustum under device pixel (x, y), y up."""
    ends = []
    for depth in (0.0, 1.0):
        renderer.SetDisplayPoint(x, y, depth)
        renderer.DisplayToWorld()
        world = np.array(renderer.GetWorldPoint())
        ends.append(world[:3] / world[3])
    return ends[0], ends[1]
