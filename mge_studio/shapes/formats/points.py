"""Point clouds: text tables (XYZ, TXT, PTS, CSV) and numpy arrays."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mge_studio.shapes.formats.geometry import FormatError, Geometry, check_size
from mge_studio.shapes.formats.text import number_rows

POINT_NAMES = ("points", "vertices", "xyz", "positions", "pc", "pos")
NORMAL_NAMES = ("normals", "normal")


def read_point_text(path: Path) -> Geometry:
    """A cloud from lines "x y z ...", separated by spaces, tabs, commas or semicolons.

    Comments (#, //), one line of column names, and the count that PTS files begin with are
    skipped. Three further columns of unit length are taken for normals.
    """
    data = path.read_bytes()
    if b"\0" in data[:4096]:
        raise FormatError("is not a text file, so it is no table of points")
    data = data.translate(bytes.maketrans(b",;\t", b"   "))
    lines = [line for line in data.splitlines() if line and not line.isspace()]
    if b"#" in data or b"//" in data:
        lines = [line for line in lines if not line.lstrip().startswith((b"#", b"//"))]
    if lines and (not _is_row(lines[0]) or len(lines[0].split()) == 1):
        lines = lines[1:]
    if not lines:
        raise FormatError("holds no points")
    if not _is_row(lines[0]):
        raise FormatError("has text where numbers are expected, so it is no table of points")
    return _table(number_rows(lines, 3, "point"))


def read_arrays(path: Path) -> Geometry:
    """A cloud from an NPY of (N, 3) or (N, 6) numbers, or an NPZ with such an array.

    In an NPZ the array is named `points` or `vertices` (or is the only one), beside it may be
    `normals` (N, 3) and `faces` (F, 3).
    """
    try:
        loaded = np.load(path, allow_pickle=False)
        if isinstance(loaded, np.ndarray):
            return _table(_checked(loaded, "its array"))
        with loaded:
            return _archive({name: loaded[name] for name in loaded.files})
    except (FormatError, OSError):
        raise
    except Exception as error:  # numpy and zipfile raise whatever their parsing stumbles over
        raise FormatError("is not a readable numpy file, or is cut short") from error


def _archive(arrays: dict[str, NDArray[np.generic]]) -> Geometry:
    if "codes" in arrays and "centres" in arrays:
        raise FormatError("holds tokens, not a shape")
    name = next((name for name in POINT_NAMES if name in arrays), None)
    if name is None and len(arrays) == 1:
        name = next(iter(arrays))
    if name is None:
        raise FormatError(f"holds no array named points or vertices, only {', '.join(arrays)}")
    table = _table(_checked(arrays[name], f"its array {name}"))
    normals = next((arrays[name] for name in NORMAL_NAMES if name in arrays), table.normals)
    if normals is not None and normals.shape != table.points.shape:
        normals = None
    faces = arrays.get("faces")
    if faces is None:
        return Geometry(table.points, None, normals)  # type: ignore[arg-type]
    if faces.ndim != 2 or faces.shape[1] != 3 or not np.issubdtype(faces.dtype, np.integer):
        raise FormatError(f"has faces of shape {faces.shape}, where (F, 3) integers are expected")
    return Geometry(table.points, faces)  # type: ignore[arg-type]


def _checked(array: NDArray[np.generic], what: str) -> NDArray[np.floating]:
    if array.dtype.kind not in "fiu":
        raise FormatError(f"does not hold numbers: {what} is of type {array.dtype}")
    if array.ndim != 2 or array.shape[1] < 3:
        raise FormatError(f"does not hold points: {what} is of shape {array.shape}, not (N, 3)")
    check_size(len(array), "points")
    return array.astype(np.float64)


def _table(rows: NDArray[np.floating]) -> Geometry:
    """The cloud in (N, C) columns; x y z nx ny nz if the last three have unit length."""
    if len(rows) == 0:
        raise FormatError("holds no points")
    points = rows[:, :3]
    if rows.shape[1] >= 6:
        length = np.linalg.norm(rows[:, 3:6], axis=1)
        if (np.abs(length - 1) < 0.02).all():
            return Geometry(points, None, rows[:, 3:6])
    return Geometry(points)


def _is_row(line: bytes) -> bool:
    try:
        return len([float(part) for part in line.split()]) > 0
    except ValueError:
        return False
