"""Items as JSON records; their arrays go to the archive, and the records name them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from numpy.typing import NDArray

from mge_studio.requests import (
    Between,
    CompleteRequest,
    ModelInfo,
    ReconstructRequest,
    SampleRequest,
    ShapeResult,
    TokenizeResult,
)
from mge_studio.shapes.groups import Groups
from mge_studio.shapes.shape import Shape
from mge_studio.shapes.tokens import Tokens
from mge_studio.studio.document import Item
from mge_studio.studio.project_archive import ArrayWriter

Record = dict[str, Any]


def encode_item(item: Item, arrays: ArrayWriter) -> Record:
    return {
        "id": item.id,
        "name": item.name,
        "visible": item.visible,
        "kept": item.kept,
        "starred": item.starred,
        "exported": item.exported,
        "partial": item.partial,
        "parent": item.parent,
        "shape": _shape(item.shape, arrays),
        "tokens": _tokens(item.tokens, arrays),
        "tokens_by": _model(item.tokens_by),
        "mask": _array(item.mask, arrays),
        "tokenization": _tokenization(item.tokenization, arrays),
        "result": _result(item.result, arrays),
        "made_by": _model(item.made_by),
    }


def _array(array: NDArray[Any] | None, arrays: ArrayWriter) -> str | None:
    return None if array is None else arrays.add(array)


def _shape(shape: Shape | None, arrays: ArrayWriter) -> Record | None:
    if shape is None:
        return None
    return {
        "name": shape.name,
        "vertices": arrays.add(shape.vertices),
        "faces": _array(shape.faces, arrays),
        "normals": _array(shape.normals, arrays),
        "transform": arrays.add(shape.transform),
        "source": None if shape.source is None else str(shape.source),
        "groups": _groups(shape.groups, arrays),
    }


def _groups(groups: Groups | None, arrays: ArrayWriter) -> Record | None:
    if groups is None:
        return None
    return {"names": arrays.add(groups.encoded_names), "of_faces": arrays.add(groups.of_faces)}


def _tokens(tokens: Tokens | None, arrays: ArrayWriter) -> Record | None:
    if tokens is None:
        return None
    return {
        "codes": arrays.add(tokens.codes),
        "centres": arrays.add(tokens.centres),
        "transform": arrays.add(tokens.transform),
    }


def _model(model: ModelInfo | None) -> Record | None:
    if model is None:
        return None
    return asdict(model) | {"folder": str(model.folder), "class_names": list(model.class_names)}


def _tokenization(result: TokenizeResult | None, arrays: ArrayWriter) -> Record | None:
    if result is None:
        return None
    request = result.request
    return {
        "shape": _shape(request.shape, arrays),
        "seed": request.seed,
        "requested_patches": request.patches,
        "tokens": _tokens(result.tokens, arrays),
        "points": arrays.add(result.points),
        "patches": arrays.add(result.patches),
    }


def _between(between: Between | None, arrays: ArrayWriter) -> Record | None:
    if between is None:
        return None
    return {
        "first": between.first,
        "second": between.second,
        "share": between.share,
        "tokens": _tokens(between.tokens, arrays),
    }


def _result(result: ShapeResult | None, arrays: ArrayWriter) -> Record | None:
    if result is None:
        return None
    return {
        "request": _request(result.request, arrays),
        "variant": result.variant,
        "shape": _shape(result.shape, arrays),
        "tokens": _tokens(result.tokens, arrays),
        "generated": arrays.add(result.generated),
        "confidence": _array(result.confidence, arrays),
        "seconds": result.seconds,
    }


def _request(
    request: ReconstructRequest | CompleteRequest | SampleRequest, arrays: ArrayWriter
) -> Record:
    if isinstance(request, SampleRequest):
        settings = asdict(request.settings)
        return {"job": "sample", "settings": settings, "patches": request.patches}
    given: Record = {
        "shape": _shape(request.shape, arrays),
        "tokens": _tokens(request.tokens, arrays),
    }
    if isinstance(request, ReconstructRequest):
        recipe = {
            "resolution": request.resolution,
            "seed": request.seed,
            "edited": request.edited,
            "between": _between(request.between, arrays),
        }
        return {"job": "reconstruct", **given, **recipe}
    return {
        "job": "complete",
        **given,
        "mask": arrays.add(request.mask),
        "invent": request.invent,
        "settings": asdict(request.settings),
        "where": None if request.where is None else request.where.text,
    }
