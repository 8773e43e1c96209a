"""The queue of completions and samplings, in a popup above the status bar.

Jobs start and end while a person aims at a button. So rows keep their places while the mouse is
over the popup, those of jobs that have ended too, and where a click has moved a row, another click
at the same spot does nothing: it was meant for the row that was there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QAction, QEnterEvent, QHideEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QToolButton, QVBoxLayout, QWidget

from mge_studio.studio.jobs import Job
from mge_studio.ui.widgets.basics import column, label, line, row, tool_button
from mge_studio.ui.widgets.eliding_label import ElidingLabel
from mge_studio.ui.widgets.progress_bar import ProgressBar

WIDTH = 400
#: Clicks so near to each other (pixels on the screen) are meant for the same spot.
SAME_SPOT = 12
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
        self.rows: dict[int, _Row] = {}  # by job, from top to bottom
        self._mouse: QPointF | None = None  # where it is on the screen, None while it is elsewhere
        self._moved_at: QPointF | None = None  # where it was when rows changed places under it
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
        self._arrange_rows([job.id for job in jobs])
        for job in jobs:
            place = waiting.index(job.id) if job.id in waiting else None
            self.rows[job.id].show_job(job, place, len(waiting), paused)
        self._fit()

    def open_above(self, widget: QWidget) -> None:
        corner = widget.mapToGlobal(QPoint(widget.width(), 0))
        self.show()  # before it has a place: only then is its height known
        self.move(corner.x() - self.width(), corner.y() - self.height() - 4)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._mouse = event.globalPosition()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._let_go()
        super().leaveEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._let_go()
        super().hideEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Swallow presses on rows' buttons that were meant for the row that was there."""
        if not isinstance(event, QMouseEvent) or self._mouse is None:
            return False
        self._mouse = event.globalPosition()
        if self._moved_at is None or event.type() == QEvent.Type.MouseButtonRelease:
            return False
        if (self._mouse - self._moved_at).manhattanLength() < SAME_SPOT:
            return event.type() != QEvent.Type.MouseMove
        self._moved_at = None
        return False

    def _arrange_rows(self, jobs: list[int]) -> None:
        """One row a job; under the mouse, rows of jobs that have ended stay where they were."""
        before = list(self.rows)
        order = list(jobs)
        for place, job in enumerate(before):
            if job in jobs:
                continue
            if self._mouse is None:
                self._drop_row(job)
            else:
                self.rows[job].show_ended()
                order.insert(place, job)
        self.rows = {job: self.rows.get(job) or self._make_row(job) for job in order}
        if order != before:
            for place, one in enumerate(self.rows.values()):
                self._rows_layout.insertWidget(place, one)
        if [job for job in order if job in before] != before:
            self._moved_at = self._mouse

    def _let_go(self) -> None:
        """The mouse is elsewhere: no row has to wait for it any more."""
        self._mouse = self._moved_at = None
        for job in [job for job, one in self.rows.items() if one.ended]:
            self._drop_row(job)
        self._fit()

    def _fit(self) -> None:
        self._empty.setVisible(not self.rows)
        self.setFixedHeight(self.sizeHint().height())

    def _drop_row(self, job: int) -> None:
        old = self.rows.pop(job)
        self._rows_layout.removeWidget(old)
        old.hide()
        old.deleteLater()

    def _make_row(self, job: int) -> _Row:
        made = _Row(
            lambda: self.move_wanted.emit(job, -1),
            lambda: self.move_wanted.emit(job, 1),
            lambda: self.cancel_wanted.emit(job),
        )
        for button in made.buttons:
            button.setMouseTracking(True)
            button.installEventFilter(self)
        return made


class _Row(QWidget):
    """One job: what it is and how far, and its buttons."""

    def __init__(
        self,
        sooner: Callable[[], object],
        later: Callable[[], object],
        cancel: Callable[[], object],
    ):
        super().__init__()
        self.ended = False
        self.title, self.state = ElidingLabel(), ElidingLabel("faint")
        self.bar = ProgressBar(textVisible=False)
        policy = self.bar.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # all rows are of one height, so that none shifts
        self.bar.setSizePolicy(policy)
        self.up = tool_button("chevron-up", "Sooner", sooner)
        self.down = tool_button("chevron-down", "Later", later)
        self.cancel = tool_button("close", "Cancel this job", cancel)
        words = column(margin=0, gap=2)
        for widget in (self.title, self.state, self.bar):
            words.addWidget(widget)
        layout = row(gap=2)
        layout.setContentsMargins(0, 4, 0, 4)
        layout.addLayout(words, 1)
        self.buttons = (self.up, self.down, self.cancel)
        for button in self.buttons:
            layout.addWidget(button)
        self.setLayout(layout)

    def show_ended(self) -> None:
        """There is nothing to do about the job any more."""
        self.ended = True
        self.state.setText("Ended")
        self.bar.hide()
        self.setEnabled(False)

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
