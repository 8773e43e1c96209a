"""The loss of a training run against its steps, one curve a stage, validation as dots."""

from __future__ import annotations

import numpy as np
import pyqtgraph
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from mge_studio.studio.run_reports import Losses
from mge_studio.ui.theme import colour

STAGE_COLOURS = {"tokenizer": "accent", "generator": "warm"}
#: Pixels that the number of a tick needs.
TICK_HEIGHT = 14
#: Steps that the plot is wide at least, so that its marks are whole ones.
FEWEST_STEPS = 10


class LossAxis(pyqtgraph.AxisItem):
    """Logarithmic, with as many plain numbers as have room."""

    def logTickValues(
        self, low: float, high: float, size: float, _: object
    ) -> list[tuple[None, list[float]]]:
        for steps in ((1, 2, 3, 4, 5, 6, 7, 8, 9), (1, 2, 5), (1,)):
            decades = np.arange(np.floor(low), np.ceil(high))
            ticks = np.add.outer(decades, np.log10(steps)).ravel()
            seen = ticks[(ticks >= low) & (ticks <= high)]
            gap = np.diff(seen).min(initial=np.inf) * size / max(high - low, 1e-9)
            if gap >= TICK_HEIGHT:
                break
        return [(None, seen.tolist())]

    def logTickStrings(self, values: list[float], scale: float, spacing: object) -> list[str]:
        return [f"{10**value * scale:g}" for value in values]


class LossPlot(pyqtgraph.PlotWidget):
    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent, axisItems={"left": LossAxis("left")})
        self.setMenuEnabled(False)
        self.hideButtons()
        self.showGrid(x=True, y=True, alpha=0.15)
        self.setLogMode(y=True)
        self.setLabel("bottom", "step")
        self.setLimits(xMin=0, minXRange=FEWEST_STEPS)
        self.setLabel("left", "loss")
        self._legend = self.addLegend(offset=(-12, 12))
        self._points: Losses = {}
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

    def forget(self) -> None:
        """Show no curves. (pyqtgraph hides a method `clear` of this class behind its own.)"""
        self.clear()
        self._legend.clear()
        self._points.clear()
        self._curves.clear()

    def add(self, losses: Losses) -> None:
        """Append new losses to their curves."""
        for name, told in losses.items():
            known = self._points.get(name)
            self._points[name] = told if known is None else np.concatenate([known, told], axis=1)
            self._curve(name).setData(*self._points[name])

    def _curve(self, name: str) -> pyqtgraph.PlotDataItem:
        if name not in self._curves:
            self._curves[name] = self.plot([], [], name=name)
            if not _is_validation(name):  # no more is drawn of a long run than there are pixels
                self._curves[name].setDownsampling(auto=True, method="peak")
            _wear_theme(self._curves[name], name)
        return self._curves[name]


def _wear_theme(curve: pyqtgraph.PlotDataItem, name: str) -> None:
    """Validations are dots, losses of training a line."""
    own = colour(STAGE_COLOURS.get(name.split(",")[0], "good"))
    if _is_validation(name):
        curve.setPen(None)
        curve.setSymbol("o")
        curve.setSymbolSize(7)
        curve.setSymbolBrush(own)
        curve.setSymbolPen(colour("field"))  # or they would be lost on a line that is as wide
    else:
        curve.setPen(pyqtgraph.mkPen(own, width=2))


def _is_validation(name: str) -> bool:
    return ", validation" in name
