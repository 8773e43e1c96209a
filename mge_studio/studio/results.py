"""Results of model jobs: their names, partial ones, and which of them closing would lose."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from mge_studio.requests import (
    CompleteRequest,
    Preview,
    ReconstructRequest,
    Request,
    SampleRequest,
    ShapeResult,
)
from mge_studio.shapes.shape import Shape
from mge_studio.studio.document import Document, Item

_WORDS = {
    CompleteRequest: "completion",
    ReconstructRequest: "reconstruction",
    SampleRequest: "sample",
}
_PARTIAL = " (partial)"


def result_name(document: Document, result: ShapeResult, parent: int | None, partial: bool) -> str:
    """The next free name, such as "chair · completion 2": numbered within the shape it came from,
    however many results lie between."""
    root = _root(document, parent)
    word = "edited" if _is_edit(result) else _WORDS[type(result.request)]
    if isinstance(result.request, SampleRequest):
        base = result.request.settings.class_name or "shape"
    else:
        base = root.name if root is not None else result.shape.name
    name = _numbered(f"{base} · {word}", (item.name for item in document.items))
    return name + _PARTIAL if partial else name


def partial_result(
    request: CompleteRequest | SampleRequest, preview: Preview, seconds: float
) -> ShapeResult:
    """What a cancelled job had come to, from its latest preview of a variant."""
    tokens = preview.tokens
    shape = Shape("partial", preview.vertices, preview.faces, transform=tokens.transform)
    generated = np.ones(len(tokens), bool)
    if isinstance(request, CompleteRequest) and len(request.mask) == len(tokens):
        generated = request.mask
    return ShapeResult(request, preview.variant, shape, tokens, generated, seconds=seconds)


def run_of(document: Document, item: Item) -> tuple[Item, ...]:
    """The results of the job that made `item`, itself among them, by variant; () for no result."""
    if item.result is None:
        return ()
    request = item.result.request
    others = (other for other in document.items if other.parent == item.parent)
    run = [other for other in others if other.result and _same(other.result.request, request)]
    return tuple(sorted(run, key=lambda other: other.result.variant if other.result else 0))


def _same(one: Request, other: Request) -> bool:
    """Whether two requests are one, also after they came back from a project file."""
    if one is other:
        return True
    if isinstance(one, CompleteRequest) and isinstance(other, CompleteRequest):
        alike = one.settings == other.settings and one.where == other.where
        return alike and np.array_equal(one.mask, other.mask)
    return isinstance(one, SampleRequest) and one == other


def is_unsaved(item: Item) -> bool:
    """True when closing would lose it: not exported, and neither a file's own shape nor a
    reconstruction nobody kept."""
    if item.result is None or item.exported:
        return False
    return item.kept or not is_reconstruction(item)


def is_generated(item: Item) -> bool:
    """True for what was drawn with settings and a seed: completions and samples."""
    request = None if item.result is None else item.result.request
    return isinstance(request, CompleteRequest | SampleRequest)


def is_edited(item: Item) -> bool:
    """True for a shape whose tokens were changed by hand."""
    return item.result is not None and _is_edit(item.result)


def is_reconstruction(item: Item) -> bool:
    """True for the tokenizer's own reading of a shape."""
    result = item.result
    return result is not None and (
        isinstance(result.request, ReconstructRequest) and not result.request.edited
    )


def _is_edit(result: ShapeResult) -> bool:
    return isinstance(result.request, ReconstructRequest) and result.request.edited


def _root(document: Document, item_id: int | None) -> Item | None:
    item = document.find(item_id)
    while item is not None and (parent := document.find(item.parent)) is not None:
        item = parent
    return item


def _numbered(prefix: str, taken: Iterable[str]) -> str:
    names = {name.removesuffix(_PARTIAL) for name in taken}
    number = 1
    while f"{prefix} {number}" in names:
        number += 1
    return f"{prefix} {number}"
