"""Placing a part of a thing in the box of the whole, by numbers that a person can set.

A scan is read as if it were all there is: centred, and as large as the box. `Placement` says where
it lies instead, and `placed` puts that into the shape's transform, so that exporting undoes it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from mge_studio.shapes.shape import Float64, Shape, apply_transform, up_rotation

Triple = tuple[float, float, float]

SMALLEST, LARGEST = 0.02, 10.0


@dataclass(frozen=True)
class Placement:
    """What happens to a shape, in this order.

    up: which of its axes is turned up; mirror: along which axes it is mirrored; scale; angles:
    degrees, about z, then x, then y, so that turning about the vertical comes last; offset: to
    where its origin is moved.
    """

    offset: Triple = (0.0, 0.0, 0.0)
    angles: Triple = (0.0, 0.0, 0.0)
    scale: float = 1.0
    mirror: tuple[bool, bool, bool] = (False, False, False)
    up: str = "y"

    @property
    def matrix(self) -> Float64:
        """(4, 4): the shape's present frame -> the box of the whole."""
        mirrored = np.diag([-1.0 if flip else 1.0 for flip in self.mirror])
        matrix = np.eye(4)
        matrix[:3, :3] = self.rotation @ mirrored @ up_rotation(self.up).T * self.scale
        matrix[:3, 3] = self.offset
        return matrix

    @property
    def rotation(self) -> Float64:
        """(3, 3) of the angles alone."""
        x, y, z = np.deg2rad(self.angles)
        return turn(1, y) @ turn(0, x) @ turn(2, z)

    def moved(self, by: NDArray[np.floating]) -> Placement:
        return replace(self, offset=_triple(np.asarray(self.offset) + by))

    def turned(self, rotation: Float64) -> Placement:
        """Turned by (3, 3) about where its origin lies, on top of its own angles."""
        return replace(self, angles=_angles(rotation @ self.rotation))

    def scaled(self, by: float) -> Placement:
        return replace(self, scale=float(np.clip(self.scale * by, SMALLEST, LARGEST)))


def placed(shape: Shape, placement: Placement) -> Shape:
    """The shape where `placement` puts it; its way back to input units takes that into account."""
    return _transformed(shape, placement.matrix, placement.scale)


def turned_up(shape: Shape, present: str, wanted: str) -> Shape:
    """The shape with another axis of its file up: it lies as if it had been opened so."""
    matrix = np.eye(4)
    matrix[:3, :3] = up_rotation(wanted).T @ up_rotation(present)
    return _transformed(shape, matrix, 1.0)


def _transformed(shape: Shape, matrix: Float64, scale: float) -> Shape:
    """matrix (4, 4): the shape's present frame -> another, `scale` times as large."""
    vertices = apply_transform(matrix, shape.vertices).astype(np.float32)
    faces, normals = shape.faces, shape.normals
    if faces is not None and np.linalg.det(matrix[:3, :3]) < 0:  # mirrored faces are inside out
        faces = np.ascontiguousarray(faces[:, ::-1])
    if normals is not None:
        normals = (normals @ (matrix[:3, :3].T / scale)).astype(np.float32)
    transform = shape.transform @ np.linalg.inv(matrix)
    return replace(shape, vertices=vertices, faces=faces, normals=normals, transform=transform)


def outside_share(points: NDArray[np.floating]) -> float:
    """Which share of (N, 3) points lies outside of the unit box, where nothing is read."""
    return float((np.abs(points) > 1).any(axis=1).mean()) if len(points) else 0.0


def turn(axis: int, angle: float) -> Float64:
    """(3, 3) right-handed rotation by `angle` (radians) about an axis."""
    rotation = np.eye(3)
    after, last = (axis + 1) % 3, (axis + 2) % 3
    cosine, sine = np.cos(angle), np.sin(angle)
    rotation[[after, last], [after, last]] = cosine
    rotation[last, after], rotation[after, last] = sine, -sine
    return rotation


def _angles(rotation: Float64) -> Triple:
    """Degrees about x, y, z of Ry @ Rx @ Rz; where y and z do the same, z is 0."""
    sine = float(np.clip(-rotation[1, 2], -1, 1))
    if abs(sine) > 1 - 1e-9:
        y, z = np.arctan2(-rotation[2, 0], rotation[0, 0]), 0.0
    else:
        y = np.arctan2(rotation[0, 2], rotation[2, 2])
        z = np.arctan2(rotation[1, 0], rotation[1, 1])
    return _triple(np.rad2deg([np.arcsin(sine), y, z]))


def _triple(values: NDArray[np.floating]) -> Triple:
    x, y, z = (round(float(value), 6) + 0.0 for value in values)  # no -0
    return x, y, z
