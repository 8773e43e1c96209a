"""Masking by a region of the frame, a box or a plane with handles in the view, which shows the
mask-to-be with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from mge_studio.scene.region_gizmo import Region
from mge_studio.shapes.boxes import Box, box_around
from mge_studio.shapes.planes import Plane
from mge_studio.shapes.shape import Float32
from mge_studio.shapes.tokens import Tokens
from mge_studio.studio.document import Item
from mge_studio.ui import hints
from mge_studio.ui.controllers.controller import Controller
from mge_studio.ui.handle_mouse import HandleMouse

if TYPE_CHECKING:
    from mge_studio.ui.main_window import MainWindow

#: How far the box stands off the patches at first.
MARGIN = 0.04


class Regions(Controller):
    """region: what is shown with handles, None for nothing."""

    def __init__(self, window: MainWindow):
        super().__init__(window)
        self.region: Region | None = None
        self._tokens: Tokens | None = None
        self._view_before = ""
        self._mouse: HandleMouse | None = None

    @property
    def on(self) -> bool:
        return self.region is not None

    def toggle_box(self) -> None:
        """Show a box around the current shape, or mask what is inside the one that is shown."""
        self._toggle(Box, lambda centres: box_around(centres, MARGIN))

    def toggle_plane(self) -> None:
        """Show a plane through the current shape, or mask what the one that is shown faces."""
        self._toggle(Plane, lambda _: Plane())

    def turn_plane(self) -> None:
        """Across the next axis."""
        if isinstance(self.region, Plane):
            self.change(self.region.turned())

    def flip_plane(self) -> None:
        """To the other side."""
        if isinstance(self.region, Plane):
            self.change(self.region.flipped())

    def change(self, region: Region) -> None:
        """Show another region; the mask stays as it is until the region is applied."""
        if self.on:
            self.region = region
            self._window.viewport.show_region(region)
            self._show_mask()

    def apply(self) -> None:
        """Combine what is inside with the mask, as the Mask panel's mode says."""
        self.refresh()  # the document may have gone on a moment ago
        region, tokens = self.region, self._tokens
        if region is None or tokens is None:
            return
        self._end()
        name = "Mask in a box" if isinstance(region, Box) else "Mask beyond a plane"
        self._window.masking.take(name, region.holds(tokens.centres))
        self._window.presenter.refresh()  # at once: else the mask there was would flash up
        self._window.status.tell(f"In the terminal this region is --mask {region.text}")

    def drop(self) -> bool:
        """Leave the mask as it was; False when there was no region."""
        dropped = self.on
        if dropped:
            self._end()
            self._restore_view()
            self._window.presenter.refresh()
        return dropped

    def refresh(self) -> None:
        """Follow the document: whoever goes to other patches no longer chooses among these."""
        item = self.current
        if self.on and (item is None or not item.visible or item.tokens is not self._tokens):
            self._end()
            self._restore_view()
        self._show_mask()
        self._show_checked()

    def _toggle(self, kind: type[Region], make: Callable[[Float32], Region]) -> None:
        item = self.current
        if isinstance(self.region, kind):
            self.apply()
        elif item is not None and item.visible and item.tokens is not None:
            self._begin(item, make(item.tokens.centres))
        self._show_checked()

    def _begin(self, item: Item, region: Region) -> None:
        window, view = self._window, self._window.viewport
        self.drop()
        window.scanning.drop()
        window.masking.set_painting(False)
        if self._mouse is None:
            self._mouse = HandleMouse(view, view.region_handle_at, view.dragged_region)
            self._mouse.dragged.connect(self.change)
        self._view_before = window.looking.view
        window.looking.set_view("mask")
        window.show_panel("mask")
        window.status.say(hints.REGION)
        self._tokens, self.region = item.tokens, region
        window.boxing.refresh()
        self._mouse.listen(True)
        self.change(region)
        view.setFocus()

    def _end(self) -> None:
        window = self._window
        self.region = self._tokens = None
        if self._mouse is not None:
            self._mouse.listen(False)
        window.viewport.show_region(None)
        window.viewport.show_mask(None)
        window.boxing.refresh()
        window.status.say(hints.mouse(window.masking.painting))
        self._show_checked()

    def _restore_view(self) -> None:
        """What there was before, unless another was chosen meanwhile."""
        if self._window.looking.view == "mask":
            self._window.looking.set_view(self._view_before)

    def _show_mask(self) -> None:
        """The mask as it would be, in the view and in the panel."""
        item, region = self.current, self.region
        if item is None or item.tokens is None or region is None:
            return
        mask = self._window.masking.combined(item.mask, region.holds(item.tokens.centres))
        self._window.viewport.show_mask(mask)
        self._window.masking.show_live(mask)

    def _show_checked(self) -> None:
        """Which actions are in force."""
        self._window.mask_panel.show_region(self.on)
        planar = isinstance(self.region, Plane)
        self._window.action("mask_by_box").setChecked(self.on and not planar)
        self._window.action("mask_by_plane").setChecked(planar)
        for id, enabled in (
            ("region_apply", self.on), ("region_drop", self.on),
            ("plane_turn", planar), ("plane_flip", planar),
        ):  # fmt: skip
            self._window.action(id).setEnabled(enabled)
