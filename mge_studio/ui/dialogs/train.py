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
from mge_studio.studio.training_runs import RunState, TrainingOptions, TrainingRun, TrainingRuns
from mge_studio.ui.dialogs.error import ErrorDialog
from mge_studio.ui.dialogs.train_form import TrainForm
from mge_studio.ui.dialogs.train_monitor import TrainMonitor
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

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()
        self._timer.start()
        if self.list.currentItem() is None and self.list.count():
            self.choose((self._runs.running() or self._runs.list())[0])

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)

    def start(self, options: TrainingOptions) -> None:
        """Start a run and watch it; it goes on without this window."""
        try:
            run = self._runs.start(options)
        except (MGEError, OSError) as error:
            ErrorDialog("The training could not be started", str(error), parent=self).open()
            return
        self.refresh()
        self.choose(run)

    def choose(self, run: TrainingRun | None) -> None:
        """Show a run, or the form for a new one."""
        for at in range(self.list.count()):
            if self.list.item(at).data(Qt.ItemDataRole.UserRole) is run:
                self.list.setCurrentRow(at)
                return
        self._show_form()

    def refresh(self) -> None:
        """Look for runs, and at the one that is shown."""
        runs = self._runs.list()
        known = [
            self.list.item(at).data(Qt.ItemDataRole.UserRole) for at in range(self.list.count())
        ]
        if list(runs) != known:
            self._fill(runs)
        for at, run in enumerate(runs):
            self._show_state(self.list.item(at), run.state)
        self._empty.setVisible(not runs)
        if self._pages.currentWidget() is self.monitor:
            self.monitor.refresh()

    def _fill(self, runs: tuple[TrainingRun, ...]) -> None:
        chosen = self.list.currentItem()
        current = chosen.data(Qt.ItemDataRole.UserRole) if chosen else None
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
            self.monitor.show_run(item.data(Qt.ItemDataRole.UserRole))
            self._pages.setCurrentWidget(self.monitor)

    def _show_form(self) -> None:
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
