"""`Display`: everything heavy that showing one shape needs, worked out once and off any thread."""

from __future__ import annotations

from dataclasses import dataclass

import fast_simplification
import numpy as np
from scipy.spatial import cKDTree

from mge_studio.scene.colours import Rgb, neighbour_pairs, patch_colours
from mge_studio.scene.patch_mesh import PatchMesh, cut_into_patches, plain_mesh
from mge_studio.scene.smoothing import crease_normals, weld
from mge_studio.shapes.sampling import sample_surface
from mge_studio.shapes.shape import Float32, Int32, Shape

#: Meshes with more triangles are shown decimated; exports keep the full one.
MOST_TRIANGLES = 500_000
DECIMATED_TRIANGLES = 200_000
MOST_POINTS = 150_000
FOOTPRINT_POINTS = 12_000


@dataclass(frozen=True, eq=False)
class Display:
    """A shape ready to be drawn.

    mesh: None for a cloud. points: (P, 3) shown points of a cloud, else the mesh's vertices.
    point_patches: (P,) int32, and point_radius in the normalised frame, for clouds.
    footprint: (S, 3) points spread evenly over the shape, for its shadow and framing.
    centres: (M, 3), M = 0 before tokenization. colours: (max(M, 1), 3) of the token map.
    """

    shape: Shape
    centres: Float32
    mesh: PatchMesh | None
    points: Float32
    point_patches: Int32
    point_radius: float
    colours: Rgb
    footprint: Float32

    @property
    def patch_count(self) -> int:
        return len(self.centres)


NO_CENTRES: Float32 = np.zeros((0, 3), dtype=np.float32)


def prepare(shape: Shape, centres: Float32 = NO_CENTRES) -> Display:
    """Weld, smooth, decimate and cut a mesh, or thin a cloud, and give its patches colours."""
    if shape.faces is None or len(shape.faces) == 0:
        return _prepare_cloud(shape, centres)
    vertices, normals, faces = crease_normals(*_light_enough(*weld(shape.vertices, shape.faces)))
    mesh = (
        cut_into_patches(vertices, normals, faces, centres)
        if len(centres)
        else plain_mesh(vertices, normals, faces)
    )
    return Display(
        shape, centres, mesh, mesh.vertices, mesh.vertex_patches, 0.0,
        _colours(centres, mesh.border_patches),
        sample_surface(shape, FOOTPRINT_POINTS, seed=0).points,
    )  # fmt: skip


def _light_enough(vertices: Float32, faces: Int32) -> tuple[Float32, Int32]:
    """At most `MOST_TRIANGLES`, so that orbiting stays smooth under software rendering."""
    if len(faces) <= MOST_TRIANGLES:
        return vertices, faces
    share = 1 - DECIMATED_TRIANGLES / len(faces)
    points, triangles = fast_simplification.simplify(vertices, faces, share, agg=7)
    return points.astype(np.float32), triangles.astype(np.int32)


def _prepare_cloud(shape: Shape, centres: Float32) -> Display:
    points = shape.vertices
    if len(points) > MOST_POINTS:
        points = points[np.random.default_rng(0).choice(len(points), MOST_POINTS, replace=False)]
    probe = points[:: max(1, len(points) // 2000)]
    spacing = cKDTree(points).query(probe, k=2)[0][:, 1] if len(points) > 1 else np.array([0.02])
    radius = float(np.clip(np.median(spacing) * 0.85, 0.003, 0.03))
    patches = np.zeros(len(points), dtype=np.int32)
    if len(centres):
        patches = cKDTree(centres).query(points)[1].astype(np.int32)
    none = np.zeros((0, 2), dtype=np.int32)
    footprint = points[:: max(1, len(points) // FOOTPRINT_POINTS)]
    return Display(
        shape, centres, None, points, patches, radius, _colours(centres, none), footprint
    )


def _colours(centres: Float32, borders: Int32) -> Rgb:
    count = max(len(centres), 1)
    return patch_colours(count, neighbour_pairs(centres, borders))
