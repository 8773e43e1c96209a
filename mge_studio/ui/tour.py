"""The tour: five cards that point at where things are done. Shown at the first start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QWidget

from mge_studio.ui.key_texts import with_keys
from mge_studio.ui.theme import colour
from mge_studio.ui.widgets.basics import button, column, label, row

if TYPE_CHECKING:
    from mge_studio.ui.main_window import MainWindow

WIDTH, GAP = 330, 14


@dataclass(frozen=True)
class Step:
    """text: with actions by name where their keys are to stand."""

    title: str
    text: str
    target: Callable[[MainWindow], QWidget]


STEPS = (
    Step(
        "Look around",
        "Drag to orbit, turn the wheel to zoom, hold the middle button to pan. Drop your own "
        "meshes and point clouds here, or open them with {open}.",
        lambda w: w.viewport,
    ),
    Step(
        "See the tokens",
        "The token view ({view_tokens}) colours the patches that the model reads the shape as. "
        "Click one to learn its code, and where else the code occurs.",
        lambda w: w.tool("view_tokens"),
    ),
    Step(
        "Mask what should change",
        "Press {paint} and paint over the part to replace. Ctrl takes away, Space orbits "
        "meanwhile. There are a lasso and more in the Mask panel.",
        lambda w: w.tool("paint"),
    ),
    Step(
        "Complete it",
        "{complete} replaces what is masked. The shape forms before your eyes; {compare} goes back "
        "and forth between before and after.",
        lambda w: w.generate_panel.run,
    ),
    Step(
        "Export",
        "{export} writes the current shape in the units of its file. {commands} finds every "
        "other action by its name. That is all to begin with.",
        lambda w: w.tool("export"),
    ),
)


class Tour(QObject):
    """ended(): it was seen to the end, or skipped."""

    ended = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._at = window, 0
        self.frame = _Frame(window)
        self.card = _Card(window)
        self.card.next.clicked.connect(lambda: self.go(self._at + 1))
        self.card.back.clicked.connect(lambda: self.go(self._at - 1))
        self.card.skip.clicked.connect(self.end)
        self.card.skipped.connect(self.end)
        window.installEventFilter(self)

    @property
    def running(self) -> bool:
        return self.card.isVisible()

    def start(self) -> None:
        self.go(0)

    def go(self, at: int) -> None:
        """Show a step; the one after the last ends the tour."""
        if at >= len(STEPS):
            self.end()
            return
        self._at = max(at, 0)
        self._show_step()
        self.frame.show()
        self.card.show()
        self._place()
        self.card.next.setFocus()

    def _show_step(self) -> None:
        step = STEPS[self._at]
        text = with_keys(step.text, self._window.key_bindings)
        self.card.show_step(step.title, text, self._at)

    def end(self) -> None:
        if self.running:
            self.card.hide()
            self.frame.hide()
            self.ended.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.running:
            self._place()
        return False

    def _place(self) -> None:
        """The frame around what the step is about, the card where there is room beside it."""
        target = STEPS[self._at].target(self._window)
        place = QRect(target.mapTo(self._window, QPoint()), target.size())
        self.frame.setGeometry(place.adjusted(-4, -4, 4, 4) & self._window.rect())
        self.card.adjustSize()
        self.card.move(beside(place, self.card.rect(), self._window.rect()))
        self.frame.raise_()
        self.card.raise_()


def beside(target: QRect, card: QRect, window: QRect) -> QPoint:
    """Below or above a target, else in the middle of one that fills the window."""
    x = target.center().x() - card.width() // 2
    if target.bottom() + GAP + card.height() < window.bottom():
        y = target.bottom() + GAP
    elif target.top() - GAP - card.height() > window.top():
        y = target.top() - GAP - card.height()
    else:
        y = target.center().y() - card.height() // 2
    x = min(max(x, GAP), window.width() - card.width() - GAP)
    return QPoint(x, min(max(y, GAP), window.height() - card.height() - GAP))


class _Frame(QWidget):
    """A bright line around what is meant."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour("warm"), 2))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), 7, 7)
        painter.end()


class _Card(QFrame):
    skipped = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setProperty("surface", "floating")
        self.setFixedWidth(WIDTH)
        self.title, self.count = label("", "title"), label("", "faint")
        self.text = label("", wrap=True)
        self.skip = button("Skip", lambda: None, tip="Help > Tour shows it again")
        self.back = button("Back", lambda: None)
        self.next = button("Next", lambda: None, role="primary")
        head = row(self.title)
        head.addStretch(1)
        head.addWidget(self.count)
        foot = row(self.skip)
        foot.addStretch(1)
        foot.addWidget(self.back)
        foot.addWidget(self.next)
        layout = column(self, margin=16, gap=12)
        layout.addLayout(head)
        layout.addWidget(self.text)
        layout.addLayout(foot)
        self.hide()

    def show_step(self, title: str, text: str, at: int) -> None:
        self.title.setText(title)
        self.text.setText(text)
        self.count.setText(f"{at + 1} of {len(STEPS)}")
        self.back.setEnabled(at > 0)
        last = at == len(STEPS) - 1
        self.next.setText("Done" if last else "Next")
        self.skip.setVisible(not last)

    def event(self, event: QEvent) -> bool:
        """Esc skips the tour here, and is not the window's Cancel."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            if event.type() == QEvent.Type.KeyPress:
                self.skipped.emit()
            return True
        return super().event(event)
