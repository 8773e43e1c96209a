"""Work beside the window of which only the newest counts: previews, ghosts, parts, distances."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from PySide6.QtCore import QObject, Signal

from mge_studio.errors import InputError


class Latest(QObject):
    """done(answer) on the GUI thread for the newest question, None when it has no answer."""

    done = Signal(object)
    _ended = Signal(int, object)

    def __init__(self, name: str, parent: QObject) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._newest = 0
        self._asked: Future[object] | None = None
        self._ended.connect(self._finish)

    def ask(self, work: Callable[[], object]) -> None:
        """Run `work` on the thread; what was asked before is dropped, and not even begun."""
        self.forget()
        number = self._newest
        self._asked = job = self._pool.submit(work)
        job.add_done_callback(lambda ended: self._report(number, ended))

    def forget(self) -> None:
        """Drop the question under way."""
        self._newest += 1
        if self._asked is not None:
            self._asked.cancel()

    def close(self) -> None:
        """Wait for the thread; nothing is emitted afterwards."""
        self.forget()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _report(self, number: int, job: Future[object]) -> None:
        if not job.cancelled() and number == self._newest:
            self._ended.emit(number, job)

    def _finish(self, number: int, job: Future[object]) -> None:
        if number == self._newest:
            self.done.emit(_answer(job))


def _answer(job: Future[object]) -> object:
    try:
        return job.result()
    except InputError:  # such as a mesh without area, which nothing can be measured against
        return None
