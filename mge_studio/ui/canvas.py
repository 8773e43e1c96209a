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

from mge_studio.scene.offscreen import offscreen_plotter
from mge_studio.ui.safe_canvas import SafeCanvas

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

    def redraw(self) -> None:
        """Show the scene as it is at the next paint."""
        self.update()

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


def make_canvas(parent: QWidget, safe: bool = False) -> Any | None:
    """A canvas, a `SafeCanvas` where the window has no OpenGL (or `safe` wants that), or None where
    nothing can draw at all; the log says which."""
    if not safe and has_opengl():
        return Canvas(parent)
    platform = QGuiApplication.platformName()
    plotter = offscreen_plotter()
    if plotter is None:
        log.warning("No OpenGL 3.2, neither on the %s platform nor off-screen", platform)
        return None
    log.info("The view is drawn off-screen and painted into the window (%s)", platform)
    return SafeCanvas(plotter, parent)


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
