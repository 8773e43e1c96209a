"""Where settings, training runs, imported models, prepared data and logs are kept.

The environment variable MGE_STUDIO_HOME puts all of them into one folder: for tests, and for
people who carry the studio on a stick.
"""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

_APP = "mge-studio"


def config_folder() -> Path:
    return _folder(platformdirs.user_config_path(_APP, appauthor=False), "config")


def data_folder() -> Path:
    return _folder(platformdirs.user_data_path(_APP, appauthor=False), "data")


def log_folder() -> Path:
    return _folder(platformdirs.user_log_path(_APP, appauthor=False), "logs")


def cache_folder(name: str) -> Path:
    """What can be made again, such as prepared training data; not made yet."""
    return _folder(platformdirs.user_cache_path(_APP, appauthor=False), "cache") / name


def runs_folder() -> Path:
    """Where training runs started by the studio live, one folder each."""
    return data_folder() / "runs"


def models_folder() -> Path:
    """Where imported models live, one folder each."""
    return data_folder() / "models"


def _folder(default: Path, name: str) -> Path:
    home = os.environ.get("MGE_STUDIO_HOME")
    return Path(home) / name if home else default
