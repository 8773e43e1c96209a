"""One of the smaller views beside the main one: a shape to look at, under the same camera."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QCloseEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from mge_studio.scene.cameras import OrbitCamera
from mge_studio.scene.colours import Rgb
from mge_studio.scene.display import NO_CENTRES, Display
from mge_studio.scene.token_map import ViewMode
from mge_studio.studio.document import Item
from mge_studio.ui.preparing import Preparer
from mge_studio.ui.stage_view import StageView
from mge_studio.ui.widgets.caption import Caption


class SidePane(StageView):
    """grabbed(): a mouse button went down; chosen(item id): it was double-clicked."""

    grabbed = Signal()
    chosen = Signal(int)

    def __init__(self, camera: OrbitCamera, parent: QWidget, safe: bool) -> None:
        super().__init__(parent, safe)
        self.setToolTip("Drag to orbit all views; double-click to work on this shape")
        self.caption = Caption(self)
        self.item: Item | None = None
        self._confidence: Rgb | None = None
        self._lit: int | None = None
        self._last: QPointF | None = None
        self._preparer = Preparer(self)
        self._preparer.ready.connect(self._show_prepared)
        if self.stage is not None:
            self.stage.camera = camera
            self.stage.apply_camera()

    def show_item(self, item: Item | None, mode: ViewMode, confidence: Rgb | None) -> None:
        """Show an item, or nothing; confidence: colours of its patches in the view of that name."""
        old, self.item, self._confidence = self.item, item, confidence
        self.caption.show_text("No further shape" if item is None else item.name)
        if self.stage is None:
            return
        if self.stage.look.mode != mode:
            self.stage.set_view_mode(mode)
        if item is None:
            self._preparer.forget()
            self.stage.show(None)
        elif old is None or old.shape is not item.shape or old.tokens is not item.tokens:
            centres = NO_CENTRES if item.tokens is None else item.tokens.centres
            self._preparer.prepare(item.shape, centres)
        else:
            self._dress()
        self._redraw()

    def highlight_code(self, code: int | None) -> None:
        """Light up the patches whose token has this code; None ends it."""
        self._lit = code
        if self.stage is not None:
            self.stage.highlight_code(code)
            self._redraw()

    def _show_prepared(self, display: Display) -> None:
        if self.stage is not None and self.item is not None and display.shape is self.item.shape:
            tokens = self.item.tokens
            self.stage.show(display, None if tokens is None else tokens.codes)
            self.stage.highlight_code(self._lit)
            self._dress()
            self.follow_camera()

    def _dress(self) -> None:
        if self.stage is not None and self.item is not None:
            self.stage.set_mask(self.item.mask)
            self.stage.set_confidence(self._confidence)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._last = event.position()
        self.grabbed.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._last is not None:
            moved, self._last = event.position() - self._last, event.position()
            left = bool(event.buttons() & Qt.MouseButton.LeftButton)
            button = Qt.MouseButton.LeftButton if left else Qt.MouseButton.MiddleButton
            self.drag_camera(moved, button)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._last = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._last = None
        if self.item is not None:
            self.chosen.emit(self.item.id)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom_camera(event)
        event.accept()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._preparer.close()
        super().closeEvent(event)
