"""Reading a file into a normalised `Shape`, with every reason for refusal in one sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mge_studio.errors import InputError
from mge_studio.shapes.formats import READERS, FormatError, Geometry
from mge_studio.shapes.formats.geometry import MAX_ELEMENTS
from mge_studio.shapes.shape import Float32, Shape, normalizing_transform, up_rotation
from mge_studio.shapes.welding import identical_rows

SUFFIXES = tuple(READERS)
#: Larger files are refused before they fill the memory.
MAX_FILE_BYTES = 8 << 30
#: Coordinates beyond this overflow when squared as float32 elsewhere.
MAX_COORDINATE = 1e18


def load_shape(path: str | Path, *, up: str = "y") -> Shape:
    """Read a mesh or point cloud of any supported format (`SUFFIXES`).

    up: the axis that points up in the file, "x", "y" or "z". The scenes of glTF files become one
    mesh, polygons become triangles, vertices at the same place become one (unless the mesh is
    closed as it is), and vertices no face uses are left out. What OBJ and glTF files call their
    objects, groups and nodes is kept in `Shape.groups`.

    Raises InputError, in one sentence that names the file, for anything that cannot be used.
    """
    path = Path(path)
    up_rotation(up)  # refuse an unknown axis before reading
    _check_file(path)
    try:
        geometry = READERS[path.suffix.lower()](path)
        return _shape(path, _cleaned(geometry), up)
    except FormatError as error:
        raise InputError(f"{path} {error}.") from error
    except MemoryError as error:
        raise InputError(f"{path} does not fit the memory: simplify it first.") from error
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.") from error


def _check_file(path: Path) -> None:
    try:
        status = path.stat()
    except OSError as error:
        reason = "there is no such file" if not path.exists() else error.strerror
        raise InputError(f"{path} cannot be opened: {reason}.") from error
    if path.is_dir():
        raise InputError(f"{path} is a folder, not a file: name one of the files in it.")
    if path.suffix.lower() not in READERS:
        known = ", ".join(suffix[1:] for suffix in SUFFIXES)
        kind = f"the format {path.suffix!r}" if path.suffix else "a file without a suffix"
        raise InputError(f"{path} cannot be read: {kind} is not one of {known}.")
    if status.st_size == 0:
        raise InputError(f"{path} is empty: copy or export it again.")
    if status.st_size > MAX_FILE_BYTES:
        size = status.st_size / (1 << 30)
        limit = MAX_FILE_BYTES >> 30
        raise InputError(f"{path} is too large, {size:.1f} GiB of at most {limit}: simplify it.")


def _cleaned(geometry: Geometry) -> Geometry:
    """Checked indices, welded and used vertices only, no collapsed faces."""
    points, faces = geometry.points, geometry.faces
    if len(points) == 0:
        raise FormatError("holds neither faces nor points")
    if max(len(points) // 3, 0 if faces is None else len(faces)) > MAX_ELEMENTS:
        raise FormatError(f"holds more than {MAX_ELEMENTS:,} faces or points: simplify it first")
    if faces is None:
        _check_coordinates(points)
        return geometry
    if len(faces) == 0:
        raise FormatError("holds no faces")
    _check_indices(faces, len(points))
    points, faces = _compacted(points, faces)
    _check_coordinates(points)
    if not Shape("", points.astype(np.float32), faces.astype(np.int32)).is_watertight:
        first, number = identical_rows(points)
        points, faces = points[first], number[faces]
    a, b, c = faces.T
    proper = (a != b) & (b != c) & (c != a)
    if not proper.any():
        raise FormatError("holds only faces without area")
    groups = geometry.groups
    if not proper.all():
        points, faces = _compacted(points, faces[proper])
        groups = None if groups is None else groups.kept(proper)
    return Geometry(points, faces, groups=groups)


def _compacted(
    points: NDArray[np.floating], faces: NDArray[np.integer]
) -> tuple[NDArray[np.floating], NDArray[np.integer]]:
    """Without the points that no face uses."""
    used = np.zeros(len(points), dtype=bool)
    used[faces.reshape(-1)] = True
    if used.all():
        return points, faces
    return points[used], (np.cumsum(used) - 1)[faces]


def _check_indices(faces: NDArray[np.integer], count: int) -> None:
    low, high = int(faces.min()), int(faces.max())
    if low < 0 or high >= count:
        wrong = low if low < 0 else high
        raise FormatError(
            f"has a face whose vertex index is out of range ({wrong} of {count:,} vertices), "
            "so it is damaged: export it again"
        )


def _check_coordinates(points: NDArray[np.floating]) -> None:
    finite = np.isfinite(points)
    if not finite.all():
        kind = "NaN" if np.isnan(points).any() else "infinite"
        count = int((~finite).any(axis=1).sum())
        raise FormatError(f"has {kind} coordinates in {count:,} of its points: clean it first")
    if np.abs(points).max() > MAX_COORDINATE:
        raise FormatError(f"has coordinates beyond {MAX_COORDINATE:g}: scale it down or clean it")


def _shape(path: Path, geometry: Geometry, up: str) -> Shape:
    points = geometry.points
    try:
        transform = normalizing_transform(points, up)
    except InputError as error:
        raise FormatError(f"has no size: all its {len(points):,} points coincide") from error
    rotation = up_rotation(up)
    scale = float(np.linalg.norm(transform[:3, 0]))
    vertices = ((points - transform[:3, 3]) @ rotation / scale).astype(np.float32)
    faces = None if geometry.faces is None else geometry.faces.astype(np.int32)
    normals = None if faces is not None else _unit_normals(geometry.normals, rotation)
    return Shape(path.stem, vertices, faces, normals, transform, path, geometry.groups)


def _unit_normals(
    normals: NDArray[np.floating] | None, rotation: NDArray[np.float64]
) -> Float32 | None:
    """Unit normals in the normalised frame, or None where a file's are not usable."""
    if normals is None:
        return None
    length = np.linalg.norm(normals, axis=1, keepdims=True)
    if not np.isfinite(length).all() or not (length > 0).all():
        return None
    return np.asarray(normals / length @ rotation, dtype=np.float32)
