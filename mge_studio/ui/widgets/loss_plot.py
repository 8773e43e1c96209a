"""The loss of a training run against its steps, one curve a stage, validation as dots."""

from __future__ import annotations

from typing import Any

import pyqtgraph
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from mge_studio.ui.theme import colour

STAGE_COLOURS = {"tokenizer": "accent", "generator": "warm"}


class LossPlot(pyqtgraph.PlotWidget):
    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.setMenuEnabled(False)
        self.hideButtons()
        self.showGrid(x=True, y=True, alpha=0.15)
        self.setLogMode(y=True)
        self.setLabel("bottom", "step")
        self.setLabel("left", "loss")
        self._legend = self.addLegend(offset=(-12, 12))
        self._points: dict[str, tuple[list[float], list[float]]] = {}
        self._curves: dict[str, pyqtgraph.PlotDataItem] = {}
        self._wear_theme()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_curves"):
            self._wear_theme()

    def _wear_theme(self) -> None:
        self.setBackground(colour("field"))
        for side in ("left", "bottom"):
            self.getAxis(side).setPen(colour("outline"))
            self.getAxis(side).setTextPen(colour("dim"))
        self._legend.setLabelTextColor(colour("text"))
        for _, caption in self._legend.items:
            caption.setText(caption.text, color=colour("text"))
        for name, curve in self._curves.items():
            _wear_theme(curve, name)

    def clear(self) -> None:
        super().clear()
        self._legend.clear()
        self._points.clear()
        self._curves.clear()

    def add(self, events: list[dict[str, Any]]) -> None:
        """Append the losses of new events."""
        changed = set()
        for event in events:
            for name, loss in _losses(event):
                steps, losses = self._points.setdefault(name, ([], []))
                steps.append(event["step"])
                losses.append(loss)
                changed.add(name)
        for name in changed:
            self._curve(name).setData(*self._points[name])

    def _curve(self, name: str) -> pyqtgraph.PlotDataItem:
        if name not in self._curves:
            self._curves[name] = self.plot([], [], name=name)
            _wear_theme(self._curves[name], name)
        return self._curves[name]


def _wear_theme(curve: pyqtgraph.PlotDataItem, name: str) -> None:
    """Validations are dots, losses of training a line."""
    own = colour(STAGE_COLOURS.get(name.split(",")[0], "good"))
    if ", validation" in name:
        curve.setPen(None)
        curve.setSymbol("o")
        curve.setSymbolSize(7)
        curve.setSymbolBrush(own)
        curve.setSymbolPen(None)
    else:
        curve.setPen(pyqtgraph.mkPen(own, width=2))


def _losses(event: dict[str, Any]) -> list[tuple[str, float]]:
    """(curve, loss) pairs of an event; a validation may have one for each kind of data."""
    stage = str(event.get("stage", "training"))
    if event.get("event") == "step":
        found = [(stage, event.get("loss"))]
    elif event.get("event") == "validation":
        figures = [(key, value) for key, value in event.items() if key.startswith("loss")]
        found = [
            (f"{stage}, {key.replace('loss', 'validation', 1)}", value) for key, value in figures
        ]
    else:
        found = []
    return [(name.replace("_", " "), float(loss)) for name, loss in found if loss and loss > 0]
