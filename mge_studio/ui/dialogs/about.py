"""Version, model and machine, to read or to copy into a report."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

from PySide6.QtWidgets import QWidget

from mge_studio.requests import ModelInfo
from mge_studio.studio.logs import log_file
from mge_studio.ui.describe import describe_model
from mge_studio.ui.dialogs.facts import FactsDialog, as_text, copying

PACKAGES = {"PySide6": "PySide6-Essentials", "VTK": "vtk", "PyTorch": "torch"}
INTRO = "Shapes as sets of tokens: look at them, mask a region, and let the model complete it."


class AboutDialog(FactsDialog):
    def __init__(self, model: ModelInfo | None, parent: QWidget | None = None):
        facts = _diagnostics(model)
        copies = (("Copy", "Copy this for a report", copying(as_text(facts))),)
        super().__init__("About MGE Studio", "MGE Studio", facts, copies, INTRO, parent)


def _diagnostics(model: ModelInfo | None) -> list[tuple[str, str]]:
    facts = [("Version", _version("mge-studio"))]
    if model is not None:
        facts += [
            ("Model", describe_model(model)),
            ("Folder", str(model.folder)),
            ("Device", model.device),
        ]
    facts += [("System", platform.platform()), ("Python", platform.python_version())]
    facts += [(name, _version(package)) for name, package in PACKAGES.items()]
    return [*facts, ("Log file", str(log_file()))]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
