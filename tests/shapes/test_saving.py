"""Saving undoes normalisation, whatever the transform; a file is whole or absent."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import trimesh

from mge_studio.errors import InputError
from mge_studio.shapes.loading import load_shape
from mge_studio.shapes.saving import save_shape
from mge_studio.shapes.shape import Shape

OFFSETS = [(0, 0, 0), (1000, -50, 3)]


def capsule_file(path: Path, offset: tuple[float, float, float] = (0, 0, 0)) -> trimesh.Trimesh:
    mesh = trimesh.creation.capsule(height=3, radius=0.7, count=(12, 12))
    mesh.apply_translation(np.array(offset) + 0.123)
    mesh.export(path)
    return trimesh.load_mesh(path)


@pytest.mark.parametrize("suffix", [".obj", ".ply", ".stl", ".glb"])
@pytest.mark.parametrize("up", ["x", "y", "z"])
@pytest.mark.parametrize("offset", OFFSETS)
def test_mesh_round_trip(
    tmp_path: Path, suffix: str, up: str, offset: tuple[float, float, float]
) -> None:
    original = capsule_file(tmp_path / "in.ply", offset)
    load_shape(tmp_path / "in.ply", up=up).save(tmp_path / f"out{suffix}")
    saved = trimesh.load(tmp_path / f"out{suffix}", force="mesh")
    tolerance = 1e-5 * np.ptp(original.vertices, axis=0).max()
    assert len(saved.faces) == len(original.faces)
    assert np.allclose(saved.bounds, original.bounds, atol=tolerance)
    assert saved.is_watertight
    assert saved.volume == pytest.approx(original.volume, rel=1e-4)
    if suffix in (".obj", ".ply"):  # these keep the order of vertices
        assert np.allclose(saved.vertices, original.vertices, atol=tolerance)


@pytest.mark.parametrize("suffix", [".obj", ".ply"])
def test_far_from_the_origin(tmp_path: Path, suffix: str) -> None:
    """Metres of extent at millions of metres need more than single precision."""
    mesh = trimesh.creation.icosphere(subdivisions=2)
    vertices = mesh.vertices + np.array([4_500_000, 500_000, 0])
    np.savez(tmp_path / "in.npz", vertices=vertices, faces=mesh.faces)
    load_shape(tmp_path / "in.npz").save(tmp_path / f"out{suffix}")
    back = load_shape(tmp_path / f"out{suffix}").vertices_in_input_units()
    assert np.abs(back - vertices).max() < 1e-5


@pytest.mark.parametrize("suffix", [".obj", ".ply", ".stl", ".glb"])
def test_a_reflection_keeps_the_outside_outside(tmp_path: Path, suffix: str) -> None:
    capsule_file(tmp_path / "in.ply")
    shape = load_shape(tmp_path / "in.ply")
    mirrored = replace(shape, transform=np.diag([-1.0, 1, 1, 1]) @ shape.transform)
    mirrored.save(tmp_path / f"out{suffix}")
    assert trimesh.load(tmp_path / f"out{suffix}", force="mesh").volume > 0


@pytest.mark.parametrize("suffix", [".ply", ".obj", ".xyz"])
@pytest.mark.parametrize("with_normals", [False, True])
def test_cloud_round_trip(tmp_path: Path, suffix: str, with_normals: bool) -> None:
    rng = np.random.default_rng(0)
    points = rng.normal(size=(200, 3)) * [1, 5, 2] + 30
    normals = rng.normal(size=(200, 3))
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    table = np.hstack([points, normals]) if with_normals else points
    np.save(tmp_path / "in.npy", table)
    load_shape(tmp_path / "in.npy", up="z").save(tmp_path / f"out{suffix}")
    back = load_shape(tmp_path / f"out{suffix}", up="y")
    assert back.is_cloud
    assert np.allclose(back.vertices_in_input_units(), points, atol=1e-4)
    if with_normals:
        assert back.normals is not None and np.allclose(back.normals, normals, atol=1e-5)
    else:
        assert back.normals is None


def test_a_failure_leaves_the_old_file_and_no_rubbish(tmp_path: Path) -> None:
    broken = Shape("broken", np.zeros((3, 3), np.float32), np.array([[0, 1, 9]], np.int32))
    (tmp_path / "old.stl").write_bytes(b"before")
    with pytest.raises(IndexError):
        save_shape(broken, tmp_path / "old.stl")
    assert (tmp_path / "old.stl").read_bytes() == b"before"
    assert [path.name for path in tmp_path.iterdir()] == ["old.stl"]


def test_refusals(tmp_path: Path) -> None:
    cloud = Shape("cloud", np.eye(3, dtype=np.float32))
    with pytest.raises(InputError, match=r"point cloud is saved as one of \.ply, \.obj, \.xyz"):
        cloud.save(tmp_path / "a.stl")
    with pytest.raises(InputError, match=r"a\.ply cannot be written: No such file or directory"):
        cloud.save(tmp_path / "none" / "a.ply")
