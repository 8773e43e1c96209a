"""Training runs: start one, watch it, stop it, use its model. Runs outlive this window."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QWidget,
)

from mge_studio.errors import MGEError
from mge_studio.studio.run_reports import Look, Seen
from mge_studio.studio.training_runs import RunState, TrainingOptions, TrainingRun, TrainingRuns
from mge_studio.ui.dialogs.error import ErrorDialog
from mge_studio.ui.dialogs.train_form import TrainForm
from mge_studio.ui.dialogs.train_monitor import TrainMonitor
from mge_studio.ui.run_looking import Looking
from mge_studio.ui.theme import icon
from mge_studio.ui.widgets.basics import button, column, label

#: Milliseconds between two looks at the run folders.
POLL_INTERVAL = 1000
STATES: dict[RunState, tuple[str, str]] = {
    "running": ("progress-clock", "accent"),
    "finished": ("check-circle-outline", "good"),
    "stopped": ("stop-circle-outline", "dim"),
    "failed": ("alert-circle-outline", "bad"),
    "crashed": ("alert-circle-outline", "bad"),
}


class TrainDialog(QDialog):
    use_model = Signal(object)  # the folder of a model, as a Path

    def __init__(self, parent: QWidget | None = None, runs: TrainingRuns | None = None):
        super().__init__(parent)
        self.setWindowTitle("Train a model")
        self.resize(980, 660)
        self._runs = runs or TrainingRuns()
        self.list = QListWidget()
        self.list.setIconSize(QSize(18, 18))
        self.list.currentItemChanged.connect(self._on_chosen)
        self.form = TrainForm()
        self.form.start_wanted.connect(self.start)
        self.monitor = TrainMonitor()
        self.monitor.use_model.connect(self.use_model)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.form)
        self._pages.addWidget(self.monitor)
        self._arrange()
        self._timer = QTimer(self, interval=POLL_INTERVAL)
        self._timer.timeout.connect(self.refresh)
        self._looking: Looking | None = None
        self._undecided = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._looking is None:
            self._looking = Looking(self._runs, self._question, self)
            self._looking.looked.connect(self._show)
        self._undecided = self.list.currentItem() is None
        self.refresh()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        if self._looking is not None:
            self._looking.close()
            self._looking = None
        super().hideEvent(event)

    def start(self, options: TrainingOptions) -> None:
        """Start a run and watch it; it goes on without this window."""
        try:
            run = self._runs.start(options)
        except (MGEError, OSError) as error:
            ErrorDialog("The training could not be started", str(error), parent=self).open()
            return
        self.choose(run)
        self.refresh()

    def choose(self, run: TrainingRun | None) -> None:
        """Show a run, or the form for a new one."""
        self._undecided = False
        if run is None:
            self._show_form()
            return
        self._show_run(run)
        for at in range(self.list.count()):  # where it stands once it was found
            if self.list.item(at).data(Qt.ItemDataRole.UserRole) is run:
                self.list.setCurrentRow(at)

    def refresh(self) -> None:
        """Look for runs, and at the one that is shown, beside the window."""
        if self._looking is not None:
            self._looking.look()

    def _question(self) -> tuple[TrainingRun | None, Seen]:
        return self._shown_run, self.monitor.seen

    @property
    def _shown_run(self) -> TrainingRun | None:
        return self.monitor.run if self._pages.currentWidget() is self.monitor else None

    def _show(self, look: Look) -> None:
        runs = [run for run, _ in look.states]
        known = [
            self.list.item(at).data(Qt.ItemDataRole.UserRole) for at in range(self.list.count())
        ]
        if runs != known:
            self._fill(runs)
        for at, (_, state) in enumerate(look.states):
            self._show_state(self.list.item(at), state)
        self._empty.setVisible(not runs)
        if look.shown is not None:
            self.monitor.show_report(look.shown)
        undecided, self._undecided = self._undecided, False
        if undecided and runs:
            running = [run for run, state in look.states if state == "running"]
            self.choose((running or runs)[0])

    def _fill(self, runs: list[TrainingRun]) -> None:
        current = self._shown_run
        self.list.blockSignals(True)
        self.list.clear()
        for run in runs:
            item = QListWidgetItem(run.name)
            item.setToolTip(str(run.folder))
            item.setData(Qt.ItemDataRole.UserRole, run)
            self.list.addItem(item)
            if run is current:
                self.list.setCurrentItem(item)
        self.list.blockSignals(False)

    def _show_state(self, item: QListWidgetItem, state: RunState) -> None:
        if item.data(Qt.ItemDataRole.UserRole + 1) != state:
            item.setData(Qt.ItemDataRole.UserRole + 1, state)
            item.setIcon(icon(*STATES[state]))

    def _on_chosen(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._undecided = False
            self._show_run(item.data(Qt.ItemDataRole.UserRole))

    def _show_run(self, run: TrainingRun) -> None:
        self._pages.setCurrentWidget(self.monitor)
        if run is not self.monitor.run:
            self.monitor.show_run(run)
            self.refresh()

    def _show_form(self) -> None:
        self._undecided = False
        self.list.setCurrentRow(-1)
        self._pages.setCurrentWidget(self.form)

    def _arrange(self) -> None:
        self._empty = label(
            "Runs appear here, and go on when the studio is closed.", "faint", wrap=True
        )
        side = QWidget()
        side.setFixedWidth(250)
        side.setProperty("surface", "panel")
        left = column(side)
        left.addWidget(label("Runs", "heading"))
        left.addWidget(self._empty)
        left.addWidget(self.list, 1)
        left.addWidget(button("New run…", self._show_form, icon_name="plus"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(side)
        layout.addWidget(self._pages, 1)
