"""The safe viewer's canvas: pictures drawn off-screen, painted into a plain widget."""

from __future__ import annotations

import pyvista as pv
from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget
from vtkmodules.util.numpy_support import vtk_to_numpy
from vtkmodules.vtkCommonCore import vtkUnsignedCharArray


class SafeCanvas(QWidget):
    """Stands in for `Canvas` where a window has no OpenGL of its own. plotter: an off-screen one,
    which the canvas closes."""

    def __init__(self, plotter: pv.Plotter, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.software = True
        self._plotter = plotter
        self.renderer, self.render_window = plotter.renderer, plotter.render_window
        self._picture = QImage()
        self._stale = True

    def redraw(self) -> None:
        """Show the scene as it is at the next paint."""
        self._stale = True
        self.update()

    def grabFramebuffer(self) -> QImage:
        """What is on screen now, in device pixels; called as Qt's OpenGL widgets call it."""
        self._draw()
        return self._picture.copy()

    def paintEvent(self, event: QPaintEvent) -> None:
        self._draw()
        painter = QPainter(self)
        painter.drawImage(self.rect(), self._picture)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._stale = True
        super().resizeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._plotter.close()
        super().closeEvent(event)

    def _draw(self) -> None:
        scale = self.devicePixelRatioF()
        width, height = max(round(self.width() * scale), 1), max(round(self.height() * scale), 1)
        if self.render_window.GetSize() != (width, height):
            self.render_window.SetSize(width, height)
        elif not self._stale:
            return
        self._stale = False
        self.render_window.Render()
        pixels = vtkUnsignedCharArray()
        self.render_window.GetPixelData(0, 0, width - 1, height - 1, 1, pixels, 0)
        rows = vtk_to_numpy(pixels).reshape(height, width * 3)[::-1].tobytes()
        picture = QImage(rows, width, height, width * 3, QImage.Format.Format_RGB888)
        self._picture = picture.copy()  # of its own memory
