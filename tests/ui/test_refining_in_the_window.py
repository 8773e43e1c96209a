"""Refining a result in a real window."""

from __future__ import annotations

import numpy as np
from driven_window import Studio
from PySide6.QtCore import Qt

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_the_least_confident_share_is_made_again(empty: Studio) -> None:
    assert not empty.window.action("refine").isEnabled()
    empty.press(Qt.Key.Key_Return, CTRL | SHIFT)
    empty.settle()
    first = empty.current
    empty.window.generate_panel.refined.setValue(25)
    empty.press(Qt.Key.Key_R, CTRL | ALT)
    empty.settle()
    second = empty.current
    request = second.result.request
    assert second.parent == first.id and int(request.mask.sum()) == 32
    confidence = first.result.confidence
    assert confidence[request.mask].max() <= confidence[~request.mask].min()
    assert np.array_equal(request.tokens.codes, first.tokens.codes)


def test_what_was_not_generated_cannot_be_refined(studio: Studio) -> None:
    assert not studio.window.action("refine").isEnabled()
    studio.press(Qt.Key.Key_R)
    studio.settle()
    assert not studio.window.action("refine").isEnabled()
