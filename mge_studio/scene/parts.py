"""The connected pieces of a shape, each in a colour that its neighbours do not have.

They are drawn as a mesh of their own: patches and the welding of the usual one go across pieces.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from mge_studio.scene.colours import Rgb, neighbour_pairs, patch_colours
from mge_studio.scene.decimation import clusters, merged
from mge_studio.scene.display import (
    DECIMATED_TRIANGLES,
    MOST_TRIANGLES,
    faces_outwards,
)
from mge_studio.scene.patch_mesh import PatchMesh, plain_mesh
from mge_studio.scene.shape_actor import ShapeActor
from mge_studio.scene.smoothing import crease_normals, weld
from mge_studio.shapes.pieces import pieces
from mge_studio.shapes.sampling import sample_surface
from mge_studio.shapes.shape import Float32, Int32, Shape

#: So many pieces, those with most faces, have colours chosen for them; others take theirs in turn.
MOST_TOLD_APART = 2000
#: Pieces are neighbours where points of both are among each other's nearest.
SAMPLED_POINTS, NEAREST_POINTS = 20_000, 12


@dataclass(frozen=True, eq=False)
class Parts:
    """count: of the pieces, 0 for a cloud. mesh: None for a cloud; its "patches" are the pieces.

    coloured: how many colours there are. neighbours: (P, 2) of those, to be told apart.
    """

    shape: Shape
    count: int
    mesh: PatchMesh | None
    coloured: int
    neighbours: NDArray[np.int64]
    solid: bool


def prepare_parts(shape: Shape) -> Parts:
    """Find the pieces of a shape and a mesh that shows them; takes a second for a large one.

    Vertices at one place are one, but for closed meshes, as in loading: what is closed by itself
    and only touches another piece stays a piece.
    """
    if shape.faces is None or len(shape.faces) == 0:
        return Parts(shape, 0, None, 0, np.zeros((0, 2), dtype=np.int64), False)
    vertices, faces = shape.vertices, shape.faces
    if not shape.is_watertight:
        vertices, faces = weld(vertices, faces)
    piece, count = pieces(len(vertices), faces)
    coloured = min(count, MOST_TOLD_APART)
    neighbours = _neighbours(vertices, faces, piece, coloured)
    piece %= MOST_TOLD_APART
    if len(faces) > MOST_TRIANGLES:
        cluster = clusters(vertices, faces, DECIMATED_TRIANGLES, piece)
        piece = _of_clusters(piece, cluster)
        vertices, faces = merged(vertices, faces, cluster)
    solid = shape.is_watertight and faces_outwards(vertices, faces)
    return Parts(shape, count, _coloured_mesh(vertices, faces, piece), coloured, neighbours, solid)


def _neighbours(vertices: Float32, faces: Int32, piece: Int32, count: int) -> NDArray[np.int64]:
    """(P, 2) which of the first `count` pieces are near each other."""
    samples = sample_surface(Shape("parts", vertices, faces), SAMPLED_POINTS, seed=0)
    of_faces = piece[faces[:, 0]]
    used, first = np.unique(of_faces, return_index=True)  # small ones may have no sample
    points = np.concatenate([vertices[faces[first, 0]], samples.points])
    own = np.concatenate([used, of_faces[samples.faces]])
    points, own = points[own < count], own[own < count]
    nearest = min(NEAREST_POINTS, len(points))
    near = own[np.asarray(cKDTree(points).query(points, k=list(range(1, nearest + 1)))[1])]
    touching = np.stack([np.repeat(own, nearest), near.ravel()], axis=1)
    sums = np.stack([np.bincount(own, points[:, axis], count) for axis in range(3)], axis=1)
    centres = (sums / np.bincount(own, minlength=count)[:, None]).astype(np.float32)
    return neighbour_pairs(centres, touching)


def _of_clusters(piece: Int32, cluster: NDArray[np.int64]) -> Int32:
    of = np.zeros(int(cluster.max()) + 1, dtype=np.int32)
    of[cluster] = piece
    return of


def _coloured_mesh(vertices: Float32, faces: Int32, piece: Int32) -> PatchMesh:
    corners = np.repeat(piece[faces[:, 0]], 3)
    positions, normals, faces = crease_normals(vertices, faces)
    of = np.zeros(len(positions), dtype=np.int32)
    of[faces.ravel()] = corners
    return replace(plain_mesh(positions, normals, faces), vertex_patches=of)


class PartsActor:
    """shape: whose pieces it shows, or None."""

    def __init__(self) -> None:
        self.shape: Shape | None = None
        self._parts: Parts | None = None
        self._surface = ShapeActor()
        self.actor = self._surface.actor
        self.actor.VisibilityOff()

    def show(self, parts: Parts | None, palette: Rgb, shuffle: int) -> None:
        """Show the pieces of another shape; quick when they are shown already."""
        if parts is self._parts:
            return
        self._parts = parts
        self.shape = None
        if parts is None or parts.mesh is None:
            self._surface.clear()
            return
        self.shape = parts.shape
        self._surface.set_mesh(parts.mesh, parts.coloured, parts.solid)
        self.colour(palette, shuffle)

    def colour(self, palette: Rgb, shuffle: int) -> None:
        """Give the pieces the colours of another palette; see `patch_colours`."""
        parts = self._parts
        if parts is None or parts.mesh is None:
            return
        colours = patch_colours(parts.coloured, parts.neighbours, palette, shuffle)
        opaque = np.full((len(colours), 1), 255, dtype=np.uint8)
        self._surface.set_colours(np.concatenate([colours, opaque], axis=1))
