"""Theme and palette: chosen in the View menu or the preferences, and remembered."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QApplication, QMenu

from mge_studio.scene.palettes import DEFAULT_PALETTE, PALETTE_NAMES, PALETTES
from mge_studio.ui.controllers.controller import Controller
from mge_studio.ui.theme import apply_theme
from mge_studio.ui.theme_colours import ThemeName, present_theme

if TYPE_CHECKING:
    from mge_studio.ui.main_window import MainWindow


class Appearance(Controller):
    def __init__(self, window: MainWindow):
        super().__init__(window)
        self._palettes = QActionGroup(window)

    @property
    def theme(self) -> ThemeName:
        return "light" if self._session.settings.theme == "light" else "dark"

    @property
    def palette(self) -> str:
        name = self._session.settings.palette
        return name if name in PALETTES else DEFAULT_PALETTE

    @property
    def palette_actions(self) -> list[QAction]:
        return self._palettes.actions()

    def apply_remembered(self) -> None:
        """Dress the window, once its widgets are there."""
        self.set_theme(self.theme)
        self._show_palette()

    def set_theme(self, theme: ThemeName) -> None:
        self._session.settings.theme = theme
        app = QApplication.instance()
        if isinstance(app, QApplication) and theme != present_theme():
            apply_theme(app, theme)
        self._window.viewport.set_dark(theme == "dark")
        self._window.action("light_theme").setChecked(theme == "light")

    def toggle_theme(self) -> None:
        self.set_theme("dark" if self.theme == "light" else "light")
        self._window.presenter.refresh()  # the list of shapes holds colours
        self._session.settings.save()

    def fill_palettes(self, menu: QMenu) -> None:
        for name, text in PALETTE_NAMES.items():
            action = menu.addAction(text, partial(self.set_palette, name))
            action.setCheckable(True)
            action.setData(name)
            self._palettes.addAction(action)

    def set_palette(self, name: str) -> None:
        """name: one of `PALETTES`."""
        self._remember_palette(name, 0)

    def shuffle(self) -> None:
        """Give the patches, or the parts, other colours of the same palette."""
        self._remember_palette(self.palette, self._session.settings.palette_seed + 1)
        if self._window.looking.view not in ("tokens", "parts"):
            self._window.looking.set_view("tokens")

    def _remember_palette(self, name: str, seed: int) -> None:
        settings = self._session.settings
        settings.palette, settings.palette_seed = name, seed
        settings.save()
        self._show_palette()

    def _show_palette(self) -> None:
        self._window.viewport.set_palette(self.palette, self._session.settings.palette_seed)
        self._window.splitting.refresh()
        for action in self._palettes.actions():
            action.setChecked(action.data() == self.palette)
