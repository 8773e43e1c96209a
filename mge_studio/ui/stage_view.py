"""A stage on screen: the canvas it is drawn on, its camera, its pictures and its end."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QImage, QResizeEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from mge_studio.scene.brush import Position
from mge_studio.scene.cameras import Side
from mge_studio.scene.colours import Rgb
from mge_studio.scene.display import Display
from mge_studio.scene.placing import Handle
from mge_studio.scene.stage import Stage
from mge_studio.shapes.placement import Placement
from mge_studio.ui.canvas import make_canvas
from mge_studio.ui.turntable import Turntable

#: Under software rendering edges are smoothed when nothing has moved for so long (ms).
STILL_MS = 250

NO_OPENGL = (
    "The 3D view needs OpenGL 3.2, which this display does not offer.\n\n"
    "Everything else works: results can be exported, and the terminal commands need no display.\n"
    "Updating the graphics driver, or setting LIBGL_ALWAYS_SOFTWARE=1, usually helps."
)


class StageView(QWidget):
    """Shows `stage`, which is None where there is no OpenGL and after `close`.

    files_dropped(paths): files were dropped on it.
    """

    files_dropped = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        self.setMinimumSize(320, 240)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self._canvas = make_canvas(self)
        self.stage: Stage | None = Stage(self._canvas) if self._canvas is not None else None
        layout.addWidget(self._canvas if self._canvas is not None else self._apology())
        self._still = QTimer(self, singleShot=True, interval=STILL_MS)
        self._still.timeout.connect(self._polish)
        self.turntable = Turntable(self)
        self.turntable.turned.connect(self.turn)

    def set_dark(self, dark: bool) -> None:
        """A dark or a light backdrop."""
        if self.stage is not None:
            self.stage.set_dark(dark)
            self._redraw()

    def fit(self) -> None:
        """Frame what is shown without turning it."""
        if self.stage is not None:
            self.stage.fit(self.width() / max(self.height(), 1))
            self._redraw()

    def reset_view(self) -> None:
        """The default direction, framed."""
        if self.stage is not None:
            self.stage.camera.reset()
            self.fit()

    def set_parallel(self, parallel: bool) -> None:
        """Orthographic or perspective."""
        if self.stage is not None:
            self.stage.camera.parallel = parallel
            self.stage.apply_camera()
            self._redraw()

    def look_along(self, side: Side) -> None:
        """Look straight at one side of the shape, framed."""
        if self.stage is not None:
            self.stage.camera.look_along(side)
            self.fit()

    def turn(self, degrees: float) -> None:
        """Turn the shape around its vertical axis."""
        if self.stage is not None:
            self.stage.camera.orbit(degrees / 180.0, 0.0)
            self.stage.apply_camera()
            self._redraw()

    def set_palette(self, name: str, shuffle: int) -> None:
        """Colours of the token map: see `Stage.set_palette`."""
        if self.stage is not None:
            self.stage.set_palette(name, shuffle)
            self._redraw()

    def set_edges(self, shown: bool) -> None:
        """Draw the edges of the triangles."""
        if self.stage is not None:
            self.stage.set_edges(shown)
            self._redraw()

    def scale_points(self, factor: float) -> None:
        """Draw the points of clouds larger or smaller."""
        if self.stage is not None:
            self.stage.scale_points(factor)
            self._redraw()

    def set_ghost(self, display: Display | None) -> None:
        """Lay another shape over the one that is shown now."""
        if self.stage is not None:
            self.stage.set_ghost(display)
            self._redraw()

    def set_heat(self, colours: Rgb | None) -> None:
        """Colour the vertices of the mesh that is shown now."""
        if self.stage is not None:
            self.stage.set_heat(colours)
            self._redraw()

    def place_shape(self, placement: Placement | None) -> None:
        """Show the shape where a placement puts it, with handles; None ends that."""
        if self.stage is not None:
            self.stage.place(placement)
            self._redraw()

    def handle_at(self, place: QPointF) -> Handle | None:
        """The handle of a placement under the cursor, lit up then."""
        if self.stage is None:
            return None
        handle = self.stage.placing.handle_at(self._device(place))
        self.stage.placing.light_up(handle)
        self._redraw()
        return handle

    def dragged(self, handle: Handle, start: QPointF, end: QPointF) -> Placement:
        """The placement after a handle was dragged."""
        assert self.stage is not None
        return self.stage.placing.dragged(handle, self._device(start), self._device(end))

    def grab_image(self) -> QImage:
        """What is on screen now, in device pixels (a plain `grab` misses OpenGL)."""
        if self._canvas is None:
            return self.grab().toImage()
        return cast(QImage, self._canvas.grabFramebuffer())

    # ---- drops, size, end ----------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.files_dropped.emit(paths)

    def sizeHint(self) -> QSize:
        return QSize(900, 700)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.stage is not None:
            scale = self.devicePixelRatioF()
            self.stage.resize(round(self.width() * scale), round(self.height() * scale), scale)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._still.stop()
        self.turntable.run(False)
        if self.stage is not None and self._canvas is not None:
            self.stage.close()
            self._canvas.close()
        self.stage = self._canvas = None
        super().closeEvent(event)

    def _apology(self) -> QLabel:
        label = QLabel(NO_OPENGL, self)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        label.setWordWrap(True)
        label.setMargin(48)
        return label

    def _device(self, place: QPointF) -> Position:
        """Device pixels, y up, as VTK counts them."""
        scale = self.devicePixelRatioF()
        return Position(place.x() * scale, (self.height() - place.y()) * scale - 1)

    def _redraw(self) -> None:
        """Show the scene as it is at the next paint; smooth its edges once it keeps still."""
        if self._canvas is None or self.stage is None:
            return
        if self._canvas.software:
            self.stage.set_smooth_edges(False)
            self._still.start()
        self._canvas.update()

    def _polish(self) -> None:
        if self._canvas is not None and self.stage is not None:
            self.stage.set_smooth_edges(True)
            self._canvas.update()
