"""Partial scans: placing the current shape in the box of the whole, and completing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mge_studio.errors import InputError
from mge_studio.shapes.placement import Placement, outside_share
from mge_studio.shapes.shape import Shape, apply_transform
from mge_studio.studio.document import Item
from mge_studio.studio.placing import standing
from mge_studio.ui.controllers.controller import Controller
from mge_studio.ui.describe import describe_levelling
from mge_studio.ui.handle_mouse import HandleMouse

if TYPE_CHECKING:
    from mge_studio.ui.main_window import MainWindow

#: Points of a shape that are counted as in or outside of the box while it is dragged.
COUNTED = 20_000


class Scanning(Controller):
    """placement: where the shape is shown while it is being placed, else None."""

    def __init__(self, window: MainWindow):
        super().__init__(window)
        self.placement: Placement | None = None
        self._shape: Shape | None = None
        self._mouse: HandleMouse | None = None

    def toggle(self) -> None:
        """Begin to place the current shape, or put it where it is shown."""
        if self.placement is not None:
            self.put()
        elif self.current is not None and self.current.visible:
            self._begin(self.current)
        else:
            self._window.scan_panel.show_placement(None, 0.0)

    def change(self, placement: Placement) -> None:
        """Show the shape elsewhere; the document stays as it is until it is put there."""
        if self._shape is None:
            return
        self.placement = placement
        step = max(1, len(self._shape.vertices) // COUNTED)
        points = apply_transform(placement.matrix, self._shape.vertices[::step])
        self._window.viewport.place_shape(placement)
        self._window.scan_panel.show_placement(placement, outside_share(points))

    def stand(self) -> None:
        """Turn the shape so that it is level, stand it on the ground, and say what that took."""
        if self.current is not None and self.placement is None:
            self.toggle()
        if self._shape is None or self.placement is None:
            return
        try:
            placement, found = standing(self._shape, self.placement)
        except InputError as error:
            self._window.status.tell(str(error))
            return
        self.change(placement)
        self._window.status.tell(describe_levelling(found))

    def put(self) -> None:
        """Put the shape where it is shown; it is read again there."""
        item, placement = self.current, self.placement
        if item is None or placement is None or item.shape is not self._shape:
            return
        unchanged = placement == Placement()
        self._end(keep_picture=not unchanged)
        self._session.placing.place(item.id, placement)
        self._window.presenter.refresh()

    def drop(self) -> bool:
        """Leave the shape where it was; False when it was not being placed."""
        placing = self.placement is not None
        if placing:
            self._end()
        return placing

    def invent(self) -> None:
        """Keep all of the current shape, and invent what is missing."""
        self.put()
        item = self.current
        if item is not None and self._window.scan_panel.invent.isEnabled():
            settings = self._window.generating.take_settings()
            count, where = self._window.scan_panel.count.value(), self._window.boxing.where
            self._session.placing.invent(item.id, count, settings, where)

    def refresh(self) -> None:
        """Follow the document: whoever goes to another shape no longer places this one."""
        item = self.current
        if self.placement is not None and (item is None or item.shape is not self._shape):
            self._end()
        self._window.scan_panel.show_whole(self._window.reading.count)
        self._window.scan_panel.show_shape(item is not None and item.visible)
        self._window.boxing.refresh()

    def on_shown(self, item: Item) -> None:
        """What was placed is on screen by now as it is."""
        if self.placement is None:
            self._window.viewport.place_shape(None)

    def _begin(self, item: Item) -> None:
        window = self._window
        if self._mouse is None:
            view = window.viewport
            self._mouse = HandleMouse(view, view.handle_at, view.dragged)
            self._mouse.dragged.connect(self.change)
        window.masking.set_painting(False)
        window.regions.drop()
        window.viewing.end_heat()
        window.show_panel("scan")
        self._shape = item.shape
        self._mouse.listen(True)
        self.change(Placement())
        window.boxing.refresh()
        window.viewport.fit()
        window.action("place").setChecked(True)

    def _end(self, keep_picture: bool = False) -> None:
        """keep_picture: until the shape itself is shown there, so that it does not jump."""
        self.placement = self._shape = None
        if self._mouse is not None:
            self._mouse.listen(False)
        if not keep_picture:
            self._window.viewport.place_shape(None)
        self._window.scan_panel.show_placement(None, 0.0)
        self._window.action("place").setChecked(False)
        self._window.boxing.refresh()
