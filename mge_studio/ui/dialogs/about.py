"""Version, model and machine, to read or to copy into a report."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QGridLayout, QWidget

from mge_studio.requests import ModelInfo
from mge_studio.studio.logs import log_file
from mge_studio.ui.describe import describe_model
from mge_studio.ui.widgets.basics import button, column, label, line, row

PACKAGES = {"PySide6": "PySide6-Essentials", "VTK": "vtk", "PyTorch": "torch"}


class AboutDialog(QDialog):
    def __init__(self, model: ModelInfo | None, parent: QWidget | None = None):
        super().__init__(parent)
        self.setWindowTitle("About MGE Studio")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(460)
        lines = _diagnostics(model)
        self._text = "\n".join(f"{name}: {value}" for name, value in lines)
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        for at, (name, value) in enumerate(lines):
            grid.addWidget(label(name, "dim"), at, 0, Qt.AlignmentFlag.AlignTop)
            text = label(value, wrap=True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(text, at, 1)
        grid.setColumnStretch(1, 1)
        layout = column(self, margin=22, gap=12)
        layout.addWidget(label("MGE Studio", "title"))
        layout.addWidget(label(
            "Shapes as sets of tokens: look at them, mask a region, and let the model complete it.",
            "dim", wrap=True,
        ))
        layout.addWidget(line())
        layout.addLayout(grid)
        layout.addSpacing(6)
        close = button("Close", self.accept, role="primary")
        close.setDefault(True)
        foot = row(button("Copy", self._copy, icon_name="content-copy"))
        foot.addStretch(1)
        foot.addWidget(close)
        layout.addLayout(foot)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)


def _diagnostics(model: ModelInfo | None) -> list[tuple[str, str]]:
    lines = [("Version", _version("mge-studio"))]
    if model is not None:
        lines += [("Model", describe_model(model)), ("Folder", str(model.folder)), ("Device", model.device)]
    lines += [("System", platform.platform()), ("Python", platform.python_version())]
    lines += [(name, _version(package)) for name, package in PACKAGES.items()]
    return [*lines, ("Log file", str(log_file()))]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
