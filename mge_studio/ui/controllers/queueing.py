"""The queue: what waits, in what order, paused or not; and whether previews are shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from mge_studio.ui.controllers.controller import Controller

if TYPE_CHECKING:
    from mge_studio.ui.main_window import MainWindow


class Queueing(Controller):
    """Made before the widgets; `connect` once they are there."""

    def __init__(self, window: MainWindow):
        super().__init__(window)
        self._refresh_soon = QTimer(window, singleShot=True, interval=0)
        self._refresh_soon.timeout.connect(self.refresh)
        jobs = self._session.jobs
        for signal in (
            jobs.job_queued, jobs.job_started, jobs.job_progressed, jobs.job_finished,
            jobs.job_failed, jobs.job_cancelled, jobs.queue_changed,
        ):  # fmt: skip
            window.bridge.subscribe(signal, self._on_change)

    def connect(self) -> None:
        popup = self._window.queue_popup
        popup.move_wanted.connect(self.move)
        popup.cancel_wanted.connect(self._session.cancel)
        self._window.status.queue.clicked.connect(self.show)
        self._window.action("previews").setChecked(self.shows_previews)
        self.refresh()

    @property
    def shows_previews(self) -> bool:
        return bool(self._session.settings.ui.get("previews", True))

    def toggle_previews(self) -> None:
        """Also for the job that runs; without previews a cancelled job leaves nothing."""
        self._session.settings.ui["previews"] = not self.shows_previews
        self._session.settings.save()
        self._window.action("previews").setChecked(self.shows_previews)
        if not self.shows_previews:
            self._window.viewport.show_preview(None)

    def show(self) -> None:
        self._window.queue_popup.open_above(self._window.status.queue)

    def toggle_paused(self) -> None:
        self._session.jobs.set_paused(not self._session.jobs.paused)

    def cancel_all(self) -> None:
        """The last first, so that none starts meanwhile."""
        for job in reversed(self._session.jobs.queue):
            self._session.cancel(job.id)

    def move(self, job_id: int, step: int) -> None:
        job = self._session.jobs.find(job_id)
        if job is not None:
            self._session.jobs.move(job, step)

    def refresh(self) -> None:
        jobs, window = self._session.jobs, self._window
        window.queue_popup.show_queue(jobs.queue, jobs.paused)
        window.status.show_queue(len(jobs.queue), jobs.paused)
        window.action("queue_pause").setChecked(jobs.paused)
        window.action("queue_cancel").setEnabled(bool(jobs.queue))

    def _on_change(self, *_: object) -> None:
        self._refresh_soon.start()
