"""Reading IN, whatever it is: a mesh, a cloud, tokens, a project, told apart by content."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

from mge_studio.errors import InputError
from mge_studio.shapes.shape import Shape
from mge_studio.shapes.tokens import Tokens


@dataclass(frozen=True)
class Input:
    """Exactly one of shape and tokens is set."""

    path: Path
    shape: Shape | None = None
    tokens: Tokens | None = None

    def required_shape(self, purpose: str) -> Shape:
        if self.shape is None:
            raise InputError(f"{self.path} holds tokens: {purpose} needs a mesh or a point cloud.")
        return self.shape


def read_input(path: Path, up: str = "y") -> Input:
    """Read a mesh, a point cloud, a tokens file or the current shape of a project.

    Raises InputError for anything else.
    """
    from mge_studio.shapes.loading import load_shape
    from mge_studio.shapes.tokens import load_tokens

    members = _zip_members(path)
    if path.suffix.lower() == ".mge" or "project.json" in members:
        return Input(path, shape=_current_shape(path))
    if {"codes.npy", "centres.npy"} <= members:
        return Input(path, tokens=load_tokens(path))
    return Input(path, shape=load_shape(path, up=up))


def _current_shape(path: Path) -> Shape:
    from mge_studio.studio.project import load_project

    item = load_project(path).current_item
    if item is None:
        raise InputError(
            f"{path} has no current shape: open the project in the studio, click one and save."
        )
    return item.shape.renamed(item.name)


def _zip_members(path: Path) -> set[str]:
    """Names in a zip (an NPZ is one); empty for any other file."""
    if not path.is_file() or not zipfile.is_zipfile(path):
        return set()
    try:
        with zipfile.ZipFile(path) as archive:
            return set(archive.namelist())
    except (OSError, zipfile.BadZipFile):
        return set()
