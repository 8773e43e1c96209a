"""The view that colours the connected pieces of what is on screen, found on a thread."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from typing import TYPE_CHECKING, cast

from mge_studio.scene.parts import MOST_TOLD_APART, Parts, prepare_parts
from mge_studio.shapes.shape import Shape
from mge_studio.studio.document import Item
from mge_studio.ui.controllers.controller import Controller
from mge_studio.ui.latest import Latest

if TYPE_CHECKING:
    from mge_studio.ui.main_window import MainWindow
    from mge_studio.ui.side_pane import SidePane
    from mge_studio.ui.viewport import Viewport

#: More than there are views.
REMEMBERED = 8


class Parting(Controller):
    def __init__(self, window: MainWindow):
        super().__init__(window)
        self._known: OrderedDict[int, Parts] = OrderedDict()
        self._asked: Shape | None = None
        self._finding = Latest("parts", window)
        self._finding.done.connect(self._remember)

    def refresh(self) -> None:
        """Show the pieces where they are looked at, and ask for those that are not known yet."""
        window = self._window
        if window.looking.view != "parts":
            window.parts_legend.hide()
            return
        views: list[Viewport | SidePane] = [window.viewport, *window.split_view.panes]
        captions = [window.split_view.caption, *(pane.caption for pane in window.split_view.panes)]
        missing = []
        for view, caption in zip(views, captions, strict=True):
            parts = self._recall(view.item)
            view.set_parts(parts)
            if view.item is not None and parts is None:
                missing.append(view.item.shape)
            elif view.item is not None and parts is not None and window.splitting.count > 1:
                caption.show_text(f"{view.item.name}: {counted(parts)}")
        self._ask(missing[0] if missing else None)
        self._show_legend()

    def close(self) -> None:
        self._finding.close()

    def _recall(self, item: Item | None) -> Parts | None:
        """Ids are safe as keys because the parts hold the shape."""
        if item is None or id(item.shape) not in self._known:
            return None
        self._known.move_to_end(id(item.shape))
        return self._known[id(item.shape)]

    def _ask(self, shape: Shape | None) -> None:
        """One shape after the other, the current one first."""
        if shape is self._asked:
            return  # it is under way
        self._asked = shape
        if shape is None:
            self._finding.forget()
        else:
            self._finding.ask(partial(prepare_parts, shape))

    def _remember(self, answer: object) -> None:
        if answer is None:
            return  # a mesh without area, which is not shown either
        parts = cast(Parts, answer)
        self._known[id(parts.shape)] = parts
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        self.refresh()

    def _show_legend(self) -> None:
        """What captions say where there are several views."""
        window, item = self._window, self._window.viewport.item
        if item is None or window.viewing.heated or window.splitting.count > 1:
            window.parts_legend.hide()
            return
        parts = self._recall(item)
        note = "Finding the pieces…" if parts is None else described(parts)
        window.parts_legend.show_note(note)


def counted(parts: Parts) -> str:
    """In short how many pieces there are."""
    if parts.count == 0:
        return "a point cloud"
    return "1 piece" if parts.count == 1 else f"{parts.count:,} pieces"


def described(parts: Parts) -> str:
    """How many pieces there are, and what that means."""
    if parts.count == 0:
        return "A point cloud has no pieces: its points are not connected."
    if parts.count == 1:
        return "1 piece: all of the surface is connected."
    if parts.count > MOST_TOLD_APART:
        return f"{counted(parts)}, of which the small ones share colours"
    return counted(parts)
