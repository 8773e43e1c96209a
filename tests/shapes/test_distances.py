"""Distances to closed meshes have a sign; those to open ones and clouds do not."""

from __future__ import annotations

import numpy as np
import pytest
import trimesh

from mge_studio.shapes import inside
from mge_studio.shapes.distances import distances_to
from mge_studio.shapes.shape import Shape


def sphere(radius: float) -> Shape:
    mesh = trimesh.creation.icosphere(subdivisions=4, radius=radius)
    return Shape("ball", mesh.vertices.astype(np.float32), mesh.faces.astype(np.int32))


def test_distances_between_spheres(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inside, "DISTANCE_BATCH", 400)
    monkeypatch.setattr(inside, "WINDING_BATCH", 1000)
    ball = sphere(0.5)
    for radius in (0.4, 0.7):
        points = sphere(radius).vertices
        assert len(points) > 1000
        measured = distances_to(ball, points)
        assert measured.signed and np.allclose(measured.values, radius - 0.5, atol=0.003)


def test_open_meshes_and_clouds_have_no_inside() -> None:
    ball = sphere(0.5)
    inner = sphere(0.4).vertices
    half = Shape("open", ball.vertices, ball.faces[:-10])
    cloud = Shape("cloud", ball.vertices)
    for shape in (half, cloud):
        measured = distances_to(shape, inner)
        assert not measured.signed and (measured.values > 0.09).all()


def test_no_points() -> None:
    assert len(distances_to(sphere(0.5), np.zeros((0, 3), np.float32)).values) == 0
