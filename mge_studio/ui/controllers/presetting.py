"""Presets of the Generate panel: choosing, saving, renaming and deleting them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mge_studio.studio.presets import BUILT_IN, USUAL, Presets
from mge_studio.ui.controllers.controller import Controller
from mge_studio.ui.dialogs.name import NameDialog

if TYPE_CHECKING:
    from mge_studio.ui.main_window import MainWindow


class Presetting(Controller):
    """present: the preset whose settings the fields show, or empty; left: the one chosen last."""

    def __init__(self, window: MainWindow):
        super().__init__(window)
        self.presets = Presets(self._session.settings)
        self.present, self._left = "", USUAL

    def connect(self) -> None:
        """Follow the panel, once it is there."""
        panel = self._window.generate_panel
        panel.presets.set_actions(
            [self._window.action(f"preset_{what}") for what in ("save", "rename", "delete")]
        )
        panel.presets.chosen.connect(self.choose)
        panel.changed.connect(self.refresh)
        self.refresh()

    def choose(self, name: str) -> None:
        """Fill the fields with what the preset holds."""
        panel = self._window.generate_panel
        self._left = name
        panel.fill(self.presets.applied(name, panel.settings(seed=0)))
        self._window.show_panel("generate")
        self.refresh()

    def step(self, step: int) -> None:
        """Go on to the next preset, round and round."""
        names = self.presets.names
        at = names.index(self._left) if self._left in names else -1
        self.choose(names[(at + step) % len(names)])

    def refresh(self) -> None:
        """Show which preset the fields are, if any."""
        panel, presets = self._window.generate_panel, self.presets
        self.present = presets.fitting(panel.settings(seed=0), first=self._left)
        self._left = self.present or self._left
        panel.presets.show_presets(presets.names, len(BUILT_IN), self.present, self._left)
        for id in ("preset_rename", "preset_delete"):
            self._window.action(id).setEnabled(self._left in presets.own)

    def ask_save(self) -> None:
        """Ask for a name; that of the person's own preset that was left is offered."""
        offered = self._left if self._left in self.presets.own else ""
        dialog = NameDialog("Save preset", offered, "Save", self.presets.why_not, self._window)
        dialog.given.connect(self.save)
        dialog.open()

    def save(self, name: str) -> None:
        self.presets.save(name, self._window.generate_panel.settings(seed=0))
        self._left = name
        self.refresh()

    def ask_rename(self) -> None:
        old = self._left
        why_not = partial(self.presets.why_not, renamed=old)
        dialog = NameDialog("Rename preset", old, "Rename", why_not, self._window)
        dialog.given.connect(partial(self.rename, old))
        dialog.open()

    def rename(self, old: str, new: str) -> None:
        self.presets.rename(old, new)
        self._left = new
        self.refresh()

    def delete(self) -> None:
        """Forget the chosen preset; the fields stay as they are."""
        self.presets.delete(self._left)
        self._left = ""
        self.refresh()
