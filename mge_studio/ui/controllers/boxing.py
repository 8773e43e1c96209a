"""The box that new patches of a scan are kept in: shown while the Scan panel is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mge_studio.shapes.boxes import Box
from mge_studio.ui.controllers.controller import Controller
from mge_studio.ui.handle_mouse import HandleMouse

if TYPE_CHECKING:
    from mge_studio.ui.main_window import MainWindow

#: The box at first: its handles are all in view, and it holds a part of any shape.
USUAL = Box((-0.5, 0.5), (-0.5, 0.5), (-0.5, 0.5))


class Boxing(Controller):
    """on: whether new patches are kept in `box`."""

    def __init__(self, window: MainWindow):
        super().__init__(window)
        self.on, self.box = False, USUAL
        self._panel_seen = False
        self._mouse: HandleMouse | None = None

    @property
    def where(self) -> Box | None:
        """For `CompleteRequest`."""
        return self.box if self.on else None

    def toggle(self) -> None:
        self.on = not self.on
        if self.on:
            self._window.show_panel("scan")
        self.refresh()

    def change(self, box: Box) -> None:
        self.box = box
        self.refresh()

    def follow_panel(self, seen: bool) -> None:
        """The Scan panel came in front, or went."""
        self._panel_seen = seen
        self.refresh()

    def refresh(self) -> None:
        """Show the box in the panel, and in the view where it matters there."""
        window, view = self._window, self._window.viewport
        window.action("invent_box").setChecked(self.on)
        window.scan_panel.show_box(self.where)
        free = window.scanning.placement is None and not window.regions.on
        seen = self.on and self._panel_seen and free and view.item is not None
        if not window.regions.on:  # which shows a box of its own
            view.show_region(self.box if seen else None)
        if self._mouse is None:
            self._mouse = HandleMouse(view, view.region_handle_at, view.dragged_region)
            self._mouse.dragged.connect(self.change)
        self._mouse.listen(seen)
