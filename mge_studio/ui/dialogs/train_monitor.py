"""One training run: how far it is, its loss curve, its log, and what can be done with it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QFontDatabase
from PySide6.QtWidgets import QPlainTextEdit, QSplitter, QWidget

from mge_studio.studio.run_reports import RunReport, Seen
from mge_studio.studio.training_runs import Event, RunState, TrainingRun
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
    """run: the one it shows; seen: how much of it."""

    use_model = Signal(object)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.run: TrainingRun | None = None
        self.seen = Seen()
        self._model_folder: Path | None = None
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
        """What is known of it comes with the next report."""
        if run is self.run:
            return
        self.run, self.seen = run, Seen()
        self._model_folder = None
        self.name.setText(run.name)
        self.name.setToolTip(str(run.folder))
        self.plot.forget()
        self.log.clear()
        self.state.setText("Reading what it wrote…")
        self.step.clear()
        self.bar.setRange(0, 1000)
        self.bar.setValue(0)
        self.stop.setText("Stop and save")
        self.stop.hide()
        self.use.setEnabled(False)

    def show_report(self, report: RunReport) -> None:
        """Show what a run wrote since the report before; nothing where that was of another."""
        if report.run is not self.run or report.since != self.seen:
            return
        self.seen, self._model_folder = report.seen, report.model_folder
        figures = _validation_line(report.validation or {})
        told = report.message or STATE_TEXTS[report.state]
        if report.state == "stopped" and report.model_folder is None:
            told = "Stopped before there was a model to save"
        self.state.setText(f"{told}  ·  validation: {figures}" if figures else told)
        if report.anew:
            self.plot.forget()
        self.plot.add(report.losses)
        self._show_progress(report.progress or {}, report.state)
        self._show_log(report.log)
        self.stop.setVisible(report.state == "running")
        self.use.setEnabled(report.model_folder is not None)
        self.use.setToolTip(
            "" if report.model_folder else "There is a model after the first checkpoint"
        )

    def _show_progress(self, last: Event, state: RunState) -> None:
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
        if self.run is not None:
            self.run.stop()
            self.stop.setText("Stopping…")

    def _use(self) -> None:
        if self._model_folder is not None:
            self.use_model.emit(self._model_folder)

    def _open_folder(self) -> None:
        if self.run is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.run.folder)))

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


def _progress_line(event: Event, running: bool) -> str:
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


def _validation_line(figures: Event) -> str:
    """The figures of a validation, such as "IoU procedural 0.93"."""
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
