"""STL, binary and text: separate triangles, which loading welds together."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from mge_studio.shapes.formats.geometry import MAX_ELEMENTS, FormatError, Geometry, cut_short
from mge_studio.shapes.formats.text import line_chunks, number_rows

HEADER_BYTES = 84
TRIANGLE = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])


def read_stl(path: Path) -> Geometry:
    """A mesh of 3 F separate points."""
    with path.open("rb") as file:
        head = file.read(4096)
        file.seek(0)
        # Binary files may begin with "solid" too, but never without a control byte: the count.
        corners = _text_corners(file, head) if _is_text(head) else _binary_corners(file.read())
    if len(corners) == 0:
        raise FormatError("holds no faces")
    return Geometry(corners, np.arange(len(corners)).reshape(-1, 3))


def _binary_corners(data: bytes) -> NDArray[np.floating]:
    promised = int.from_bytes(data[HEADER_BYTES - 4 : HEADER_BYTES], "little")
    if len(data) < HEADER_BYTES or promised > MAX_ELEMENTS:
        raise FormatError("is not an STL file: export it again, or give it its right suffix")
    room = (len(data) - HEADER_BYTES) // TRIANGLE.itemsize
    if room < promised:
        raise cut_short(room, promised, "faces")
    triangles = np.frombuffer(data, TRIANGLE, promised, HEADER_BYTES)
    return np.ascontiguousarray(triangles["corners"]).reshape(-1, 3)


def _text_corners(file: BinaryIO, head: bytes) -> NDArray[np.floating]:
    if b"facet" not in head.lower():
        raise FormatError("is a text file without any facet, so it is not an STL file")
    corners, ended = [np.empty((0, 3))], False
    for lines in line_chunks(file):
        lines = [line.strip().lower() for line in lines]
        vertices = [line[len(b"vertex") :] for line in lines if line.startswith(b"vertex")]
        corners.append(number_rows(vertices, 3, "vertex")[:, :3])
        ended = any(line.startswith(b"endsolid") for line in lines)
    points = np.concatenate(corners)
    if len(points) % 3 or not ended:
        raise FormatError("ends inside its faces, so it is cut short: copy or export it again")
    return points


def _is_text(data: bytes) -> bool:
    return bool(data) and all(byte >= 32 or byte in b"\t\r\n\f" for byte in data)
