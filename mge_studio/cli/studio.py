"""`mge-studio [FILE...]`: the studio itself."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from mge_studio.errors import InputError

#: Qt platforms that need no display server.
_WITHOUT_DISPLAY = ("offscreen", "minimal", "vnc", "eglfs", "linuxfb")


def open_studio(
    *files: Annotated[Path, Parameter(help="Meshes or point clouds to open, or a project.")],
    model: Annotated[Path | None, Parameter(help="Folder of a trained model to use.")] = None,
    device: Annotated[str | None, Parameter(help="auto, cpu, cuda, cuda:N or mps.")] = None,
    safe_viewer: Annotated[
        bool, Parameter(negative="", help="Draw the 3D view off-screen: slower, needs no OpenGL.")
    ] = False,
) -> int:
    """Open the studio."""
    for file in files:
        if not file.exists():
            raise InputError(
                f"{file} is neither a file to open nor a command: mge-studio --help lists them."
            )
    if importlib.util.find_spec("PySide6") is None:
        raise InputError(
            "The studio needs PySide6, which is not installed: install mge-studio with all its "
            "dependencies, or use the commands that mge-studio --help lists."
        )
    if not has_display():
        raise InputError(
            "The studio needs a display, and there is none here: run it on a desktop or under "
            "xvfb-run, or use the commands that mge-studio --help lists."
        )
    from mge_studio.ui.app import main

    return main([str(file) for file in files], model=model, device=device, safe_viewer=safe_viewer)


def has_display() -> bool:
    """Whether windows can be shown: always on macOS and Windows, elsewhere by the environment."""
    if sys.platform in ("win32", "darwin", "cygwin"):
        return True
    platform = os.environ.get("QT_QPA_PLATFORM", "").split(":")[0]
    if platform in _WITHOUT_DISPLAY:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
