"""What somebody who looks into a problem has to know, without anything personal."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from mge_studio.requests import ModelInfo
from mge_studio.studio.logs import log_file
from mge_studio.ui.describe import describe_model, describe_patches

PACKAGES = {"PySide6": "PySide6-Essentials", "VTK": "vtk", "PyTorch": "torch"}
LOG_LINES = 30
_OPENGL = ("OpenGL vendor string", "OpenGL renderer string", "OpenGL version string")

Facts = list[tuple[str, str]]


def facts_about(model: ModelInfo | None, opengl: str) -> Facts:
    """Versions, model, device and system. opengl: see `opengl_of`."""
    facts = [("Version", _version("mge-studio"))]
    if model is not None:
        facts += [
            ("Model", f"{describe_model(model)}  ·  {describe_patches(model)}"),
            ("Folder", str(model.folder)),
            ("Device", model.device),
        ]
    facts += [("System", platform.platform()), ("Python", platform.python_version())]
    facts += [(name, _version(package)) for name, package in PACKAGES.items()]
    return [*facts, ("OpenGL", opengl), ("Log file", str(log_file()))]


def as_report(facts: Sequence[tuple[str, str]]) -> str:
    """The facts and the last lines of the log, with ~ for the person's own folder."""
    lines = [*(f"{name}: {value}" for name, value in facts), "", *_last_lines(log_file())]
    return without_home("\n".join(lines).rstrip() + "\n")


def opengl_of(capabilities: str) -> str:
    """Vendor, renderer and version from VTK's report on its OpenGL; empty: nothing draws."""
    known = dict(line.split(":", 1) for line in capabilities.splitlines() if ":" in line)
    parts = [known[name].strip() for name in _OPENGL if name in known]
    return ", ".join(parts) or "none"


def without_home(text: str) -> str:
    """The text with ~ in place of the home folder, however it is written."""
    home = Path.home()
    for written in {str(home), home.as_posix(), str(home.resolve()), repr(str(home))[1:-1]}:
        if len(written) > 1:  # a service may have / for its home
            text = text.replace(written, "~")
    return text


def _last_lines(path: Path) -> list[str]:
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    return [f"Last lines of the log ({len(lines)} in all):", *lines[-LOG_LINES:]]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
