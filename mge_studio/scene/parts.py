"""The parts of a shape, connected pieces or what its file names, in colours that neighbours do not
share.

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
from mge_studio.scene.smoothing import crease_normals, face_normals, proper, weld, weld_corners
from mge_studio.shapes.groups import Groups
from mge_studio.shapes.pieces import pieces
from mge_studio.shapes.sampling import sample_surface
from mge_studio.shapes.shape import Float32, Int32, Shape

#: So many pieces, those with most faces, have colours chosen for them; others take theirs in turn.
MOST_TOLD_APART = 2000
#: So many named parts, the largest, are to be listed, and differ in colour where they can.
MOST_LISTED = 10
#: Pieces are neighbours where points of both are among each other's nearest.
SAMPLED_POINTS, NEAREST_POINTS = 20_000, 12


@dataclass(frozen=True, eq=False)
class Parts:
    """count: of the parts, 0 for a cloud. mesh: None for a cloud; its "patches" are the parts.

    names: of the parts, where a file's names make them, the largest first. coloured: how
    many colours there are. neighbours: (P, 2) of those, to be told apart.
    """

    shape: Shape
    count: int
    mesh: PatchMesh | None
    coloured: int
    neighbours: NDArray[np.int64]
    solid: bool
    names: tuple[str, ...] = ()


def prepare_parts(shape: Shape, by_name: bool = False) -> Parts:
    """Find the parts of a shape and a mesh that shows them; takes a second for a large one.

    by_name: what the file calls parts, for a shape with `groups`, instead of connected pieces.
    Vertices at one place are one, but for closed meshes, as in loading: what is closed by itself
    and only touches another piece stays a piece.
    """
    if shape.faces is None or len(shape.faces) == 0:
        return Parts(shape, 0, None, 0, np.zeros((0, 2), dtype=np.int64), False)
    names: tuple[str, ...] = ()
    if by_name and shape.groups is not None:
        vertices, faces, part, names = _named(shape, shape.faces, shape.groups)
        count = len(names)
    else:
        vertices, faces = shape.vertices, shape.faces
        if not shape.is_watertight:
            vertices, faces = weld(vertices, faces)
        part, count = pieces(len(vertices), faces)
    coloured = min(count, MOST_TOLD_APART)
    neighbours = _neighbours(vertices, faces, part, coloured)
    if names:
        neighbours = np.concatenate([neighbours, _pairs(min(count, MOST_LISTED))])
    part %= MOST_TOLD_APART
    if len(faces) > MOST_TRIANGLES:
        cluster = clusters(vertices, faces, DECIMATED_TRIANGLES, part)
        part = _of_clusters(part, cluster)
        vertices, faces = merged(vertices, faces, cluster)
    solid = shape.is_watertight and faces_outwards(vertices, faces)
    mesh = _coloured_mesh(vertices, faces, part)
    return Parts(shape, count, mesh, coloured, neighbours, solid, names)


def _named(
    shape: Shape, faces: Int32, groups: Groups
) -> tuple[Float32, Int32, Int32, tuple[str, ...]]:
    """Vertices of one group each, faces, the group of every vertex, and the groups' names."""
    vertices, of_faces = shape.vertices, groups.of_faces
    if not shape.is_watertight:
        vertices, faces = weld_corners(vertices, faces)
        kept = proper(faces)
        faces, of_faces = faces[kept], of_faces[kept]
    areas = np.linalg.norm(face_normals(vertices, faces), axis=1)
    sums = np.bincount(of_faces, areas, len(groups.names))
    faceless = np.bincount(of_faces, minlength=len(sums)) == 0
    order = np.argsort(np.where(faceless, 1, -sums), kind="stable")[: int((~faceless).sum())]
    rank = np.zeros(len(sums), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    names = tuple(groups.names[at] for at in order)
    return *_separated(vertices, faces, rank[of_faces]), names


def _separated(
    vertices: Float32, faces: Int32, of_faces: Int32
) -> tuple[Float32, Int32, Int32]:
    """Vertices doubled where faces of several groups meet, faces, and each vertex's group."""
    of = np.zeros(len(vertices), dtype=np.int32)
    for corner in range(3):
        of[faces[:, corner]] = of_faces
    foreign = of[faces] != of_faces[:, None]
    groups = int(of_faces.max(initial=0)) + 1
    wanted = faces[foreign] * np.int64(groups) + np.repeat(of_faces, foreign.sum(axis=1))
    doubles, number = np.unique(wanted, return_inverse=True)
    faces = faces.copy()
    faces[foreign] = len(vertices) + number.reshape(-1)
    vertices = np.concatenate([vertices, vertices[doubles // groups]])
    return vertices, faces, np.concatenate([of, (doubles % groups).astype(np.int32)])


def _pairs(count: int) -> NDArray[np.int64]:
    """(P, 2) all pairs of the first parts: their colours stand beside each other in a list."""
    return np.stack(np.triu_indices(count, 1), axis=1)


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
    """shape: whose parts it shows, or None. colours: of the parts that it shows, (N, 3)."""

    def __init__(self) -> None:
        self.shape: Shape | None = None
        self.colours: Rgb = np.zeros((0, 3), dtype=np.uint8)
        self._parts: Parts | None = None
        self._surface = ShapeActor()
        self.actor = self._surface.actor
        self.actor.VisibilityOff()

    def show(self, parts: Parts | None, palette: Rgb, shuffle: int) -> None:
        """Show the parts of another shape; quick when they are shown already."""
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
        """Give the parts the colours of another palette; see `patch_colours`."""
        parts = self._parts
        if parts is None or parts.mesh is None:
            return
        self.colours = patch_colours(parts.coloured, parts.neighbours, palette, shuffle)
        opaque = np.full((len(self.colours), 1), 255, dtype=np.uint8)
        self._surface.set_colours(np.concatenate([self.colours, opaque], axis=1))
