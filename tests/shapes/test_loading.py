"""Every format, as other programs write it, becomes the same normalised shape."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import trimesh

from mge_studio.shapes.formats import text
from mge_studio.shapes.loading import load_shape
from mge_studio.shapes.shape import NORMALIZED_RADIUS, apply_transform, up_rotation

MESH_SUFFIXES = [".obj", ".ply", ".stl", ".off", ".glb", ".gltf"]

TETRAHEDRON = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]], dtype=float)


def ellipsoid() -> trimesh.Trimesh:
    mesh = trimesh.creation.icosphere(subdivisions=2)
    mesh.apply_transform(np.diag([3.0, 2.0, 1.0, 1.0]))
    mesh.apply_translation([10, -5, 2])
    return mesh


def assert_same_surface(points: np.ndarray, mesh: trimesh.Trimesh) -> None:
    """The same set of vertices, in the mesh's units."""
    assert len(points) == len(mesh.vertices)
    rounded = {tuple(row) for row in np.round(points, 3) + 0.0}
    assert rounded == {tuple(row) for row in np.round(mesh.vertices, 3) + 0.0}


@pytest.mark.parametrize("suffix", MESH_SUFFIXES)
def test_mesh_of_every_format(tmp_path: Path, suffix: str) -> None:
    mesh = ellipsoid()
    path = tmp_path / f"egg{suffix}"
    if suffix == ".gltf":
        for name, data in trimesh.Scene(mesh).export(file_type="gltf").items():
            (tmp_path / (path.name if name.endswith(".gltf") else name)).write_bytes(data)
    else:
        mesh.export(path)
    shape = load_shape(path)
    assert shape.name == "egg" and shape.source == path
    assert shape.faces is not None and len(shape.faces) == len(mesh.faces)
    assert shape.is_watertight
    assert shape.vertices.dtype == np.float32 and shape.faces.dtype == np.int32
    radius = np.linalg.norm(shape.vertices, axis=1).max()
    assert radius == pytest.approx(NORMALIZED_RADIUS, rel=1e-6)
    assert_same_surface(shape.vertices_in_input_units(), mesh)
    loaded = trimesh.Trimesh(shape.vertices_in_input_units(), shape.faces, process=False)
    assert loaded.volume == pytest.approx(mesh.volume, rel=1e-4)  # also: not inside out


@pytest.mark.parametrize("encoding", ["ascii", "binary_little_endian"])
def test_ply_encodings_agree(tmp_path: Path, encoding: str) -> None:
    mesh = ellipsoid()
    mesh.visual.vertex_colors = np.full((len(mesh.vertices), 4), 200, dtype=np.uint8)
    (tmp_path / "egg.ply").write_bytes(mesh.export(file_type="ply", encoding=encoding))
    assert_same_surface(load_shape(tmp_path / "egg.ply").vertices_in_input_units(), mesh)


def test_big_endian_ply_with_mixed_polygons(tmp_path: Path) -> None:
    """A pyramid: one square and four triangles, a colour after each list of corners."""
    points = np.array([[0, 0, 0], [1, 0, 0], [1, 0, 1], [0, 0, 1], [0.5, 1, 0.5]], dtype=">f8")
    faces = [[0, 1, 2, 3], [1, 0, 4], [2, 1, 4], [3, 2, 4], [0, 3, 4]]
    header = (
        "ply\nformat binary_big_endian 1.0\ncomment by hand\nelement vertex 5\n"
        "property double x\nproperty double y\nproperty double z\n"
        "element face 5\nproperty list uchar int vertex_indices\nproperty uchar red\nend_header\n"
    )
    body = b"".join(
        bytes([len(face)]) + np.array(face, dtype=">i4").tobytes() + b"\xff" for face in faces
    )
    path = tmp_path / "pyramid.ply"
    path.write_bytes(header.encode() + points.tobytes() + body)
    shape = load_shape(path)
    assert shape.faces is not None and len(shape.faces) == 6
    assert shape.is_watertight


def test_text_stl_is_welded(tmp_path: Path) -> None:
    mesh = ellipsoid()
    (tmp_path / "egg.stl").write_text(mesh.export(file_type="stl_ascii"))
    assert_same_surface(load_shape(tmp_path / "egg.stl").vertices_in_input_units(), mesh)


def test_binary_stl_whose_header_begins_with_solid(tmp_path: Path) -> None:
    mesh = ellipsoid()
    data = bytearray(mesh.export(file_type="stl"))
    data[:20] = b"solid facet of a cad"
    (tmp_path / "egg.stl").write_bytes(bytes(data) + b"\0\0\0")  # and some bytes too many
    assert_same_surface(load_shape(tmp_path / "egg.stl").vertices_in_input_units(), mesh)


@pytest.mark.parametrize("chunk", [16, 100, 1 << 24])
def test_obj_by_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int) -> None:
    """However many lines are read at a time.

    Negative indices, slashes, comments, tabs, a line that goes on, a square, unused vertices."""
    monkeypatch.setattr(text, "CHUNK_BYTES", chunk)
    path = tmp_path / "box.obj"
    path.write_bytes(
        b"# a box\nmtllib none.mtl\no box\nv 99 99 99\n"
        b"v 0 0 0\nv 2 0 0\nv\t2 1 0\nv 0 1 0 1.0\n"
        b"  v 0 0 3\nv 2 0 3\nv 2 1 3\nv 0 1 3\nvt 0 0\nvn 0 0 1\n"
        b"f 5/1/1 4/1/1 3/1/1 2/1/1\nf -4//1 -3//1 -2//1 -1//1\r\n"
        b"f 2 3 7 6 # front\nf 4 5 \\\n9 8\nf 3 4 8 7\nf 2/1 6/1 9/1 5/1\n"
    )
    shape = load_shape(path)
    assert shape.faces is not None and len(shape.faces) == 12
    assert shape.is_watertight
    extent = np.ptp(shape.vertices_in_input_units(), axis=0)
    assert extent == pytest.approx([2, 1, 3], rel=1e-6)


def test_off_variants(tmp_path: Path) -> None:
    path = tmp_path / "tetra.off"
    path.write_text(
        "COFF 4 4 6\n# corners\n"
        + "".join(f"{x} {y} {z} 255 0 0 255\n" for x, y, z in TETRAHEDRON)
        + "3 0 2 1 255 0 0\n3 0 1 3\n\n3 1 2 3 0.5 0.5 0.5\n3 0 3 2\n"
    )
    assert load_shape(path).is_watertight


def test_gltf_scene_is_flattened_with_its_transforms(tmp_path: Path) -> None:
    """Three boxes of one mesh: moved, scaled, and mirrored."""
    scene = trimesh.Scene()
    box = trimesh.creation.box()
    move = trimesh.transformations.translation_matrix([4, 0, 0])
    mirror = np.diag([-1.0, 1, 1, 1])
    mirror[0, 3] = -4
    for name, matrix in {"a": np.diag([1, 2, 1, 1.0]), "b": move, "c": mirror}.items():
        scene.add_geometry(box, node_name=name, geom_name="box", transform=matrix)
    scene.export(tmp_path / "scene.glb")
    shape = load_shape(tmp_path / "scene.glb")
    points = shape.vertices_in_input_units()
    assert np.ptp(points, axis=0) == pytest.approx([9, 2, 1], rel=1e-6)
    flat = trimesh.Trimesh(points, shape.faces, process=False)
    assert shape.is_watertight
    assert flat.volume == pytest.approx(4, rel=1e-5)


def test_seams_are_welded_but_touching_parts_stay_apart(tmp_path: Path) -> None:
    """Split vertices are merged; two closed boxes that share an edge stay two closed boxes."""
    box = trimesh.creation.box()
    soup = trimesh.Trimesh(
        box.triangles.reshape(-1, 3), np.arange(36).reshape(-1, 3), process=False
    )
    soup.export(tmp_path / "soup.ply")
    assert len(load_shape(tmp_path / "soup.ply").vertices) == 8
    both = trimesh.util.concatenate([box, box.copy().apply_translation([1, 1, 0])])
    both.export(tmp_path / "both.ply")
    shape = load_shape(tmp_path / "both.ply")
    assert len(shape.vertices) == 16 and shape.is_watertight


@pytest.mark.parametrize("up", ["x", "y", "z"])
def test_up_axis_turns_to_y_and_back(tmp_path: Path, up: str) -> None:
    """A needle along the file's up axis stands along +Y, and returns where it was."""
    axis = "xyz".index(up)
    points = np.random.default_rng(0).uniform(-0.1, 0.1, (64, 3))
    points[:, axis] += np.linspace(0, 5, 64)
    points[-1, axis] = 9
    np.save(tmp_path / "needle.npy", points)
    shape = load_shape(tmp_path / "needle.npy", up=up)
    assert np.argmax(np.ptp(shape.vertices, axis=0)) == 1
    assert shape.vertices[-1, 1] > 0.9
    assert np.allclose(shape.vertices_in_input_units(), points, atol=1e-5)
    assert np.linalg.det(shape.transform[:3, :3]) > 0
    assert np.allclose(
        shape.transform[:3, :3] @ [0, 1, 0] / np.linalg.norm(shape.transform[:3, 1]),
        np.eye(3)[axis],
    )


CLOUD = np.random.default_rng(1).normal(size=(100, 3)) * [3, 2, 1] + 7
CLOUD_NORMALS = (CLOUD - 7) / np.linalg.norm(CLOUD - 7, axis=1, keepdims=True)


def write_cloud(path: Path, kind: str) -> None:
    both = np.hstack([CLOUD, CLOUD_NORMALS])
    match kind:
        case "xyz":
            np.savetxt(path, CLOUD)
        case "xyz with normals":
            np.savetxt(path, both, header="x y z nx ny nz")
        case "csv with names":
            np.savetxt(path, both, delimiter=",", header="x,y,z,nx,ny,nz", comments="")
        case "pts with count and colours":
            colours = np.full((100, 4), 17)
            np.savetxt(path, np.hstack([CLOUD, colours]), header="100", comments="")
        case "npy with normals":
            np.save(path, both.astype(np.float32))
        case "npz":
            np.savez(path, points=CLOUD, normals=CLOUD_NORMALS)
        case "ply":
            trimesh.PointCloud(CLOUD).export(path)
        case "obj":
            rows = [f"v {x} {y} {z}\n" for x, y, z in CLOUD]
            rows += [f"vn {x} {y} {z}\n" for x, y, z in CLOUD_NORMALS]
            path.write_text("".join(rows))
        case "glb":
            trimesh.Scene(trimesh.PointCloud(CLOUD)).export(path)


@pytest.mark.parametrize(
    ("name", "kind", "has_normals"),
    [
        ("a.xyz", "xyz", False),
        ("b.txt", "xyz with normals", True),
        ("c.csv", "csv with names", True),
        ("d.pts", "pts with count and colours", False),
        ("e.npy", "npy with normals", True),
        ("f.npz", "npz", True),
        ("g.ply", "ply", False),
        ("h.obj", "obj", True),
        ("i.glb", "glb", False),
    ],
)
def test_clouds(tmp_path: Path, name: str, kind: str, has_normals: bool) -> None:
    write_cloud(tmp_path / name, kind)
    shape = load_shape(tmp_path / name, up="z")
    assert shape.is_cloud
    assert np.allclose(shape.vertices_in_input_units(), CLOUD, atol=1e-4)
    assert (shape.normals is not None) == has_normals
    if shape.normals is not None:
        back = shape.normals @ up_rotation("z").T
        assert np.allclose(back, CLOUD_NORMALS, atol=1e-4)


def test_npz_mesh(tmp_path: Path) -> None:
    mesh = ellipsoid()
    np.savez(tmp_path / "egg.npz", vertices=mesh.vertices, faces=mesh.faces)
    assert_same_surface(load_shape(tmp_path / "egg.npz").vertices_in_input_units(), mesh)


def test_far_from_the_origin_keeps_detail(tmp_path: Path) -> None:
    """Survey coordinates: metres of extent at millions of metres."""
    offset = np.array([4_500_000.0, 500_000.0, 120.0])
    np.savetxt(tmp_path / "survey.xyz", CLOUD + offset, fmt="%.6f")
    shape = load_shape(tmp_path / "survey.xyz")
    assert np.allclose(shape.vertices_in_input_units() - offset, CLOUD, atol=1e-5)
    assert np.allclose(apply_transform(shape.transform, shape.vertices) - offset, CLOUD, atol=1e-5)
