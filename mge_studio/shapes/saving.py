"""Writing a `Shape` in the units of the file it came from."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mge_studio.errors import InputError
from mge_studio.shapes.formats.stl import HEADER_BYTES, TRIANGLE
from mge_studio.shapes.shape import Float64, Shape

#: Rows of text made at a time, to bound the memory of large files.
TEXT_ROWS = 100_000


#: Formats that take `VertexLabels`.
LABELLED_SUFFIXES = (".ply", ".glb")


@dataclass(frozen=True, eq=False)
class VertexLabels:
    """What is known of every vertex: patches, codes (V,) integers; colours (V, 3) uint8."""

    patches: NDArray[np.integer]
    codes: NDArray[np.integer]
    colours: NDArray[np.uint8]


def save_shape(shape: Shape, path: str | Path, labels: VertexLabels | None = None) -> None:
    """Write a mesh as .obj, .ply (binary), .stl (binary) or .glb; a cloud as .ply, .obj or .xyz.

    labels: written as properties patch, code, red, green and blue of a .ply, and as the colours
    of a .glb. The file is written to a temporary name and moved, so it is whole or absent.
    Raises InputError for other suffixes, and where the file cannot be written.
    """
    path = Path(path)
    writers = _CLOUD_WRITERS if shape.is_cloud else _MESH_WRITERS
    writer = writers.get(path.suffix.lower())
    if writer is None:
        known, kind = ", ".join(writers), "point cloud" if shape.is_cloud else "mesh"
        raise InputError(f"{path} cannot be written: a {kind} is saved as one of {known}.")
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}.tmp")
    try:
        try:
            if labels is None:
                writer(shape, temporary)
            else:
                _LABELLED_WRITERS[path.suffix.lower()](shape, temporary, labels)
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror or error}.") from error


def _content(shape: Shape) -> tuple[Float64, NDArray[np.int32], Float64 | None]:
    """Vertices, faces (none for a cloud) and normals in the input's units and orientation."""
    linear = shape.transform[:3, :3]
    faces = np.empty((0, 3), np.int32) if shape.faces is None else shape.faces
    if np.linalg.det(linear) < 0:  # a reflection turns faces inside out
        faces = faces[:, ::-1]
    normals = None
    if shape.is_cloud and shape.normals is not None:
        turned = shape.normals.astype(np.float64) @ np.linalg.inv(linear)
        normals = turned / np.maximum(np.linalg.norm(turned, axis=1, keepdims=True), 1e-300)
    return shape.vertices_in_input_units(), faces, normals


def _write_obj(shape: Shape, path: Path) -> None:
    vertices, faces, normals = _content(shape)
    with path.open("wb") as file:
        _write_rows(file.write, f"v {_number_format(vertices)}\n", vertices)
        if normals is not None:
            _write_rows(file.write, "vn %.6g %.6g %.6g\n", normals)
        _write_rows(file.write, "f %d %d %d\n", faces + 1)


def _write_xyz(shape: Shape, path: Path) -> None:
    vertices, _, normals = _content(shape)
    row, table = _number_format(vertices), vertices
    if normals is not None:
        row, table = f"{row} %.6g %.6g %.6g", np.hstack([vertices, normals])
    with path.open("wb") as file:
        _write_rows(file.write, row + "\n", table)


def _write_ply(shape: Shape, path: Path, labels: VertexLabels | None = None) -> None:
    vertices, faces, normals = _content(shape)
    kind = _float_type(vertices)
    columns = ["x", "y", "z"] if normals is None else ["x", "y", "z", "nx", "ny", "nz"]
    table = vertices if normals is None else np.hstack([vertices, normals])
    names = {"<f4": "float", "<f8": "double"}
    fields: list[tuple[str, str]] = [(column, kind) for column in columns]
    if labels is not None:
        fields += [("patch", "<i4"), ("code", "<i4")]
        fields += [(channel, "u1") for channel in ("red", "green", "blue")]
    names |= {"<i4": "int", "u1": "uchar"}
    header = ["ply", "format binary_little_endian 1.0", f"element vertex {len(vertices)}"]
    header += [f"property {names[kind]} {name}" for name, kind in fields]
    if not shape.is_cloud:
        header += [f"element face {len(faces)}", "property list uchar int vertex_indices"]
    rows = np.empty(len(faces), dtype=[("size", "u1"), ("corners", "<i4", 3)])
    rows["size"], rows["corners"] = 3, faces
    with path.open("wb") as file:
        file.write("\n".join([*header, "end_header\n"]).encode())
        file.write(_ply_rows(table, fields, labels).tobytes())
        file.write(rows.tobytes())


def _ply_rows(
    table: Float64, fields: list[tuple[str, str]], labels: VertexLabels | None
) -> NDArray[np.void]:
    """The vertices' rows: the columns of `table`, then the labels."""
    rows = np.empty(len(table), dtype=fields)
    columns = list(table.T)
    if labels is not None:
        columns += [labels.patches, labels.codes, *labels.colours.T]
    for (name, _), column in zip(fields, columns, strict=True):
        rows[name] = column
    return rows


def _write_stl(shape: Shape, path: Path) -> None:
    vertices, faces, _ = _content(shape)
    triangles = np.zeros(len(faces), dtype=TRIANGLE)
    triangles["corners"] = corners = vertices[faces]
    normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    triangles["normal"] = normals / np.where(length > 0, length, 1)
    with path.open("wb") as file:
        file.write(b"MGE Studio".ljust(HEADER_BYTES - 4, b"\0"))
        file.write(np.uint32(len(faces)).tobytes())
        file.write(triangles.tobytes())


def _write_glb(shape: Shape, path: Path, labels: VertexLabels | None = None) -> None:
    import trimesh  # takes a quarter of a second, and only this format needs it

    vertices, faces, _ = _content(shape)
    # glTF has float32 only: the offset goes into the node, so that precision does not suffer.
    centre = (vertices.min(axis=0) + vertices.max(axis=0)) / 2
    colours = None if labels is None else labels.colours
    mesh = trimesh.Trimesh(vertices - centre, faces, vertex_colors=colours, process=False)
    scene = trimesh.Scene()
    offset = np.eye(4)
    offset[:3, 3] = centre
    scene.add_geometry(mesh, node_name=shape.name, geom_name=shape.name, transform=offset)
    path.write_bytes(scene.export(file_type="glb"))  # type: ignore[no-untyped-call]


def _float_type(vertices: Float64) -> str:
    """float32 where it keeps a millionth of the extent, else (far from the origin) float64."""
    extent = float(np.ptp(vertices, axis=0).max()) if len(vertices) else 1.0
    reach = float(np.abs(vertices).max()) if len(vertices) else 0.0
    return "<f4" if reach * np.finfo(np.float32).eps < 1e-6 * extent else "<f8"


def _number_format(vertices: Float64) -> str:
    digits = 9 if _float_type(vertices) == "<f4" else 15
    return " ".join([f"%.{digits}g"] * 3)


def _write_rows(
    write: Callable[[bytes], object], row: str, table: NDArray[np.floating] | NDArray[np.integer]
) -> None:
    for start in range(0, len(table), TEXT_ROWS):
        part = table[start : start + TEXT_ROWS]
        write(((row * len(part)) % tuple(part.reshape(-1).tolist())).encode())


Writer = Callable[[Shape, Path], None]
_MESH_WRITERS: dict[str, Writer] = {
    ".obj": _write_obj,
    ".ply": _write_ply,
    ".stl": _write_stl,
    ".glb": _write_glb,
}
_CLOUD_WRITERS: dict[str, Writer] = {".ply": _write_ply, ".obj": _write_obj, ".xyz": _write_xyz}
_LABELLED_WRITERS: dict[str, Callable[[Shape, Path, VertexLabels], None]] = {
    ".ply": _write_ply,
    ".glb": _write_glb,
}
