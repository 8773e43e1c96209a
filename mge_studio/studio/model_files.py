"""What the files of a model folder say of it, read without the model, and whether they are whole.

`docs/formats.md` describes the folder. Numbers come from `config.json` and from the headers of the
weights, so that looking at a model costs no more than opening a few small files.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mge_studio.errors import InputError
from mge_studio.requests import Progress
from mge_studio.studio.atomic import read_json
from mge_studio.studio.jobs import CancelToken

CONFIG, CARD, GENERATOR = "config.json", "README.md", "generator.safetensors"
#: Longer model cards are cut.
MOST_CARD_CHARACTERS = 200_000
#: Headers of safetensors files are at most so long, by their own definition.
MOST_HEADER_BYTES = 100 << 20
CHUNK = 1 << 20


@dataclass(frozen=True)
class ModelFacts:
    """patches, most_patches: of a shape, see `ModelInfo`. size: of all its files, in bytes.
    problem: why it cannot be used, in one sentence, or empty; what could not be read is 0 or empty
    then."""

    preset: str = ""
    parameters: int = 0
    patches: int = 0
    most_patches: int = 0
    class_names: tuple[str, ...] = ()
    generates: bool = False
    size: int = 0
    problem: str = ""


@dataclass(frozen=True)
class ModelCheck:
    """files: how many were compared with their sha256; problems: one sentence for each that is
    missing or differs."""

    folder: Path
    files: int
    problems: tuple[str, ...]


def read_facts(folder: Path) -> ModelFacts:
    """The facts of a model folder; never raises for what is in it."""
    try:
        size = sum(file.stat().st_size for file in folder.iterdir() if file.is_file())
        config, hashes = _described(folder)
        weights = [name for name in hashes if name.endswith(".safetensors")]
        patches = int(config["tokenizer"]["patches"])
        return ModelFacts(
            preset=str(config["preset"]),
            parameters=sum(_parameters(folder / name) for name in weights),
            patches=patches,
            most_patches=int(config.get("generator", {}).get("slots") or patches),
            class_names=tuple(map(str, config["class_names"])),
            generates=GENERATOR in hashes,
            size=size,
        )
    except InputError as error:
        return ModelFacts(problem=str(error))
    except (OSError, KeyError, TypeError, ValueError) as error:
        return ModelFacts(problem=f"{folder} does not describe a model: {error}.")


def model_card(folder: Path) -> str:
    """The model card as Markdown, empty where there is none."""
    try:
        with open(folder / CARD, encoding="utf-8", errors="replace") as file:
            return file.read(MOST_CARD_CHARACTERS)
    except OSError:
        return ""


def check_model_work(folder: Path, token: CancelToken) -> Iterator[Progress | ModelCheck]:
    """Compare every file of a model folder with the sha256 that config.json has of it."""
    _, hashes = _described(folder)
    sizes = {name: _size(folder / name) for name in hashes}
    done, total, problems = 0, max(sum(sizes.values()), 1), []
    for name, expected in hashes.items():
        digest = hashlib.sha256()
        if sizes[name]:
            with open(folder / name, "rb") as file:
                while chunk := file.read(CHUNK):
                    digest.update(chunk)
                    done += len(chunk)
                    yield Progress(min(done / total, 1.0), f"Reading {name}")
        if not (folder / name).is_file():
            problems.append(f"{name} is missing: copy the whole model folder again.")
        elif digest.hexdigest() != expected:
            problems.append(f"{name} is damaged (another sha256): copy the model folder again.")
    yield ModelCheck(folder, len(hashes), tuple(problems))


def _described(folder: Path) -> tuple[dict[str, Any], dict[str, str]]:
    """The configuration in config.json, and the sha256 of each of the other files."""
    description = read_json(folder / CONFIG)
    if description is None:
        raise InputError(f"{folder} is not a model folder: it has no {CONFIG} that can be read.")
    config, hashes = description.get("config"), description.get("sha256")
    if not isinstance(config, dict) or not isinstance(hashes, dict) or not hashes:
        raise InputError(f"{folder / CONFIG} does not describe a model.")
    for name in hashes:
        if Path(name).name != name:
            raise InputError(f"{folder / CONFIG} names a file outside of its folder: {name}.")
    return config, hashes


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _parameters(path: Path) -> int:
    """Numbers in a safetensors file, counted from its header."""
    with open(path, "rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if length > MOST_HEADER_BYTES:
            raise ValueError(f"{path.name} is not a safetensors file")
        header = json.loads(file.read(length))
    entries = (entry for name, entry in header.items() if name != "__metadata__")
    return sum(math.prod(entry["shape"]) for entry in entries)
