"""Exporting with options: how, then where to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QFileDialog

from mge_studio.scene.colours import Rgb, neighbour_pairs, patch_colours
from mge_studio.scene.palettes import PALETTES
from mge_studio.shapes.tokens import Tokens
from mge_studio.studio.document import Item
from mge_studio.studio.exporting import ExportOptions
from mge_studio.studio.file_names import file_name
from mge_studio.studio.finer import at_resolution
from mge_studio.ui.controllers.controller import Controller
from mge_studio.ui.dialogs.export import ExportDialog

#: To ask whether a shape could be decoded in another resolution, whichever that is.
SOME_CELLS = 128


class Exporting(Controller):
    @property
    def items(self) -> list[Item]:
        """What is selected in the list, in its order; else the current shape alone."""
        selected = set(self._window.shapes_panel.selected_ids())
        if self.current is None or self.current.id not in selected or len(selected) == 1:
            return [] if self.current is None else [self.current]
        return [item for item in self._document.items if item.id in selected]

    def ask(self) -> None:
        items = self.items
        if not items:
            return
        model = self._session.model
        finer = sum(at_resolution(item, model, SOME_CELLS) is not None for item in items)
        dialog = ExportDialog(items, finer, self._window)
        dialog.accepted.connect(lambda: self._ask_where(items, dialog))
        dialog.open()

    def _ask_where(self, items: Sequence[Item], asked: ExportDialog) -> None:
        options = ExportOptions(
            asked.chosen_resolution, asked.chosen_triangles, asked.chosen_points
        )
        suffix, patches = asked.suffix, asked.with_patches

        def export(item: Item, path: Path) -> None:
            if item.id in self._document:
                colours = self._patch_colours(item.tokens) if patches and item.tokens else None
                self._session.export(item.id, path, replace(options, colours=colours))

        if len(items) > 1:
            self._window.files.ask_export_all(items, suffix, export)
        else:
            self._ask_file(items[0], suffix, export)

    def _ask_file(self, item: Item, suffix: str, export: Callable[[Item, Path], object]) -> None:
        dialog = self._window.files.dialog(f"Export {item.name}", QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(f"{suffix.upper()} (*.{suffix})")
        dialog.setDefaultSuffix(suffix)
        dialog.selectFile(f"{file_name(item.name)}.{suffix}")
        dialog.fileSelected.connect(lambda path: export(item, Path(path)))
        dialog.open()

    def _patch_colours(self, tokens: Tokens) -> Rgb:
        """(M, 3) uint8 such that neighbours differ, in the palette of the token map."""
        pairs = neighbour_pairs(tokens.centres, np.zeros((0, 2), dtype=np.int64))
        palette = PALETTES[self._window.appearance.palette]
        return patch_colours(len(tokens), pairs, palette, self._session.settings.palette_seed)
