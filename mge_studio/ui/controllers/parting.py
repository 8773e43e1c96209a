"""The view that colours the parts of what is on screen, by the names that its file has for them or
by connected pieces, found on a thread."""

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
#: The id of a shape, which its parts hold, and whether its names were asked for.
Question = tuple[int, bool]


class Parting(Controller):
    def __init__(self, window: MainWindow):
        super().__init__(window)
        self.by_name = True
        self._known: OrderedDict[Question, Parts] = OrderedDict()
        self._asked: tuple[Shape, bool] | None = None
        self._finding = Latest("parts", window)
        self._finding.done.connect(self._remember)

    def refresh(self) -> None:
        """Show the parts where they are looked at, and ask for those that are not known yet."""
        window = self._window
        named = self.has_names(window.viewport.item)
        window.action("part_names").setEnabled(named)
        window.action("part_names").setChecked(named and self.by_name)
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
                caption.show_text(view.item.name, f": {counted(parts)}")
        self._ask(missing[0] if missing else None)
        self._show_legend()

    def set_by_name(self, by_name: bool) -> None:
        """Colour what the file names, where it names something, or connected pieces."""
        self.by_name = by_name
        if self._window.looking.view == "parts":
            self.refresh()
        else:
            self._window.looking.set_view("parts")

    def toggle_names(self) -> None:
        """From pieces to names and back; names first where something else is looked at."""
        self.set_by_name(self._window.looking.view != "parts" or not self.by_name)

    def has_names(self, item: Item | None) -> bool:
        return item is not None and item.shape.groups is not None

    def close(self) -> None:
        self._finding.close()

    def _recall(self, item: Item | None) -> Parts | None:
        if item is None:
            return None
        question = id(item.shape), self.by_name and self.has_names(item)
        if question in self._known:
            self._known.move_to_end(question)
        return self._known.get(question)

    def _ask(self, shape: Shape | None) -> None:
        """One shape after the other, the current one first."""
        asked = None if shape is None else (shape, self.by_name and shape.groups is not None)
        if asked == self._asked:  # shapes are equal where they are the same
            return  # it is under way
        self._asked = asked
        if asked is None:
            self._finding.forget()
        else:
            self._finding.ask(partial(prepare_parts, *asked))

    def _remember(self, answer: object) -> None:
        if answer is None:
            return  # a mesh without area, which is not shown either
        parts = cast(Parts, answer)
        self._known[id(parts.shape), bool(parts.names)] = parts
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        self.refresh()

    def _show_legend(self) -> None:
        """What captions say where there are several views."""
        window, item = self._window, self._window.viewport.item
        if item is None or window.viewing.heated or window.splitting.count > 1:
            window.parts_legend.hide()
            return
        parts, stage = self._recall(item), window.viewport.stage
        if parts is not None and parts.names and stage is not None:
            window.parts_legend.show_names(counted(parts), parts.names, stage.parts.colours)
        else:
            note = "Finding the parts…" if parts is None else described(parts)
            window.parts_legend.show_note(note, self.by_name if self.has_names(item) else None)


def counted(parts: Parts) -> str:
    """In short how many parts there are."""
    if parts.names:
        return f"{parts.count:,} named parts"
    if parts.count == 0:
        return "a point cloud"
    return "1 piece" if parts.count == 1 else f"{parts.count:,} pieces"


def described(parts: Parts) -> str:
    """How many connected pieces there are, and what that means."""
    if parts.count == 0:
        return "A point cloud has no pieces: its points are not connected."
    if parts.count == 1:
        return "1 piece: all of the surface is connected."
    if parts.count > MOST_TOLD_APART:
        return f"{counted(parts)}, of which the small ones share colours"
    return counted(parts)
