"""Exporting with options: how, then where to."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QFileDialog

from mge_studio.scene.colours import Rgb, neighbour_pairs, patch_colours
from mge_studio.scene.palettes import PALETTES
from mge_studio.shapes.tokens import Tokens
from mge_studio.studio.document import Item
from mge_studio.studio.exporting import ExportOptions
from mge_studio.studio.file_names import file_name
from mge_studio.ui.controllers.controller import Controller
from mge_studio.ui.dialogs.export import ExportDialog


class Exporting(Controller):
    def ask(self) -> None:
        item = self.current
        if item is None:
            return
        dialog = ExportDialog(item, self._window)
        dialog.accepted.connect(lambda: self._ask_where(item, dialog))
        dialog.open()

    def _ask_where(self, item: Item, asked: ExportDialog) -> None:
        colours = self._patch_colours(item.tokens) if asked.with_patches and item.tokens else None
        options = ExportOptions(asked.chosen_triangles, asked.chosen_points, colours)
        suffix = asked.suffix
        dialog = self._window.files.dialog(f"Export {item.name}", QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(f"{suffix.upper()} (*.{suffix})")
        dialog.setDefaultSuffix(suffix)
        dialog.selectFile(f"{file_name(item.name)}.{suffix}")
        dialog.fileSelected.connect(
            lambda path: self._session.export(item.id, Path(path), options)
        )
        dialog.open()

    def _patch_colours(self, tokens: Tokens) -> Rgb:
        """(M, 3) uint8 such that neighbours differ, in the palette of the token map."""
        pairs = neighbour_pairs(tokens.centres, np.zeros((0, 2), dtype=np.int64))
        palette = PALETTES[self._window.appearance.palette]
        return patch_colours(len(tokens), pairs, palette, self._session.settings.palette_seed)
