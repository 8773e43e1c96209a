"""Items from JSON records. Whatever is not as a project has it raises ValueError or KeyError: an
index out of range would otherwise crash the viewer long after the file was opened."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

from mge_studio.errors import InputError
from mge_studio.requests import (
    ORDERS,
    Between,
    CompleteRequest,
    GenerationSettings,
    ModelInfo,
    ReconstructRequest,
    SampleRequest,
    ShapeResult,
    TokenizeRequest,
    TokenizeResult,
)
from mge_studio.shapes.boxes import Box, parse_box
from mge_studio.shapes.groups import Groups, decoded_groups
from mge_studio.shapes.shape import Shape
from mge_studio.shapes.tokens import Tokens
from mge_studio.studio.document import Item
from mge_studio.studio.project_archive import ArrayReader

Record = dict[str, Any]
Value = TypeVar("Value")
_DEFAULTS = asdict(GenerationSettings())


def decode_item(record: Record, arrays: ArrayReader) -> Item:
    tokens = _tokens(record["tokens"], arrays)
    mask = None
    if tokens is not None and record["mask"] is not None:
        mask = _array(arrays, record["mask"], bool, len(tokens))
    return Item(
        _count(record["id"]),
        typed(record["name"], str),
        _shape(record["shape"], arrays),
        visible=typed(record["visible"], bool),
        tokenization=_tokenization(record["tokenization"], arrays),
        tokens=tokens,
        tokens_by=_model(record["tokens_by"]),
        mask=mask,
        result=_result(record["result"], arrays),
        made_by=_model(record["made_by"]),
        kept=typed(record["kept"], bool),
        starred=typed(record.get("starred", False), bool),  # older projects have none
        exported=typed(record["exported"], bool),
        partial=typed(record["partial"], bool),
        parent=None if record["parent"] is None else _count(record["parent"]),
    )


def typed(value: Any, kind: type[Value]) -> Value:
    """`value`, which must be a `kind`; True is no number here."""
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise ValueError(f"{value!r} is not a {kind.__name__}")
    return value


def number(value: Any) -> float:
    """A finite float."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not np.isfinite(value):
        raise ValueError(f"{value!r} is not a number")
    return float(value)


def _count(value: Any) -> int:
    if typed(value, int) < 0:
        raise ValueError(f"{value} is negative")
    return int(value)


def _array(arrays: ArrayReader, name: object, dtype: DTypeLike, *shape: int | None) -> NDArray[Any]:
    """An array of `dtype`, finite, of `shape` (None is any length)."""
    array = arrays.read(name)
    fits = array.ndim == len(shape) and all(
        wanted in (None, length) for wanted, length in zip(shape, array.shape, strict=True)
    )
    if not fits or array.dtype.kind != np.dtype(dtype).kind:
        raise ValueError(f"{name} has another form than it should have")
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise ValueError(f"{name} holds numbers that are not finite")
    return array.astype(dtype, copy=False)


def _indices(
    arrays: ArrayReader, name: object, dtype: DTypeLike, width: int | None, limit: int
) -> NDArray[Any]:
    """(any, width) rows, each in [0, limit)."""
    rows = _array(arrays, name, dtype, None, width)
    if rows.size and (rows.min() < 0 or rows.max() >= limit):
        raise ValueError(f"{name} points outside its array")
    return rows


def _shape(record: Record, arrays: ArrayReader) -> Shape:
    vertices = _array(arrays, record["vertices"], np.float32, None, 3)
    faces, normals = record["faces"], record["normals"]
    if len(vertices) == 0:
        raise ValueError("a shape without points")
    triangles = None if faces is None else _indices(arrays, faces, np.int32, 3, len(vertices))
    return Shape(
        typed(record["name"], str),
        vertices,
        triangles,
        None if normals is None else _array(arrays, normals, np.float32, len(vertices), 3),
        _array(arrays, record["transform"], np.float64, 4, 4),
        _source(record["source"]),
        _groups(record.get("groups"), 0 if triangles is None else len(triangles), arrays),
    )


def _groups(record: Record | None, faces: int, arrays: ArrayReader) -> Groups | None:
    """Older projects have none."""
    if record is None:
        return None
    of_faces = arrays.read(record["of_faces"])
    narrow = np.uint8 if of_faces.dtype.itemsize == 1 else np.uint16
    return decoded_groups(
        _array(arrays, record["names"], np.uint8, None),
        _array(arrays, record["of_faces"], narrow, faces),
    )


def _source(name: Any) -> Path | None:
    """The file a shape came from, where it is within reach: it may lie on another machine."""
    path = None if name is None else Path(typed(name, str))
    try:
        return path if path is not None and path.is_file() else None
    except OSError:
        return None


def _tokens(record: Record | None, arrays: ArrayReader) -> Tokens | None:
    return None if record is None else _some_tokens(record, arrays)


def _some_tokens(record: Record, arrays: ArrayReader) -> Tokens:
    codes = _array(arrays, record["codes"], np.int64, None)
    if len(codes) and codes.min() < 0:
        raise ValueError("a code is negative")
    centres = _array(arrays, record["centres"], np.float32, len(codes), 3)
    return Tokens(codes, centres, _array(arrays, record["transform"], np.float64, 4, 4))


def _model(record: Record | None) -> ModelInfo | None:
    if record is None:
        return None
    return ModelInfo(
        name=typed(record["name"], str),
        folder=Path(typed(record["folder"], str)),
        preset=typed(record["preset"], str),
        parameters=_count(record["parameters"]),
        patches=_count(record["patches"]),
        most_patches=_count(record.get("most_patches", record["patches"])),  # older have one
        codebook_size=_count(record["codebook_size"]),
        class_names=tuple(typed(name, str) for name in record["class_names"]),
        device=typed(record["device"], str),
        tokenizer_hash=typed(record["tokenizer_hash"], str),
    )


def _tokenization(record: Record | None, arrays: ArrayReader) -> TokenizeResult | None:
    if record is None:
        return None
    wanted = record["requested_patches"]
    request = TokenizeRequest(
        _shape(record["shape"], arrays),
        typed(record["seed"], int),
        None if wanted is None else _count(wanted),
    )
    points = _array(arrays, record["points"], np.float32, None, 3)
    patches = _indices(arrays, record["patches"], np.int64, None, len(points))
    tokens = _some_tokens(record["tokens"], arrays)
    if len(patches) != len(tokens):
        raise ValueError("as many patches as tokens are needed")
    return TokenizeResult(request, tokens, points, patches)


def _result(record: Record | None, arrays: ArrayReader) -> ShapeResult | None:
    if record is None:
        return None
    tokens = _some_tokens(record["tokens"], arrays)
    confidence = record["confidence"]
    return ShapeResult(
        _request(record["request"], arrays),
        _count(record["variant"]),
        _shape(record["shape"], arrays),
        tokens,
        _array(arrays, record["generated"], bool, len(tokens)),
        None if confidence is None else _array(arrays, confidence, np.float32, len(tokens)),
        number(record["seconds"]),
    )


def _request(
    record: Record, arrays: ArrayReader
) -> ReconstructRequest | CompleteRequest | SampleRequest:
    job = record["job"]
    if job == "sample":
        wanted = record.get("patches")  # older projects have none
        return SampleRequest(
            _settings(record["settings"]), None if wanted is None else _count(wanted)
        )
    tokens = _tokens(record["tokens"], arrays)
    if job == "reconstruct":
        resolution, seed = typed(record["resolution"], int), typed(record["seed"], int)
        edited = typed(record.get("edited", False), bool)
        shape = _shape(record["shape"], arrays)
        between = _between(record.get("between"), arrays)  # older projects have none
        return ReconstructRequest(shape, tokens, resolution, seed, edited, between)
    if job != "complete" or tokens is None:
        raise ValueError(f"{job!r} is no job whose result can be kept")
    return CompleteRequest(
        None if record["shape"] is None else _shape(record["shape"], arrays),
        tokens,
        _array(arrays, record["mask"], bool, None),
        _count(record["invent"]),
        _settings(record["settings"]),
        _where(record.get("where")),  # older projects have none
    )


def _where(text: Any) -> Box | None:
    if text is None:
        return None
    try:
        return parse_box(typed(text, str))
    except InputError as error:
        raise ValueError(str(error)) from error


def _between(record: Record | None, arrays: ArrayReader) -> Between | None:
    if record is None:
        return None
    return Between(
        typed(record["first"], str),
        typed(record["second"], str),
        number(record["share"]),
        _some_tokens(record["tokens"], arrays),
    )


def _settings(record: Record) -> GenerationSettings:
    """Settings this version does not have are left out, those it adds get their defaults."""
    values = {name: value for name, value in record.items() if name in _DEFAULTS}
    for name, value in values.items():
        default = _DEFAULTS[name]
        if name == "class_name":
            values[name] = None if value is None else typed(value, str)
        elif isinstance(default, float):
            values[name] = number(value)
        else:
            values[name] = typed(value, type(default))
    if values.get("mode", "free") not in ("free", "in-place"):
        raise ValueError(f"unknown mode {values['mode']!r}")
    if values.get("order", "confident") not in ORDERS:
        raise ValueError(f"unknown order {values['order']!r}")
    return GenerationSettings(**values)
