"""The queue of completions and samplings, in a popup above the status bar."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QProgressBar, QToolButton, QVBoxLayout, QWidget

from mge_studio.studio.jobs import Job
from mge_studio.ui.widgets.basics import column, label, line, row, tool_button
from mge_studio.ui.widgets.eliding_label import ElidingLabel

WIDTH = 400
EMPTY = "Nothing runs and nothing waits. Completions and samplings started meanwhile line up here."


class QueuePopup(QFrame):
    """Says what the person wants; `show_queue` says what there is."""

    move_wanted = Signal(int, int)  # job, -1 sooner or +1 later
    cancel_wanted = Signal(int)

    def __init__(self, actions: Sequence[QAction], parent: QWidget | None = None):
        """actions: what can be done with the whole queue, as buttons at its foot."""
        super().__init__(parent, Qt.WindowType.Popup)
        self.setProperty("surface", "popup")
        self.setAccessibleName("Queue")
        self.setFixedWidth(WIDTH)
        self.rows: dict[int, _Row] = {}
        self._order: list[tuple[int, bool]] = []
        self._empty = label(EMPTY, "faint", wrap=True)
        self._rows_layout = QVBoxLayout()
        self._rows_layout.setSpacing(2)
        layout = column(self)
        layout.addWidget(label("Queue", "heading"))
        layout.addWidget(self._empty)
        layout.addLayout(self._rows_layout)
        layout.addWidget(line())
        foot = row(*(_button_for(action) for action in actions), gap=2)
        foot.addStretch(1)
        layout.addLayout(foot)

    def show_queue(self, jobs: Sequence[Job], paused: bool) -> None:
        """jobs: the running one first, then those that wait, in order."""
        waiting = [job.id for job in jobs if job.state == "queued"]
        order = [(job.id, job.state == "queued") for job in jobs]
        if order != self._order:
            self._order = order
            self._make_rows(jobs)
        for job in jobs:
            place = waiting.index(job.id) if job.id in waiting else None
            self.rows[job.id].show_job(job, place, len(waiting), paused)
        self._empty.setVisible(not jobs)
        self.setFixedHeight(self.sizeHint().height())

    def open_above(self, widget: QWidget) -> None:
        corner = widget.mapToGlobal(QPoint(widget.width(), 0))
        self.show()  # before it has a place: only then is its height known
        self.move(corner.x() - self.width(), corner.y() - self.height() - 4)

    def _make_rows(self, jobs: Sequence[Job]) -> None:
        for old in self.rows.values():
            self._rows_layout.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.rows = {job.id: self._make_row(job.id) for job in jobs}
        for made in self.rows.values():
            self._rows_layout.addWidget(made)

    def _make_row(self, job: int) -> _Row:
        return _Row(
            lambda: self.move_wanted.emit(job, -1),
            lambda: self.move_wanted.emit(job, 1),
            lambda: self.cancel_wanted.emit(job),
        )


class _Row(QWidget):
    """One job: what it is and how far, and its buttons."""

    def __init__(
        self,
        sooner: Callable[[], object],
        later: Callable[[], object],
        cancel: Callable[[], object],
    ):
        super().__init__()
        self.title, self.state = ElidingLabel(), ElidingLabel("faint")
        self.bar = QProgressBar(textVisible=False)
        self.up = tool_button("chevron-up", "Sooner", sooner)
        self.down = tool_button("chevron-down", "Later", later)
        self.cancel = tool_button("close", "Cancel this job", cancel)
        words = column(margin=0, gap=2)
        for widget in (self.title, self.state, self.bar):
            words.addWidget(widget)
        layout = row(gap=2)
        layout.setContentsMargins(0, 4, 0, 4)
        layout.addLayout(words, 1)
        for button in (self.up, self.down, self.cancel):
            layout.addWidget(button)
        self.setLayout(layout)

    def show_job(self, job: Job, place: int | None, waiting: int, paused: bool) -> None:
        """place: among those that wait, None for the one that runs."""
        self.title.setText(job.title)
        runs = place is None
        self.bar.setVisible(runs)
        self.bar.setRange(0, 100 if job.fraction else 0)
        self.bar.setValue(round(job.fraction * 100))
        if runs:
            self.state.setText(f"{job.message or 'Starting'}  ·  {job.seconds:.0f} s")
        else:
            self.state.setText("Waits: the queue is paused" if paused else "Waits")
        self.up.setVisible(not runs)
        self.down.setVisible(not runs)
        self.up.setEnabled(place not in (None, 0))
        self.down.setEnabled(place is not None and place < waiting - 1)


def _button_for(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    return button
