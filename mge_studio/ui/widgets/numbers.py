"""Spin boxes, made in one line each."""

from __future__ import annotations

from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox

TEXT_MARGIN = 4


def whole(low: int, high: int, value: int, tip: str = "", suffix: str = "") -> QSpinBox:
    spin = QSpinBox()
    spin.setRange(low, high)
    spin.setValue(value)
    spin.setSuffix(suffix)
    spin.setToolTip(tip)
    spin.lineEdit().setTextMargins(TEXT_MARGIN, 0, 0, 0)
    return spin


def decimal(low: float, high: float, value: float, tip: str = "") -> QDoubleSpinBox:
    spin = QDoubleSpinBox()
    spin.setRange(low, high)
    spin.setDecimals(2)
    spin.setSingleStep(0.1)
    spin.setValue(value)
    spin.setToolTip(tip)
    spin.lineEdit().setTextMargins(TEXT_MARGIN, 0, 0, 0)
    return spin
