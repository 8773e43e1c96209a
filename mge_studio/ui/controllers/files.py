"""Opening and exporting: dialogs that remember their folder, recent files, bundled samples."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from mge_studio.resources import sample_shapes
from mge_studio.studio.document import Item
from mge_studio.studio.file_names import file_name, free_path
from mge_studio.studio.project import SUFFIX, is_project
from mge_studio.studio.results import is_unsaved
from mge_studio.ui.controllers.controller import Controller
from mge_studio.ui.dialogs.export import CLOUD_FORMATS

READABLE = ["obj", "ply", "stl", "off", "glb", "gltf", "xyz", "txt", "pts", "npy", "npz"]
WRITABLE = {"obj": "Wavefront OBJ", "ply": "Stanford PLY", "stl": "STL", "glb": "Binary glTF"}
#: Of Qt's own file dialog, where the system has none: so that no column is cut.
DIALOG_SIZE = QSize(820, 520)


class Files(Controller):
    def open(self, paths: Sequence[str | Path], remember: bool = True) -> None:
        """Load files in the background, with the up axis that was chosen last.

        A project takes the place of everything that is open, so it comes alone.
        """
        projects = [Path(path) for path in paths if is_project(Path(path))]
        if projects and len(paths) > 1:
            message = "A project replaces all that is open: open it alone, then add other files."
            self._window.show_error(f"{projects[0].name} was not opened", message)
            return
        if projects:
            self._window.projects.open(projects[0])
            return
        self._session.open_files(list(paths), up=self._session.settings.up, remember=remember)

    def open_first_sample(self) -> None:
        """What an empty studio starts with."""
        samples = sample_shapes()
        if samples:
            self._open_sample(samples[0])

    def ask_open(self) -> None:
        dialog = self.dialog("Open", QFileDialog.AcceptMode.AcceptOpen)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        patterns = " ".join(f"*.{suffix}" for suffix in READABLE)
        dialog.setNameFilters(
            [
                f"Shapes and projects ({patterns} *{SUFFIX})",
                f"MGE Studio projects (*{SUFFIX})",
                "All files (*)",
            ]
        )
        dialog.filesSelected.connect(self.open)
        dialog.open()

    def ask_export(self) -> None:
        item = self.current
        if item is None:
            return
        dialog = self.dialog(f"Export {item.name}", QFileDialog.AcceptMode.AcceptSave)
        filters = {suffix: f"{name} (*.{suffix})" for suffix, name in WRITABLE.items()}
        dialog.setNameFilters(list(filters.values()))
        suffix = self._export_format
        dialog.selectNameFilter(filters[suffix])
        dialog.setDefaultSuffix(suffix)
        dialog.selectFile(f"{file_name(item.name)}.{suffix}")
        dialog.filterSelected.connect(
            lambda chosen: dialog.setDefaultSuffix(chosen.split("*.")[1].rstrip(")"))
        )
        dialog.fileSelected.connect(lambda path: self._export(item, Path(path)))
        dialog.open()

    def ask_export_unsaved(self, then: Callable[[], object] | None = None) -> None:
        """Choose a folder for every unsaved result; `then` follows once the jobs are queued."""
        unsaved = list(filter(is_unsaved, self._document.items))

        def export(item: Item, path: Path) -> None:
            if item.id in self._document:
                self._session.export(item.id, path)

        self.ask_export_all(unsaved, self._export_format, export, then)

    def ask_export_all(
        self,
        items: Sequence[Item],
        suffix: str,
        export: Callable[[Item, Path], object],
        then: Callable[[], object] | None = None,
    ) -> None:
        """Choose a folder, and export each item to a file of its own there, which is new."""
        dialog = self.dialog(f"Export {len(items)} shapes into", QFileDialog.AcceptMode.AcceptOpen)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setLabelText(QFileDialog.DialogLabel.Accept, "Export here")

        def export_into(folder: str) -> None:
            taken: set[str] = set()
            for item in items:
                fits = not item.shape.is_cloud or suffix in CLOUD_FORMATS
                name = f"{file_name(item.name)}.{suffix if fits else CLOUD_FORMATS[0]}"
                path = free_path(Path(folder) / name, taken)
                taken.add(path.name.lower())
                export(item, path)
            if then is not None:
                then()

        dialog.fileSelected.connect(export_into)
        dialog.open()

    def fill_recent(self, menu: QMenu) -> None:
        menu.clear()
        for name in self._session.settings.recent_files:
            path = Path(name)
            action = menu.addAction(path.name, partial(self.open, [path]))
            action.setToolTip(name)
        menu.setToolTipsVisible(True)
        if menu.isEmpty():
            menu.addAction("Nothing yet").setEnabled(False)

    def fill_samples(self, menu: QMenu) -> None:
        menu.clear()
        for path in sample_shapes():
            menu.addAction(_title(path), partial(self._open_sample, path))

    @property
    def _export_format(self) -> str:
        suffix = self._session.settings.ui.get("export_format")
        return suffix if suffix in WRITABLE else "obj"

    def _export(self, item: Item, path: Path) -> None:
        if path.suffix[1:].lower() in WRITABLE:
            self._session.settings.ui["export_format"] = path.suffix[1:].lower()
        self._session.export(item.id, path)

    def _open_sample(self, path: Path) -> None:
        self._session.open_files([path], up="y", remember=False)

    def dialog(
        self, title: str, mode: QFileDialog.AcceptMode, over: QWidget | None = None
    ) -> QFileDialog:
        """A file dialog that starts in the folder used last; over: another window than the main."""
        dialog = QFileDialog(over or self._window, title, self._session.settings.last_folder)
        dialog.resize(DIALOG_SIZE)
        dialog.setAcceptMode(mode)
        dialog.finished.connect(dialog.deleteLater)
        return dialog


def _title(path: Path) -> str:
    return path.stem.replace("_", " ").replace("-", " ").capitalize()
