"""Removing what a decoded field leaves floating: specks, and surface that no token describes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from mge_studio.model.isosurface import Mesh
from mge_studio.shapes.pieces import piece_areas, pieces
from mge_studio.shapes.shape import Float32, Int32

#: Connected pieces of less area are noise of the field, not parts of a shape: that of a ball with a
#: radius of 0.018, a quarter of the space between patches.
SPECK_AREA = 0.004
#: A part of a shape larger than the space between patches has a patch centre on it, so a piece that
#: keeps this far away from all of them is described by none of the tokens.
TOKEN_REACH = 0.15


def drop_specks(vertices: Float32, faces: Int32, centres: NDArray[np.floating]) -> Mesh:
    """Drop connected components that are tiny, or keep away from all (M, 3) patch centres.

    The component with most faces always stays, so a shape never becomes nothing. Sizes are areas,
    so that it is the same pieces at every resolution.
    """
    if len(faces) == 0:
        return vertices, faces
    component, _ = pieces(len(vertices), faces)
    areas = piece_areas(vertices, faces, component)
    nearest = np.full(int(component.max()) + 1, np.inf)
    np.minimum.at(nearest, component, cKDTree(centres).query(vertices)[0])
    kept = (areas >= SPECK_AREA) & (nearest[: len(areas)] <= TOKEN_REACH)
    kept[0] = True
    faces = faces[kept[component[faces[:, 0]]]]
    used = np.zeros(len(vertices), dtype=bool)
    used[faces] = True
    renumbered = np.cumsum(used, dtype=np.int32) - 1
    return vertices[used], renumbered[faces].astype(np.int32)
