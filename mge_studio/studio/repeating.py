"""Making a result again outside the studio: a command to paste, Python to paste.

Both read the file that the input was opened from. Where there is none, or its tokens are no longer
what is read from it (a result completed further, tokens edited by hand), they read a project that
holds the input alone, with its tokens: `input_project`, to be saved first.
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from mge_studio.requests import (
    CompleteRequest,
    GenerationSettings,
    ModelInfo,
    ReconstructRequest,
    SampleRequest,
)
from mge_studio.resources import models_path
from mge_studio.shapes.regions import listed_text
from mge_studio.shapes.shape import Shape, normalizing_transform
from mge_studio.shapes.token_operations import same_tokens
from mge_studio.studio.document import Item
from mge_studio.studio.project import Project, is_project
from mge_studio.studio.recipes import up_axis

_DEFAULTS = GenerationSettings()


@dataclass(frozen=True)
class Source:
    """The file that a command reads. up: which axis of it is up; a project needs none."""

    path: Path
    up: str = "y"


def needs_source(item: Item) -> bool:
    """Whether a result was made from something, and not from nothing as samples are."""
    return item.result is not None and not isinstance(item.result.request, SampleRequest)


def input_file(item: Item, parent: Item | None) -> Source | None:
    """The file of a result's input, when reading it (in as many patches) gives the same tokens
    again; else None.

    parent: the item the result was made from, None when it is gone.
    """
    request = None if item.result is None else item.result.request
    if request is None or isinstance(request, SampleRequest) or request.shape is None:
        return None
    shape, tokens = request.shape, request.tokens
    if shape.source is None or not shape.source.is_file() or not _is_as_loaded(shape):
        return None
    if isinstance(request, CompleteRequest) and request.invent:
        return Source(shape.source, up_axis(shape))  # a scan is read anew each time
    read = None if parent is None else parent.tokenization
    if read is None or read.request.seed != 0:
        return None
    if tokens is not None and not same_tokens(tokens, read.tokens):
        return None
    return Source(shape.source, up_axis(shape))


def input_project(item: Item) -> Project:
    """A project of a result's input alone. Raises ValueError for results made from nothing."""
    request = None if item.result is None else item.result.request
    if request is None or isinstance(request, SampleRequest) or request.shape is None:
        raise ValueError(f"{item.name} was made from nothing")
    between = request.between if isinstance(request, ReconstructRequest) else None
    name = request.shape.name if between is None else between.short
    given = Item(1, name, request.shape)
    if request.tokens is not None:
        given = Item(1, given.name, given.shape, tokens=request.tokens, tokens_by=item.made_by)
    return Project((given,), given.id)


def as_command(item: Item, source: Source | None = None) -> str:
    """One shell line that makes a result again; source: of its input, None for samples."""
    assert item.result is not None
    request = item.result.request
    words = [*_program(), type(request).__name__.removesuffix("Request").lower()]
    if source is not None:
        words += [str(source.path), *([] if source.up == "y" else ["--up", source.up])]
    stem = _file_stem(item.name)
    if isinstance(request, ReconstructRequest):
        words += ["-o", f"{stem}.obj", "--resolution", str(request.resolution)]
        words += ["--seed", str(request.seed)]
    else:
        words += ["-o", stem, *_settings_options(request)]
        if request.settings.variants > 1:
            words += ["--only", str(item.result.variant)]
    patches = _other_patches(item, source)
    words += [] if patches is None else ["--patches", str(patches)]
    words += _model_options(item.made_by)
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)


def as_python(item: Item, source: Source | None = None) -> str:
    """Python lines that make a result again; source: of its input, None for samples."""
    assert item.result is not None
    request = item.result.request
    lines = [*_origin(request), *_imports(request, source)]
    lines += ["", f"model = mge_studio.load_model({_model(item)})"]
    patches = _other_patches(item, source)
    if source is not None:
        lines += _python_input(request, source, patches)
    lines += _python_request(request, patches)
    lines += [
        "results = [event for event in model.run(request) if isinstance(event, ShapeResult)]",
        f"results[{item.result.variant}].shape.save({_file_stem(item.name) + '.obj'!r})",
    ]
    return "\n".join(lines) + "\n"


def _is_as_loaded(shape: Shape) -> bool:
    """Whether it lies in its frame as loading puts it there; a scan may have been placed."""
    loaded = normalizing_transform(shape.vertices_in_input_units(), up_axis(shape))
    return np.allclose(loaded, shape.transform, rtol=1e-5, atol=1e-5 * abs(loaded[:3]).max())


def _other_patches(item: Item, source: Source | None) -> int | None:
    """How many patches the whole shape has, where that has to be said: not the model's own number,
    nor that of tokens which are read from a project."""
    assert item.result is not None
    request = item.result.request
    if isinstance(request, SampleRequest):
        count = request.patches
    elif request.tokens is None or source is None or is_project(source.path):
        return None
    else:
        invented = request.invent if isinstance(request, CompleteRequest) else 0
        count = len(request.tokens) + invented
    own = None if item.made_by is None else item.made_by.patches
    return None if count == own else count


def _program() -> list[str]:
    """What starts the terminal commands of this installation, on the path or not."""
    known = shutil.which("mge-studio") is not None
    return ["mge-studio"] if known else [sys.executable, "-m", "mge_studio"]


def _model_options(model: ModelInfo | None) -> list[str]:
    if model is None:
        return []
    words = [] if _is_bundled(model) else ["--model", str(model.folder.absolute())]
    return [*words, "--device", model.device]


def _is_bundled(model: ModelInfo) -> bool:
    return model.folder.absolute() == (models_path() / "small").absolute()


def _settings_options(request: CompleteRequest | SampleRequest) -> list[str]:
    settings = request.settings
    words: list[str] = []
    if isinstance(request, CompleteRequest):
        rows = np.flatnonzero(request.mask).tolist()
        words += ["--mask", f"invent:{request.invent}" if request.invent else listed_text(rows)]
        words += [] if request.where is None else ["--where", request.where.text]
        words += ["--variants", str(settings.variants), "--mode", settings.mode]
        words += [] if settings.preserve else ["--no-preserve"]
        words += [] if settings.symmetry else ["--no-symmetry"]
    else:
        words += ["--count", str(settings.variants)]
    words += ["--seed", str(settings.seed), "--steps", str(settings.steps)]
    words += ["--temperature", repr(settings.temperature), "--top-p", repr(settings.top_p)]
    words += ["--guidance", repr(settings.guidance), "--resolution", str(settings.resolution)]
    words += [] if settings.order == _DEFAULTS.order else ["--order", settings.order]
    return words if settings.class_name is None else [*words, "--class", settings.class_name]


_AnyRequest = CompleteRequest | SampleRequest | ReconstructRequest


def _imports(request: _AnyRequest, source: Source | None) -> list[str]:
    names = [type(request).__name__, "ShapeResult"]
    if not isinstance(request, ReconstructRequest):
        names.insert(1, "GenerationSettings")
    lines = ["import mge_studio", f"from mge_studio.requests import {', '.join(names)}"]
    if isinstance(request, CompleteRequest) and request.where is not None:
        lines.append("from mge_studio.shapes.boxes import Box")
    if source is not None and is_project(source.path):
        lines = [
            "from pathlib import Path", "",
            *lines, "from mge_studio.studio.project import load_project",
        ]  # fmt: skip
    return ["import numpy as np", *lines] if isinstance(request, CompleteRequest) else lines


def _origin(request: _AnyRequest) -> list[str]:
    """Where interpolated tokens lie: they are read as they are, and do not tell it."""
    if not isinstance(request, ReconstructRequest) or request.between is None:
        return []
    since = ", edited by hand since" if request.edited_since else ""
    return ["# " + " ".join(f"{request.between}{since}".split())]  # a name may break a line


def _model(item: Item) -> str:
    model = item.made_by
    if model is None:
        return ""
    folder = "" if _is_bundled(model) else f"{str(model.folder.absolute())!r}, "
    return f"{folder}device={model.device!r}"


def _python_input(request: _AnyRequest, source: Source, patches: int | None) -> list[str]:
    name = str(source.path)
    if is_project(source.path):
        given = f"given = load_project(Path({name!r})).current_item"
        return [given, "shape, tokens = given.shape, given.tokens"]
    lines = [f"shape = mge_studio.load_shape({name!r}, up={source.up!r})"]
    if isinstance(request, CompleteRequest) and request.invent:
        patches = len(request.mask)
    count = "" if patches is None else f", patches={patches}"
    return [*lines, f"tokens = model.tokenize(shape{count})"]


def _python_request(request: _AnyRequest, patches: int | None) -> list[str]:
    if isinstance(request, ReconstructRequest):
        rest = f"resolution={request.resolution}, seed={request.seed}"
        return [f"request = ReconstructRequest(shape, tokens, {rest})"]
    changed = {
        name: value
        for name, value in asdict(request.settings).items()
        if value != getattr(_DEFAULTS, name)
    }
    arguments = ", ".join(f"{name}={value!r}" for name, value in changed.items())
    lines = [f"settings = GenerationSettings({arguments})"]
    if isinstance(request, SampleRequest):
        count = "" if patches is None else f", patches={patches}"
        return [*lines, f"request = SampleRequest(settings{count})"]
    ids = np.flatnonzero(request.mask).tolist()
    where = "" if request.where is None else f", where={request.where!r}"
    return [
        *lines,
        "mask = np.zeros(len(tokens), bool)",
        f"mask[{ids}] = True",
        "request = CompleteRequest(",
        f"    shape, tokens, mask, invent={request.invent}, settings=settings{where}",
        ")",
    ]


def _file_stem(name: str) -> str:
    """A file name without spaces and signs, such as chair-completion-1."""
    words = "".join(sign if sign.isalnum() else " " for sign in name).split()
    return "-".join(words) or "result"
