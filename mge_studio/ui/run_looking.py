"""Looks at training runs on a thread of its own: one look at a time, however often it is asked."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from mge_studio.studio.run_reports import Look, Seen, look
from mge_studio.studio.training_runs import TrainingRun, TrainingRuns
from mge_studio.ui.latest import Latest

Question = Callable[[], tuple[TrainingRun | None, Seen]]


class Looking(QObject):
    """looked(Look) on the GUI thread. question: which run to look at closely, and since when."""

    looked = Signal(object)

    def __init__(self, runs: TrainingRuns, question: Question, parent: QObject) -> None:
        super().__init__(parent)
        self._runs, self._question = runs, question
        self._stopped = threading.Event()
        self._busy = self._again = False
        self._thread = Latest("runs", self)
        self._thread.done.connect(self._finish)

    def look(self) -> None:
        """Look now, or once the look under way has ended."""
        if self._busy:
            self._again = True
            return
        self._busy = True
        run, since = self._question()

        def work() -> Look | None:
            try:
                return look(self._runs, run, since, self._stopped)
            except OSError:  # a folder that went amid the look; the next one comes soon
                return None

        self._thread.ask(work)

    def close(self) -> None:
        """Wait for the end of what is being read, which is little at a time."""
        self._stopped.set()
        self._thread.close()
        self.deleteLater()

    def _finish(self, made: Look | None) -> None:
        self._busy, again, self._again = False, self._again, False
        if made is not None:
            self.looked.emit(made)
        if again:
            self.look()
