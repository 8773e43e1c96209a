"""Where hidden patches lie if a shape is the same on both sides of x = 0.

Most things are. What a mask hides on one side is then known exactly from the other, while a plan
tells only roughly where patches are. So a hidden place takes the mirror image of a visible patch
where the plan puts it near one: the model decides whether there is something, symmetry where.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.spatial import cKDTree

from mge_studio.shapes.mirroring import MIRROR
from mge_studio.shapes.shape import Float32
from mge_studio.shapes.tokens import CENTRE_BINS

#: A place this near to a mirror image means the same part of the shape, unless it is farther off
#: than so many times what is usual in this shape: then the model means something else.
REACH, TIMES_USUAL = 0.3, 2.0
#: A mirror image this near to a visible patch tells nothing new.
APART = 0.08
#: Two steps of the grid that centres lie on: what rounding moves an image by, and a little more.
ROUNDING = 4 / CENTRE_BINS


def mirror_images(given: Float32) -> Float32:
    """(P, 3) those of the given places (V, 3) mirrored across x = 0 that are none of them."""
    images = given * MIRROR
    return images[cKDTree(given).query(images)[0] > APART] if len(given) else images


def drawn_to_images(places: Float32, images: Float32) -> tuple[Float32, NDArray[np.bool_]]:
    """Places (S, 3) with those near one of the images (P, 3) moved there, one to each, and which
    these are (S,)."""
    moved, drawn = places.copy(), np.zeros(len(places), dtype=bool)
    if len(images):
        distances = np.linalg.norm(places[:, None] - images, axis=2)
        rows, columns = linear_sum_assignment(np.minimum(distances, REACH))
        matched = distances[rows, columns]
        near = matched < REACH
        if near.any():
            near &= matched < TIMES_USUAL * np.median(matched[near])
        moved[rows[near]], drawn[rows[near]] = images[columns[near]], True
    return moved, drawn


def are_images(places: Float32, given: Float32) -> NDArray[np.bool_]:
    """(S,) which of the places (S, 3) are mirror images of given ones (V, 3)."""
    if len(given) == 0:
        return np.zeros(len(places), dtype=bool)
    return np.asarray(cKDTree(given * MIRROR).query(places)[0] < ROUNDING)
