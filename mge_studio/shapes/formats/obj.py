"""Wavefront OBJ: vertices and polygons with the names of their objects or groups; materials and
texture coordinates are left out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from mge_studio.shapes.formats.geometry import FormatError, Geometry, fan, fan_polygons
from mge_studio.shapes.formats.naming import Mark, Naming
from mge_studio.shapes.formats.text import line_chunks, number_rows, numbers, whole

# In "f 1/2/3 4//5 6" only the number before the first slash is the vertex.
_NOT_VERTEX = re.compile(rb"/[^\s]*")


def read_obj(path: Path) -> Geometry:
    """A mesh, or a cloud if there are no faces (with normals if there is one per vertex).

    Faces are told apart by their objects ("o"), or by their groups ("g") where there is one object.
    """
    vertices, normals, faces = [np.empty((0, 3))], [np.empty((0, 3))], [np.empty((0, 3), np.int32)]
    objects, parts, seen = Naming(), Naming(), 0
    with path.open("rb") as file:
        for lines in line_chunks(file):
            chunk = _Chunk(_joined(lines, file), seen)
            vertices.append(number_rows(chunk.vertices, 3, "vertex")[:, :3])
            normals.append(number_rows(chunk.normals, 3, "normal")[:, :3])
            triangles, polygons = _triangles(chunk)
            faces.append(triangles)
            objects.read(chunk.objects, len(chunk.faces), polygons)
            parts.read(chunk.parts, len(chunk.faces), polygons)
            seen += len(chunk.vertices)
    if seen == 0:
        raise FormatError("holds no vertices, so it is empty or not an OBJ file")
    points, mesh = np.concatenate(vertices), np.concatenate(faces)
    if len(mesh):
        return Geometry(points, mesh, groups=objects.groups or parts.groups)
    directions = np.concatenate(normals)
    return Geometry(points, None, directions if len(directions) == len(points) else None)


class _Chunk:
    """Some lines of the file, sorted by kind. before: vertices read ahead of each face, to which
    its negative indices are relative; objects, parts: where in the faces which name begins."""

    def __init__(self, lines: list[bytes], seen: int) -> None:
        self.vertices: list[bytes] = []
        self.normals: list[bytes] = []
        self.faces: list[bytes] = []
        self.before: list[int] = []
        self.objects: list[Mark] = []
        self.parts: list[Mark] = []
        for line in lines:
            kind, _, rest = line.lstrip().replace(b"\t", b" ", 1).partition(b" ")
            if kind == b"v":
                self.vertices.append(rest)
            elif kind == b"f":
                self.faces.append(rest.partition(b"#")[0].strip())
                self.before.append(seen + len(self.vertices))
            elif kind == b"vn":
                self.normals.append(rest)
            elif kind.rstrip() in (b"o", b"g"):
                marks = self.objects if kind.startswith(b"o") else self.parts
                marks.append((len(self.faces), rest))


def _joined(lines: list[bytes], file: BinaryIO) -> list[bytes]:
    """Lines where a backslash at the end no longer splits one in two."""
    while lines[-1].rstrip().endswith(b"\\") and (more := file.readline()):
        lines.append(more)
    if any(b"\\" in line for line in lines):
        lines = re.sub(rb"\\\r?\n", b" ", b"".join(lines)).splitlines()
    return lines


def _triangles(chunk: _Chunk) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """(F, 3) triangles of the chunk's faces, vertices counted from 0, and (F,) of which face."""
    if not chunk.faces:
        return np.empty((0, 3), dtype=np.int32), np.empty(0, dtype=np.int64)
    text = b"\n".join(chunk.faces)
    if b"/" in text:
        text = _NOT_VERTEX.sub(b"", text)
    corners = whole(numbers(text))
    sizes = np.array([len(line.split()) for line in text.split(b"\n")], dtype=np.int64)
    if (corners == 0).any():
        raise FormatError("has a face with vertex index 0, but OBJ counts from 1: export it again")
    relative = corners < 0
    if relative.any():
        corners[relative] += np.repeat(np.array(chunk.before), sizes)[relative] + 1
        if (corners < 1).any():
            raise FormatError("has a face whose vertex index is out of range, so it is damaged")
    return fan(corners - 1, sizes).astype(np.int32), fan_polygons(sizes)
