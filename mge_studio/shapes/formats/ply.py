"""PLY, text and binary, meshes and clouds."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from mge_studio.shapes.formats.geometry import FormatError, Geometry, check_size, cut_short, fan
from mge_studio.shapes.formats.text import number_rows, polygon_rows

TYPES = {
    "char": "i1", "int8": "i1", "uchar": "u1", "uint8": "u1", "short": "i2", "int16": "i2",
    "ushort": "u2", "uint16": "u2", "int": "i4", "int32": "i4", "uint": "u4", "uint32": "u4",
    "float": "f4", "float32": "f4", "double": "f8", "float64": "f8",
}  # fmt: skip
BYTE_ORDER = {"binary_little_endian": "<", "binary_big_endian": ">", "ascii": ""}
CORNERS = ("vertex_indices", "vertex_index")


@dataclass
class _Property:
    """count: the numpy type of a list's length, None for a scalar."""

    name: str
    type: str
    count: str | None = None


@dataclass
class _Element:
    name: str
    count: int
    properties: list[_Property] = field(default_factory=list)

    def names(self) -> list[str]:
        return [prop.name for prop in self.properties]

    def corners(self) -> int | None:
        """Which property lists the corners of faces."""
        names = [p.name if p.count else "" for p in self.properties]
        return next((names.index(name) for name in CORNERS if name in names), None)


Columns = dict[str, NDArray[np.generic]]
Polygons = tuple[NDArray[np.integer], NDArray[np.integer]]


def read_ply(path: Path) -> Geometry:
    """A mesh, or a cloud (with normals if there are any) if there are no faces."""
    data = path.read_bytes()
    order, elements, start = _header(data)
    source = _Binary(data, start, order) if order else _Text(data[start:])
    vertices: Columns = {}
    faces: Polygons | None = None
    for element in elements:
        if element.name == "vertex":
            vertices = source.columns(element)
        elif element.name == "face" and element.corners() is not None:
            faces = source.polygons(element)
        elif element.name == "tristrips":
            raise FormatError("holds triangle strips, which cannot be read: export it as triangles")
        else:
            source.skip(element)
    points, normals = _stacked(vertices, "x", "y", "z"), _stacked(vertices, "nx", "ny", "nz")
    if points is None:
        raise FormatError("has no vertices with x, y and z")
    if faces is None or len(faces[1]) == 0:
        return Geometry(points, None, normals)
    return Geometry(points, fan(*faces))


def _header(data: bytes) -> tuple[str, list[_Element], int]:
    """Byte order ("" for text), elements, and where the header ends."""
    end = data.find(b"end_header", 0, 1 << 20)
    if not data.startswith(b"ply"):
        raise FormatError("does not begin with ply, so it is not a PLY file")
    if end < 0 or (newline := data.find(b"\n", end)) < 0:
        raise FormatError("ends inside its header, so it is cut short: copy or export it again")
    order: str | None = None
    elements: list[_Element] = []
    for line in data[:end].decode("latin-1").splitlines()[1:]:
        try:
            match line.split():
                case ["format", kind, *_]:
                    order = BYTE_ORDER[kind]
                case ["element", name, count]:
                    elements.append(_Element(name, check_size(int(count), f"{name} rows")))
                case ["property", "list", count, kind, name]:
                    elements[-1].properties.append(_Property(name, TYPES[kind], TYPES[count]))
                case ["property", kind, name]:
                    elements[-1].properties.append(_Property(name, TYPES[kind]))
        except (KeyError, IndexError, ValueError) as error:
            if isinstance(error, FormatError):
                raise
            raise FormatError(f"has a header line that is not PLY: {line.strip()!r}") from None
    if order is None:
        raise FormatError("has no format line in its header, so it is damaged")
    return order, elements, newline + 1


class _Text:
    """Elements of a text file, in the order of the file."""

    def __init__(self, body: bytes) -> None:
        self._lines = [line for line in body.splitlines() if line and not line.isspace()]
        self._next = 0

    def skip(self, element: _Element) -> None:
        self._take(element)

    def columns(self, element: _Element) -> Columns:
        rows = number_rows(self._take(element), len(element.properties), element.name)
        return {name: rows[:, column] for column, name in enumerate(element.names())}

    def polygons(self, element: _Element) -> Polygons:
        first = element.corners() or 0
        if any(prop.count for prop in element.properties[:first]):
            raise FormatError("has lists before the corners of its faces, which cannot be read")
        return polygon_rows(self._take(element), first)

    def _take(self, element: _Element) -> list[bytes]:
        lines = self._lines[self._next : self._next + element.count]
        if len(lines) < element.count:
            raise cut_short(len(lines), element.count, f"{element.name} rows")
        self._next += element.count
        return lines


class _Binary:
    """Elements of a binary file, in the order of the file."""

    def __init__(self, data: bytes, start: int, order: str) -> None:
        self._data, self._next, self._order = data, start, order

    def skip(self, element: _Element) -> None:
        if any(prop.count for prop in element.properties):
            self._lists(element)
        else:
            self.columns(element)

    def columns(self, element: _Element) -> Columns:
        if any(prop.count for prop in element.properties):
            raise FormatError(f"has a list among its {element.name} rows, which cannot be read")
        dtype = np.dtype(
            [(f"p{i}", self._order + prop.type) for i, prop in enumerate(element.properties)]
        )
        room = (len(self._data) - self._next) // max(dtype.itemsize, 1)
        if room < element.count:
            raise cut_short(room, element.count, f"{element.name} rows")
        rows = np.frombuffer(self._data, dtype, element.count, self._next)
        self._next += rows.nbytes
        return {name: rows[f"p{i}"] for i, name in enumerate(element.names())}

    def polygons(self, element: _Element) -> Polygons:
        return self._lists(element)

    def _lists(self, element: _Element) -> Polygons:
        """Corners and sizes; all rows at once where, as in most files, their lists are as long as
        those of the first row."""
        lengths = self._first_lengths(element)
        fields: list[tuple[str, str, tuple[int, ...]]] = []
        for i, prop in enumerate(element.properties):
            if prop.count:
                fields.append((f"n{i}", self._order + prop.count, ()))
            fields.append((f"p{i}", self._order + prop.type, (lengths[i],) if prop.count else ()))
        dtype = np.dtype(fields)
        if (len(self._data) - self._next) // dtype.itemsize >= element.count:
            rows = np.frombuffer(self._data, dtype, element.count, self._next)
            counted = [i for i, prop in enumerate(element.properties) if prop.count]
            if all((rows[f"n{i}"] == lengths[i]).all() for i in counted):
                self._next += rows.nbytes
                which = element.corners() or 0
                corners = rows[f"p{which}"].reshape(-1)
                return corners, np.full(element.count, lengths[which])
        return self._ragged(element)

    def _first_lengths(self, element: _Element) -> list[int]:
        place, lengths = self._next, []
        for prop in element.properties:
            length = self._read(place, prop.count) if prop.count and element.count else 0
            lengths.append(length)
            place += np.dtype(prop.count).itemsize if prop.count else 0
            place += np.dtype(prop.type).itemsize * (length if prop.count else 1)
        return lengths

    def _ragged(self, element: _Element) -> Polygons:
        """Lists of any lengths: only walking from row to row is left to a slow loop."""
        which = element.corners()
        widths = [
            (np.dtype(prop.count).itemsize if prop.count else 0, np.dtype(prop.type).itemsize)
            for prop in element.properties
        ]
        order: Literal["big", "little"] = "big" if self._order == ">" else "little"
        data, place = self._data, self._next
        starts, sizes = np.zeros((2, element.count), dtype=np.int64)
        for row in range(element.count):
            for i, (count_width, width) in enumerate(widths):
                body = place + count_width
                length = int.from_bytes(data[place:body], order) if count_width else 1
                if i == which:
                    starts[row], sizes[row] = body, length
                place = body + length * width
            if place > len(data):
                raise cut_short(row, element.count, f"{element.name} rows")
        self._next = place
        if which is None:
            return starts[:0], sizes[:0]
        return self._gathered(starts, sizes, element.properties[which].type), sizes

    def _gathered(
        self, starts: NDArray[np.int64], sizes: NDArray[np.int64], kind: str
    ) -> NDArray[np.integer]:
        """The values of all lists, one after the other, from where each starts in the file."""
        dtype = np.dtype(self._order + kind)
        within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        places = np.repeat(starts, sizes) + dtype.itemsize * within
        raw = np.frombuffer(self._data, dtype=np.uint8)
        values = raw[places[:, None] + np.arange(dtype.itemsize)].view(dtype)
        return np.asarray(values.reshape(-1), dtype=np.int64)

    def _read(self, place: int, kind: str) -> int:
        dtype = np.dtype(self._order + kind)
        if place + dtype.itemsize > len(self._data):
            raise FormatError("ends inside its faces, so it is cut short: copy or export it again")
        return int(np.frombuffer(self._data, dtype, 1, place)[0])


def _stacked(columns: Columns, *names: str) -> NDArray[np.float64] | None:
    if not all(name in columns for name in names):
        return None
    return np.stack([columns[name] for name in names], axis=-1).astype(np.float64)
