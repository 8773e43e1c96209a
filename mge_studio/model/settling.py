"""Places that patches take on the surface their own tokens describe.

A plan says roughly where patches are: places regressed from it lie beside the surface, and the
surface decoded from them is bumpy and frayed. But codes drawn for patches that lie *on* a surface
fit each other. So the generated patches are spread anew over the surface that the first codes
describe, as the tokenizer would spread them, and get new codes: a step of Gibbs sampling between
places and codes, by which what neighbours agree on stays and the rest is forgotten.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from mge_studio.model.bridging import bridges
from mge_studio.model.isosurface import Mesh
from mge_studio.shapes.boxes import Box
from mge_studio.shapes.sampling import sample_surface
from mge_studio.shapes.shape import Float32, Shape
from mge_studio.shapes.tokens import bin_coordinates, quantize_centres

#: Cells an axis of the surface that patches are spread over.
RESOLUTION = 64
#: Points of that surface which become places, or not.
CANDIDATES = 4096
#: What is this near to a given patch, and nearer than to a replaced one, is that patch's own.
TERRITORY = 0.2
#: One in so many places is across a gap, at most.
MOST_ACROSS = 4


def settled(
    mesh: Mesh, given: Float32, replaced: Float32, drafted: Float32, stay: NDArray[np.bool_],
    seed: int, where: Box | None = None,
) -> Float32:  # fmt: skip
    """Places (S, 3) for drafted ones (S, 3): in the gaps of the surface around these, and its
    farthest points; away from the given ones (V, 3), which stay, as does what is around them: it
    belongs to them, unless it was that of the `replaced` ones (R, 3) or there are none. The drafted
    ones themselves where there is too little surface, and those that `stay` (S,). where: a box that
    they stay in."""
    vertices, faces = mesh
    if where is not None:
        faces = faces[where.holds(vertices)[faces].any(axis=1)]
    if not len(faces):
        return drafted

    def free(points: Float32) -> Float32:
        return points[_is_free(points, given, replaced, drafted, where)]

    points = free(sample_surface(Shape("surface", vertices, faces), CANDIDATES, seed).points)
    count = int((~stay).sum())
    if len(points) < count:
        return drafted
    across = free(bridges(mesh))[: count // MOST_ACROSS]
    taken = np.concatenate([given, drafted[stay], across])
    spread = points[_farthest_from(points, taken, count - len(across))]
    places = np.concatenate([across, spread])
    moved = drafted.copy()
    moved[~stay] = places if where is None else where.pulled_in(places)
    return bin_coordinates(quantize_centres(moved))


def _is_free(
    points: Float32, given: Float32, replaced: Float32, drafted: Float32, where: Box | None
) -> NDArray[np.bool_]:
    """Which points (N, 3) drafted patches may settle at."""
    free = cKDTree(np.concatenate([given, drafted])).query(points)[1] >= len(given)
    if len(given) and len(replaced):
        apart = cKDTree(given).query(points)[0]
        free &= (apart > TERRITORY) | (apart > cKDTree(replaced).query(points)[0])
    if where is not None:
        free &= where.holds(points)
    return np.asarray(free)


def _farthest_from(points: Float32, given: Float32, count: int) -> NDArray[np.intp]:
    """Rows (count,) of points (N, 3), each farthest from the given ones and those chosen before."""
    distance = np.full(len(points), np.inf, dtype=np.float32)
    if len(given):
        distance = cKDTree(given).query(points)[0].astype(np.float32)
    rows = np.empty(count, dtype=np.intp)
    for i in range(count):
        rows[i] = distance.argmax()
        distance = np.minimum(distance, np.linalg.norm(points - points[rows[i]], axis=1))
    return rows
