"""Writing results: a file or a folder, whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mge_studio.errors import InputError

MESH_SUFFIXES = (".obj", ".ply", ".stl", ".glb")


def checked_output(path: Path, suffixes: tuple[str, ...]) -> Path:
    """`path`, its folder made. Raises InputError before any work is done in vain."""
    if path.is_dir():
        raise InputError(f"{path} is a folder: name the file to write.")
    if path.suffix.lower() not in suffixes:
        raise InputError(f"{path} cannot be written: choose a name ending in {_either(suffixes)}.")
    make_folder(path.parent)
    return path


def make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"The folder {folder} cannot be made: {reason}.") from error
    if not os.access(folder, os.W_OK):
        raise InputError(f"The folder {folder} cannot be written to: choose another.")


@contextmanager
def staged_folder(folder: Path) -> Iterator[Path]:
    """A hidden folder inside `folder`, whose files move to `folder` when all went well."""
    missing = [part for part in (folder, *folder.parents) if not part.exists()]
    make_folder(folder)
    staging = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=folder))
    done = False
    try:
        yield staging
        for path in sorted(staging.iterdir()):
            os.replace(path, folder / path.name)
        done = True
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        if not done:
            _remove_empty(missing)


def write_json(path: Path, content: Any) -> None:
    """Write JSON as `write_text` does."""
    write_text(path, json.dumps(content, indent=2, ensure_ascii=False))


def write_text(path: Path, content: str) -> None:
    """Write to a temporary name, then move it. Raises InputError where that is impossible."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_text(content, encoding="utf-8")
        os.replace(temporary, path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        reason = error.strerror or str(error)
        raise InputError(f"{path} cannot be written: {reason}.") from error


def _remove_empty(folders: list[Path]) -> None:
    """Remove folders, innermost first, that this command made and left empty."""
    for folder in folders:
        try:
            folder.rmdir()
        except OSError:
            return


def _either(suffixes: tuple[str, ...]) -> str:
    *first, last = suffixes
    return f"{', '.join(first)} or {last}" if first else last
