"""Which job's forming shape is on screen: while its shape is looked at, and until it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mge_studio.requests import Preview
from mge_studio.studio.jobs import Job

if TYPE_CHECKING:
    from mge_studio.ui.main_window import MainWindow


class Previews:
    def __init__(self, window: MainWindow):
        self._window = window
        self._document = window.session.document
        self._shown: Job | None = None
        self._begun: tuple[int, int | None] = (0, None)  # a job, and what was current then

    def show(self, job: Job, preview: Preview) -> None:
        if self._window.queueing.shows_previews and self._is_looked_at(job):
            self._shown = job
            self._window.viewport.show_preview(preview)

    def refresh(self) -> None:
        """Whoever goes to another shape sees that; back again, the next preview is shown."""
        if self._shown is not None and not self._is_looked_at(self._shown):
            self._end()

    def on_ended(self, job: Job) -> None:
        """Other jobs come and go meanwhile, such as autosaves."""
        if job is self._shown:
            self._end()

    def _end(self) -> None:
        self._shown = None
        self._window.viewport.show_preview(None)

    def _is_looked_at(self, job: Job) -> bool:
        """Of what is made from nothing: until a shape is chosen that was not made by it."""
        if job.item_id is not None:
            return self._window.looking.is_related(job.item_id)
        current = self._document.current
        number = None if current is None else current.id
        if self._begun[0] != job.id:
            self._begun = (job.id, number)
        result = None if current is None else current.result
        return number == self._begun[1] or (result is not None and result.request is job.request)
