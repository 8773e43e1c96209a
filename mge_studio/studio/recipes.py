"""Recipes: how a result was made, as JSON. A result carries its request, so nothing else is needed.

`repeating` gives the same as a command and as Python to paste.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from mge_studio.requests import (
    CompleteRequest,
    ModelInfo,
    ReconstructRequest,
    Request,
    SampleRequest,
)
from mge_studio.shapes.shape import UP_AXES, Shape, up_rotation
from mge_studio.studio.document import Item

#: Written into every recipe; a reader refuses newer ones.
RECIPE_VERSION = 1


def request_recipe(request: Request, model: ModelInfo | None = None) -> dict[str, Any]:
    """A JSON-able dict with everything that repeats `request`, except the shape's own data."""
    recipe: dict[str, Any] = {"version": RECIPE_VERSION, "job": _job_name(request)}
    if not isinstance(request, SampleRequest) and request.shape is not None:
        shape = request.shape
        source = None if shape.source is None else str(shape.source)
        recipe |= {"shape": shape.name, "input": source, "up": up_axis(shape)}
    if isinstance(request, CompleteRequest):
        recipe["mask"] = np.flatnonzero(request.mask).tolist()
        where = None if request.where is None else request.where.text
        recipe |= {"patches": len(request.mask), "invent": request.invent, "where": where}
    if isinstance(request, SampleRequest) and request.patches is not None:
        recipe["patches"] = request.patches
    if isinstance(request, CompleteRequest | SampleRequest):
        recipe["settings"] = asdict(request.settings)
    else:
        recipe["settings"] = {"seed": request.seed}
        if isinstance(request, ReconstructRequest):
            recipe["settings"]["resolution"] = request.resolution
            recipe |= _between(request)
    if model is not None:
        recipe["model"] = {"name": model.name, "folder": str(model.folder), "device": model.device}
    return recipe


def item_recipe(item: Item) -> dict[str, Any] | None:
    """The recipe of a result; None for a shape opened from a file."""
    if item.result is None:
        return None
    recipe = request_recipe(item.result.request, item.made_by)
    return recipe | {
        "name": item.name,
        "variant": item.result.variant,
        "partial": item.partial,
        "seconds": round(item.result.seconds, 3),
    }


def _between(request: ReconstructRequest) -> dict[str, Any]:
    """Both ends and the share of an interpolation."""
    between = request.between
    if between is None:
        return {}
    ends = {"from": between.first, "to": between.second, "share": between.share}
    return {"between": ends | {"edited_since": request.edited_since}}


def up_axis(shape: Shape) -> str:
    """Which axis of the shape's file was up, read from its transform."""
    rotation = shape.transform[:3, :3] / np.linalg.norm(shape.transform[:3, 0])
    return next((up for up in UP_AXES if np.allclose(rotation, up_rotation(up), atol=1e-6)), "y")


def _job_name(request: Request) -> str:
    return type(request).__name__.removesuffix("Request").lower()
