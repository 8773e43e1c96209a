"""`Display`: everything heavy that showing one shape needs, worked out once and off any thread."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from mge_studio.scene.colours import neighbour_pairs
from mge_studio.scene.decimation import clustered
from mge_studio.scene.ground import floor_texels
from mge_studio.scene.patch_mesh import PatchMesh, cut_into_patches, plain_mesh
from mge_studio.scene.picking import Picker
from mge_studio.scene.smoothing import crease_normals, weld
from mge_studio.shapes.patches import nearest_patch
from mge_studio.shapes.pieces import pieces
from mge_studio.shapes.sampling import sample_surface
from mge_studio.shapes.shape import Float32, Int32, Shape

#: Meshes with more triangles are shown decimated; exports keep the full one.
MOST_TRIANGLES = 500_000
DECIMATED_TRIANGLES = 200_000
MOST_POINTS = 150_000
POINT_RADII = (0.003, 0.03)
FOOTPRINT_POINTS = 12_000
#: How far the dots at patch centres stand off the surface.
LIFT = 0.004


@dataclass(frozen=True, eq=False)
class Display:
    """A shape ready to be drawn.

    mesh: None for a cloud. points: (P, 3) shown points of a cloud, else the mesh's vertices.
    point_patches: (P,) int32, and point_radius in the normalised frame, for clouds.
    dots: (M, 3) the centres lifted onto the surface, to be seen as dots.
    solid: the mesh is closed and faces outwards, so that its back faces need no drawing.
    footprint: (S, 3) points spread evenly over the shape, for framing; floor: their shadow.
    centres: (M, 3), M = 0 before tokenization. neighbours: (P, 2) patches to be told apart.
    """

    shape: Shape
    centres: Float32
    mesh: PatchMesh | None
    points: Float32
    point_patches: Int32
    point_radius: float
    neighbours: NDArray[np.int64]
    dots: Float32
    solid: bool
    footprint: Float32
    floor: NDArray[np.uint8]
    picker: Picker

    @property
    def patch_count(self) -> int:
        return len(self.centres)


NO_CENTRES: Float32 = np.zeros((0, 3), dtype=np.float32)


def prepare(shape: Shape, centres: Float32 = NO_CENTRES) -> Display:
    """Weld, smooth, decimate and cut a mesh, or thin a cloud, and give its patches colours."""
    if shape.faces is None or len(shape.faces) == 0:
        return _prepare_cloud(shape, centres)
    welded = _light_enough(*weld(shape.vertices, shape.faces))
    solid = shape.is_watertight and faces_outwards(*welded)
    vertices, normals, faces = crease_normals(*welded)
    mesh = (
        cut_into_patches(vertices, normals, faces, centres)
        if len(centres)
        else plain_mesh(vertices, normals, faces)
    )
    footprint = sample_surface(shape, FOOTPRINT_POINTS, seed=0).points
    return Display(
        shape=shape, centres=centres, mesh=mesh, points=mesh.vertices,
        point_patches=mesh.vertex_patches, point_radius=0.0,
        neighbours=neighbour_pairs(centres, mesh.border_patches),
        dots=_lifted(centres, mesh), solid=solid,
        footprint=footprint, floor=floor_texels(footprint),
        picker=Picker(mesh, mesh.vertices, 0.0, centres),
    )  # fmt: skip


def _lifted(centres: Float32, mesh: PatchMesh) -> Float32:
    """Centres moved off the surface, on which quantisation may have sunk them."""
    if len(centres) == 0:
        return centres
    nearest = cKDTree(mesh.vertices).query(centres)[1]
    normals = mesh.normals[nearest]
    sunk = ((mesh.vertices[nearest] - centres) * normals).sum(axis=1, keepdims=True)
    lifted: Float32 = (centres + normals * (np.maximum(sunk, 0) + LIFT)).astype(np.float32)
    return lifted


def faces_outwards(vertices: Float32, faces: Int32) -> bool:
    """Whether every connected part of a closed mesh encloses a positive volume.

    Files often hold parts that are inside out; without their back faces one would see through.
    """
    part = pieces(len(vertices), faces)[0][faces[:, 0]]
    a, b, c = (vertices[faces[:, corner]] for corner in range(3))
    volumes = np.bincount(part, np.einsum("ij,ij->i", a, np.cross(b, c)))
    return bool((volumes > 0).all())


def _light_enough(vertices: Float32, faces: Int32) -> tuple[Float32, Int32]:
    """At most `MOST_TRIANGLES`, so that orbiting stays smooth under software rendering."""
    if len(faces) <= MOST_TRIANGLES:
        return vertices, faces
    return clustered(vertices, faces, DECIMATED_TRIANGLES)


def _prepare_cloud(shape: Shape, centres: Float32) -> Display:
    points = shape.vertices
    if len(points) > MOST_POINTS:
        points = points[np.random.default_rng(0).choice(len(points), MOST_POINTS, replace=False)]
    probe = points[:: max(1, len(points) // 2000)]
    spacing = np.asarray(cKDTree(points).query(probe, k=[2])[0])
    radius = float(np.clip(np.median(spacing) * 0.85, *POINT_RADII))
    patches = np.zeros(len(points), dtype=np.int32)
    if len(centres):
        patches = nearest_patch(points, centres).astype(np.int32)
    none = np.zeros((0, 2), dtype=np.int32)
    footprint = points[:: max(1, len(points) // FOOTPRINT_POINTS)]
    return Display(
        shape=shape, centres=centres, mesh=None, points=points, point_patches=patches,
        point_radius=radius, neighbours=neighbour_pairs(centres, none), dots=centres, solid=False,
        footprint=footprint, floor=floor_texels(footprint),
        picker=Picker(None, points, radius, centres),
    )  # fmt: skip
