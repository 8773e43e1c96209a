"""Project files: new, open, save, and never losing work: asking first, autosaves, recovery."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QTimer
from PySide6.QtWidgets import QFileDialog

from mge_studio.studio.autosave import Recovery
from mge_studio.studio.jobs import Job
from mge_studio.studio.project import SUFFIX, ProjectView, is_project
from mge_studio.ui.controllers.controller import Controller
from mge_studio.ui.controllers.looking import VIEWS
from mge_studio.ui.dialogs.recovery import RecoveryDialog
from mge_studio.ui.dialogs.unsaved import UnsavedDialog

if TYPE_CHECKING:
    from mge_studio.ui.main_window import MainWindow

AUTOSAVE_MS = 60_000
Then = Callable[[], None]


class Projects(Controller):
    def __init__(self, window: MainWindow):
        super().__init__(window)
        self._after_saving: Then | None = None
        self._after_exporting: Then | None = None
        self._timer = QTimer(window, interval=AUTOSAVE_MS)
        self._timer.timeout.connect(self.autosave)
        self._timer.start()
        connect, session = window.bridge.subscribe, self._session
        connect(session.project_changed, self.show_title)
        connect(session.project_opened, self._show_view)
        connect(session.project_saved, self._on_saved)
        connect(session.exported, self._on_exported)
        connect(session.job_failed, self._on_failed)

    def new(self) -> None:
        self.leave(self._session.new_project, "Start without saving")

    def open(self, path: Path) -> None:
        def replace_document() -> None:
            self._session.open_project(path)

        self.leave(replace_document, "Open without saving")

    def save(self, then: Then | None = None) -> None:
        """Save where the project is, or ask where; `then` follows once it is saved."""
        if self._session.project_path is None:
            self.save_as(then)
        else:
            self._save(self._session.project_path, then)

    def save_as(self, then: Then | None = None) -> None:
        dialog = self._window.files.dialog("Save project", QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(f"MGE Studio projects (*{SUFFIX})")
        dialog.setDefaultSuffix(SUFFIX[1:])
        dialog.selectFile(f"{self._name or 'Untitled'}{SUFFIX}")
        dialog.fileSelected.connect(lambda path: self._save(_with_suffix(Path(path)), then))
        dialog.open()

    def autosave(self) -> None:
        self._session.view = self._view()
        self._session.autosave()

    def leave(self, then: Then, anyway: str) -> None:
        """Do `then`, which loses the document, unless the person saves or stays instead.

        anyway: what the button that saves nothing says.
        """
        if not self._session.loses_by_closing:
            then()
            return
        dialog = UnsavedDialog(self._document.items, self._name, anyway, self._window)
        dialog.discard_chosen.connect(then)
        dialog.save_chosen.connect(lambda: self.save(then))
        dialog.export_chosen.connect(lambda: self._export(then))
        dialog.open()

    def offer(self, recoveries: Sequence[Recovery]) -> None:
        """Ask what becomes of what crashed studios left, one after the other."""
        if not recoveries:
            return
        recovery, *others = recoveries

        def discard() -> None:
            recovery.discard()
            self.offer(others)

        dialog = RecoveryDialog(recovery, self._window)
        dialog.recover_chosen.connect(lambda: self._session.recover(recovery))
        dialog.discard_chosen.connect(discard)
        dialog.open()

    def show_title(self) -> None:
        """The project's name, with a mark while it has changes that closing would lose."""
        modified = self._session.loses_by_closing
        name = self._name or ("Untitled" if modified else "")
        self._window.setWindowTitle(f"{name}[*] — MGE Studio" if name else "MGE Studio")
        self._window.setWindowModified(modified)

    def close(self) -> None:
        self._timer.stop()

    @property
    def _name(self) -> str:
        """Of the project file; empty for a document that was never saved."""
        path = self._session.project_path
        return "" if path is None else path.stem

    def _save(self, path: Path, then: Then | None) -> None:
        self._session.view = self._view()
        self._after_saving = then
        self._session.save_project(path)

    def _export(self, then: Then) -> None:
        def wait() -> None:
            self._after_exporting = then

        self._window.files.ask_export_unsaved(then=wait)

    def _on_saved(self, _: Path) -> None:
        then, self._after_saving = self._after_saving, None
        if then is not None and not self._session.loses_by_closing:
            self._window.bridge.call_soon(then)

    def _on_exported(self, *_: object) -> None:
        if self._after_exporting is not None and not self._session.has_unsaved_results:
            then, self._after_exporting = self._after_exporting, None
            self._window.bridge.call_soon(then)

    def _on_failed(self, job: Job, *_: object) -> None:
        """What waits for a file that was not written must not happen at some later time."""
        if job.kind == "save-project":
            self._after_saving = None
        elif job.kind == "export":
            self._after_exporting = None

    def _view(self) -> ProjectView | None:
        stage = self._window.viewport.stage
        if stage is None:
            return None
        camera = stage.camera
        x, y, z = map(float, camera.focal)
        return ProjectView(
            self._window.looking.view, (x, y, z), camera.distance, camera.azimuth, camera.elevation,
            parallel=camera.parallel,
            panes=self._window.splitting.count,
            layout=self._window.saveState().toBase64().toStdString(),
        )  # fmt: skip

    def _show_view(self, view: ProjectView | None) -> None:
        window = self._window
        if view is None:
            return
        if view.layout:
            window.restoreState(QByteArray.fromBase64(view.layout.encode()))
        if view.panes != window.splitting.count and window.viewport.stage is not None:
            window.splitting.toggle(view.panes)
        window.looking.set_view(view.mode if view.mode in VIEWS else VIEWS[0])
        window.action("orthographic").setChecked(view.parallel)
        window.viewing.toggle_parallel()
        window.viewport.look_from(view)


def _with_suffix(path: Path) -> Path:
    """Added where another is written: "bed 1.5" has none."""
    return path if is_project(path) else path.with_name(path.name + SUFFIX)
