"""The surface VTK draws on. The viewport above it hears the mouse; this only shows pictures."""

from __future__ import annotations

import logging
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QOpenGLContext,
    QResizeEvent,
    QSurfaceFormat,
)
from PySide6.QtWidgets import QWidget
from pyvistaqt import QtInteractor

log = logging.getLogger(__name__)

SOFTWARE_RENDERERS = ("llvmpipe", "softpipe", "swiftshader", "software", "gdi generic")


class Canvas(QtInteractor):
    """A QtInteractor deaf to mouse, keys and drops: VTK's own handling of them stays off."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, auto_update=False, multi_samples=0)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(False)
        self.setAcceptDrops(False)
        self.iren.interactor.SetInteractorStyle(None)
        self.software = is_software(self.ren_win.ReportCapabilities())
        if not self.software:  # there, four samples a pixel would cost as much as all the rest
            self.ren_win.SetMultiSamples(4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw at the next paint, not here and now: panels that come and go resize it often."""
        self.setUpdatesEnabled(False)
        super().resizeEvent(event)
        self.setUpdatesEnabled(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        event.ignore()


def is_software(capabilities: str) -> bool:
    """Whether VTK's report on its OpenGL names a renderer that runs on the processor."""
    lines = capabilities.lower().splitlines()
    renderer = next((line for line in lines if "renderer string" in line), "")
    return any(name in renderer for name in SOFTWARE_RENDERERS)


def make_canvas(parent: QWidget) -> Any | None:
    """A canvas, or None where OpenGL cannot be had; the log says why."""
    if not has_opengl():
        log.warning("No OpenGL 3.2 on the %s platform", QGuiApplication.platformName())
        return None
    return Canvas(parent)


def has_opengl() -> bool:
    """Whether Qt can make the context that VTK needs; where it cannot, a canvas would crash."""
    if QGuiApplication.platformName() in ("offscreen", "minimal", "vnc", "linuxfb"):
        return False
    wanted = QSurfaceFormat()
    wanted.setRenderableType(QSurfaceFormat.RenderableType.OpenGL)
    wanted.setProfile(QSurfaceFormat.OpenGLContextProfile.CoreProfile)
    wanted.setVersion(3, 2)
    context = QOpenGLContext()
    context.setFormat(wanted)
    return context.create() and context.format().version() >= (3, 2)
