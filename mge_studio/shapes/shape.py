"""`Shape`: a mesh or a point cloud in the normalised frame, with the way back to its own units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mge_studio.errors import InputError
from mge_studio.shapes import regions
from mge_studio.shapes.groups import Groups
from mge_studio.shapes.regions import MaskSpec

Float32 = NDArray[np.float32]
Float64 = NDArray[np.float64]
Int32 = NDArray[np.int32]
Range = tuple[float, float]

#: Radius of the bounding sphere of every normalised shape, inside the cube [-1, 1]^3.
NORMALIZED_RADIUS = 0.95

UP_AXES = ("x", "y", "z")


@dataclass(frozen=True, eq=False)
class Shape:
    """A triangle mesh (`faces` given) or a point cloud (`faces` is None).

    vertices: (V, 3) float32 in the normalised frame: right-handed, +Y up, +Z front, the centre of
        the bounding box at the origin, the farthest vertex at `NORMALIZED_RADIUS`.
    faces: (F, 3) int32 vertex indices, counter-clockwise from outside, or None for a cloud.
    normals: (V, 3) float32 unit normals of a cloud, or None.
    transform: (4, 4) float64, normalised -> input units (undone at export).
    groups: which object, group or node of the file each face belongs to; None for one or none.
    """

    name: str
    vertices: Float32
    faces: Int32 | None = None
    normals: Float32 | None = None
    transform: Float64 = field(default_factory=lambda: np.eye(4))
    source: Path | None = None
    groups: Groups | None = None

    @property
    def is_cloud(self) -> bool:
        return self.faces is None

    @cached_property
    def is_watertight(self) -> bool:
        """True for a mesh whose every edge is shared by exactly two oppositely directed faces."""
        if self.faces is None or len(self.faces) == 0:
            return False
        edges = self.faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2).astype(np.int64)
        size = len(self.vertices)
        forward = np.sort(edges[:, 0] * size + edges[:, 1])
        backward = np.sort(edges[:, 1] * size + edges[:, 0])
        unique = len(forward) < 2 or bool((np.diff(forward) > 0).all())
        return unique and np.array_equal(forward, backward)

    @cached_property
    def extents(self) -> Float64:
        """(3,) sizes along the axes of the input, in its units; 0 without vertices."""
        corners = self.vertices_in_input_units()
        return np.ptp(corners, axis=0) if len(corners) else np.zeros(3)

    def measure(self) -> None:
        """Work out now, on this thread, what is remembered of the geometry once it is known."""
        _ = self.is_watertight, self.extents

    def vertices_in_input_units(self) -> Float64:
        """(V, 3) float64 vertices as the input file had them."""
        return apply_transform(self.transform, self.vertices)

    def renamed(self, name: str) -> Shape:
        return self._same_geometry(replace(self, name=name))

    def detached(self, name: str) -> Shape:
        """The same under another name, and of no file."""
        return self._same_geometry(replace(self, name=name, source=None))

    def _same_geometry(self, copy: Shape) -> Shape:
        """`copy`, which then knows what is known of this shape's geometry."""
        known = {name: self.__dict__.get(name) for name in ("is_watertight", "extents")}
        copy.__dict__.update({name: value for name, value in known.items() if value is not None})
        return copy

    def save(self, path: str | Path) -> None:
        """Write the shape in its input's units; see `saving.save_shape`."""
        from mge_studio.shapes.saving import save_shape

        save_shape(self, path)

    def box(self, x: Range = (-1, 1), y: Range = (-1, 1), z: Range = (-1, 1)) -> MaskSpec:
        """The mask of a box, (low, high) an axis in the normalised frame."""
        return regions.box(x, y, z)

    def sphere(self, centre: Sequence[float], radius: float) -> MaskSpec:
        """The mask of a sphere, in the normalised frame."""
        return regions.sphere(centre, radius)

    def half(self, side: str) -> MaskSpec:
        """The mask of one side of the middle: "+x", "-x", "+y", "-y", "+z" or "-z"."""
        return regions.half(side)


def apply_transform(transform: Float64, points: NDArray[np.floating]) -> Float64:
    """Apply a (4, 4) affine `transform` to (N, 3) points."""
    return points.astype(np.float64) @ transform[:3, :3].T + transform[:3, 3]


def up_rotation(up: str) -> Float64:
    """(3, 3) rotation from the normalised frame (+Y up) to a file whose up axis is `up`."""
    if up == "y":
        return np.eye(3)
    if up == "z":  # normalised (x, y, z) was (x, -z, y) in the file
        return np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]])
    if up == "x":
        return np.array([[0.0, 1, 0], [-1, 0, 0], [0, 0, 1]])
    raise InputError(f"Unknown up axis {up!r}: choose x, y or z.")


def normalizing_transform(points: NDArray[np.floating], up: str = "y") -> Float64:
    """(4, 4) transform, normalised -> input units, for (N, 3) `points` in input units.

    The sphere is centred on the bounding box: unlike the minimal enclosing sphere it is cheap,
    exactly symmetric for symmetric shapes, and stable when a few points change.

    Raises InputError when the points have no extent.
    """
    low, high = points.min(axis=0).astype(np.float64), points.max(axis=0).astype(np.float64)
    rotation = up_rotation(up)
    centre = (low + high) / 2
    radius = float(np.sqrt(((points - centre) ** 2).sum(axis=1).max()))
    if not radius > 1e-12 * max(1.0, float(np.abs(centre).max())):
        raise InputError("all points coincide, so the shape has no size")
    transform = np.eye(4)
    transform[:3, :3] = rotation * (radius / NORMALIZED_RADIUS)
    transform[:3, 3] = centre
    return transform
