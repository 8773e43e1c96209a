"""Samples are uniform, seeded and on the surface; farthest points are exactly that."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import trimesh

from mge_studio.errors import InputError
from mge_studio.shapes.patches import make_patches, nearest_patch
from mge_studio.shapes.sampling import farthest_points, sample_surface, tokenizer_points
from mge_studio.shapes.shape import Shape
from mge_studio.shapes.tokens import bin_coordinates, quantize_centres


def shape_of(mesh: trimesh.Trimesh) -> Shape:
    return Shape("mesh", mesh.vertices.astype(np.float32), mesh.faces.astype(np.int32))


def cloud_of(count: int, seed: int = 0) -> Shape:
    points = np.random.default_rng(seed).normal(size=(count, 3)) * 0.3
    return Shape("cloud", points.astype(np.float32))


def test_samples_lie_on_their_faces_with_their_normals() -> None:
    mesh = trimesh.creation.annulus(0.3, 0.8, 0.5)
    samples = sample_surface(shape_of(mesh), 4000, seed=1)
    corners = mesh.triangles[samples.faces]
    offsets = samples.points - corners[:, 0]
    assert np.abs((offsets * mesh.face_normals[samples.faces]).sum(axis=1)).max() < 1e-5
    assert np.allclose(samples.normals, mesh.face_normals[samples.faces], atol=1e-4)
    inside = trimesh.triangles.points_to_barycentric(corners, samples.points)
    assert inside.min() > -1e-3 and inside.max() < 1 + 1e-3


def test_samples_are_uniform_over_the_area() -> None:
    """Chi-squared over the faces of a box whose areas differ by a factor of 40."""
    mesh = trimesh.creation.box(extents=[1.0, 0.1, 0.025])
    count = 40_000
    samples = sample_surface(shape_of(mesh), count, seed=5)
    expected = mesh.area_faces / mesh.area * count
    found = np.bincount(samples.faces, minlength=len(mesh.faces))
    assert ((found - expected) ** 2 / expected).sum() < 32  # p = 0.001 at 11 degrees of freedom


def test_faces_without_area_are_never_sampled() -> None:
    vertices = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [2, 0, 0]], dtype=np.float32)
    faces = np.array([[0, 1, 3], [0, 1, 2], [1, 3, 0]], dtype=np.int32)
    assert (sample_surface(Shape("s", vertices, faces), 1000, 0).faces == 1).all()
    with pytest.raises(InputError, match="zero area"):
        sample_surface(Shape("flat", vertices, faces[:1]), 10, 0)


def test_seeds_reproduce_and_differ() -> None:
    shape = shape_of(trimesh.creation.torus(0.6, 0.2))
    assert np.array_equal(tokenizer_points(shape, 3), tokenizer_points(shape, 3))
    assert not np.array_equal(tokenizer_points(shape, 3), tokenizer_points(shape, 4))
    cloud = cloud_of(20_000)
    assert np.array_equal(tokenizer_points(cloud, 3), tokenizer_points(cloud, 3))


@pytest.mark.parametrize(("count", "chosen"), [(1, 1), (5, 5), (300, 40), (3000, 200)])
@pytest.mark.parametrize("start", [None, 0])
def test_farthest_points_against_the_definition(count: int, chosen: int, start: int | None) -> None:
    points = np.random.default_rng(count).normal(size=(count, 3)).astype(np.float32)
    rows = farthest_points(points, chosen, start=start)
    if start is not None:
        assert rows[0] == start
    distance = np.full(count, np.inf, dtype=np.float32)
    for before, row in pairwise(rows):
        distance = np.minimum(distance, ((points - points[before]) ** 2).sum(axis=1))
        assert distance[row] == pytest.approx(distance.max(), rel=1e-5)
    assert len(set(rows.tolist())) == chosen


def test_more_farthest_points_than_points() -> None:
    with pytest.raises(ValueError, match="cannot choose 4 of 3"):
        farthest_points(np.eye(3), 4)


@pytest.mark.parametrize("count", [2048, 5000, 50_000])
def test_tokenizer_points_of_a_cloud_are_its_own(count: int) -> None:
    cloud = cloud_of(count)
    points = tokenizer_points(cloud)
    assert points.shape == (2048, 3) and points.dtype == np.float32
    own = {tuple(row) for row in cloud.vertices.tolist()}
    assert {tuple(row) for row in points.tolist()} <= own


def test_sparse_clouds_are_filled_in_along_their_surface() -> None:
    sphere = trimesh.creation.icosphere(subdivisions=3, radius=0.95)
    points = tokenizer_points(Shape("sparse", sphere.vertices.astype(np.float32)))
    assert points.shape == (2048, 3) and points.dtype == np.float32
    radii = np.linalg.norm(points, axis=1)
    assert radii.max() < 0.951 and radii.min() > 0.9, "chords of neighbours, up to 0.3 apart"
    everywhere = trimesh.creation.icosphere(subdivisions=4, radius=0.95).vertices
    gaps = np.linalg.norm(everywhere[:, None] - points[None], axis=-1).min(axis=1)
    assert gaps.max() < 0.1, "no hole between the points that there were"
    with pytest.raises(InputError, match="only 15 distinct points"):
        tokenizer_points(Shape("few", np.tile(cloud_of(15).vertices, (9, 1))))


def test_tokenizer_points_cover_evenly() -> None:
    points = tokenizer_points(shape_of(trimesh.creation.icosphere(subdivisions=3)))
    gaps = np.sort(np.linalg.norm(points[:, None] - points[None], axis=-1), axis=1)[:, 1]
    assert gaps.min() > 0.4 * gaps.max()


def test_patches_are_the_nearest_points_of_grid_centres() -> None:
    points = tokenizer_points(shape_of(trimesh.creation.torus(0.6, 0.2)))
    patches = make_patches(points, 128)
    assert patches.indices.shape == (128, 32) and patches.indices.dtype == np.int64
    assert np.array_equal(patches.centres, bin_coordinates(quantize_centres(patches.centres)))
    distance = np.linalg.norm(points[None] - patches.centres[:, None], axis=-1)
    taken = np.take_along_axis(distance, patches.indices, axis=1)
    assert (np.diff(taken, axis=1) >= -1e-7).all()
    assert np.allclose(taken, np.sort(distance, axis=1)[:, :32], atol=1e-6)
    assert len(np.unique(patches.indices)) > 0.9 * len(points)  # together they cover the shape


def test_nearest_patch_is_nearest() -> None:
    rng = np.random.default_rng(0)
    positions, centres = rng.normal(size=(500, 3)), rng.normal(size=(64, 3))
    distance = np.linalg.norm(positions[:, None] - centres[None], axis=-1)
    assert np.array_equal(nearest_patch(positions, centres), distance.argmin(axis=1))
