"""Tells a person who looks elsewhere that a long job has ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from mge_studio.studio.jobs import Job

if TYPE_CHECKING:
    from mge_studio.ui.main_window import MainWindow

#: Seconds a job has to take before its end is news.
LONG = 10.0


class Notifier:
    """Asks for attention in the taskbar, as the system does it, and says in the status bar why."""

    def __init__(self, window: MainWindow):
        self._window = window
        window.bridge.subscribe(window.session.job_finished, self._on_finished)
        window.bridge.subscribe(window.session.job_failed, self._on_failed)

    def _on_finished(self, job: Job) -> None:
        self._tell(job, "done")

    def _on_failed(self, job: Job, *_: object) -> None:
        self._tell(job, "failed")

    def _tell(self, job: Job, what: str) -> None:
        if job.seconds < LONG or QApplication.activeWindow() is not None:
            return
        minutes, seconds = divmod(round(job.seconds), 60)
        self._window.status.tell(f"{job.title}: {what} after {minutes}:{seconds:02d}")
        QApplication.alert(self._window)
