"""Coarse-to-fine extraction against the dense grid, on analytic fields with thin parts."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest
import torch
import trimesh
from torch import Tensor

from mge_studio.errors import Cancelled, InputError
from mge_studio.model.extraction import dense_values, extract_mesh, sparse_values
from mge_studio.model.grid import FieldSampler
from mge_studio.model.isosurface import isosurface

METHODS = ["skimage"] + (["vtk"] if importlib.util.find_spec("vtkmodules") else [])


def ball(q: Tensor, centre: tuple[float, ...], radius: float) -> Tensor:
    return radius - (q - q.new_tensor(centre)).norm(dim=1)


def box(q: Tensor, centre: tuple[float, ...], half: tuple[float, ...]) -> Tensor:
    d = (q - q.new_tensor(centre)).abs() - q.new_tensor(half)
    return -(d.clamp(min=0).norm(dim=1) + d.amax(dim=1).clamp(max=0))


def rod(q: Tensor, start: tuple[float, ...], end: tuple[float, ...], radius: float) -> Tensor:
    a, b = q.new_tensor(start), q.new_tensor(end)
    t = (((q - a) @ (b - a)) / (b - a).square().sum()).clamp(0, 1)
    return radius - (q - a - t[:, None] * (b - a)).norm(dim=1)


def large_ball(q: Tensor) -> Tensor:
    return ball(q, (0, 0, 0), 0.8)


def table(q: Tensor) -> Tensor:
    """A sheet 0.02 thick on four oblique rods 0.02 thick: thinner than a coarse cell (0.0625)."""
    parts = [box(q, (0.013, 0.31, 0), (0.7, 0.01, 0.5))]
    for x in (-1, 1):
        for z in (-1, 1):
            parts.append(rod(q, (0.6 * x, 0.3, 0.4 * z), (0.7 * x, -0.6, 0.45 * z), 0.01))
    return torch.stack(parts).amax(dim=0)


def cloth(q: Tensor) -> Tensor:
    wave = 0.2 * torch.sin(4 * q[:, 0]) * torch.cos(3 * q[:, 2])
    return 0.01 - (q[:, 1] - wave).abs() / 1.4 - (q.norm(dim=1) - 0.9).clamp(min=0)


def specks(q: Tensor) -> Tensor:
    """The table with two separate balls smaller than a coarse cell, far from any patch centre."""
    balls = [ball(q, (0.2, 0.7, 0.3), 0.02), ball(q, (-0.53, -0.21, 0.1), 0.015)]
    return torch.stack([table(q), *balls]).amax(dim=0)


def saturated_table(q: Tensor) -> Tensor:
    """Flat away from the surface, as logits are."""
    return 10 * torch.tanh(30 * table(q))


CASES = {
    "large_ball": (large_ball, [[0.8, 0, 0]]),
    "table": (table, [[0, 0.31, 0], [0.65, -0.2, 0.4]]),
    "cloth": (cloth, [[0, 0, 0]]),
    "specks": (specks, [[0, 0.31, 0]]),
    "saturated_table": (saturated_table, [[0, 0.31, 0]]),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("resolution", [128, 90])
def test_coarse_to_fine_mesh_equals_the_dense_one(case: str, resolution: int) -> None:
    field, centres = CASES[case]
    sampler = FieldSampler(field)
    sparse = sparse_values(sampler, np.array(centres), resolution)
    dense = dense_values(FieldSampler(field), resolution)
    assert np.array_equal(sparse > 0, dense > 0)
    for method in METHODS:
        vertices, faces = isosurface(sparse, method)
        expected_vertices, expected_faces = isosurface(dense, method)
        assert np.array_equal(faces, expected_faces)
        np.testing.assert_allclose(vertices, expected_vertices, atol=1e-6)
        mesh = trimesh.Trimesh(vertices, faces, process=False)
        assert mesh.is_watertight and mesh.volume > 0
        assert vertices.dtype == np.float32 and faces.dtype == np.int32


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(("resolution", "share"), [(128, 0.10), (256, 0.042)])
def test_few_samples_are_evaluated(case: str, resolution: int, share: float) -> None:
    field, centres = CASES[case]
    sampler = FieldSampler(field)
    sparse_values(sampler, np.array(centres), resolution)
    assert sampler.evaluated < share * (resolution + 1) ** 3


def test_a_patch_centre_finds_what_the_field_does_not_betray() -> None:
    def hidden(q: Tensor) -> Tensor:
        return torch.where(ball(q, (0.36, 0.41, 0.22), 0.02) > 0, 1.0, -1.0)

    def faces(centre: list[float]) -> int:
        return len(extract_mesh(hidden, centres=np.array([centre]), method="skimage")[1])

    assert faces([0.0, 0.0, 0.0]) == 0
    assert faces([0.36, 0.41, 0.22]) > 20


@pytest.mark.parametrize("resolution", [3, 32, 45, 64])
@pytest.mark.parametrize("method", METHODS)
def test_shapes_that_leave_the_cube_are_closed_at_its_faces(method, resolution: int) -> None:
    vertices, faces = extract_mesh(
        lambda q: 1.2 - q.norm(dim=1),
        centres=torch.zeros(1, 3), resolution=resolution, method=method,
    )
    mesh = trimesh.Trimesh(vertices, faces, process=False)
    assert mesh.is_watertight and mesh.volume > 0
    assert np.abs(vertices).max() <= 1


@pytest.mark.parametrize("method", METHODS)
def test_noise_gives_a_closed_mesh(method) -> None:
    values = torch.randn(17**3, generator=torch.Generator().manual_seed(0))

    def field(q: Tensor) -> Tensor:
        index = ((q + 1) * 8).round().long()
        return values[(index[:, 0] * 17 + index[:, 1]) * 17 + index[:, 2]]

    vertices, faces = extract_mesh(
        field, centres=np.zeros((1, 3)), resolution=16, method=method
    )
    assert trimesh.Trimesh(vertices, faces, process=False).is_watertight


def test_a_value_of_exactly_zero_on_grid_points_makes_no_flat_triangles() -> None:
    vertices, faces = extract_mesh(
        lambda q: 0.5 - q.abs().amax(dim=1), centres=np.zeros((1, 3)), method="skimage"
    )
    mesh = trimesh.Trimesh(vertices, faces, process=True)
    assert mesh.is_watertight
    assert abs(mesh.volume - 1) < 0.01


def test_chunks_and_undefined_values_change_nothing() -> None:
    def field(q: Tensor) -> Tensor:
        values = large_ball(q).to(torch.float64)
        return torch.where(q.norm(dim=1) > 1.5, torch.nan, values)

    whole = extract_mesh(large_ball, centres=np.zeros((1, 3)), resolution=64, method="skimage")
    parts = extract_mesh(
        field, centres=np.zeros((1, 3)), resolution=64, method="skimage", chunk=1000
    )
    assert np.array_equal(whole[1], parts[1])
    np.testing.assert_allclose(whole[0], parts[0], atol=1e-6)


def test_nothing_inside_is_an_empty_mesh() -> None:
    vertices, faces = extract_mesh(
        lambda q: -torch.ones(len(q)), centres=np.zeros((1, 3)), resolution=32
    )
    assert vertices.shape == (0, 3) and faces.shape == (0, 3)


def test_extraction_stops_when_asked() -> None:
    calls = []

    def field(q: Tensor) -> Tensor:
        calls.append(len(q))
        return large_ball(q)

    with pytest.raises(Cancelled):
        extract_mesh(
            field, centres=np.zeros((1, 3)), chunk=1000, should_stop=lambda: len(calls) >= 3
        )
    assert len(calls) == 3


def test_a_resolution_of_one_is_refused() -> None:
    with pytest.raises(InputError, match="Resolution 1 is too low"):
        extract_mesh(large_ball, centres=np.zeros((1, 3)), resolution=1)
