"""STL, binary and text: separate triangles, which loading welds together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mge_studio.shapes.formats.geometry import MAX_ELEMENTS, FormatError, Geometry, cut_short
from mge_studio.shapes.formats.text import number_rows

HEADER_BYTES = 84
TRIANGLE = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])


def read_stl(path: Path) -> Geometry:
    """A mesh of 3 F separate points."""
    data = path.read_bytes()
    # Binary files may begin with "solid" too, but never without a control character: the count.
    corners = _text_corners(data) if _is_text(data[:4096]) else _binary_corners(data)
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


def _text_corners(data: bytes) -> NDArray[np.floating]:
    if b"facet" not in data[:4096].lower():
        raise FormatError("is a text file without any facet, so it is not an STL file")
    lines = [line.strip() for line in data.lower().splitlines()]
    lines = [line[len(b"vertex") :] for line in lines if line.startswith(b"vertex")]
    if len(lines) % 3 or b"endsolid" not in data[-4096:].lower():
        raise FormatError("ends inside its faces, so it is cut short: copy or export it again")
    return number_rows(lines, 3, "vertex")[:, :3]


def _is_text(data: bytes) -> bool:
    return bool(data) and all(byte >= 32 or byte in b"\t\r\n\f" for byte in data)
