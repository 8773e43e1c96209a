"""Which model runs, and on what device; both are remembered."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QFileDialog, QMenu

from mge_studio.requests import ModelInfo
from mge_studio.resources import models_path
from mge_studio.studio.model_library import KnownModel, ModelLibrary
from mge_studio.ui.controllers.controller import Controller

if TYPE_CHECKING:
    from mge_studio.ui.dialogs.model_manager import ModelManager
    from mge_studio.ui.main_window import MainWindow

DEVICES = {
    "auto": "Automatic",
    "cpu": "Processor (CPU)",
    **({"mps": "Apple GPU (MPS)"} if sys.platform == "darwin" else {"cuda": "NVIDIA GPU (CUDA)"}),
}


class Models(Controller):
    def __init__(self, window: MainWindow):
        super().__init__(window)
        self.library = ModelLibrary(self._session.jobs, self._session.settings)
        self._manager: ModelManager | None = None

    def show_manager(self) -> None:
        """All models there are, to look at and to choose from."""
        from mge_studio.ui.dialogs.model_manager import ModelManager

        if self._manager is None:
            self._manager = ModelManager(self._window)
        self._manager.show()
        self._manager.raise_()
        self._manager.activateWindow()

    def close(self) -> None:
        if self._manager is not None:
            self._manager.card.end()
            self._manager.close()

    def load_remembered(self) -> None:
        """The model and device used last; the bundled model when that folder is gone."""
        folder = self._session.settings.model_folder
        if folder is not None and not Path(folder).is_dir():
            self._session.settings.model_folder = folder = None
        self._load(Path(folder) if folder else None)

    def use(self, folder: Path) -> None:
        self._load(folder)

    def use_bundled(self) -> None:
        self._load(None)

    def use_known(self, model: KnownModel) -> None:
        self._load(None if model.folder == models_path() / "small" else model.folder)

    def ask_import(self, chosen: Callable[[str], object], folder: bool) -> None:
        """Ask for a model folder, or for a zip of one, to import."""
        dialog = self._window.files.dialog("Import a model", QFileDialog.AcceptMode.AcceptOpen)
        if folder:
            dialog.setFileMode(QFileDialog.FileMode.Directory)
            dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            dialog.setNameFilters(["Zipped models (*.zip)", "All files (*)"])
        dialog.setLabelText(QFileDialog.DialogLabel.Accept, "Import")
        dialog.fileSelected.connect(chosen)
        dialog.open()

    def ask_folder(self) -> None:
        dialog = QFileDialog(self._window, "Choose a model folder")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setLabelText(QFileDialog.DialogLabel.Accept, "Use this model")
        dialog.fileSelected.connect(lambda folder: self.use(Path(folder)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def fill_devices(self, menu: QMenu) -> None:
        group = QActionGroup(menu)
        for device, text in DEVICES.items():
            action = menu.addAction(text, partial(self.use_device, device))
            action.setCheckable(True)
            action.setData(device)
            group.addAction(action)
        menu.aboutToShow.connect(lambda: self._check_device(group))

    def _check_device(self, group: QActionGroup) -> None:
        for action in group.actions():
            action.setChecked(action.data() == self._session.settings.device)

    def use_threads(self, count: int) -> None:
        """Processor cores for the model; 0 is all but one."""
        self._session.use_threads(count)

    def use_memory(self, gigabytes: float) -> None:
        """The model's budget of memory; 0 is as much as there is."""
        self._session.use_memory(gigabytes)

    def use_device(self, device: str) -> None:
        settings = self._session.settings
        settings.device = device
        settings.save()
        self._load(Path(settings.model_folder) if settings.model_folder else None)

    def remember(self, info: ModelInfo) -> None:
        """Remember a model that did load."""
        self._session.settings.remember_model(self._asked_for)
        self._session.settings.save()

    def _load(self, folder: Path | None) -> None:
        self._asked_for = None if folder is None else str(folder)
        self._session.load_model(folder, self._session.settings.device)
