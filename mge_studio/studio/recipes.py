"""Recipes: how a result was made, as JSON, as a command to paste, and as Python to paste.

A result carries its request, so nothing else is needed. Where the input did not come from a file
(a result completed further), the texts name a tokens file that has to be saved first.
"""

from __future__ import annotations

import shlex
from dataclasses import asdict
from typing import Any

import numpy as np

from mge_studio.requests import (
    CompleteRequest,
    GenerationSettings,
    ModelInfo,
    ReconstructRequest,
    Request,
    SampleRequest,
)
from mge_studio.shapes.shape import UP_AXES, Shape, up_rotation
from mge_studio.studio.document import Item

#: Written into every recipe; a reader refuses newer ones.
RECIPE_VERSION = 1

_DEFAULTS = GenerationSettings()


def request_recipe(request: Request, model: ModelInfo | None = None) -> dict[str, Any]:
    """A JSON-able dict with everything that repeats `request`, except the shape's own data."""
    recipe: dict[str, Any] = {"version": RECIPE_VERSION, "job": _job_name(request)}
    if not isinstance(request, SampleRequest) and request.shape is not None:
        shape = request.shape
        source = None if shape.source is None else str(shape.source)
        recipe |= {"shape": shape.name, "input": source, "up": up_axis(shape)}
    if isinstance(request, CompleteRequest):
        recipe["mask"] = np.flatnonzero(request.mask).tolist()
        recipe |= {"patches": len(request.mask), "invent": request.invent}
    if isinstance(request, CompleteRequest | SampleRequest):
        recipe["settings"] = asdict(request.settings)
    else:
        recipe["settings"] = {"seed": request.seed}
        if isinstance(request, ReconstructRequest):
            recipe["settings"]["resolution"] = request.resolution
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


def as_command(item: Item) -> str | None:
    """Shell lines that make the result again; None for a shape opened from a file."""
    if item.result is None:
        return None
    request = item.result.request
    lines, words = [], ["mge-studio", _job_name(request)]
    if not isinstance(request, SampleRequest):
        source, comment = _input(request)
        lines += comment
        words += [source, *_up_option(request.shape)]
    if isinstance(request, ReconstructRequest):
        words += ["-o", f"{_file_stem(item.name)}.obj", "--resolution", str(request.resolution)]
        words += ["--seed", str(request.seed)]
    else:
        words += ["-o", _file_stem(item.name)]
        words += _settings_options(request)
        kind = "variant" if isinstance(request, CompleteRequest) else "sample"
        lines.append(f"# {item.name} is {kind}-{item.result.variant:02d}.obj")
    if isinstance(request, CompleteRequest) and not request.invent:
        ids = np.flatnonzero(request.mask).tolist()
        lines.append(f"echo '{ids}' > mask.json")
    if item.made_by is not None:
        words += ["--model", str(item.made_by.folder), "--device", item.made_by.device]
    return "\n".join([*lines, shlex.join(words)])


def as_python(item: Item) -> str | None:
    """Python lines that make the result again; None for a shape opened from a file."""
    if item.result is None:
        return None
    request, model = item.result.request, item.made_by
    names = f"{type(request).__name__}, ShapeResult"
    if not isinstance(request, ReconstructRequest):
        names = f"{type(request).__name__}, GenerationSettings, ShapeResult"
    lines = ["import mge_studio", f"from mge_studio.requests import {names}"]
    if isinstance(request, CompleteRequest):
        lines.insert(0, "import numpy as np")
    folder = "" if model is None else f"{str(model.folder)!r}, device={model.device!r}"
    lines += ["", f"model = mge_studio.load_model({folder})"]
    if not isinstance(request, SampleRequest):
        lines += _python_input(request)
    lines += _python_request(request)
    lines += [
        "results = [event for event in model.run(request) if isinstance(event, ShapeResult)]",
        f"results[{item.result.variant}].shape.save({_file_stem(item.name) + '.obj'!r})",
    ]
    return "\n".join(lines) + "\n"


def up_axis(shape: Shape) -> str:
    """Which axis of the shape's file was up, read from its transform."""
    rotation = shape.transform[:3, :3] / np.linalg.norm(shape.transform[:3, 0])
    return next((up for up in UP_AXES if np.allclose(rotation, up_rotation(up), atol=1e-6)), "y")


def _job_name(request: Request) -> str:
    return type(request).__name__.removesuffix("Request").lower()


def _input(request: CompleteRequest | ReconstructRequest) -> tuple[str, list[str]]:
    """The file a request's shape came from, and a comment where it has to be saved first."""
    shape = request.shape
    edited = isinstance(request, ReconstructRequest) and request.edited
    if shape is not None and shape.source is not None and not edited:
        return str(shape.source), []
    stem = _file_stem("input" if shape is None else shape.name)
    if edited:
        return f"{stem}-edited.npz", [f"# first export these tokens as {stem}-edited.npz"]
    if isinstance(request, ReconstructRequest):
        return f"{stem}.obj", [f"# first export the input as {stem}.obj"]
    return f"{stem}.npz", [f"# first export the tokens of the input as {stem}.npz"]


def _python_input(request: CompleteRequest | ReconstructRequest) -> list[str]:
    source, comment = _input(request)
    if request.shape is None or (comment and source.endswith(".npz")):
        load = f"tokens = load_tokens(Path({source!r}))"
        imports = ["from pathlib import Path", "from mge_studio.shapes.tokens import load_tokens"]
        return [*comment, *imports, "shape = None", load]
    up = "y" if request.shape is None else up_axis(request.shape)
    lines = [*comment, f"shape = mge_studio.load_shape({source!r}, up={up!r})"]
    tokenized = isinstance(request, CompleteRequest)
    return [*lines, "tokens = model.tokenize(shape)"] if tokenized else lines


def _up_option(shape: Shape | None) -> list[str]:
    up = "y" if shape is None else up_axis(shape)
    return [] if up == "y" else ["--up", up]


def _settings_options(request: CompleteRequest | SampleRequest) -> list[str]:
    settings = request.settings
    words: list[str] = []
    if isinstance(request, CompleteRequest):
        words += ["--mask", f"invent:{request.invent}" if request.invent else "file:mask.json"]
        words += ["--variants", str(settings.variants), "--mode", settings.mode]
        words += [] if settings.preserve else ["--no-preserve"]
    else:
        words += ["--count", str(settings.variants)]
    words += ["--seed", str(settings.seed), "--steps", str(settings.steps)]
    words += ["--temperature", f"{settings.temperature:g}", "--guidance", f"{settings.guidance:g}"]
    words += ["--resolution", str(settings.resolution)]
    return words if settings.class_name is None else [*words, "--class", settings.class_name]


def _python_request(request: CompleteRequest | SampleRequest | ReconstructRequest) -> list[str]:
    if isinstance(request, ReconstructRequest):
        return _python_reconstruction(request)
    changed = {
        name: value
        for name, value in asdict(request.settings).items()
        if value != getattr(_DEFAULTS, name)
    }
    arguments = ", ".join(f"{name}={value!r}" for name, value in changed.items())
    lines = [f"settings = GenerationSettings({arguments})"]
    if isinstance(request, SampleRequest):
        return [*lines, "request = SampleRequest(settings)"]
    ids = np.flatnonzero(request.mask).tolist()
    return [
        *lines,
        "mask = np.zeros(len(tokens), bool)",
        f"mask[{ids}] = True",
        "request = CompleteRequest(",
        f"    shape, tokens, mask, invent={request.invent}, settings=settings",
        ")",
    ]


def _python_reconstruction(request: ReconstructRequest) -> list[str]:
    given = f"shape, resolution={request.resolution}, seed={request.seed}"
    if not request.edited:
        return [f"request = ReconstructRequest({given})"]
    return [
        "from mge_studio.shapes.shape import Shape",
        "shape = Shape('edited', tokens.centres, transform=tokens.transform)",
        f"request = ReconstructRequest({given}, tokens=tokens)",
    ]


def _file_stem(name: str) -> str:
    """A file name without spaces and signs, such as chair-completion-1."""
    words = "".join(sign if sign.isalnum() else " " for sign in name).split()
    return "-".join(words) or "result"
