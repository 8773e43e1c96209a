"""One training run: how far it is, its loss curve, its log, and what can be done with it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QFontDatabase
from PySide6.QtWidgets import QPlainTextEdit, QSplitter, QWidget

from mge_studio.studio.training_runs import RunState, TrainingRun
from mge_studio.ui.widgets.basics import button, column, label, row
from mge_studio.ui.widgets.loss_plot import LossPlot
from mge_studio.ui.widgets.progress_bar import ProgressBar

STATE_TEXTS: dict[RunState, str] = {
    "running": "Running",
    "finished": "Finished",
    "stopped": "Stopped; what it had learned is saved",
    "failed": "Failed",
    "crashed": "Ended unexpectedly; see the log",
}


class TrainMonitor(QWidget):
    use_model = Signal(object)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._run: TrainingRun | None = None
        self._plotted = 0
        self.name = label("", "title")
        self.state, self.step = label("", "dim", wrap=True), label("", "dim")
        self.bar = ProgressBar()
        self.bar.setTextVisible(False)
        self.plot = LossPlot()
        self.log = QPlainTextEdit(readOnly=True)
        self.log.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.log.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.stop = button("Stop and save", self._stop, icon_name="stop")
        self.use = button("Use this model", self._use, icon_name="check", role="primary")
        self._arrange()

    def show_run(self, run: TrainingRun) -> None:
        if run is self._run:
            return
        self._run, self._plotted = run, 0
        self.name.setText(run.name)
        self.name.setToolTip(str(run.folder))
        self.plot.clear()
        self.log.clear()
        self.stop.setText("Stop and save")
        self.refresh()

    def refresh(self) -> None:
        """Read what the run wrote since."""
        run = self._run
        if run is None:
            return
        state = run.state
        figures = _validation_line(run.events)
        told = run.message or STATE_TEXTS[state]
        if state == "stopped" and run.model_folder is None:
            told = "Stopped before there was a model to save"
        self.state.setText(f"{told}  ·  validation: {figures}" if figures else told)
        self.plot.add(run.events[self._plotted :])
        self._plotted = len(run.events)
        self._show_progress(run.events, state)
        self._show_log(run.log_tail())
        self.stop.setVisible(state == "running")
        self.use.setEnabled(run.model_folder is not None)
        self.use.setToolTip(
            "" if run.model_folder else "There is a model after the first checkpoint"
        )

    def _show_progress(self, events: list[dict[str, Any]], state: RunState) -> None:
        told = [event for event in events if event.get("event") in ("step", "data")]
        last = told[-1] if told else {}
        fraction = 1.0 if state == "finished" else last.get("fraction")
        self.step.setText(_progress_line(last, state == "running"))
        self.bar.setRange(0, 0 if fraction is None and state == "running" else 1000)
        self.bar.setValue(round(float(fraction or 0) * 1000))

    def _show_log(self, text: str) -> None:
        """Replace the text where it changed; stay at the end if the person was there."""
        if text == self.log.toPlainText():
            return
        scroll = self.log.verticalScrollBar()
        at_end = scroll.value() >= scroll.maximum() - 4
        self.log.setPlainText(text)
        if at_end:
            scroll.setValue(scroll.maximum())

    def _stop(self) -> None:
        if self._run is not None:
            self._run.stop()
            self.stop.setText("Stopping…")

    def _use(self) -> None:
        if self._run is not None and self._run.model_folder is not None:
            self.use_model.emit(self._run.model_folder)

    def _open_folder(self) -> None:
        if self._run is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._run.folder)))

    def _arrange(self) -> None:
        layout = column(self, margin=24, gap=10)
        head = row(self.name)
        head.addStretch(1)
        head.addWidget(self.step)
        layout.addLayout(head)
        layout.addWidget(self.state)
        layout.addWidget(self.bar)
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.addWidget(self.plot)
        halves.addWidget(self.log)
        halves.setSizes([320, 150])
        layout.addWidget(halves, 1)
        foot = row(
            button("Open folder", self._open_folder, icon_name="folder-open-outline"), self.stop
        )
        foot.addStretch(1)
        foot.addWidget(self.use)
        layout.addLayout(foot)


def _progress_line(event: dict[str, Any], running: bool) -> str:
    """What the last step, or the last report of data preparation, says."""
    if event.get("event") != "step":
        return str(event.get("message", ""))
    total = f" of {event['steps']:,}" if event.get("steps") else ""
    parts = [str(event.get("stage", "")).capitalize(), f"step {event.get('step', 0):,}{total}"]
    if event.get("loss") is not None:
        parts.append(f"loss {event['loss']:.4g}")
    if running and event.get("eta") is not None:
        parts.append(f"{_duration(event['eta'])} left")
    return "  ·  ".join(part for part in parts if part)


def _validation_line(events: list[dict[str, Any]]) -> str:
    """The figures of the last validation, such as "IoU procedural 0.93"."""
    validations = [event for event in events if event.get("event") == "validation"]
    figures = validations[-1] if validations else {}
    return ", ".join(
        f"{name.replace('_', ' ').replace('iou', 'IoU')} {value:.4g}"
        for name, value in figures.items()
        if name.startswith(("iou", "loss", "perplexity")) and isinstance(value, int | float)
    )


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return "less than a minute"
    return f"{minutes} min" if minutes < 90 else f"{minutes / 60:.1f} h"
