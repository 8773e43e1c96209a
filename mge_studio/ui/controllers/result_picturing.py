"""Pictures of the gallery's results as files: how, where to, never over others unasked."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import QFileDialog

from mge_studio.errors import InputError
from mge_studio.scene.thumbnail import thumbnail
from mge_studio.shapes.shape import Shape
from mge_studio.studio.document import Item
from mge_studio.studio.file_names import file_name, free_path
from mge_studio.studio.pictures import Pixels
from mge_studio.studio.result_pictures import Background, ResultPictureFiles, Sheet
from mge_studio.ui.controllers.controller import Controller
from mge_studio.ui.dialogs.result_pictures import OverwriteDialog, ResultPicturesDialog
from mge_studio.ui.drawn_text import drawn_text

if TYPE_CHECKING:
    from mge_studio.ui.dialogs.gallery import Gallery
    from mge_studio.ui.main_window import MainWindow

#: The height of a caption as a share of its picture's, and how low it may be (px).
CAPTION, LEAST_CAPTION = 0.1, 18


class ResultPicturing(Controller):
    def __init__(self, window: MainWindow):
        super().__init__(window)
        self._files = ResultPictureFiles(window.session)
        window.bridge.subscribe(self._files.saved, self._tell)

    def ask(self) -> None:
        """What to save of the gallery's results, which is opened where it is not yet."""
        self._window.show_gallery()
        gallery = self._window.gallery
        if gallery is None or not gallery.model.items:
            return
        asked = ResultPicturesDialog(gallery.selected, gallery.model.items, gallery)
        asked.accepted.connect(partial(self._ask_where, gallery, asked))
        asked.open()

    def _ask_where(self, gallery: Gallery, asked: ResultPicturesDialog) -> None:
        results, size, paper = list(asked.results), asked.pixels, asked.paper
        if asked.on_a_sheet:
            dialog = self._window.files.dialog(
                "Save contact sheet", QFileDialog.AcceptMode.AcceptSave, gallery
            )
            dialog.setNameFilter("PNG (*.png)")
            dialog.setDefaultSuffix("png")
            dialog.selectFile("results.png")
            dialog.fileSelected.connect(lambda path: self._sheet(results, size, paper, Path(path)))
        else:
            dialog = self._window.files.dialog(
                "Save pictures into", QFileDialog.AcceptMode.AcceptOpen, gallery
            )
            dialog.setFileMode(QFileDialog.FileMode.Directory)
            dialog.setOption(QFileDialog.Option.ShowDirsOnly)
            dialog.setLabelText(QFileDialog.DialogLabel.Accept, "Save here")
            dialog.fileSelected.connect(
                lambda folder: self._into(gallery, results, size, paper, Path(folder))
            )
        dialog.open()

    def _into(
        self, gallery: Gallery, results: list[Item], size: int, paper: Background, folder: Path
    ) -> None:
        wanted = _distinct([folder / f"{file_name(item.name)}.png" for item in results])
        there = [path.name for path in wanted if path.exists()]
        save = partial(self._each, results, size, paper)
        if not there:
            save(wanted)
            return
        asked = OverwriteDialog(there, str(folder), gallery)
        asked.replace_chosen.connect(lambda: save(wanted))
        asked.both_chosen.connect(lambda: save(_distinct(wanted, free=True)))
        asked.open()

    def _each(self, results: list[Item], size: int, paper: Background, paths: list[Path]) -> None:
        drawn = [partial(_drawn, item.shape, size) for item in results]
        self._files.save_each(list(zip(paths, drawn, strict=True)), paper)

    def _sheet(self, results: list[Item], size: int, paper: Background, path: Path) -> None:
        height = max(round(CAPTION * size), LEAST_CAPTION)
        captions = [drawn_text(item.name, size, height) for item in results]
        drawn = [partial(_drawn, item.shape, size) for item in results]
        self._files.save_sheet(Sheet(drawn, captions, size, paper), path)

    def _tell(self, count: int, place: Path) -> None:
        pictures = "One picture was" if count == 1 else f"{count:,} pictures were"
        where = f"in {place}" if place.is_dir() else f"as {place.name}"
        self._window.status.tell(f"{pictures} saved {where}.")


def _drawn(shape: Shape, size: int) -> Pixels:
    try:
        return thumbnail(shape, size)
    except InputError:  # nothing to see: an empty picture, as in the gallery
        return np.zeros((size, size, 4), dtype=np.uint8)


def _distinct(paths: Sequence[Path], free: bool = False) -> list[Path]:
    """Paths of which no two are one file; free: and none is there already."""
    taken: set[str] = set()
    made = []
    for path in paths:
        made.append(free_path(path, taken, free))
        taken.add(made[-1].name.lower())
    return made
