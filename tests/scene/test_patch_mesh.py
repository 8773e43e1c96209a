"""The display mesh: same surface, cut exactly where patches meet."""

from __future__ import annotations

import numpy as np
import pytest

from mge_studio.scene.display import prepare
from mge_studio.scene.patch_mesh import cut_into_patches
from mge_studio.scene.smoothing import crease_normals, face_normals, weld
from mge_studio.scene.subdivision import subdivided
from mge_studio.shapes.shape import Shape

CUBE = np.array([[x, y, z] for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (-0.5, 0.5)], "f4")
CUBE_FACES = np.array([
    [0, 1, 3], [0, 3, 2], [4, 6, 7], [4, 7, 5], [0, 4, 5], [0, 5, 1],
    [2, 3, 7], [2, 7, 6], [0, 2, 6], [0, 6, 4], [1, 5, 7], [1, 7, 3],
], dtype=np.int32)  # fmt: skip


def area(vertices: np.ndarray, faces: np.ndarray) -> float:
    return float(np.linalg.norm(face_normals(vertices, faces), axis=1).sum() / 2)


def centres(count: int = 40) -> np.ndarray:
    points = np.random.default_rng(3).uniform(-0.5, 0.5, (count, 3)).astype(np.float32)
    axis = np.arange(count) % 3
    points[np.arange(count), axis] = np.where(np.arange(count) % 2, 0.5, -0.5)
    return points


def test_a_cube_keeps_its_creases_and_a_sphere_has_none(ball: Shape) -> None:
    vertices, normals, faces = crease_normals(CUBE, CUBE_FACES)
    assert len(vertices) == 24
    own = face_normals(vertices, faces)
    own /= np.linalg.norm(own, axis=1, keepdims=True)
    assert np.allclose(normals[faces], own[:, None], atol=1e-6)

    assert ball.faces is not None
    vertices, normals, _ = crease_normals(ball.vertices, ball.faces)
    assert len(vertices) == len(ball.vertices)
    assert ((normals * vertices).sum(axis=1) > 0.94).all()


def test_a_triangle_soup_is_welded(ball: Shape) -> None:
    assert ball.faces is not None
    soup = ball.vertices[ball.faces].reshape(-1, 3)
    vertices, faces = weld(soup, np.arange(len(soup), dtype=np.int32).reshape(-1, 3))
    assert (len(vertices), len(faces)) == (len(ball.vertices), len(ball.faces))


def test_cutting_keeps_the_surface_and_gives_every_triangle_one_patch() -> None:
    middle = centres()
    mesh = cut_into_patches(*crease_normals(CUBE, CUBE_FACES), middle)
    assert area(mesh.vertices, mesh.faces) == pytest.approx(6.0, rel=1e-4)
    owners = mesh.vertex_patches[mesh.faces]
    assert (owners == owners[:, :1]).all()
    barycentre = mesh.vertices[mesh.faces].mean(axis=1)
    nearest = ((barycentre[:, None] - middle[None]) ** 2).sum(axis=2).argmin(axis=1)
    wrong = nearest != owners[:, 0]
    areas = np.linalg.norm(face_normals(mesh.vertices, mesh.faces), axis=1) / 2
    assert areas[wrong].sum() < 0.01 * areas.sum()


def test_subdivision_halves_long_edges_and_keeps_creases() -> None:
    vertices, normals, faces = subdivided(*crease_normals(CUBE, CUBE_FACES), 0.2, 50_000)
    assert area(vertices, faces) == pytest.approx(6.0, rel=1e-5)
    sides = vertices[np.roll(faces, -1, axis=1)] - vertices[faces]
    assert np.linalg.norm(sides, axis=2).max() <= 0.2
    own = face_normals(vertices, faces)
    own /= np.linalg.norm(own, axis=1, keepdims=True)
    assert np.allclose(normals[faces], own[:, None], atol=1e-5)
    assert Shape("cube", *weld(vertices, faces)).is_watertight  # no T-junctions


def test_borders_are_as_far_from_one_patch_as_from_the_other() -> None:
    middle = centres()
    mesh = cut_into_patches(*crease_normals(CUBE, CUBE_FACES), middle)
    assert len(mesh.borders) > 100
    assert (mesh.border_patches[:, 0] != mesh.border_patches[:, 1]).all()
    place = mesh.borders.mean(axis=1)
    one = np.linalg.norm(place - middle[mesh.border_patches[:, 0]], axis=1)
    other = np.linalg.norm(place - middle[mesh.border_patches[:, 1]], axis=1)
    assert np.median(np.abs(one - other)) < 1e-6
    assert np.quantile(np.abs(one - other), 0.95) < 0.02


def test_only_meshes_that_face_outwards_everywhere_hide_their_back_faces(ball: Shape) -> None:
    assert ball.faces is not None
    assert prepare(ball).solid
    assert not prepare(Shape("inverted", ball.vertices, ball.faces[:, ::-1].copy())).solid
    assert not prepare(Shape("open", ball.vertices, ball.faces[1:])).solid
    small = ball.vertices * np.float32(0.3)  # a part that is inside out beside one that is not
    both = np.concatenate([ball.vertices, small])
    faces = np.concatenate([ball.faces, ball.faces[:, ::-1] + len(small)]).astype(np.int32)
    assert not prepare(Shape("mixed", both, faces)).solid


def test_a_big_mesh_is_decimated_and_a_big_cloud_thinned(monkeypatch, ball: Shape) -> None:
    from mge_studio.scene import display

    monkeypatch.setattr(display, "MOST_TRIANGLES", 2000)
    monkeypatch.setattr(display, "DECIMATED_TRIANGLES", 1000)
    monkeypatch.setattr(display, "MOST_POINTS", 1000)
    mesh = prepare(ball).mesh
    assert mesh is not None and 300 < len(mesh.faces) <= 1300
    assert len(prepare(Shape("cloud", ball.vertices)).points) == 1000
