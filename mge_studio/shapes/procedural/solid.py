"""`Solid`: a body that knows exactly what is inside it and can sample its own surface."""

from __future__ import annotations

import copy
from abc import ABC, abstractmethod
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

Float64 = NDArray[np.float64]
Bool = NDArray[np.bool_]
Samples = tuple[Float64, Float64]

#: How far along a normal the other side of a surface is probed. Bodies are built 0.5 to 3 units
#: large with walls of 0.01 and more, so this is far below anything visible.
CONTACT = 1e-4

AXES = np.concatenate([np.eye(3), -np.eye(3)])
GOLDEN_RATIO = (1 + 5**0.5) / 2


class Solid(ABC):
    """A closed body. Methods that place it return a new one; `part` names what it is of a shape."""

    part: str = ""

    @property
    @abstractmethod
    def area(self) -> float:
        """Area of the sampled boundary before anything hidden is dropped (an upper bound)."""

    @abstractmethod
    def inside(self, queries: Float64) -> Bool:
        """(Q,) which of the (Q, 3) queries are inside."""

    @abstractmethod
    def sample(self, density: float, rng: np.random.Generator) -> Samples:
        """Boundary points (N, 3) and outward unit normals, `density` points a unit of area."""

    @abstractmethod
    def support(self, directions: Float64) -> Float64:
        """(D, 3) the point of the body farthest along each of (D, 3) directions."""

    @abstractmethod
    def transformed(self, matrix: Float64) -> Self:
        """The body moved by a (3, 4) invertible affine matrix."""

    @cached_property
    def bounds(self) -> Float64:
        """(2, 3) low and high corner."""
        points = self.support(AXES)
        return np.stack([np.diag(points[3:]), np.diag(points[:3])])

    def thickened(self, least: float) -> Self:
        """The body with whatever makes it thinner than `least` grown to that about its middle.

        Walls around a cavity stay as they are drawn.
        """
        return self

    def labelled(self, part: str) -> Self:
        """The same body as the named part of its family."""
        labelled = copy.copy(self)
        labelled.part = part
        return labelled

    def at(self, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Self:
        """Moved by (x, y, z)."""
        matrix = np.eye(3, 4)
        matrix[:, 3] = x, y, z
        return self.transformed(matrix)

    def turned(self, axis: str, degrees: float) -> Self:
        """Turned about the origin around axis "x", "y" or "z", counter-clockwise."""
        return self.transformed(rotation(axis, degrees))

    def scaled(self, x: float, y: float | None = None, z: float | None = None) -> Self:
        """Scaled about the origin, evenly when only `x` is given. -1 mirrors."""
        matrix = np.zeros((3, 4))
        matrix[[0, 1, 2], [0, 1, 2]] = x, x if y is None else y, x if z is None else z
        return self.transformed(matrix)

    def mirrored(self, axis: str = "x") -> Self:
        """Mirrored in the plane through the origin across `axis`."""
        return self.scaled(*(-1.0 if name == axis else 1.0 for name in "xyz"))

    def spanning(self, start: ArrayLike, end: ArrayLike) -> Self:
        """The origin moved to the middle of `start` and `end`, the Y axis turned along them."""
        return self.transformed(spanning_matrix(np.asarray(start, float), np.asarray(end, float)))


def rotation(axis: str, degrees: float) -> Float64:
    """(3, 4) rotation around "x", "y" or "z"."""
    first, second = {"x": (1, 2), "y": (2, 0), "z": (0, 1)}[axis]
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    matrix = np.eye(3, 4)
    matrix[first, first] = matrix[second, second] = cos
    matrix[first, second], matrix[second, first] = -sin, sin
    return matrix


def spanning_matrix(start: Float64, end: Float64) -> Float64:
    """(3, 4) rotation of +Y onto `end - start`, X kept as level as possible, then to the middle."""
    along = (end - start) / np.linalg.norm(end - start)
    side = np.cross(along, (0.0, 0.0, 1.0) if abs(along[2]) < 0.9 else (-1.0, 0.0, 0.0))
    side /= np.linalg.norm(side)
    return np.stack([side, along, np.cross(side, along), (start + end) / 2], axis=1)


class Primitive(Solid):
    """A body given in local coordinates, placed by an affine matrix.

    Under a stretch that is not the same in all directions local samples are thinned to an even
    density: area grows by |det A| |A^-T n| (Nanson's formula).
    """

    def __init__(self) -> None:
        self.matrix = np.eye(3, 4)

    @property
    @abstractmethod
    def _local_area(self) -> float: ...

    @abstractmethod
    def _local_inside(self, queries: Float64) -> Bool: ...

    @abstractmethod
    def _local_sample(self, density: float, rng: np.random.Generator) -> Samples: ...

    @abstractmethod
    def _local_support(self, directions: Float64) -> Float64: ...

    def transformed(self, matrix: Float64) -> Self:
        moved = copy.copy(self)
        for derived in ("bounds", "_inverse", "_stretch"):
            moved.__dict__.pop(derived, None)
        moved.matrix = matrix[:, :3] @ self.matrix
        moved.matrix[:, 3] += matrix[:, 3]
        return moved

    @cached_property
    def _inverse(self) -> Float64:
        inverse: Float64 = np.linalg.inv(self.matrix[:, :3]).astype(np.float64)
        return inverse

    @cached_property
    def _stretch(self) -> tuple[float, bool]:
        """The largest factor by which area grows, and whether it is the same everywhere."""
        gram = self.matrix[:, :3].T @ self.matrix[:, :3]
        uneven = np.abs(gram - gram[0, 0] * np.eye(3)).max()
        if uneven < 1e-9 * gram[0, 0]:
            return float(gram[0, 0]), True
        singular = np.sqrt(np.linalg.eigvalsh(gram))
        return float(singular[1] * singular[2]), False

    @property
    def _growth(self) -> Float64:
        """(3,) how much longer the local axes are in place."""
        lengths: Float64 = np.sqrt((self.matrix[:, :3] ** 2).sum(axis=0))
        return lengths

    def _remade(self, made: Self) -> Self:
        """`made`, another of this kind in local coordinates, placed and labelled as this one."""
        made.matrix, made.part = self.matrix, self.part
        return made

    @property
    def area(self) -> float:
        return self._local_area * self._stretch[0]

    def inside(self, queries: Float64) -> Bool:
        return self._local_inside((queries - self.matrix[:, 3]) @ self._inverse.T)

    def sample(self, density: float, rng: np.random.Generator) -> Samples:
        stretch, even = self._stretch
        points, normals = self._local_sample(density * stretch, rng)
        normals = normals @ self._inverse
        sizes = lengths(normals)
        if not even:
            growth = sizes / abs(np.linalg.det(self._inverse))
            kept = rng.random(len(points)) * stretch < growth
            points, normals, sizes = points[kept], normals[kept], sizes[kept]
        return points @ self.matrix[:, :3].T + self.matrix[:, 3], normals / sizes[:, None]

    def support(self, directions: Float64) -> Float64:
        local = self._local_support(directions @ self.matrix[:, :3])
        return local @ self.matrix[:, :3].T + self.matrix[:, 3]


def random_count(expected: float, rng: np.random.Generator) -> int:
    """A whole number whose mean is `expected`."""
    return int(expected + rng.random())


def even_rows(
    weights: Float64, count: int, rng: np.random.Generator
) -> tuple[NDArray[np.intp], Float64]:
    """Rows (count,) in proportion to `weights`, in order, and how far through its row each is, in
    [0, 1): evenly spread along all rows laid end to end, from a random start."""
    ends = np.cumsum(weights)
    at = (np.arange(count) + rng.random()) * (ends[-1] / max(count, 1))
    rows: NDArray[np.intp] = np.searchsorted(ends, at, side="right")
    rows = np.minimum(rows, len(weights) - 1)
    left = (ends[rows] - at) / np.maximum(weights[rows], 1e-300)
    return rows, np.clip(1 - left, 0, 1)


def golden(count: int, rng: np.random.Generator) -> Float64:
    """(count,) in [0, 1): multiples of the golden ratio, whole parts dropped, from a random start.

    Beside numbers that rise evenly they make a lattice whose points keep apart however it is
    stretched: Fibonacci's spiral on a sphere, or the florets of a sunflower on a disc.
    """
    at = np.arange(count) * GOLDEN_RATIO + rng.random()
    rest: Float64 = at - np.floor(at)
    return rest


def even_plane(count: int, rng: np.random.Generator) -> Float64:
    """(count, 2) points, even on the unit square."""
    return np.stack([(np.arange(count) + rng.random()) / max(count, 1), golden(count, rng)], axis=1)


def even_directions(count: int, rng: np.random.Generator) -> Float64:
    """(count, 3) unit vectors, even on the sphere."""
    up, around = (even_plane(count, rng) * (2, 2 * np.pi) - (1, 0)).T
    level = np.sqrt(np.maximum(1 - up**2, 0))
    return np.stack([level * np.cos(around), up, level * np.sin(around)], axis=1)


def lengths(vectors: Float64) -> Float64:
    """(N,) of (N, D) vectors; on so short rows several times as fast as a norm."""
    found: Float64 = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    return found


def unit(vectors: Float64) -> Float64:
    """(N, D) vectors at length 1."""
    scaled: Float64 = vectors / lengths(vectors)[:, None]
    return scaled


def ramp(uniform: Float64, start: Float64 | float, end: Float64 | float) -> Float64:
    """Map `uniform` on [0, 1] to t on [0, 1] with density rising from `start` to `end`."""
    root = np.sqrt(start**2 + uniform * (end**2 - start**2))
    return uniform * (start + end) / np.maximum(start + root, 1e-300)
