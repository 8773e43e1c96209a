"""Names of results: "chair · completion 2", whatever the chain of results before it."""

from __future__ import annotations

from collections.abc import Iterable

from mge_studio.requests import CompleteRequest, ReconstructRequest, SampleRequest, ShapeResult
from mge_studio.studio.document import Document, Item

_WORDS = {
    CompleteRequest: "completion",
    ReconstructRequest: "reconstruction",
    SampleRequest: "sample",
}
_PARTIAL = " (partial)"


def result_name(document: Document, result: ShapeResult, parent: int | None, partial: bool) -> str:
    """The next free name for `result`, numbered within the shape it came from."""
    root = _root(document, parent)
    word = _WORDS[type(result.request)]
    if isinstance(result.request, SampleRequest):
        base = result.request.settings.class_name or "shape"
    else:
        base = root.name if root is not None else result.shape.name
    name = _numbered(f"{base} · {word}", (item.name for item in document.items))
    return name + _PARTIAL if partial else name


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
