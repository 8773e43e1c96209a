"""Reading IN, whatever it is: a mesh, a cloud, tokens, a project, told apart by content."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

from mge_studio.errors import InputError
from mge_studio.requests import ModelInfo
from mge_studio.shapes.shape import Shape
from mge_studio.shapes.tokens import Tokens


@dataclass(frozen=True)
class Input:
    """Files hold a shape or tokens, projects a shape and often its tokens.

    tokens_by: the model whose codes they are, None where the file does not say.
    """

    path: Path
    shape: Shape | None = None
    tokens: Tokens | None = None
    tokens_by: ModelInfo | None = None

    def tokens_for(self, model: ModelInfo) -> Tokens | None:
        """The tokens there are, unless they are known to be another model's."""
        strange = self.tokens_by is not None and not model.reads_codes_of(self.tokens_by)
        return None if strange else self.tokens

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
        return _current_item(path)
    if {"codes.npy", "centres.npy"} <= members:
        return Input(path, tokens=load_tokens(path))
    return Input(path, shape=load_shape(path, up=up))


def _current_item(path: Path) -> Input:
    from mge_studio.studio.project import load_project

    item = load_project(path).current_item
    if item is None:
        raise InputError(
            f"{path} has no current shape: open the project in the studio, click one and save."
        )
    return Input(path, item.shape.renamed(item.name), item.tokens, item.tokens_by)


def _zip_members(path: Path) -> set[str]:
    """Names in a zip (an NPZ is one); empty for any other file."""
    if not path.is_file() or not zipfile.is_zipfile(path):
        return set()
    try:
        with zipfile.ZipFile(path) as archive:
            return set(archive.namelist())
    except (OSError, zipfile.BadZipFile):
        return set()
