"""The zero isosurface of a grid as a closed triangle mesh."""

from __future__ import annotations

import importlib.util
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mge_studio.shapes.shape import Float32, Int32

Method = Literal["auto", "skimage", "vtk"]
Mesh = tuple[Float32, Int32]


def isosurface(values: Float32, method: Method = "auto") -> Mesh:
    """Vertices (V, 3) float32 in [-1, 1] and faces (F, 3) int32, counter-clockwise from outside.

    values: (R + 1, R + 1, R + 1) float32 indexed [x, y, z], positive inside and negative on the
    cube's faces, so that the mesh is closed. "skimage" is Lewiner's marching cubes, "vtk" flying
    edges (about six times faster, other triangles in ambiguous cells), "auto" flying edges where
    VTK is installed.
    """
    inside = values > 0
    if not inside.any():
        return np.zeros((0, 3), np.float32), np.zeros((0, 3), np.int32)
    box, offset = _bounding_box(inside)
    if method == "auto":
        method = "vtk" if importlib.util.find_spec("vtkmodules") else "skimage"
    contour = _flying_edges if method == "vtk" else _marching_cubes
    vertices, faces = contour(values[box])
    spacing = 2.0 / (len(values) - 1)
    vertices = ((vertices + offset) * spacing - 1.0).astype(np.float32)
    return np.clip(vertices, -1, 1), faces


def _bounding_box(inside: NDArray[np.bool_]) -> tuple[tuple[slice, ...], NDArray[np.int64]]:
    """The slices that hold all inside points and one layer around, and their starts (3,)."""
    present = [inside.any(axis=axes) for axes in ((1, 2), (0, 2), (0, 1))]
    ends = [np.flatnonzero(line)[[0, -1]] for line in present]
    low = np.array([max(first - 1, 0) for first, _ in ends])
    return tuple(slice(i, last + 2) for i, (_, last) in zip(low, ends, strict=True)), low


def _marching_cubes(values: Float32) -> Mesh:
    from skimage.measure import marching_cubes

    vertices, faces, _, _ = marching_cubes(values, 0.0, gradient_direction="ascent")
    return vertices, faces.astype(np.int32)


def _flying_edges(values: Float32) -> Mesh:
    from vtkmodules.util.numpy_support import numpy_to_vtk, vtk_to_numpy
    from vtkmodules.vtkCommonDataModel import vtkImageData
    from vtkmodules.vtkFiltersCore import vtkFlyingEdges3D

    values = np.ascontiguousarray(values)
    image = vtkImageData()
    image.SetDimensions(values.shape[::-1])  # VTK's x runs fastest: our z
    image.GetPointData().SetScalars(numpy_to_vtk(values.ravel()))
    contour = vtkFlyingEdges3D()
    contour.SetInputData(image)
    contour.SetValue(0, 0.0)
    contour.ComputeNormalsOff()
    contour.ComputeGradientsOff()
    contour.ComputeScalarsOff()
    contour.Update()
    surface = contour.GetOutput()
    vertices = vtk_to_numpy(surface.GetPoints().GetData())[:, ::-1]
    faces = vtk_to_numpy(surface.GetPolys().GetConnectivityArray()).reshape(-1, 3)
    return vertices, faces[:, ::-1].astype(np.int32)  # reversing the axes mirrored it
