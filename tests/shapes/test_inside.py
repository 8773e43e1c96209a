"""Inside tests hold on the meshes people have, not only on closed ones."""

from __future__ import annotations

import igl
import numpy as np
import pytest
import trimesh

from mge_studio.errors import InputError
from mge_studio.shapes.inside import TREE_FACES, InsideTest
from mge_studio.shapes.shape import Shape

RADIUS = 0.8
QUERIES = np.random.default_rng(0).uniform(-1, 1, (20_000, 3)).astype(np.float32)
IN_SPHERE = np.linalg.norm(QUERIES, axis=1) < RADIUS


def sphere() -> trimesh.Trimesh:
    return trimesh.creation.icosphere(subdivisions=4, radius=RADIUS)


def agreement(test: InsideTest, truth: np.ndarray = IN_SPHERE) -> float:
    return float((test.inside(QUERIES) == truth).mean())


def test_closed_sphere() -> None:
    test = InsideTest(sphere().vertices, sphere().faces)
    assert agreement(test) > 0.998  # the rest lies between the facets and the sphere
    assert test.inside(QUERIES).dtype == np.bool_
    assert test.inside(QUERIES[:0]).shape == (0,)
    assert test.signed_distance(QUERIES[:0]).shape == (0,)


def test_five_percent_of_faces_missing() -> None:
    mesh = sphere()
    kept = np.random.default_rng(1).random(len(mesh.faces)) > 0.05
    assert agreement(InsideTest(mesh.vertices, mesh.faces[kept])) > 0.99


def test_inside_out() -> None:
    assert agreement(InsideTest(sphere().vertices, sphere().faces[:, ::-1])) > 0.998


def test_cavity_and_overlap() -> None:
    """A hollow ball that a bar goes through: inside is the shell or the bar."""
    hollow = trimesh.creation.icosphere(subdivisions=4, radius=0.5)
    hollow.invert()
    bar = trimesh.creation.box(extents=[0.2, 0.2, 1.9])
    mesh = trimesh.util.concatenate([sphere(), hollow, bar])
    radius = np.linalg.norm(QUERIES, axis=1)
    in_bar = (np.abs(QUERIES) <= [0.1, 0.1, 0.95]).all(axis=1)
    truth = ((radius < RADIUS) & (radius > 0.5)) | in_bar
    assert agreement(InsideTest(mesh.vertices, mesh.faces), truth) > 0.995


def test_degenerate_faces_change_nothing() -> None:
    mesh = sphere()
    slivers = np.array([[0, 0, 1], [2, 2, 2], [0, 1, 1]] * 50)
    test = InsideTest(mesh.vertices, np.concatenate([slivers, mesh.faces]))
    assert agreement(test) > 0.998
    assert np.isfinite(test.signed_distance(QUERIES[:500])).all()
    with pytest.raises(InputError, match="zero area"):
        InsideTest(mesh.vertices, slivers)


def test_signed_distance_of_a_box() -> None:
    """Against the exact distance; positive inside."""
    half = np.array([0.5, 0.3, 0.7])
    box = trimesh.creation.box(extents=2 * half)
    beyond = np.abs(QUERIES[:3000]) - half
    exact = np.linalg.norm(np.maximum(beyond, 0), axis=1) + np.minimum(beyond.max(axis=1), 0)
    found = InsideTest(box.vertices, box.faces).signed_distance(QUERIES[:3000])
    assert found.dtype == np.float32
    assert np.allclose(found, -exact, atol=1e-5)


def test_clouds_have_no_inside() -> None:
    with pytest.raises(InputError, match="point cloud"):
        InsideTest.of(Shape("dots", np.eye(3, dtype=np.float32)))


def test_a_large_mesh_is_one_though_searched_in_parts() -> None:
    """Rough or not, in one tree or several: inside is where libigl's exact sum says it is."""
    large = trimesh.creation.icosphere(subdivisions=6, radius=RADIUS)
    assert len(large.faces) > 2 * TREE_FACES
    test = InsideTest(large.vertices, large.faces)
    near = (QUERIES / np.linalg.norm(QUERIES, axis=1, keepdims=True) * RADIUS * 1.01)[:300]
    places = np.concatenate([QUERIES[:300], near, near * 0.98]).astype(np.float64)
    exact = igl.winding_number(large.vertices, large.faces.astype(np.int64), places)
    np.testing.assert_allclose(test.winding_number(places), exact, atol=0.02)
    assert np.array_equal(test.inside(places), np.abs(exact) > 0.5)
