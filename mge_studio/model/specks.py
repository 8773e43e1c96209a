"""Removing what a decoded field leaves floating: specks, and surface that no token describes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from mge_studio.model.isosurface import Mesh
from mge_studio.shapes.pieces import pieces
from mge_studio.shapes.shape import Float32, Int32

#: Connected pieces with fewer faces are noise of the field, not parts of a shape.
SPECK_FACES = 40
#: A part of a shape larger than the space between patches has a patch centre on it, so a piece that
#: keeps this far away from all of them is described by none of the tokens.
TOKEN_REACH = 0.15


def drop_specks(vertices: Float32, faces: Int32, centres: NDArray[np.floating]) -> Mesh:
    """Drop connected components that are tiny, or keep away from all (M, 3) patch centres.

    The component with most faces always stays, so a shape never becomes nothing.
    """
    if len(faces) == 0:
        return vertices, faces
    component, _ = pieces(len(vertices), faces)
    sizes = np.bincount(component[faces[:, 0]], minlength=int(component.max()) + 1)
    nearest = np.full(len(sizes), np.inf)
    np.minimum.at(nearest, component, cKDTree(centres).query(vertices)[0])
    kept = (sizes >= SPECK_FACES) & (nearest <= TOKEN_REACH)
    kept[0] = True
    faces = faces[kept[component[faces[:, 0]]]]
    used = np.zeros(len(vertices), dtype=bool)
    used[faces] = True
    renumbered = np.cumsum(used, dtype=np.int32) - 1
    return vertices[used], renumbered[faces].astype(np.int32)
