"""Every unusable file is refused in one sentence that names it and says why."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import trimesh

from mge_studio.errors import InputError
from mge_studio.shapes.loading import SUFFIXES, load_shape

MESH_SUFFIXES = [".obj", ".ply", ".stl", ".off", ".glb"]


def refusal(path: Path, **options: str) -> str:
    """The sentence, checked for being one and for naming the file."""
    with pytest.raises(InputError) as caught:
        load_shape(path, **options)
    message = str(caught.value)
    assert path.name in message
    assert message.endswith(".") and "\n" not in message and len(message) < 320
    assert ". " not in message.replace(str(path), "")
    return message


def sphere_file(path: Path) -> bytes:
    trimesh.creation.icosphere(subdivisions=2).export(path)
    return path.read_bytes()


@pytest.mark.filterwarnings("error::RuntimeWarning:mge_studio")
@pytest.mark.parametrize("suffix", [*MESH_SUFFIXES, ".xyz", ".npz"])
def test_damage_anywhere_is_refused_or_harmless(tmp_path: Path, suffix: str) -> None:
    """A hundred files, each with some bytes overwritten: never another kind of exception."""
    path = tmp_path / f"damaged{suffix}"
    sphere = trimesh.creation.icosphere(subdivisions=1)
    if suffix == ".xyz":
        np.savetxt(path, sphere.vertices, fmt="%.4f")
    elif suffix == ".npz":
        np.savez(path, points=sphere.vertices)
    else:
        sphere.export(path)
    data = np.frombuffer(path.read_bytes(), dtype=np.uint8)
    for seed in range(100):
        rng = np.random.default_rng(seed)
        damaged = data.copy()
        start = rng.integers(min(len(data), 400) if seed % 2 else len(data))  # often the header
        damaged[start : start + rng.integers(1, 9)] = rng.integers(256)
        path.write_bytes(damaged.tobytes())
        try:
            assert np.isfinite(load_shape(path).vertices).all()
        except InputError as error:
            assert path.name in str(error)


def test_missing(tmp_path: Path) -> None:
    assert "no such file" in refusal(tmp_path / "none.obj")


def test_folder(tmp_path: Path) -> None:
    (tmp_path / "folder.obj").mkdir()
    assert "folder" in refusal(tmp_path / "folder.obj")


@pytest.mark.parametrize("name", ["shape.fbx", "shape"])
def test_unknown_suffix_lists_the_known_ones(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("something")
    message = refusal(tmp_path / name)
    assert all(suffix[1:] in message for suffix in SUFFIXES)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_empty(tmp_path: Path, suffix: str) -> None:
    (tmp_path / f"a{suffix}").touch()
    assert "empty" in refusal(tmp_path / f"a{suffix}")


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("content", ["text", "noise", "spaces", "header only"])
def test_wrong_content(tmp_path: Path, suffix: str, content: str) -> None:
    data = {
        "text": b"Dear reader,\nthis is a letter and not a shape, 1 2 3.\n" * 4,
        "noise": np.random.default_rng(3).bytes(5000),
        "spaces": b" \n\t\n  ",
        "header only": {
            ".ply": b"ply\nformat ascii 1.0\n", ".off": b"OFF\n", ".stl": b"solid facet\n",
            ".glb": b"glTF\2\0\0\0", ".gltf": b'{"asset": {"version": "2.0"}}',
            ".npy": b"\x93NUMPY\x01\0", ".npz": b"PK\x03\x04", ".obj": b"o nothing\n",
        }.get(suffix, b"x y z\n"),
    }[content]  # fmt: skip
    (tmp_path / f"a{suffix}").write_bytes(data)
    refusal(tmp_path / f"a{suffix}")


@pytest.mark.parametrize("suffix", MESH_SUFFIXES)
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
def test_truncated(tmp_path: Path, suffix: str, share: float) -> None:
    """Wherever the file was cut: an error, except where what is left is a whole OBJ file."""
    path = tmp_path / f"cut{suffix}"
    data = sphere_file(path)
    path.write_bytes(data[: int(len(data) * share)])
    if suffix == ".obj":
        path.write_bytes(path.read_bytes().rpartition(b" ")[0])  # in the middle of a line
    refusal(path)


@pytest.mark.parametrize("share", [0.01, 0.4, 0.9])
@pytest.mark.parametrize("kind", ["ply", "stl"])
def test_truncated_text_forms(tmp_path: Path, kind: str, share: float) -> None:
    mesh = trimesh.creation.icosphere(subdivisions=1)
    text = (
        mesh.export(file_type="ply", encoding="ascii").decode()
        if kind == "ply"
        else mesh.export(file_type="stl_ascii")
    )
    path = tmp_path / f"cut.{kind}"
    path.write_text(text[: int(len(text) * share)])
    refusal(path)


def test_truncated_arrays(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.ones((100, 3)))
    np.savez(tmp_path / "b.npz", points=np.ones((100, 3)))
    for name in ("a.npy", "b.npz"):
        data = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(data[: len(data) // 2])
        refusal(tmp_path / name)


def test_text_called_stl(tmp_path: Path) -> None:
    (tmp_path / "notes.stl").write_text("Buy milk\n" * 50)
    assert "text file" in refusal(tmp_path / "notes.stl")


@pytest.mark.parametrize(("value", "word"), [(np.nan, "NaN"), (np.inf, "infinite")])
@pytest.mark.parametrize("suffix", [".obj", ".ply", ".stl", ".off", ".xyz", ".npy"])
def test_not_finite(tmp_path: Path, suffix: str, value: float, word: str) -> None:
    path = tmp_path / f"a{suffix}"
    mesh = trimesh.creation.box()
    points = np.array(mesh.vertices)
    points[3, 1] = value
    if suffix == ".npy":
        np.save(path, points)
    elif suffix == ".xyz":
        np.savetxt(path, points)
    else:
        trimesh.Trimesh(points, mesh.faces, process=False, validate=False).export(path)
    assert word in refusal(path)


@pytest.mark.parametrize("suffix", [".obj", ".ply", ".off"])
@pytest.mark.parametrize("index", [8, 10**9, -9])
def test_index_out_of_range(tmp_path: Path, suffix: str, index: int) -> None:
    box = trimesh.creation.box()
    faces = box.faces.tolist()
    points = "".join(f"{x} {y} {z}\n" for x, y, z in box.vertices)
    path = tmp_path / f"a{suffix}"
    if suffix == ".obj":
        faces = [[corner + 1 for corner in face] for face in faces]
        points = "".join(f"v {line}\n" for line in points.splitlines())
        head = ""
    elif suffix == ".ply":
        head = "ply\nformat ascii 1.0\nelement vertex 8\n"
        head += "".join(f"property float {axis}\n" for axis in "xyz")
        head += "element face 12\nproperty list uchar int vertex_indices\nend_header\n"
    else:
        head = "OFF\n8 12 0\n"
    faces[5][1] = index + (index > 0 and suffix == ".obj")
    start = "f" if suffix == ".obj" else "3"
    rows = "".join(f"{start} {a} {b} {c}\n" for a, b, c in faces)
    path.write_text(head + points + rows)
    assert "out of range" in refusal(path)


@pytest.mark.parametrize("corner", ["nan", "1.5", "1e30"])
def test_index_that_is_no_whole_number(tmp_path: Path, corner: str) -> None:
    (tmp_path / "a.obj").write_text(f"v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 {corner}\n")
    (tmp_path / "b.off").write_text(f"OFF\n3 1 0\n0 0 0\n1 0 0\n0 1 0\n3 0 1 {corner}\n")
    for name in ("a.obj", "b.off"):
        assert "whole number" in refusal(tmp_path / name) or corner == "1e30"


def test_obj_index_zero(tmp_path: Path) -> None:
    (tmp_path / "a.obj").write_text("v 0 0 0\nv 1 0 0\nv 0 1 0\nf 0 1 2\n")
    assert "counts from 1" in refusal(tmp_path / "a.obj")


def test_zero_extent(tmp_path: Path) -> None:
    np.savetxt(tmp_path / "a.xyz", np.full((50, 3), 7.0))
    assert "coincide" in refusal(tmp_path / "a.xyz")
    (tmp_path / "b.obj").write_text("v 1 1 1\nv 1 1 1\nv 1 1 1\nf 1 2 3\n")
    assert "without area" in refusal(tmp_path / "b.obj")


def test_no_faces_and_no_points(tmp_path: Path) -> None:
    header = "ply\nformat ascii 1.0\nelement vertex 0\n"
    header += "".join(f"property float {axis}\n" for axis in "xyz") + "end_header\n"
    (tmp_path / "a.ply").write_text(header)
    assert "neither faces nor points" in refusal(tmp_path / "a.ply")
    (tmp_path / "b.stl").write_bytes(b"\0" * 84)
    assert "no faces" in refusal(tmp_path / "b.stl")


def test_absurd_sizes_are_refused_before_memory_is_taken(tmp_path: Path) -> None:
    (tmp_path / "a.off").write_text("OFF\n4000000000 1 0\n")
    assert "4,000,000,000" in refusal(tmp_path / "a.off")
    header = "ply\nformat binary_little_endian 1.0\nelement vertex 3000000000\nproperty float x\n"
    (tmp_path / "b.ply").write_text(header + "end_header\n")
    assert "3,000,000,000" in refusal(tmp_path / "b.ply")
    np.savetxt(tmp_path / "c.xyz", np.random.default_rng(0).normal(size=(20, 3)) * 1e200)
    assert "beyond" in refusal(tmp_path / "c.xyz")


def test_huge_file_is_refused_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "a.stl"
    with path.open("wb") as file:
        file.truncate(9 << 30)  # a hole: takes no disk
    assert "too large" in refusal(path)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
def test_no_permission(tmp_path: Path) -> None:
    path = tmp_path / "a.obj"
    path.write_text("v 0 0 0\n")
    path.chmod(0)
    assert "denied" in refusal(path).lower()


def test_gltf_whose_buffer_is_missing(tmp_path: Path) -> None:
    files = trimesh.Scene(trimesh.creation.box()).export(file_type="gltf")
    name = next(name for name in files if name.endswith(".gltf"))
    (tmp_path / "a.gltf").write_bytes(files[name])
    assert "gltf_buffer_0.bin" in refusal(tmp_path / "a.gltf")


def test_arrays_that_are_no_points(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.zeros((10, 2)))
    assert "(10, 2)" in refusal(tmp_path / "a.npy")
    np.save(tmp_path / "b.npy", np.array(["x", "y"]))
    assert "numbers" in refusal(tmp_path / "b.npy")
    np.save(tmp_path / "c.npy", np.array([{}], dtype=object), allow_pickle=True)
    refusal(tmp_path / "c.npy")
    np.savez(tmp_path / "d.npz", codes=np.zeros(3), centres=np.zeros((3, 3)))
    assert "tokens" in refusal(tmp_path / "d.npz")


def test_unknown_up_axis(tmp_path: Path) -> None:
    sphere_file(tmp_path / "a.ply")
    with pytest.raises(InputError, match="up axis 'w'"):
        load_shape(tmp_path / "a.ply", up="w")
