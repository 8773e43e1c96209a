"""Flooding by normal: over what turns little, and no further than a crease."""

from __future__ import annotations

import numpy as np
import pytest
import trimesh

from mge_studio.shapes.flooding import patch_normals, smooth_component
from mge_studio.shapes.mask_operations import neighbour_graph
from mge_studio.shapes.patches import make_patches
from mge_studio.shapes.sampling import sample_surface
from mge_studio.shapes.shape import Shape


def mesh(made: trimesh.Trimesh) -> Shape:
    return Shape("made", made.vertices.astype(np.float32), made.faces.astype(np.int32))


def cloud(shape: Shape) -> Shape:
    return Shape("scan", sample_surface(shape, 8000, seed=3).points)


def centres_of(shape: Shape, count: int = 128) -> np.ndarray:
    return make_patches(sample_surface(shape, 4096, seed=1).points, count).centres


def flood(shape: Shape, centres: np.ndarray, start: list[float], degrees: float) -> np.ndarray:
    patch = int(((centres - start) ** 2).sum(axis=1).argmin())
    graph = neighbour_graph(centres)
    return smooth_component(patch, graph, centres, patch_normals(shape, centres), degrees)


CUBE = mesh(trimesh.creation.box((1.1, 1.1, 1.1)))
PIPE = mesh(trimesh.creation.cylinder(radius=0.5, height=1.4, sections=64))
BOARD = mesh(trimesh.creation.box((1.4, 0.08, 1.2)))


@pytest.mark.parametrize("shape", [CUBE, cloud(CUBE)], ids=["mesh", "cloud"])
def test_a_side_of_a_cube_ends_at_its_edges(shape: Shape) -> None:
    centres = centres_of(CUBE)
    masked = flood(shape, centres, [0, 0.55, 0], 20)
    assert (centres[masked, 1] > 0.5).all() and 0.1 < masked.mean() < 0.3
    inner = (centres[:, 1] > 0.5) & (np.abs(centres[:, [0, 2]]).max(axis=1) < 0.4)
    assert masked[inner].all()
    assert flood(shape, centres, [0, 0.55, 0], 100).all()


def test_an_edge_within_a_patch_does_not_tilt_it() -> None:
    roof = mesh(trimesh.creation.cylinder(radius=0.7, height=1.2, sections=6))  # 60° between sides
    normals = patch_normals(roof, centres_of(roof, 64)).vectors
    likeness = (normals @ sample_surface(roof, 500, seed=2).normals.T).max(axis=1)
    assert (likeness > np.cos(np.deg2rad(5))).mean() > 0.95


@pytest.mark.parametrize("shape", [PIPE, cloud(PIPE)], ids=["mesh", "cloud"])
def test_a_bent_side_is_one_region_from_wherever_it_is_clicked(shape: Shape) -> None:
    centres = centres_of(PIPE, 256)
    masked = flood(shape, centres, [0.5, 0, 0], 35)
    round_it = np.hypot(centres[:, 0], centres[:, 1]) > 0.47
    inner = round_it & (np.abs(centres[:, 2]) < 0.55)
    assert masked[inner].all() and not masked[~round_it].any()
    assert np.array_equal(masked, flood(shape, centres, [-0.4, 0.3, 0.2], 35))


def test_the_other_side_of_a_thin_board_is_another_one() -> None:
    centres = centres_of(BOARD)
    masked = flood(BOARD, centres, [0, 0.04, 0], 20)
    normals = patch_normals(BOARD, centres)
    upright = normals.sided & (np.abs(normals.vectors[:, 1]) > 0.9)
    assert (centres[masked & upright, 1] > 0.03).all()
    assert masked[(centres[:, 1] > 0.03) & upright].all() and masked.mean() < 0.75


def test_a_board_without_thickness_has_two_sides_and_is_flooded() -> None:
    one = trimesh.Trimesh([[-1, 0, -1], [1, 0, -1], [1, 0, 1], [-1, 0, 1]],
                          [[0, 2, 1], [0, 3, 2], [0, 1, 2], [0, 2, 3]], process=False)  # fmt: skip
    centres = centres_of(mesh(one))
    assert not patch_normals(mesh(one), centres).sided.any()
    assert flood(mesh(one), centres, [0, 0, 0], 10).all()
