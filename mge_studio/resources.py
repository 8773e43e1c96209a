"""Where the files that come with the package are: in a checkout and in an installed wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
#: A wheel carries `resources/`, `models/` and `docs/` here; a checkout has them beside the package.
_INSTALLED = _PACKAGE / "_data"


def _data_folder() -> Path:
    return _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent


def resource_path(name: str) -> Path:
    """Path of a bundled resource, `name` relative to `resources/`, such as "shapes/chair.ply".

    Raises FileNotFoundError when the package was built without it.
    """
    path = _data_folder() / "resources" / name
    if not path.exists():
        raise FileNotFoundError(f"MGE Studio was installed without its resource {name}: {path}")
    return path


def models_path() -> Path:
    """The folder of bundled checkpoints, one folder each."""
    return _data_folder() / "models"


def docs_path() -> Path:
    """The folder of the guide and its pictures."""
    return _data_folder() / "docs"


def sample_shapes() -> list[Path]:
    """The bundled sample meshes, by name."""
    return sorted(resource_path("shapes").glob("*.ply"))
