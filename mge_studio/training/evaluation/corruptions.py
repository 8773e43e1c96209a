"""What goes wrong with scans, each with a strength: how robust a tokenizer is to it is a curve."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from mge_studio.shapes.sampling import CANDIDATE_POINTS
from mge_studio.shapes.shape import Float32, Float64

#: (CANDIDATE_POINTS, 3) clean points, strength, rng -> (N, 3) points.
Corrupt = Callable[[Float32, float, np.random.Generator], Float32]


@dataclass(frozen=True)
class Corruption:
    """levels: strengths from clean to bad, in `unit`."""

    name: str
    unit: str
    levels: tuple[float, ...]
    corrupt: Corrupt


def add_noise(points: Float32, deviation: float, rng: np.random.Generator) -> Float32:
    """Gaussian noise of `deviation` an axis, in units of the normalised frame."""
    return points + rng.normal(scale=deviation, size=points.shape).astype(np.float32)


def thin_out(points: Float32, count: float, rng: np.random.Generator) -> Float32:
    """`count` of the points, at random."""
    return points[rng.permutation(len(points))[: int(count)]]


def sample_unevenly(points: Float32, contrast: float, rng: np.random.Generator) -> Float32:
    """Half of the points, `contrast` times as likely at one end of a random axis as at the other
    end of it."""
    direction = rng.normal(size=3)
    along = points @ (direction / np.linalg.norm(direction))
    place = (along - along.min()) / max(float(np.ptp(along)), 1e-9)
    likelihood = contrast**place
    chosen = rng.choice(
        len(points), len(points) // 2, replace=False, p=likelihood / likelihood.sum()
    )
    return points[chosen]


def remove_region(points: Float32, share: float, rng: np.random.Generator) -> Float32:
    """All but the `share` of the points that is nearest to a random one."""
    middle = points[rng.integers(len(points))]
    order = np.argsort(((points - middle) ** 2).sum(axis=1))
    return points[order[int(share * len(points)) :]]


def tilt(points: Float32, degrees: float, rng: np.random.Generator) -> Float32:
    """Points turned about a random axis. See `rotation_of` for the same turn of the truth."""
    return (points @ rotation_of(degrees, rng).T).astype(np.float32)


def rotation_of(degrees: float, rng: np.random.Generator) -> Float64:
    """(3, 3) rotation by an angle about a random axis (Rodrigues' formula)."""
    x, y, z = (axis := rng.normal(size=3)) / np.linalg.norm(axis)
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    angle = np.radians(degrees)
    return np.asarray(np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross)


ROTATION = Corruption("rotation", "degrees", (0, 15, 30, 60, 90, 180), tilt)
CORRUPTIONS = (
    Corruption("noise", "standard deviation", (0, 0.005, 0.01, 0.02, 0.03, 0.05), add_noise),
    Corruption("density", "points", (CANDIDATE_POINTS, 4096, 2048, 1024, 512, 256), thin_out),
    Corruption("uneven", "contrast of density", (1, 2, 4, 8, 16, 32), sample_unevenly),
    Corruption("missing", "share of the surface", (0, 0.05, 0.1, 0.2, 0.3, 0.5), remove_region),
    ROTATION,
)
