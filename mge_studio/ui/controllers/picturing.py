"""Pictures and turntables of the view as files: how, where to, drawn step by step, written."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QProgressBar, QProgressDialog

from mge_studio.scene.pictures import Exposure
from mge_studio.studio.file_names import file_name
from mge_studio.studio.pictures import PictureFiles
from mge_studio.ui.controllers.controller import Controller
from mge_studio.ui.dialogs.picture import PictureDialog, TurnDialog
from mge_studio.ui.turns import Steps, Turns

if TYPE_CHECKING:
    from mge_studio.ui.main_window import MainWindow

#: Drawing that takes no longer shows no progress (ms).
PATIENCE_MS = 400


class Picturing(Controller):
    def __init__(self, window: MainWindow):
        super().__init__(window)
        self._drawing = Turns(window)
        self._drawing.progressed.connect(self._show_progress)
        self._drawing.done.connect(self._write)
        self._files = PictureFiles(window.session)
        window.bridge.subscribe(self._files.saved, self._tell)
        self._progress: QProgressDialog | None = None
        self._target, self._seconds = Path(), 0.0

    def ask_picture(self) -> None:
        self._ask(PictureDialog(self._window.viewport.pixel_size(), self._window))

    def ask_turn(self) -> None:
        self._ask(TurnDialog(self._window.viewport.pixel_size(), self._window))

    def close(self) -> None:
        """Draw no further."""
        self._drawing.stop()

    def _ask(self, asked: PictureDialog) -> None:
        self._window.viewport.turntable.run(False)
        asked.accepted.connect(partial(self._ask_where, asked))
        asked.open()

    def _ask_where(self, asked: PictureDialog) -> None:
        name = "view" if self.current is None else self.current.name
        suffix = asked.suffix
        dialog = self._window.files.dialog(asked.title, QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(f"{suffix.upper()} (*.{suffix})")
        dialog.setDefaultSuffix(suffix)
        dialog.selectFile(f"{file_name(name)}.{suffix}")
        view, spec = self._window.viewport, asked.spec
        draw: Callable[[], Steps]
        if isinstance(asked, TurnDialog):
            self._seconds = asked.seconds.value()
            draw = partial(view.draw_turn, spec, asked.frames.value())
        else:
            draw = partial(view.draw_picture, spec)
        dialog.fileSelected.connect(lambda path: self._draw(Path(path), draw()))
        dialog.open()

    def _draw(self, target: Path, steps: Steps) -> None:
        self._target = target
        progress = QProgressDialog(f"Drawing {target.name}", "Cancel", 0, 100, self._window)
        progress.setWindowTitle("MGE Studio")
        progress.setBar(QProgressBar(textVisible=False))
        progress.setMinimumWidth(320)
        progress.setWindowModality(Qt.WindowModality.WindowModal)
        progress.setMinimumDuration(PATIENCE_MS)
        progress.canceled.connect(self._cancel)
        self._progress = progress
        self._drawing.start(steps)

    def _show_progress(self, share: float) -> None:
        if self._progress is not None:
            self._progress.setValue(min(round(100 * share), 99))

    def _cancel(self) -> None:
        self._drawing.stop()
        self._end_progress()

    def _end_progress(self) -> None:
        progress, self._progress = self._progress, None
        if progress is not None:
            progress.canceled.disconnect()
            progress.close()
            progress.deleteLater()

    def _write(self, drawn: Exposure | list[Exposure]) -> None:
        self._end_progress()
        if isinstance(drawn, list):
            frames = [frame.developed for frame in drawn]
            self._files.save_animation(frames, self._seconds, self._target)
        else:
            self._files.save_picture(drawn.developed, self._target)

    def _tell(self, path: Path) -> None:
        self._window.status.tell(f"{path.name} was saved.")
