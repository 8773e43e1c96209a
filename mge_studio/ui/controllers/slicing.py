"""A plane through the current shape that shows the occupancy the model predicts there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mge_studio.studio.slicing import Cut, Slice
from mge_studio.ui.controllers.controller import Controller
from mge_studio.ui.slice_mouse import SliceMouse

if TYPE_CHECKING:
    from mge_studio.ui.main_window import MainWindow

#: What a key moves the plane by, in the normalised frame.
STEP = 1 / 32


class Slicing(Controller):
    def __init__(self, window: MainWindow):
        super().__init__(window)
        self.on = False
        self.axis, self.position = 2, 0.0
        self._asked: Cut | None = None
        self._mouse: SliceMouse | None = None
        window.bridge.subscribe(self._session.slicing.ready, self._show)

    def toggle(self) -> None:
        self.on = not self.on
        self.refresh()

    def end(self) -> None:
        self.on = False
        self.refresh()

    def move_to(self, axis: int, position: float) -> None:
        self.axis, self.position = axis, min(max(position, -1.0), 1.0)
        self.on = True
        self.refresh()

    def drag_to(self, position: float) -> None:
        """The mouse has taken the plane there; not once it was ended amid the drag."""
        if self.on:
            self.move_to(self.axis, position)

    def step(self, steps: int) -> None:
        """Towards + or - along the axis."""
        self.move_to(self.axis, self.position + steps * STEP)

    def next_axis(self) -> None:
        self.move_to((self.axis + 1) % 3, self.position)

    def refresh(self) -> None:
        """Show or end the slice of the current shape; cheap where nothing changed."""
        window, item = self._window, self.current
        window.action("slice").setChecked(self.on)
        if not self.on or item is None:
            window.slice_bar.hide()
            window.viewport.frame_slice(None)
            self._forget()
            return
        if self._mouse is None:
            self._mouse = SliceMouse(window.viewport)
            self._mouse.dragged.connect(self.drag_to)
        window.viewport.frame_slice((self.axis, self.position))
        window.slice_bar.show_cut(self.axis, self.position)
        if item.tokens is None or not self._session.is_ready(item):
            self._forget()
            window.slice_bar.show_state("This shape has no tokens of the loaded model yet.")
            return
        asked = self._asked
        if (
            asked is not None
            and asked.tokens is item.tokens
            and (asked.axis, asked.position) == (self.axis, self.position)
        ):
            return
        if asked is None or asked.tokens is not item.tokens:
            window.viewport.set_slice(None)
            window.slice_bar.show_state("The model is at work…")
        self._asked = Cut(item.tokens, self.axis, self.position)
        self._session.slicing.want(self._asked)

    def _forget(self) -> None:
        if self._asked is not None:
            self._asked = None
            self._session.slicing.forget()
            self._window.viewport.set_slice(None)

    def _show(self, made: Slice) -> None:
        """A slice of the shape that is looked at, if not yet where the plane is by now."""
        if self._asked is not None and made.cut.tokens is self._asked.tokens:
            self._window.viewport.set_slice(made)
            self._window.slice_bar.show_state("")
