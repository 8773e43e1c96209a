"""Blending a generated field with the input's own surface."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import trimesh
from scipy.spatial import cKDTree
from torch import Tensor

from mge_studio.model.extraction import extract_mesh
from mge_studio.model.preserve import is_nearly_closed, preserved_field
from mge_studio.shapes.inside import InsideTest
from mge_studio.shapes.patches import make_patches
from mge_studio.shapes.shape import Shape

NONE = np.zeros((0, 3), np.float32)
CELL = 2 / 64


@pytest.fixture(scope="module")
def torus() -> trimesh.Trimesh:
    return trimesh.creation.torus(0.6, 0.2, major_sections=96, minor_sections=48)


@pytest.fixture(scope="module")
def centres(torus: trimesh.Trimesh) -> np.ndarray:
    points, _ = trimesh.sample.sample_surface(torus, 4096, seed=0)
    return make_patches(points.astype(np.float32), 64).centres


def thin_ring(q: Tensor) -> Tensor:
    """Logits of a ring in the torus' place, half as thick."""
    across = torch.stack([q[:, :2].norm(dim=1) - 0.6, q[:, 2]]).norm(dim=0)
    return 10 * torch.tanh(10 * (0.1 - across))


def empty(q: Tensor) -> Tensor:
    return torch.full_like(q[:, 0], -10.0)


def unreachable(q: Tensor) -> Tensor:
    raise AssertionError("a field without weight was evaluated")


def extract(field, centres: np.ndarray) -> trimesh.Trimesh:
    vertices, faces = extract_mesh(field, centres=centres, resolution=64, method="skimage")
    return trimesh.Trimesh(vertices, faces, process=False)


def inside_test(mesh: trimesh.Trimesh) -> InsideTest:
    return InsideTest(np.asarray(mesh.vertices), np.asarray(mesh.faces))


def test_with_nothing_replaced_the_input_comes_back(torus, centres) -> None:
    original = inside_test(torus)
    mesh = extract(preserved_field(unreachable, original, centres, NONE), centres)
    assert mesh.is_watertight
    assert original.distance(mesh.vertices).max() < CELL / 8
    distances, _ = cKDTree(mesh.vertices).query(torus.vertices)
    assert distances.max() < CELL


def test_with_everything_replaced_only_the_generated_field_counts(torus, centres) -> None:
    field = preserved_field(thin_ring, inside_test(torus), NONE, centres)
    queries = torch.rand(100, 3) * 2 - 1
    torch.testing.assert_close(field(queries), thin_ring(queries))


def test_with_half_replaced_each_half_is_its_own(torus, centres) -> None:
    original = inside_test(torus)
    replaced = centres[:, 0] > 0
    field = preserved_field(thin_ring, original, centres[~replaced], centres[replaced])
    mesh = extract(field, centres)
    assert mesh.is_watertight
    assert len(mesh.split()) == 1
    kept_side = mesh.vertices[mesh.vertices[:, 0] < -0.3]
    assert original.distance(kept_side).max() < CELL / 8
    new_side = torch.from_numpy(mesh.vertices[mesh.vertices[:, 0] > 0.3]).float()
    across = torch.stack([new_side[:, :2].norm(dim=1) - 0.6, new_side[:, 2]]).norm(dim=0)
    assert (across - 0.1).abs().max() < CELL / 8


def test_what_is_mirrored_has_the_surface_of_the_other_side() -> None:
    """A cone with a knob at its left: the right side, mirrored, has a knob as well."""
    cone = trimesh.creation.cone(0.5, 1.0, sections=64)
    knob = trimesh.creation.icosphere(3, 0.15).apply_translation((-0.4, 0, 0.3))
    one_sided = inside_test(trimesh.util.concatenate([cone, knob]))
    points, _ = trimesh.sample.sample_surface(cone, 4096, seed=0)
    centres = make_patches(points.astype(np.float32), 64).centres
    right = centres[:, 0] > 0
    field = preserved_field(empty, one_sided, centres[~right], NONE, centres[right])
    places = torch.tensor([[-0.5, 0.0, 0.3], [0.5, 0.0, 0.3], [0.5, 0.0, -0.3]])
    assert (field(places) > 0).tolist() == [True, True, False]
    mesh = extract(field, np.concatenate([centres, [[0.5, 0, 0.3]]]))
    assert mesh.is_watertight
    np.testing.assert_allclose(mesh.bounds[1][0], -mesh.bounds[0][0], atol=CELL / 4)


def test_only_closed_meshes_can_be_preserved(torus) -> None:
    def shape(vertices, faces) -> Shape:
        return Shape("torus", np.asarray(vertices, np.float32), np.asarray(faces, np.int32))

    soup = torus.vertices[torus.faces].reshape(-1, 3)
    soup_faces = np.arange(len(soup)).reshape(-1, 3)
    assert is_nearly_closed(shape(torus.vertices, torus.faces))
    assert is_nearly_closed(shape(soup, soup_faces))
    assert is_nearly_closed(shape(soup, soup_faces[:-4]))
    assert not is_nearly_closed(shape(soup, soup_faces[::2]))
    assert not is_nearly_closed(Shape("cloud", np.asarray(torus.vertices, np.float32)))
