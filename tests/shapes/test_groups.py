"""Names of objects, groups and nodes that files have for their faces."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import pytest
import trimesh

from mge_studio.shapes import groups as groups_module
from mge_studio.shapes.formats import text
from mge_studio.shapes.groups import FURTHER, LONGEST_NAME, UNNAMED, groups_of, tidy_name
from mge_studio.shapes.loading import load_shape
from mge_studio.shapes.placement import Placement, placed
from mge_studio.shapes.shape import Shape

CUBE = "v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nv 0 0 1\nv 1 0 1\nv 1 1 1\nv 0 1 1\n"


def loaded(path: Path, content: str | bytes) -> Shape:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return load_shape(path)


def areas(shape: Shape) -> dict[str, float]:
    """The area of each group, in the file's units."""
    assert shape.groups is not None and shape.faces is not None
    corners = shape.vertices_in_input_units()[shape.faces]
    sides = corners[:, 1:] - corners[:, :1]
    area = np.linalg.norm(np.cross(sides[:, 0], sides[:, 1]), axis=1) / 2
    sums = np.bincount(shape.groups.of_faces, area)
    return dict(zip(shape.groups.names, sums.round(6).tolist(), strict=True))


@pytest.mark.parametrize("chunk", [1 << 24, 8])
def test_objects_of_an_obj_with_polygons_of_all_sizes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(text, "CHUNK_BYTES", chunk)
    content = (
        f"{CUBE}o bottom\nf 1 4 3 2\no side\ng ignored\nf 1 2 6\nf 1 6 5\nf 2 3 7 6\n"
        "o top\nf 5 6 7 8\no  side \nf 3 4 8 7\n"
    )
    shape = loaded(tmp_path / "a.obj", content)
    assert areas(shape) == {"bottom": 1, "side": 3, "top": 1}
    assert shape.groups.of_faces.dtype == np.uint8


def test_groups_of_an_obj_with_one_object(tmp_path: Path) -> None:
    content = f"o all\n{CUBE}f 1 4 3 2\ng top hat\nf 5 6 7 8\ng\nf 1 2 6 5\n"
    assert areas(loaded(tmp_path / "a.obj", content)) == {UNNAMED: 2, "top hat": 1}


def test_one_name_or_none_is_no_group(tmp_path: Path) -> None:
    faces = "f 1 4 3 2\nf 5 6 7 8\n"
    for name in ("", "o all\n", "g only\no x\no all\n"):
        assert loaded(tmp_path / "a.obj", f"{CUBE}{name}{faces}").groups is None


def test_faces_without_area_take_their_group_along(tmp_path: Path) -> None:
    content = f"{CUBE}g a\nf 1 1 2\nf 1 4 3\ng gone\nf 2 2 3\ng b\nf 5 6 7\n"
    shape = loaded(tmp_path / "a.obj", content)
    assert areas(shape) == {"a": 0.5, "b": 0.5}
    only = loaded(tmp_path / "b.obj", f"{CUBE}g a\nf 1 1 2\ng b\nf 5 6 7\n")
    assert only.groups is None and len(only.faces) == 1


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"", UNNAMED),
        (b" \t ", UNNAMED),
        (b"\xff\xfe\x00\x07", "��"),
        (b"w\xc3\xa4 gen\r", "wä gen"),
        ("Ж\u2028\u202e車".encode(), "Ж 車"),
        (b"x" * 10_000, "x" * (LONGEST_NAME - 1) + "…"),
        ("\ud800nail", "nail"),
    ],
)
def test_strange_names_are_made_ones_to_show(name: str | bytes, shown: str) -> None:
    assert tidy_name(name) == shown
    assert tidy_name(shown) == shown


def test_an_obj_with_strange_names_can_be_read(tmp_path: Path) -> None:
    strange = [b"\xff\xfe", b"x" * 1_000_000, b"", b"#1", b"f 1 2 3", b"..\\a/b"]
    blocks = [b"o " + name + b"\nf 1 2 3\n" for name in [*strange, *strange]]
    shape = loaded(tmp_path / "a.obj", CUBE.encode() + b"".join(blocks))
    assert len(shape.groups.names) == len(strange)
    assert np.bincount(shape.groups.of_faces).tolist() == [2] * len(strange)


def test_more_groups_than_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups_module, "MOST_GROUPS", 3)
    groups = groups_of([f"n{at}" for at in range(9)], np.array([8, 1, 1, 3, 5, 7]))
    assert groups.names == ("n1", "n3", FURTHER)
    assert groups.of_faces.tolist() == [2, 0, 0, 1, 2, 2]


def glb(path: Path, nodes: list[dict], primitives: list[list[int]]) -> Path:
    """Meshes of single triangles, each primitive moved by a number along x."""
    positions = np.array(
        [[[x, 0, 0], [x + 1, 0, 0], [x, 1, 0]] for mesh in primitives for x in mesh], np.float32
    )
    counted = iter(range(len(positions)))
    views = [
        {"buffer": 0, "byteOffset": 36 * at, "byteLength": 36} for at in range(len(positions))
    ]
    accessors = [
        {"bufferView": at, "componentType": 5126, "count": 3, "type": "VEC3"}
        for at in range(len(positions))
    ]
    meshes = [
        {"primitives": [{"attributes": {"POSITION": next(counted)}} for _ in mesh]}
        for mesh in primitives
    ]
    children = {child for node in nodes for child in node.get("children", [])}
    roots = [at for at in range(len(nodes)) if at not in children]
    header = json.dumps(
        {
            "asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": roots}],
            "nodes": nodes, "meshes": meshes, "accessors": accessors, "bufferViews": views,
            "buffers": [{"byteLength": positions.nbytes}],
        }
    ).encode()  # fmt: skip
    header += b" " * (-len(header) % 4)
    data = positions.tobytes()
    body = struct.pack("<II", len(header), 0x4E4F534A) + header
    body += struct.pack("<II", len(data), 0x004E4942) + data
    path.write_bytes(struct.pack("<III", 0x46546C67, 2, 12 + len(body)) + body)
    return path


def test_nodes_of_a_glb_with_all_primitives_of_each(tmp_path: Path) -> None:
    nodes = [
        {"name": "arm", "children": [1]},
        {"name": "arm_ABCDEF", "mesh": 0},
        {"name": "two", "mesh": 1},
        {"name": "two", "mesh": 0, "translation": [5, 0, 0]},
    ]
    shape = load_shape(glb(tmp_path / "a.glb", nodes, [[0], [2, 4]]))
    assert areas(shape) == {"arm_ABCDEF": 0.5, "two": 1.0, "two_1": 0.5}


def test_a_glb_with_strange_names(tmp_path: Path) -> None:
    nodes = [{"name": name, "mesh": 0, "translation": [3 * at, 0, 0]}
             for at, name in enumerate(["", "y" * 9000, "\u202e", "a\nb", "world"])]  # fmt: skip
    nodes.append({"mesh": 0, "translation": [0, 3, 0]})
    shape = load_shape(glb(tmp_path / "a.glb", nodes, [[0]]))
    assert len(shape.groups.names) == 6 and len(shape.faces) == 6
    assert all(name.isprintable() and len(name) <= LONGEST_NAME for name in shape.groups.names)
    assert load_shape(glb(tmp_path / "b.glb", nodes[:1], [[0]])).groups is None


def test_a_scene_of_trimesh(tmp_path: Path) -> None:
    scene = trimesh.Scene()
    for at, name in enumerate(("body", "wheel", "seat")):
        box = trimesh.creation.box((1, 1, at + 1))
        box.apply_translation((2 * at, 0, 0))
        scene.add_geometry(box, node_name=name)
    scene.export(tmp_path / "a.glb")
    assert areas(load_shape(tmp_path / "a.glb")) == {"body": 6, "wheel": 10, "seat": 14}


def test_what_a_shape_goes_through_keeps_its_groups(tmp_path: Path) -> None:
    shape = loaded(tmp_path / "a.obj", f"{CUBE}g a\nf 1 2 3\ng b\nf 5 6 7\nf 5 7 8\n")
    mirrored = placed(shape, Placement(mirror=(True, False, False), scale=0.5))
    for other in (shape.renamed("b"), shape.detached("c"), mirrored):
        assert areas(other) == areas(shape)
