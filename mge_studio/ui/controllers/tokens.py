"""Inspecting tokens, editing them, and writing them to a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QFileDialog, QToolTip

from mge_studio.shapes.shape import Float32, apply_transform
from mge_studio.shapes.tokens import Tokens
from mge_studio.studio.codebook import count_codes
from mge_studio.studio.document import Item
from mge_studio.studio.file_names import file_name
from mge_studio.studio.token_export import export_tokens
from mge_studio.ui.controllers.controller import Controller
from mge_studio.ui.dialogs.interpolate import InterpolateDialog
from mge_studio.ui.panels.token_inspector import NEAREST, CodeFacts, PatchFacts

if TYPE_CHECKING:
    from mge_studio.ui.main_window import MainWindow

FORMATS = {"npz": "NumPy arrays", "json": "JSON", "csv": "Table, one patch a line"}


class TokenTools(Controller):
    """Edits change the masked patches, or the inspected one where nothing is masked."""

    def __init__(self, window: MainWindow):
        super().__init__(window)
        self.copied: int | None = None

    # Looking

    def show_facts(self) -> None:
        """Tell the panel about the patch or code that it inspects."""
        panel, item = self._window.tokens_panel, self.current
        if item is None or item.tokens is None or panel.inspected_code is None:
            return
        patch = panel.inspected_patch
        if patch is not None and patch >= len(item.tokens):
            return
        facts = None if patch is None else _patch_facts(item, item.tokens, patch)
        panel.show_facts(self._code_facts(item.tokens, panel.inspected_code), facts)

    def light_up(self) -> None:
        """Light up the inspected code in all views: it changed, or what is on screen did. Of the
        inspected patch, show the points it was read from."""
        panel, item = self._window.tokens_panel, self.current
        patch, code = panel.inspected_patch, panel.inspected_code
        read = None if item is None or patch is None else _points_of(item, patch)
        self._window.viewport.show_neighbourhood(read)
        self._window.viewport.highlight_code(code)
        for pane in self._window.split_view.panes:
            pane.highlight_code(code)

    def hover(self, patch: int) -> None:
        """Say in short which patch the mouse is over; -1 is none."""
        window, item = self._window, self.current
        tokens = None if item is None else item.tokens
        seen = window.looking.view == "tokens" and not window.masking.painting
        if tokens is None or not seen or not 0 <= patch < len(tokens):
            QToolTip.hideText()
            return
        code = int(tokens.codes[patch])
        uses = int((tokens.codes == code).sum())
        text = f"Patch {patch}  ·  code {code}  ·  {'once' if uses == 1 else f'{uses} times'} here"
        QToolTip.showText(QCursor.pos(), text, window.viewport)

    def uses_in_open_shapes(self) -> NDArray[np.int64]:
        """(V,) how often each code of the model occurs in all open shapes."""
        model = self._session.model
        size = 0 if model is None else model.codebook_size
        items = [item for item in self._document.items if self._session.is_of_model(item)]
        return count_codes((item.tokens for item in items if item.tokens is not None), size)

    def show_atlas(self) -> None:
        """Open the codebook, to find codes by what they look like."""
        from mge_studio.ui.dialogs.atlas import open_atlas

        open_atlas(self._window)

    # Editing

    def copy_code(self) -> None:
        """Take the inspected code up, to give it to other patches."""
        code = self._window.tokens_panel.inspected_code
        if code is not None:
            self.copied = code
            given = f"{{give_code}} gives it to {self._targets_text}"
            self._window.status.say(f"Copied code {code}: {given}")
            self._window.presenter.refresh()

    def give_code(self) -> None:
        """Give the copied code to the patches."""
        item, targets = self.current, self.targets
        if item is not None and targets is not None and self.copied is not None:
            self._after(self._session.editing.replace_code(item.id, targets, self.copied))

    def move(self, x: int, y: int, z: int) -> None:
        """Move the patches by whole bins of the centre grid."""
        item, targets = self.current, self.targets
        if item is not None and targets is not None:
            self._after(self._session.editing.move(item.id, targets, (x, y, z)))

    def place(self, centre: tuple[float, float, float]) -> None:
        """Put the inspected patch somewhere else."""
        item, patch = self.current, self._window.tokens_panel.inspected_patch
        if item is not None and patch is not None:
            self._after(self._session.editing.place(item.id, patch, centre))
            self.show_facts()

    def ask_interpolate(self) -> None:
        """Ask for another shape to go to; one that is selected as well is offered first."""
        item = self.current
        others = () if item is None else self._session.interpolating.partners(item)
        if item is None or not others:
            return
        selected = self._window.shapes_panel.selected_ids()
        offered = sorted(others, key=lambda other: other.id not in selected)
        dialog = InterpolateDialog(item, offered, self._window)
        dialog.accepted.connect(
            lambda: self._session.interpolating.interpolate(
                item.id, dialog.chosen, dialog.steps.value()
            )
        )
        dialog.open()

    def duplicate(self) -> None:
        item, targets = self.current, self.targets
        if item is not None and targets is not None:
            made = self._session.editing.duplicate(item.id, targets)
            self._after(made)
            if made is not None and made.tokens is not None:
                self._window.looking.inspect(len(made.tokens) - 1)

    def delete(self) -> None:
        item, targets = self.current, self.targets
        if item is not None and targets is not None:
            self._after(self._session.editing.delete(item.id, targets))

    @property
    def targets(self) -> NDArray[np.bool_] | None:
        """(M,) the patches that an edit would change, None where there are none."""
        item = self.current
        if item is None or item.tokens is None:
            return None
        if item.mask is not None and item.masked_count:
            return item.mask
        patch = self._window.tokens_panel.inspected_patch
        return None if patch is None else np.arange(len(item.tokens)) == patch

    @property
    def _targets_text(self) -> str:
        item = self.current
        masked = 0 if item is None else item.masked_count
        if masked:
            return "the masked patch" if masked == 1 else f"the {masked} masked patches"
        return "the patch clicked next, or to those masked"

    def _after(self, item: Item | None) -> None:
        """Show an edit at once: the next key may be about its outcome."""
        if item is not None:
            self._window.masking.set_painting(False)
            self._window.presenter.refresh()

    # Files

    def ask_export(self) -> None:
        item = self.current
        if item is None or item.tokens is None:
            return
        dialog = self._window.files.dialog(
            f"Export the tokens of {item.name}", QFileDialog.AcceptMode.AcceptSave
        )
        dialog.setNameFilters([f"{name} (*.{suffix})" for suffix, name in FORMATS.items()])
        dialog.setDefaultSuffix("npz")
        dialog.selectFile(f"{file_name(item.name)}.npz")
        dialog.filterSelected.connect(
            lambda chosen: dialog.setDefaultSuffix(chosen.split("*.")[1].rstrip(")"))
        )
        dialog.fileSelected.connect(lambda path: export_tokens(self._session, item.id, Path(path)))
        dialog.open()

    def _code_facts(self, tokens: Tokens, code: int) -> CodeFacts:
        codebook, here = self._session.codebook, int((tokens.codes == code).sum())
        if codebook is None or code >= len(codebook):
            return CodeFacts(here, here, None, ())
        distances = codebook.distances(code)
        nearest = [(int(near), float(distances[near])) for near in codebook.nearest(code, NEAREST)]
        everywhere = int(self.uses_in_open_shapes()[code])
        return CodeFacts(here, everywhere, int(codebook.usage[code]), nearest)


def _patch_facts(item: Item, tokens: Tokens, patch: int) -> PatchFacts:
    read = _points_of(item, patch)
    points = None if read is None else len(read)
    place = apply_transform(tokens.transform, tokens.centres[patch : patch + 1])[0]
    return PatchFacts(patch, tokens.centres[patch], place, points)


def _points_of(item: Item, patch: int) -> Float32 | None:
    """(K, 3) of the surface that a patch was read from, None where it never was."""
    read, tokens = item.tokenization, item.tokens
    if read is None or tokens is None or len(read.patches) != len(tokens):
        return None
    return read.points[read.patches[patch]] if patch < len(tokens) else None
