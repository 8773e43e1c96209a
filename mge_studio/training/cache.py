"""Where prepared data is kept between runs."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def cache_folder(name: str) -> Path:
    """A folder of the user's cache, not made yet; MGE_STUDIO_HOME moves it as it does settings."""
    home = os.environ.get("MGE_STUDIO_HOME")
    base = Path(home) / "cache" if home else Path(platformdirs.user_cache_dir("mge-studio"))
    return base / name
