"""`Projects`: the document as a project file: new, open, save, autosave and recovery.

All of it runs in order on one worker of its own, so that an older state is never written over a
newer one. A document counts as modified from any change of an item to the next save.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from psygnal import Signal

from mge_studio.studio import autosave
from mge_studio.studio.autosave import Recovery
from mge_studio.studio.edits import Edits
from mge_studio.studio.jobs import Job, JobRunner
from mge_studio.studio.project import Project, ProjectView
from mge_studio.studio.results import is_unsaved
from mge_studio.studio.settings import Settings
from mge_studio.studio.work import autosave_work, load_project_work, save_project_work

log = logging.getLogger(__name__)

_Deliver = Callable[[Path, Job, Project], None]


class Projects(Edits):
    """The part of a `Session` that keeps the document.

    view: how the window looks at the document; written into the next save.
    """

    project_changed = Signal()
    project_saved = Signal(Path)
    project_opened = Signal(object)

    def __init__(self, settings: Settings, jobs: JobRunner) -> None:
        super().__init__()
        self.settings = settings
        self.jobs = jobs
        self.view: ProjectView | None = None
        self.project_path: Path | None = None
        self._slot = autosave.new_slot()
        self._revision = self._saved_revision = self._autosaved_revision = 0
        for signal in (
            self.document.item_added,
            self.document.item_changed,
            self.document.item_removed,
        ):
            signal.connect(self._on_change)

    @property
    def modified(self) -> bool:
        """True when the document changed since it was new, opened or saved."""
        return self._revision != self._saved_revision

    @property
    def has_unsaved_results(self) -> bool:
        """True for results neither exported nor easily made again, in no project file."""
        return any(is_unsaved(item) for item in self.document.items)

    @property
    def loses_by_closing(self) -> bool:
        """True when closing loses work: changes of a project, or results in no file at all."""
        return self.modified and (self.project_path is not None or self.has_unsaved_results)

    def new_project(self) -> None:
        """Start again with an empty document."""
        self._begin(Project(()), None)
        self.project_opened.emit(None)

    def open_project(self, path: Path | str) -> Job:
        """Read a project in the background; it takes the place of the document."""
        path = Path(path)
        return self._submit_open(path, f"Open {path.name}", self._on_opened)

    def save_project(self, path: Path | str | None = None) -> Job:
        """Write the document as it is now; None: where it was saved last.

        Raises ValueError when there is no path and it never was.
        """
        target = Path(path) if path is not None else self.project_path
        if target is None:
            raise ValueError("a document that was never saved needs a path")
        work = partial(save_project_work, self._snapshot(), target)
        deliver = partial(self._on_saved, self._revision)
        return self.jobs.submit(
            "save-project", f"Save {target.name}", work, deliver, lane="projects"
        )

    def autosave(self) -> Job | None:
        """Write the document aside in case of a crash; None when nothing would be lost.

        To be called every minute or so; `close` deletes what it wrote.
        """
        if not self._has_work() or self._revision in (
            self._saved_revision,
            self._autosaved_revision,
        ):
            return None
        project = replace(self._snapshot(), path=self.project_path)
        self._autosaved_revision = self._revision
        work = partial(autosave_work, project, self._slot)
        return self.jobs.submit("autosave", "Autosave", work, self._on_autosaved, lane="projects")

    def recover(self, recovery: Recovery) -> Job:
        """Open what a crashed studio left; it stays modified until it is saved."""
        return self._submit_open(recovery.path, "Recover the document", self._on_recovered)

    def _submit_open(self, path: Path, title: str, deliver: _Deliver) -> Job:
        work = partial(load_project_work, path)
        return self.jobs.submit(
            "open-project", title, work, partial(deliver, path), lane="projects"
        )

    def _on_opened(self, path: Path, job: Job, project: Project) -> None:
        self._begin(project, path, job)
        self._remember(path)
        self.project_opened.emit(project.view)

    def _on_recovered(self, path: Path, job: Job, project: Project) -> None:
        self._begin(project, project.path, job)
        self._revision += 1
        try:
            path.replace(self._slot)
            self._autosaved_revision = self._revision
        except OSError as error:
            log.warning("%s could not be taken over: %s", path, error)
        self.project_changed.emit()
        self.project_opened.emit(project.view)

    def _on_saved(self, revision: int, job: Job, path: Path) -> None:
        self.project_path = path.absolute()
        self._saved_revision = revision
        if not self.modified:
            self._forget_autosave()
        self._remember(path)
        self.project_changed.emit()
        self.project_saved.emit(path)

    def _on_autosaved(self, job: Job, path: Path) -> None:
        if not self.modified:
            self._forget_autosave()

    def _on_change(self, _: object) -> None:
        was_modified = self.modified
        self._revision += 1
        if not was_modified:
            self.project_changed.emit()

    def _begin(self, project: Project, path: Path | None, opening: Job | None = None) -> None:
        """Put the items of `project`, under new ids, in the place of everything there is."""
        for job in reversed(self.jobs.active):
            if job is not opening and job.kind not in ("model", "save-project"):
                self.jobs.cancel(job)
        self.document.clear()
        self.history.clear()
        ids: dict[int | None, int] = {}
        for item in project.items:
            ids[item.id] = self.document.new_id()
            parent = ids.get(item.parent)
            self.document.insert(replace(item, id=ids[item.id], parent=parent))
        self.document.set_current(ids.get(project.current))
        self.project_path = None if path is None else path.absolute()
        self._saved_revision = self._revision
        self._forget_autosave()
        self.project_changed.emit()

    def _snapshot(self) -> Project:
        return Project(self.document.items, self.document.current_id, self.view)

    def _has_work(self) -> bool:
        """Whether there is more than shapes that can be opened again."""
        made = any(item.result is not None or item.masked_count for item in self.document.items)
        return made or self.project_path is not None or bool(self.history.undo_names)

    def _remember(self, path: Path) -> None:
        self.settings.remember_file(path)
        self.settings.save()

    def _forget_autosave(self) -> None:
        try:
            self._slot.unlink(missing_ok=True)
        except OSError as error:
            log.warning("%s could not be deleted: %s", self._slot, error)
