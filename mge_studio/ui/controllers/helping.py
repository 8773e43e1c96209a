"""Help: the guide, keys, the log, and diagnostics for a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from mge_studio.folders import log_folder
from mge_studio.resources import docs_path
from mge_studio.ui.controllers.controller import Controller
from mge_studio.ui.diagnostics import Facts, as_report, facts_about, opengl_of
from mge_studio.ui.dialogs.about import AboutDialog
from mge_studio.ui.dialogs.guide import GuideWindow
from mge_studio.ui.dialogs.shortcuts import ShortcutsDialog

if TYPE_CHECKING:
    from mge_studio.ui.main_window import MainWindow


class Helping(Controller):
    def __init__(self, window: MainWindow):
        super().__init__(window)
        self.guide: GuideWindow | None = None

    def show_guide(self) -> None:
        """Open the guide, or bring it to the front where it was left."""
        if self.guide is None:
            self.guide = GuideWindow(docs_path(), self._window)
        self.guide.show()
        self.guide.raise_()
        self.guide.activateWindow()

    def show_shortcuts(self) -> None:
        ShortcutsDialog(self._window.key_bindings, self._window).open()

    def show_about(self) -> None:
        AboutDialog(self._facts(), self.copy_diagnostics, self._window).open()

    def open_log_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(log_folder())))

    def copy_diagnostics(self) -> None:
        QGuiApplication.clipboard().setText(as_report(self._facts()))
        self._window.status.tell("Diagnostics copied: paste them into your report.")

    def close(self) -> None:
        if self.guide is not None:
            self.guide.close()

    def _facts(self) -> Facts:
        drawn = self._window.viewport.render_window()
        opengl = "none" if drawn is None else opengl_of(drawn.ReportCapabilities())
        return facts_about(self._session.model, opengl)
