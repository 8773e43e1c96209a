"""What of the document is in the view: the current item, others beside it, a mesh that forms.

All of them are prepared on threads beside the window, so an item is on screen a moment after it
was asked for. Until then the one before stays, or the preview that came to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pyvista as pv
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QWidget

from mge_studio.requests import Preview
from mge_studio.scene.display import NO_CENTRES, Display, prepare
from mge_studio.scene.preview_actor import preview_mesh
from mge_studio.shapes.shape import Float32
from mge_studio.ui.latest import Latest
from mge_studio.ui.preparing import Preparer
from mge_studio.ui.stage_view import StageView

if TYPE_CHECKING:
    from mge_studio.studio.document import Item
    from mge_studio.studio.project import ProjectView


class ItemView(StageView):
    """item_shown(item) when an item is on screen, items_shown() when those beside it are."""

    item_shown = Signal(object)
    items_shown = Signal()

    def __init__(self, parent: QWidget | None = None, safe: bool = False) -> None:
        super().__init__(parent, safe)
        self._item: Item | None = None
        self._beside: Sequence[Item] = ()
        self._mask_to_be: NDArray[np.bool_] | None = None
        self._unfitted, self._looks_back = True, False
        self._met: set[int] = set()
        self._preview_lingers = False
        self._preparer = Preparer(self)
        self._preparer.ready.connect(self._show_prepared)
        self._row, self._forming = Latest("row", self), Latest("preview", self)
        self._row.done.connect(self._show_row)
        self._forming.done.connect(self._show_forming)

    @property
    def item(self) -> Item | None:
        """The item asked for last; `item_shown` tells when it is on screen."""
        return self._item

    @property
    def shown(self) -> Display | None:
        """What is on screen, if that is the item asked for last."""
        item = self._item
        return self.stage.display if self.stage and item is not None and self._shows(item) else None

    def set_item(self, item: Item | None) -> None:
        """Show an item, or nothing."""
        old, self._item = self._item, item
        if self.stage is None:
            return
        if item is None:
            self._leave_item()
            self._preparer.forget()
            self.stage.show(None)
            self._redraw()
        elif old is not None and _same_geometry(old, item) and self._shows(item):
            self._apply_mask()
            self.item_shown.emit(item)
        else:
            self._leave_item()
            self._preparer.prepare(item.shape, _centres(item))

    def show_mask(self, mask: NDArray[np.bool_] | None) -> None:
        """Show a mask (M,) that the item does not have yet; None: the one it has."""
        self._mask_to_be = mask
        self._apply_mask()

    def set_items(self, items: Sequence[Item]) -> None:
        """Stand other items in a row beside the current one, to compare; [] ends that."""
        self._beside = tuple(items)
        known = [self._preparer.recall(item.shape, _centres(item)) for item in items]
        there = [display for display in known if display is not None]
        if len(there) < len(items):
            self._row.ask(partial(_prepare_row, self._beside, known))
        else:
            self._row.forget()
            self._show_row(there)

    def show_preview(self, preview: Preview | None) -> None:
        """Show a forming mesh in place of the item, or, once it is prepared, the item again.

        Of previews that come faster than they can be shown, only the newest is.
        """
        self._preview_lingers = preview is None and self._item is not None and self.shown is None
        if preview is not None:
            self._forming.ask(partial(preview_mesh, preview))
        elif not self._preview_lingers:
            self._end_preview()

    def look_from(self, view: ProjectView) -> None:
        """Put the camera where it was, instead of framing the first shape."""
        if self.stage is not None:
            self._unfitted = False
            self._looks_back = self.shown is None
            self.stage.camera.place(view.focal, view.distance, view.azimuth, view.elevation)
            self._move_camera()

    def closeEvent(self, event: QCloseEvent) -> None:
        for worker in (self._preparer, self._row, self._forming):
            worker.close()
        super().closeEvent(event)

    def _leave_item(self) -> None:
        """What a person is about to do with the item ends; another one comes."""

    def _apply_mask(self) -> None:
        if self.stage is not None and self._item is not None:
            to_be = self._mask_to_be
            self.stage.set_mask(self._item.mask if to_be is None else to_be)
            self._redraw()

    def _shows(self, item: Item) -> bool:
        display = self.stage.display if self.stage else None
        return (
            display is not None
            and display.shape is item.shape
            and display.centres is _centres(item)
        )

    def _show_prepared(self, display: Display) -> None:
        item = self._item
        if self.stage is None or item is None or display.shape is not item.shape:
            return
        tokens = item.tokens
        self.stage.show(display, None if tokens is None else tokens.codes)
        if self._preview_lingers:
            self._end_preview()
        self._apply_mask()
        self._bring_into_view(item)
        self._redraw()
        self.item_shown.emit(item)

    def _bring_into_view(self, item: Item) -> None:
        """Frame the first shape, and one that is new and not a result where it is cut off."""
        assert self.stage is not None
        new = not self._looks_back and item.id not in self._met and item.result is None
        if self._unfitted:
            self.reset_view()
            self._unfitted = False
        elif new and self.stage.is_cut_off():
            self.fit()
        self._looks_back = False
        self._met.add(item.id)

    def _show_row(self, displays: Sequence[Display]) -> None:
        if self.stage is None:
            return
        for display in displays:
            self._preparer.remember(display)
        codes = [None if item.tokens is None else item.tokens.codes for item in self._beside]
        self.stage.companions.show(displays, codes)
        self._redraw()
        self.items_shown.emit()

    def _show_forming(self, mesh: pv.PolyData | None) -> None:
        if self.stage is not None:
            self.stage.show_preview(mesh)
            self._redraw()

    def _end_preview(self) -> None:
        self._preview_lingers = False
        self._forming.forget()
        self._show_forming(None)


def _prepare_row(items: Sequence[Item], known: Sequence[Display | None]) -> list[Display]:
    pairs = zip(items, known, strict=True)
    return [display or prepare(item.shape, _centres(item)) for item, display in pairs]


def _centres(item: Item) -> Float32:
    return NO_CENTRES if item.tokens is None else item.tokens.centres


def _same_geometry(old: Item, new: Item) -> bool:
    return old.shape is new.shape and old.tokens is new.tokens
