"""Results again: as a command or as Python on the clipboard, and with another seed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from mge_studio.requests import CompleteRequest, SampleRequest
from mge_studio.studio.document import Item
from mge_studio.studio.file_names import file_name
from mge_studio.studio.jobs import Job
from mge_studio.studio.project import SUFFIX
from mge_studio.studio.repeating import (
    Source,
    as_command,
    as_python,
    input_file,
    input_project,
    needs_source,
)
from mge_studio.studio.work import save_project_work
from mge_studio.ui.controllers.controller import Controller
from mge_studio.ui.widgets.seed_edit import drawn_seed

Write = Callable[[Item, Source | None], str]


class Repeating(Controller):
    def copy_command(self, item: Item | None = None) -> None:
        """Of a result, the current one by default."""
        self._copy(item or self.current, as_command, "command")

    def copy_python(self, item: Item | None = None) -> None:
        self._copy(item or self.current, as_python, "Python")

    def with_another_seed(self) -> None:
        """The current result's request once more, with a seed drawn anew."""
        if self.current is not None:
            self._session.repeat(self.current.id, drawn_seed())

    def use_seed(self) -> None:
        """Hold the current result's seed in the panel."""
        item = self.current
        request = None if item is None or item.result is None else item.result.request
        if isinstance(request, CompleteRequest | SampleRequest):
            self._window.generate_panel.seed.hold(request.settings.seed)
            self._window.show_panel("generate")

    def _copy(self, item: Item | None, write: Write, what: str) -> None:
        if item is None or item.result is None:
            return
        source = input_file(item, self._document.find(item.parent))
        if source is not None or not needs_source(item):
            self._put(item, write, what, source)
        else:
            self._ask_for_input(item, write, what)

    def _ask_for_input(self, item: Item, write: Write, what: str) -> None:
        """No file holds what the result was made from: save it, then copy."""
        name = input_project(item).items[0].name
        mode = QFileDialog.AcceptMode.AcceptSave
        dialog = self._window.files.dialog(f"Save {name}, which the {what} reads", mode)
        dialog.setNameFilter(f"MGE Studio projects (*{SUFFIX})")
        dialog.setDefaultSuffix(SUFFIX[1:])
        dialog.selectFile(f"{file_name(name)} input{SUFFIX}")
        dialog.fileSelected.connect(lambda path: self._save(item, write, what, Path(path)))
        dialog.open()

    def _save(self, item: Item, write: Write, what: str, path: Path) -> None:
        work = partial(save_project_work, input_project(item), path)

        def copy(_: Job, saved: Path) -> None:
            self._put(item, write, what, Source(saved.absolute()))

        self._session.jobs.submit("export", f"Save {path.name}", work, copy, lane="files")

    def _put(self, item: Item, write: Write, what: str, source: Source | None) -> None:
        QGuiApplication.clipboard().setText(write(item, source))
        end = ": it runs to the end, which this result was cut short of" if item.partial else ""
        self._window.status.tell(f"Copied the {what} that makes {item.name} again{end}")
