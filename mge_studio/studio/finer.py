"""A shape once more at another resolution: the request that decodes its tokens so finely."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mge_studio.errors import InputError
from mge_studio.requests import (
    CompleteRequest,
    ModelInfo,
    Notice,
    Progress,
    ReconstructRequest,
    ShapeResult,
)
from mge_studio.shapes.shape import Shape
from mge_studio.shapes.token_operations import same_tokens
from mge_studio.studio.document import Item
from mge_studio.studio.engine import Engine

FinerRequest = ReconstructRequest | CompleteRequest


def at_resolution(item: Item, model: ModelInfo | None, cells: int) -> FinerRequest | None:
    """What makes the surface of a result again in `cells` an axis; None where nothing does.

    What was read from a file is as fine as it is. Where the surface came from tokens alone, these
    are decoded; a completion that kept its input's own surface is made again, by the same model.
    """
    result, tokens = item.result, item.tokens
    if result is None or tokens is None or model is None or item.partial:
        return None
    if item.tokenization is not None:  # its tokens are a reading of the surface, not its origin
        return None
    request = result.request
    if isinstance(request, CompleteRequest) and request.settings.preserve:
        if not (_is_same(item.made_by, model) and same_tokens(tokens, result.tokens)):
            return None
        settings = replace(request.settings, resolution=cells, preview_every=0)
        return replace(request, settings=settings)
    if not model.reads_codes_of(item.tokens_by):
        return None
    return ReconstructRequest(item.shape, tokens, cells)


def made_finer(
    engine: Engine, item: Item, request: FinerRequest
) -> Iterator[Progress | Notice | Shape]:
    """Reports, and at last the surface, under the item's name."""
    made = None if isinstance(request, ReconstructRequest) else item.result
    variant = 0 if made is None else made.variant
    for event in engine.run(request):
        if isinstance(event, ShapeResult) and event.variant == variant:
            yield event.shape.renamed(item.name)
            return  # variants after it are not made
        if isinstance(event, Progress | Notice):
            yield event
    raise InputError(f"{item.name} could not be made again: export it as it is.")


def _is_same(one: ModelInfo | None, other: ModelInfo) -> bool:
    """Whether two models draw the same, wherever their folders are."""
    if one is None or not other.reads_codes_of(one):
        return False
    names = ("name", "preset", "parameters", "patches", "class_names", "device")
    return all(getattr(one, name) == getattr(other, name) for name in names)
