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
    promised = int.from_bytes(data[80:HEADER_BYTES], "little")
    room, extra = divmod(len(data) - HEADER_BYTES, TRIANGLE.itemsize)
    # Binary files may begin with "solid" too, so only the length tells the two kinds apart.
    if len(data) >= HEADER_BYTES and promised == room and extra == 0:
        corners = _binary_corners(data, promised)
    elif b"facet" in data[:4096].lower():
        corners = _text_corners(data)
    elif _is_text(data[:4096]):
        raise FormatError("is a text file without any facet, so it is not an STL file")
    elif len(data) < HEADER_BYTES or promised > MAX_ELEMENTS:
        raise FormatError("is not an STL file: export it again, or give it its right suffix")
    elif room < promised:
        raise cut_short(room, promised, "faces")
    else:  # trailing bytes do no harm
        corners = _binary_corners(data, promised)
    if len(corners) == 0:
        raise FormatError("holds no faces")
    return Geometry(corners, np.arange(len(corners)).reshape(-1, 3))


def _binary_corners(data: bytes, count: int) -> NDArray[np.floating]:
    triangles = np.frombuffer(data, TRIANGLE, count, HEADER_BYTES)
    return np.ascontiguousarray(triangles["corners"]).reshape(-1, 3)


def _text_corners(data: bytes) -> NDArray[np.floating]:
    lines = [line.strip() for line in data.lower().splitlines()]
    lines = [line[len(b"vertex") :] for line in lines if line.startswith(b"vertex")]
    if len(lines) % 3 or b"endsolid" not in data[-4096:].lower():
        raise FormatError("ends inside its faces, so it is cut short: copy or export it again")
    return number_rows(lines, 3, "vertex")[:, :3]


def _is_text(data: bytes) -> bool:
    return bool(data) and all(byte >= 32 or byte in b"\t\r\n\f" for byte in data)
