"""Project files (`.mge`): a whole document, readable on any machine, without the files it came
from. See `project_archive` for the container."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import mge_studio
from mge_studio.errors import InputError
from mge_studio.studio.document import Item
from mge_studio.studio.project_archive import ArrayReader, ArrayWriter, read_json, write_archive
from mge_studio.studio.project_decoding import decode_item, number, typed
from mge_studio.studio.project_encoding import encode_item

SUFFIX = ".mge"
#: Raised whenever an older studio could not read what a newer one writes.
PROJECT_VERSION = 1
_FORMAT = "mge-studio project"
_DAMAGE = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    RuntimeError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)


@dataclass(frozen=True)
class ProjectView:
    """How the window looked at the document. mode: one of the views, such as tokens; then the
    orbit camera, angles in degrees, lengths in the normalised frame.

    parallel: orthographic. panes: into how many views it was split, 1, 2 or 4. layout: where its
    panels were, as Qt keeps it, in base64; empty where that is not known.
    """

    mode: str
    focal: tuple[float, float, float]
    distance: float
    azimuth: float
    elevation: float
    parallel: bool = False
    panes: int = 1
    layout: str = ""


@dataclass(frozen=True)
class Project:
    """items: in the order of the list; current: an id among them. path: only in autosaves, the
    project file they belong to."""

    items: tuple[Item, ...]
    current: int | None = None
    view: ProjectView | None = None
    path: Path | None = None

    @property
    def current_item(self) -> Item | None:
        return next((item for item in self.items if item.id == self.current), None)


def save_project(project: Project, path: Path) -> None:
    """Write a project file, whole or not at all. Raises InputError where that is not possible."""

    def describe(arrays: ArrayWriter) -> dict[str, Any]:
        return {
            "format": _FORMAT,
            "version": PROJECT_VERSION,
            "app_version": mge_studio.__version__,
            "items": [encode_item(item, arrays) for item in project.items],
            "current": project.current,
            "view": None if project.view is None else asdict(project.view),
            "path": None if project.path is None else str(project.path),
        }

    try:
        write_archive(path, describe)
    except OSError as error:
        reason = error.strerror or error
        raise InputError(f"{path} cannot be written: {reason}; save elsewhere.") from error


def load_project(path: Path) -> Project:
    """Read a project file. Raises InputError, one sentence, for damaged and for newer ones."""
    try:
        with zipfile.ZipFile(path) as archive:
            content = read_json(archive)
            _check_version(path, content)
            return _decode(content, ArrayReader(archive))
    except FileNotFoundError as error:
        raise InputError(f"{path} cannot be opened: there is no such file.") from error
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.") from error
    except MemoryError as error:
        raise InputError(f"{path} does not fit the memory: close other programs.") from error
    except _DAMAGE as error:
        raise InputError(
            f"{path} is damaged or no project file of MGE Studio: use another copy of it."
        ) from error


def is_project(path: Path) -> bool:
    """By its name."""
    return path.suffix.lower() == SUFFIX


def _check_version(path: Path, content: dict[str, Any]) -> None:
    if content["format"] != _FORMAT:
        raise ValueError("another format")
    version = typed(content["version"], int)
    if version > PROJECT_VERSION:
        app = str(content.get("app_version", "a newer version"))[:40]
        raise InputError(
            f"{path} was saved by MGE Studio {app}, which this version "
            f"({mge_studio.__version__}) cannot read: update MGE Studio to open it."
        )


def _decode(content: dict[str, Any], arrays: ArrayReader) -> Project:
    items = tuple(decode_item(record, arrays) for record in typed(content["items"], list))
    _check_family(items)
    current, view, path = content["current"], content["view"], content["path"]
    if current is not None and current not in {item.id for item in items}:
        raise ValueError("the current item is missing")
    return Project(
        items,
        current,
        None if view is None else _decode_view(view),
        None if path is None else Path(typed(path, str)),
    )


def _check_family(items: Sequence[Item]) -> None:
    """Ids are unique, and parents older than their children, so that no one descends from itself.
    A parent may have been removed."""
    if len({item.id for item in items}) != len(items):
        raise ValueError("two items have the same id")
    if any(item.parent is not None and item.parent >= item.id for item in items):
        raise ValueError("an item is older than its parent")


def _decode_view(record: dict[str, Any]) -> ProjectView:
    x, y, z = map(number, record["focal"])
    numbers = (number(record[name]) for name in ("distance", "azimuth", "elevation"))
    distance, azimuth, elevation = numbers
    mode, panes = typed(record["mode"], str), typed(record.get("panes", 1), int)
    if panes not in (1, 2, 4):
        raise ValueError(f"a window has no {panes} views")
    return ProjectView(
        mode, (x, y, z), distance, azimuth, elevation,
        parallel=typed(record.get("parallel", False), bool),
        panes=panes,
        layout=typed(record.get("layout", ""), str),
    )  # fmt: skip
