"""Random variation of training shapes that keeps inside and outside true."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mge_studio.shapes.shape import NORMALIZED_RADIUS, Float32


@dataclass(frozen=True)
class Augmentation:
    """stretch: most an axis is scaled by, as exp(+-stretch). mirror: of x and z, each half of the
    time. turn: chance of a random rotation about the up axis. jitter: chance of noise on the
    surface points, up to `jitter_sigma`, as scans have it."""

    stretch: float = 0.0
    mirror: bool = True
    turn: float = 0.0
    jitter: float = 0.2
    jitter_sigma: float = 0.01


#: Families come in all proportions already, and their classes have a front.
FOR_PROCEDURAL = Augmentation(mirror=False, turn=0.05)
#: Real meshes are few: vary their proportions and headings.
FOR_MESHES = Augmentation(stretch=0.25, turn=0.3)
NONE = Augmentation(mirror=False, jitter=0.0)


def augmented(
    points: Float32, queries: Float32, how: Augmentation, rng: np.random.Generator
) -> tuple[Float32, Float32]:
    """Surface points (N, 3) and queries (Q, 3) under one random affine map, in the same frame
    convention: the bounding box centred, the farthest point at the normalised radius."""
    matrix = _random_matrix(how, rng)
    if matrix is not None:
        points = (points @ matrix.T).astype(np.float32)
        queries = (queries @ matrix.T).astype(np.float32)
        centre = (points.min(axis=0) + points.max(axis=0)) / 2
        scale = NORMALIZED_RADIUS / np.sqrt(((points - centre) ** 2).sum(axis=1).max())
        points, queries = (points - centre) * scale, (queries - centre) * scale
    if rng.random() < how.jitter:
        sigma = rng.uniform(0, how.jitter_sigma)
        points = points + rng.normal(scale=sigma, size=points.shape).astype(np.float32)
    return points.astype(np.float32), queries.astype(np.float32)


def _random_matrix(how: Augmentation, rng: np.random.Generator) -> np.ndarray | None:
    matrix = np.eye(3)
    if how.stretch:
        matrix = np.diag(np.exp(rng.uniform(-how.stretch, how.stretch, 3)))
    if rng.random() < how.turn:
        angle = rng.uniform(0, 2 * np.pi)
        cos, sin = np.cos(angle), np.sin(angle)
        matrix = matrix @ np.array([[cos, 0, sin], [0, 1, 0], [-sin, 0, cos]])
    if how.mirror:
        matrix = matrix @ np.diag([rng.choice([-1.0, 1.0]), 1.0, rng.choice([-1.0, 1.0])])
    return None if np.array_equal(matrix, np.eye(3)) else matrix
