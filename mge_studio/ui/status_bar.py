"""The bottom line: model, patches and device (all menus), hints, the running job with Cancel."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QMenu, QStatusBar, QToolButton, QWidget

from mge_studio.requests import ModelInfo
from mge_studio.studio.jobs import Job
from mge_studio.ui.describe import describe_model
from mge_studio.ui.theme import icon
from mge_studio.ui.widgets.basics import label, tool_button
from mge_studio.ui.widgets.eliding_label import ElidingLabel
from mge_studio.ui.widgets.progress_bar import ProgressBar

#: How long news stay.
NEWS_MS = 8000


class StatusBar(QStatusBar):
    """key_text: puts keys in for the names of actions."""

    key_text: Callable[[str], str] = str
    cancel_wanted = Signal()

    def __init__(
        self, model_menu: QMenu, reading_menu: QMenu, device_menu: QMenu,
        parent: QWidget | None = None,
    ):  # fmt: skip
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.model = _chip("brain", "The loaded model; click to choose another", model_menu)
        self.reading = _chip("hexagon-multiple-outline", "", reading_menu)
        self.device = _chip("memory", "Where the model runs; click to change", device_menu)
        self.hint = ElidingLabel("faint")
        self._usual_hint = ""
        self._news = QTimer(self, singleShot=True, interval=NEWS_MS)
        self._news.timeout.connect(lambda: self.say(self._usual_hint))
        self.queue = tool_button("tray-full", "What runs and what waits ({queue})", lambda: None)
        self.queue.setProperty("role", "chip")
        self.queue.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.message = label("", "dim")
        self.bar = ProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(160)
        self.cancel = tool_button(
            "close-circle-outline", "Cancel ({cancel})", self.cancel_wanted.emit, "Cancel"
        )
        self.addWidget(self.model)
        self.addWidget(self.reading)
        self.addWidget(self.device)
        self.addWidget(self.hint, 1)
        for widget in (self.message, self.bar, self.cancel, self.queue):
            self.addPermanentWidget(widget)
        self.show_job(None, 0)
        self.show_queue(0, False)
        self.show_reading(0, False, "")
        self.show_loading(None)

    def show_loading(self, message: str | None) -> None:
        """message: what is being loaded, or why there is no model."""
        self.model.setText(message or "No model")
        self.device.hide()

    def show_model(self, info: ModelInfo) -> None:
        self.model.setText(describe_model(info))
        self.device.setText(info.device)
        self.device.show()

    def show_reading(self, patches: int, choice: bool, tip: str) -> None:
        """patches: of a shape, 0 without a model. choice: whether there are other numbers."""
        self.reading.setText(f"{patches} patches")
        self.reading.setVisible(patches > 0)
        self.reading.setEnabled(choice)
        self.reading.setToolTip(tip)

    def show_job(self, job: Job | None, waiting: int) -> None:
        """job: the one that runs, or None; waiting: how many stand in line behind it."""
        for widget in (self.message, self.cancel):
            widget.setVisible(job is not None)
        # No bar that runs to and fro: each of its steps would compose the whole window anew.
        self.bar.setVisible(job is not None and job.fraction > 0)
        if job is None:
            return
        line = f"  (+{waiting} waiting)" if waiting else ""
        self.message.setText((job.message or job.title) + line)
        self.bar.setValue(round(job.fraction * 100))

    def show_queue(self, count: int, paused: bool) -> None:
        """count: of the jobs in the queue, the running one included."""
        words = "Paused" if paused else "Queue"
        self.queue.setText(f"{words}  {count}" if count else words)

    def say(self, hint: str) -> None:
        """What the mouse and the keys do right now; `key_text` puts the keys in."""
        self._usual_hint = hint
        self._news.stop()
        self.hint.setText(self.key_text(hint))

    def say_again(self) -> None:
        """The same hint, with keys that have changed."""
        self.say(self._usual_hint)

    def tell(self, news: str) -> None:
        """Something that has happened, in place of the hint for a while."""
        self.hint.setText(news)
        self._news.start()


def _chip(icon_name: str, tip: str, menu: QMenu) -> QToolButton:
    chip = QToolButton()
    chip.setProperty("role", "chip")
    chip.setIcon(icon(icon_name, "dim"))
    chip.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    chip.setToolTip(tip)
    chip.setMenu(menu)
    chip.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    return chip
