"""The view that colours patches by the confidence with which their codes were drawn."""

from __future__ import annotations

import numpy as np
import pytest
from driven_window import Studio
from PySide6.QtCore import Qt

from mge_studio.scene.colours import CLAY, colour_distances
from mge_studio.scene.confidence import CONFIDENCE_STOPS, GIVEN, confidence_colours
from mge_studio.scene.token_map import texels

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def shown(studio: Studio) -> np.ndarray:
    """(M, 3) colours of the patches on screen."""
    stage = studio.window.viewport.stage
    return texels(stage.patch_colours, stage.look)[:, :3]


def test_sure_and_unsure_differ_to_all_eyes() -> None:
    steps = colour_distances(np.concatenate([CONFIDENCE_STOPS, GIVEN[None]]))
    assert (steps + np.eye(len(steps))).min() > 0.08
    sure = np.array([0.0, 1e-3, 0.03, 1.0, 1.0], dtype=np.float32)
    colours = confidence_colours(sure, np.array([True, True, True, True, False]))
    assert np.array_equal(colours[0], CONFIDENCE_STOPS[0])
    assert np.array_equal(colours[1], CONFIDENCE_STOPS[0])
    assert np.array_equal(colours[3], CONFIDENCE_STOPS[-1])
    assert np.array_equal(colours[4], GIVEN)
    assert not np.array_equal(colours[2], colours[1])


@pytest.mark.usefixtures("needs_opengl")
def test_a_result_is_coloured_and_what_was_given_is_grey(studio: Studio) -> None:
    legend = studio.window.confidence_legend
    studio.press(Qt.Key.Key_6)
    assert legend.isVisible() and "read from a shape" in legend.title.text()
    assert (shown(studio) == CLAY).all()
    studio.press(Qt.Key.Key_B, SHIFT)  # a block of the patches
    mask = studio.current.mask
    studio.press(Qt.Key.Key_Return, CTRL)
    studio.settle()
    studio.press(Qt.Key.Key_6)
    result = studio.current.result
    assert result is not None and legend.isVisible() and legend.high.text() == "100%"
    assert (shown(studio)[~mask] == GIVEN).all()
    order = np.argsort(result.confidence[mask])
    brightness = shown(studio)[mask].astype(int)[order].sum(axis=1)
    assert brightness[0] < brightness[-1]
    studio.press(Qt.Key.Key_X)  # to the bed, which was not drawn
    studio.wait(lambda: (shown(studio) == CLAY).all())
    studio.press(Qt.Key.Key_X)
    studio.wait(lambda: (shown(studio)[~mask] == GIVEN).all())
    studio.press(Qt.Key.Key_4)  # the distance map has a legend of its own
    studio.wait(lambda: studio.window.legend.isVisible())
    assert not legend.isVisible()
    studio.press(Qt.Key.Key_2)
    assert not legend.isVisible() and not studio.window.action("view_confidence").isChecked()
