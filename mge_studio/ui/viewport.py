"""The 3D view: shows items, turns with the mouse, and paints masks on the surface.

Left drag orbits (or paints in paint mode, where Space held orbits), middle or right drag pans,
the wheel zooms towards the cursor. The canvas below is deaf; every event arrives here.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QCloseEvent, QEnterEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from mge_studio.scene.brush import LARGEST_RADIUS, SMALLEST_RADIUS
from mge_studio.scene.token_map import VIEW_MODES
from mge_studio.shapes.mask_operations import CombineMode
from mge_studio.shapes.shape import Float32
from mge_studio.ui.item_view import ItemView
from mge_studio.ui.painting import Painter, Tool, combine_mode
from mge_studio.ui.stage_view import wheel_steps

#: A press and release closer than this (device-independent pixels) is a click.
CLICK_SLOP = 4.0
RADIUS_STEP = 1.12


class Viewport(ItemView):
    """The view's public face; see the module docstring for the mouse.

    patch_clicked(patch), hovered_patch(patch or -1), stroke_started(), mask_painted(mask) while
    painting, stroke_finished(mask) once per stroke that changed something,
    radius_changed(radius).
    """

    patch_clicked = Signal(int)
    hovered_patch = Signal(int)
    stroke_started = Signal()
    mask_painted = Signal(object)
    stroke_finished = Signal(object)
    radius_changed = Signal(float)

    def __init__(self, parent: QWidget | None = None, safe: bool = False) -> None:
        super().__init__(parent, safe)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._paint_mode = False
        self._orbit_key = False
        self._pressed: QPointF | None = None
        self._last = QPointF()
        self._dragged = False
        self._button = Qt.MouseButton.NoButton
        self._painter = Painter(self.stage)

    # ---- what is shown -------------------------------------------------------------------

    def set_view_mode(self, mode: str) -> None:
        """mode: one of `VIEW_MODES`."""
        if mode not in VIEW_MODES:
            raise ValueError(f"unknown view mode {mode!r}")
        if self.stage is not None:
            self.stage.set_view_mode(mode)
            self._redraw()

    def view_mode(self) -> str:
        """The present one."""
        return self.stage.look.mode if self.stage is not None else "plain"

    def highlight_code(self, code: int | None) -> None:
        """Light up the patches whose token has this code; None ends it."""
        if self.stage is not None:
            self.stage.highlight_code(code)
            self._redraw()

    def show_neighbourhood(self, points: Float32 | None) -> None:
        """Show the points (K, 3) that the inspected patch was read from; None ends it."""
        if self.stage is not None:
            self.stage.neighbourhood.show(points)
            self._redraw()

    # ---- painting ------------------------------------------------------------------------

    def set_paint_mode(self, paint: bool) -> None:
        """Left drag paints the mask (needs an item with tokens) instead of orbiting."""
        self._paint_mode = paint
        if not paint:
            self._finish_stroke()
        if self.stage is not None:
            self.stage.cursor.hide()
            self._redraw()
        self._show_mouse_cursor()

    @property
    def paint_mode(self) -> bool:
        return self._paint_mode

    def set_tool(
        self, tool: Tool, through: bool = False, mode: CombineMode = "add",
        turn: float | None = None,
    ) -> None:  # fmt: skip
        """What a left drag does in paint mode; see `Painter`."""
        painter = self._painter
        painter.cancel()
        painter.tool, painter.through, painter.mode, painter.turn = tool, through, mode, turn
        self._apply_mask()
        self._hover(self._last)

    @property
    def brush_radius(self) -> float:
        """Radius of the brush's ball in the normalised frame."""
        return self._painter.radius

    @brush_radius.setter
    def brush_radius(self, radius: float) -> None:
        radius = float(np.clip(radius, SMALLEST_RADIUS, LARGEST_RADIUS))
        if radius != self._painter.radius:
            self._painter.radius = radius
            self._hover(self._last)
            self.radius_changed.emit(radius)

    def drop_outline(self) -> bool:
        """Forget a polygon that is not closed yet; False where there is none."""
        dropped = self._painter.keeps_open
        if dropped:
            self._painter.cancel()
            self._redraw()
        return dropped

    def _leave_item(self) -> None:
        self._painter.cancel()

    def _apply_mask(self) -> None:
        if not self._painter.active:
            super()._apply_mask()

    def _paints(self) -> bool:
        return self._paint_mode and not self._orbit_key and self._has_patches()

    def _has_patches(self) -> bool:
        """Whether the item asked for is on screen, with its tokens."""
        display, item = self.stage.display if self.stage else None, self._item
        return (
            display is not None
            and item is not None
            and item.tokens is not None
            and display.shape is item.shape
            and display.patch_count == len(item.tokens)
        )

    def _mask(self) -> NDArray[np.bool_]:
        assert self.stage is not None and self.stage.display is not None
        if self._item is not None and self._item.mask is not None:
            return self._item.mask
        return np.zeros(self.stage.display.patch_count, dtype=bool)

    def _finish_stroke(self) -> None:
        mask = self._painter.finish()
        if mask is not None:
            self.stroke_finished.emit(mask)

    # ---- mouse and keys ------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._pressed is not None:  # a second button changes nothing
            return
        self.turntable.run(False)
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._pressed, self._last = event.position(), event.position()
        self._button, self._dragged = event.button(), False
        if self._button == Qt.MouseButton.LeftButton and self._paints():
            self.stroke_started.emit()
            mode = combine_mode(event.modifiers(), self._painter.mode)
            self._after_dab(self._painter.begin(self._mask(), self._device(self._last), mode))
        self._show_mouse_cursor()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place, last = event.position(), self._last
        self._last = place
        if self._pressed is None:
            self._hover(place, event.modifiers())
            return
        if (place - self._pressed).manhattanLength() > CLICK_SLOP:
            self._dragged = True
        if self._painter.active:
            self._after_dab(self._painter.move(self._device(place)))
        elif self._dragged:
            self.drag_camera(place - last, self._button)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None or event.button() != self._button:
            return
        pressed, self._pressed = self._pressed, None
        if self._painter.active:
            if not self._painter.keeps_open:
                self._finish_stroke()
        elif self._button == Qt.MouseButton.LeftButton and not self._dragged:
            self._click(pressed)
        self._show_mouse_cursor()
        self._hover(event.position(), event.modifiers())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom to the cursor; with Ctrl or Shift in paint mode, change the brush's radius."""
        resize = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        if self._paint_mode and event.modifiers() & resize:
            self.brush_radius *= RADIUS_STEP ** wheel_steps(event)
        else:
            self.zoom_camera(event)
            self._hover(event.position(), event.modifiers())
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Space:
            self._hold_orbit(True, event)
        elif key == Qt.Key.Key_BracketLeft:
            self.brush_radius /= RADIUS_STEP
        elif key == Qt.Key.Key_BracketRight:
            self.brush_radius *= RADIUS_STEP
        elif key == Qt.Key.Key_Control:
            self._hover(self._last, Qt.KeyboardModifier.ControlModifier)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._painter.keeps_open:
            self._painter.close(self._mask())
            self._finish_stroke()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self._hold_orbit(False, event)
        elif event.key() == Qt.Key.Key_Control:
            self._hover(self._last)
        else:
            super().keyReleaseEvent(event)

    def _hold_orbit(self, held: bool, event: QKeyEvent) -> None:
        if not event.isAutoRepeat():
            self._orbit_key = held
            self._show_mouse_cursor()
            self._hover(self._last)

    def _click(self, place: QPointF) -> None:
        if self.stage is None or not self._has_patches():
            return
        hit = self.stage.pick(*self._device(place))
        if hit is not None and hit.patch is not None:
            self.patch_clicked.emit(hit.patch)

    def _hover(
        self,
        place: QPointF,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        """Show the brush, or the patch under the cursor, while no button is held."""
        if self.stage is None or self.stage.display is None or self._pressed is not None:
            return
        if self._paints():
            self._painter.hover(self._device(place), combine_mode(modifiers, self._painter.mode))
            self._redraw()
        else:
            hit = self.stage.pick(*self._device(place))
            patch = hit.patch if hit is not None else None
            hidden = self.stage.cursor.hide()
            if self.stage.set_hovered(patch) or hidden:
                self.hovered_patch.emit(-1 if patch is None else patch)
                self._redraw()

    def end_hover(self) -> None:
        """The mouse is over nothing that the view knows."""
        if self.stage is not None:
            self.stage.cursor.hide()
            self.stage.set_hovered(None)
            self.hovered_patch.emit(-1)
            self._redraw()

    def leaveEvent(self, event: QEvent) -> None:
        self.end_hover()
        super().leaveEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        if self._paint_mode:
            self.setFocus(Qt.FocusReason.MouseFocusReason)  # Space and brackets work at once
        super().enterEvent(event)

    def focusOutEvent(self, event: QEvent) -> None:
        self._orbit_key = False

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self._painter = Painter(None)

    def _after_dab(self, changed: bool) -> None:
        if changed:
            self.mask_painted.emit(self._painter.mask)
        self._redraw()

    def _show_mouse_cursor(self) -> None:
        if self._pressed is not None and not self._painter.active:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self._paints():
            self.setCursor(Qt.CursorShape.CrossCursor)
        elif self._paint_mode and self._orbit_key:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.unsetCursor()
