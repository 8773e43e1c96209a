"""Painting the mask, and changing it as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mge_studio.errors import InputError
from mge_studio.ui import hints
from mge_studio.ui.controllers.controller import Controller

if TYPE_CHECKING:
    from mge_studio.ui.main_window import MainWindow


class Masking(Controller):
    painting: bool

    def __init__(self, window: MainWindow):
        super().__init__(window)
        self.painting = False
        self._view_before = window.looking.view

    def set_painting(self, on: bool) -> None:
        """Painting shows the mask; stopping goes back to the view there was."""
        if on == self.painting:
            return
        self.painting = on
        window, looking = self._window, self._window.looking
        window.action("paint").setChecked(on)
        window.mask_panel.show_painting(on)
        window.viewport.set_paint_mode(on)
        if on:
            self._view_before = looking.view
            looking.set_view("mask")
            window.show_panel("mask")
            window.viewport.setFocus()
        elif looking.view == "mask":
            looking.set_view(self._view_before)
        window.status.say(hints.mouse(on))

    def scale_brush(self, factor: float) -> None:
        self.set_brush_radius(self._window.viewport.brush_radius * factor)

    def set_brush_radius(self, radius: float) -> None:
        self._window.viewport.brush_radius = radius
        self._window.mask_panel.show_radius(self._window.viewport.brush_radius)

    def show_live(self, mask: NDArray[np.bool_]) -> None:
        """While a stroke is being painted."""
        self._window.mask_panel.show_mask(mask, len(mask))

    def finish_stroke(self, mask: NDArray[np.bool_]) -> None:
        self._set_mask(mask, "Paint mask")

    def clear(self) -> None:
        if self.current is not None:
            self._session.clear_mask(self.current.id)

    def invert(self) -> None:
        if self.current is not None:
            self._session.invert_mask(self.current.id)
            self._window.looking.set_view("mask")

    def mask_at_random(self, share: float) -> None:
        """share: of the patches, in (0, 1]."""
        item = self.current
        if item is None or item.tokens is None:
            return
        mask = np.zeros(len(item.tokens), bool)
        order = np.random.default_rng().permutation(len(mask))
        mask[order[: max(1, round(share * len(mask)))]] = True
        self._set_mask(mask, f"Mask {share:.0%} at random")
        self._window.looking.set_view("mask")

    def _set_mask(self, mask: NDArray[np.bool_], name: str) -> None:
        if self.current is None:
            return
        try:
            self._session.set_mask(self.current.id, mask, name)
        except InputError:  # new tokens arrived during the stroke: it is no longer about them
            self._window.presenter.refresh()
