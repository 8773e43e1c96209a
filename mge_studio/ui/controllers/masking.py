"""Painting the mask, and changing it as a whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QFileDialog
from scipy.sparse import csr_array

from mge_studio.errors import InputError
from mge_studio.shapes import mask_operations as ops
from mge_studio.shapes.regions import block, random_patches
from mge_studio.ui import hints
from mge_studio.ui.controllers.controller import Controller
from mge_studio.ui.painting import Tool
from mge_studio.ui.panels.mask import USUAL_TURN

if TYPE_CHECKING:
    from mge_studio.ui.main_window import MainWindow

#: Tools of the pointer, and what their strokes are called in the history.
STROKE_NAMES: dict[Tool, str] = {
    "brush": "Paint mask",
    "patch": "Mask patches",
    "box": "Box mask",
    "polygon": "Polygon mask",
    "lasso": "Lasso mask",
    "flood": "Flood mask",
}


class Masking(Controller):
    painting: bool

    def __init__(self, window: MainWindow):
        super().__init__(window)
        self.painting = False
        self._tool: Tool = "brush"
        self._through = False
        self._by_normal, self._turn = False, float(USUAL_TURN)
        self._mode: ops.CombineMode = "add"
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
            window.regions.drop()
            self._view_before = looking.view
            looking.set_view("mask")
            window.show_panel("mask")
            window.viewport.setFocus()
        elif looking.view == "mask":
            looking.set_view(self._view_before)
        self.show_tool()

    def use_tool(self, tool: Tool) -> None:
        """Paint with this tool from now on."""
        self._tool = tool
        self.show_tool()
        self.set_painting(self.current is not None and self.current.tokens is not None)

    def flood(self, by_normal: bool) -> None:
        """Flood from now on: all that is connected, or by normal, as far as the surface turns
        little."""
        self._by_normal = by_normal
        self.use_tool("flood")

    def set_turn(self, degrees: float) -> None:
        """How far the surface may turn between two patches of a flood by normal."""
        self._turn = degrees
        self.show_tool()

    def set_through(self, through: bool) -> None:
        """Box, polygon and lasso take patches that are hidden as well."""
        self._through = through
        self.show_tool()

    def set_mode(self, mode: ops.CombineMode) -> None:
        """What strokes and chosen codes do to the mask: add, subtract or intersect."""
        self._mode = mode
        self.show_tool()
        self._window.regions.refresh()

    def show_tool(self) -> None:
        """Tell the view, the panel and the menus what a stroke would do."""
        window = self._window
        turn = self._turn if self._by_normal else None
        window.viewport.set_tool(self._tool, self._through, self._mode, turn)
        window.mask_panel.modes.set_value(self._mode)
        window.action("through").setChecked(self._through)
        for mode in ("add", "subtract", "intersect"):
            window.action(f"mode_{mode}").setChecked(mode == self._mode)
        window.mask_panel.show_tool(self._tool, self._through, self._by_normal)
        for tool in STROKE_NAMES:
            window.action(f"tool_{tool}").setChecked(tool == self._tool)
        by_normal = self._tool == "flood" and self._by_normal
        window.action("flood_by_normal").setChecked(by_normal)
        if by_normal:
            window.action("tool_flood").setChecked(False)
        if not window.regions.on:
            window.status.say(hints.mouse(self.painting, self._tool))

    def scale_brush(self, factor: float) -> None:
        self.set_brush_radius(self._window.viewport.brush_radius * factor)

    def set_brush_radius(self, radius: float) -> None:
        self._window.viewport.brush_radius = radius
        self._window.mask_panel.show_radius(self._window.viewport.brush_radius)

    def show_live(self, mask: NDArray[np.bool_]) -> None:
        """While a stroke is being painted."""
        self._window.mask_panel.show_mask(mask, len(mask))

    def finish_stroke(self, mask: NDArray[np.bool_]) -> None:
        by_normal = self._tool == "flood" and self._by_normal
        self._set_mask(mask, STROKE_NAMES[self._tool] + " by normal" * by_normal)

    def clear(self) -> None:
        if self.current is not None:
            self._session.clear_mask(self.current.id)

    def invert(self) -> None:
        if self.current is not None:
            self._session.invert_mask(self.current.id)
            self._window.looking.set_view("mask")

    def grow(self) -> None:
        self._change_by_touch("Grow mask", ops.grow)

    def shrink(self) -> None:
        self._change_by_touch("Shrink mask", ops.shrink)

    def fill(self) -> None:
        self._change_by_touch("Fill islands", ops.fill_islands)

    def mirror(self) -> None:
        self._change("Mirror mask", ops.mirror)

    def mask_at_random(self) -> None:
        share, seed = self._window.mask_panel.take_share()
        self._change(
            f"Mask {share:.0%} at random",
            lambda _, centres: random_patches(share).select(centres, seed),
        )

    def mask_block(self) -> None:
        share, seed = self._window.mask_panel.take_share()
        self._change(
            f"Mask a block of {share:.0%}", lambda _, centres: block(share).select(centres, seed)
        )

    def mask_inspected_code(self) -> None:
        """The patches with the code that the Tokens panel inspects, if it does."""
        code = self._window.tokens_panel.inspected_code
        if code is not None:
            self.mask_code(code)

    def mask_code(self, code: int) -> None:
        """The patches with this code, as the panel's mode says."""
        if self.current is not None and self.current.tokens is not None:
            chosen = ops.with_codes(self.current.tokens.codes, [code])
            self.take(f"Mask code {code}", chosen)

    def mask_nearest(self) -> None:
        """The patches with the inspected code, and those with the panel's number of codes that
        are nearest to it."""
        code, codebook = self._window.tokens_panel.inspected_code, self._session.codebook
        item = self.current
        if code is None or codebook is None or item is None or item.tokens is None:
            return
        count = self._window.mask_panel.nearest.value()
        wanted = [code, *codebook.nearest(code, count).tolist()]
        chosen = ops.with_codes(item.tokens.codes, wanted)
        self.take(f"Mask code {code} and {count} like it", chosen)

    def mask_rare(self) -> None:
        """The patches whose code occurs less often in the shape than the panel says."""
        if self.current is not None and self.current.tokens is not None:
            codes, most = self.current.tokens.codes, self._window.mask_panel.rarer.value()
            chosen = ops.by_usage(codes, np.bincount(codes), 1, most - 1)
            self.take(f"Mask codes used less than {most} times", chosen)

    def take(self, name: str, chosen: ops.Mask) -> None:
        """Combine patches (M,) with the mask as the panel's mode says; one undo entry."""
        self._change(name, lambda mask, _: self.combined(mask, chosen))

    def combined(self, mask: ops.Mask | None, chosen: ops.Mask) -> ops.Mask:
        """What `take` would make of a mask."""
        present = np.zeros(len(chosen), bool) if mask is None else mask
        return ops.combine(present, chosen, self._mode)

    def ask_save(self) -> None:
        item = self.current
        if item is None or item.mask is None:
            return
        mask = item.mask
        dialog = self._dialog("Save mask", QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile("mask.json")
        dialog.fileSelected.connect(lambda path: self._save(mask, Path(path)))
        dialog.open()

    def ask_load(self) -> None:
        dialog = self._dialog("Load mask", QFileDialog.AcceptMode.AcceptOpen)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self._load(Path(path)))
        dialog.open()

    def _save(self, mask: NDArray[np.bool_], path: Path) -> None:
        try:
            ops.save_mask(mask, path)
        except OSError as error:
            reason = error.strerror or str(error)
            self._window.show_error(
                "Saving failed", f"{path.name} cannot be written: {reason}. Choose another folder."
            )

    def _load(self, path: Path) -> None:
        try:
            self._change(f"Load {path.name}", lambda mask, _: ops.load_mask(path, len(mask)))
        except InputError as error:
            self._window.show_error("Loading failed", str(error))

    def _dialog(self, title: str, mode: QFileDialog.AcceptMode) -> QFileDialog:
        dialog = QFileDialog(self._window, title, self._session.settings.last_folder)
        dialog.setAcceptMode(mode)
        dialog.setNameFilters(["Masks (*.json)", "All files (*)"])
        dialog.setDefaultSuffix("json")
        dialog.finished.connect(dialog.deleteLater)
        return dialog

    def _change(self, name: str, changed: Callable[[ops.Mask, ops.Centres], ops.Mask]) -> None:
        """One undo entry; changed: the new mask from the present one and (M, 3) centres."""
        item = self.current
        if item is None or item.tokens is None:
            return
        mask = np.zeros(len(item.tokens), bool) if item.mask is None else item.mask
        self._set_mask(changed(mask, item.tokens.centres), name)
        self._window.looking.set_view("mask")

    def _change_by_touch(
        self, name: str, changed: Callable[[ops.Mask, csr_array], ops.Mask]
    ) -> None:
        """The same from the present mask and the graph of patches that touch."""
        self._change(name, lambda mask, centres: changed(mask, ops.neighbour_graph(centres)))

    def _set_mask(self, mask: NDArray[np.bool_], name: str) -> None:
        if self.current is None:
            return
        try:
            self._session.set_mask(self.current.id, mask, name)
        except InputError:  # new tokens arrived during the stroke: it is no longer about them
            self._window.presenter.refresh()
