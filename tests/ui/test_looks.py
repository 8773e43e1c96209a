"""Themes, palettes, camera and overlays in a real window."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from driven_window import Studio
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot
from watchdog import Watchdog

from mge_studio.scene.colours import patch_colours
from mge_studio.scene.display import Display
from mge_studio.scene.heat import Heat, heat_of
from mge_studio.scene.palettes import PALETTES
from mge_studio.studio.run_reports import losses_of
from mge_studio.ui.icons import icon
from mge_studio.ui.theme import colour
from mge_studio.ui.turntable import SPEED, Turntable
from mge_studio.ui.widgets.loss_plot import LossAxis, LossPlot

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def pixels(image: QImage) -> np.ndarray:
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).astype(int)


def view(studio: Studio) -> np.ndarray:
    """What is on screen once it keeps still, when its edges are smoothed."""
    still = studio.window.viewport._still
    studio.qtbot.wait(60)
    studio.wait(lambda: not still.isActive())
    studio.qtbot.wait(60)
    return pixels(studio.window.viewport.grab_image())


def complete(studio: Studio) -> None:
    """A completion of half of the current shape."""
    studio.press(Qt.Key.Key_B, SHIFT)
    studio.press(Qt.Key.Key_Return, CTRL)
    studio.settle()
    assert studio.current.result is not None


def brightness_of_an_icon() -> float:
    drawn = pixels(icon("cube-outline").pixmap(32, 32).toImage())
    return float(drawn.max())


def test_the_light_theme_reaches_panels_icons_and_view_and_is_remembered(
    studio: Studio, start: Callable[[], Studio]
) -> None:
    panel = studio.window.tokens_panel
    dark_panel, dark_view = pixels(panel.grab().toImage()), view(studio)
    assert np.median(dark_panel) < 60 and brightness_of_an_icon() > 200
    studio.press(Qt.Key.Key_L, CTRL | SHIFT)
    light_panel, light_view = pixels(panel.grab().toImage()), view(studio)
    assert np.median(light_panel) > 220 and brightness_of_an_icon() < 100
    assert np.median(light_view) > np.median(dark_view) + 100
    assert colour("text").lightnessF() < 0.3
    studio.window.close_anyway()
    again = start()
    assert again.window.action("light_theme").isChecked()
    again.press(Qt.Key.Key_L, CTRL | SHIFT)
    assert (pixels(again.window.tokens_panel.grab().toImage()) < 80).mean() > 0.8
    assert again.session.settings.theme == "dark"


def test_buttons_and_fields_are_of_one_height_and_keep_their_width(studio: Studio) -> None:
    """What is pressed, chosen or disabled must not move what stands beside it."""
    window, panel = studio.window, studio.window.generate_panel
    fields = (panel.class_name, panel.variants, panel.seed.spin, panel.presets.names)
    assert len({field.height() for field in (*fields, panel.mode.button("free"))}) == 1
    for button in (window.tool("view_plain"), panel.seed.lock, *window.scan_panel.mirror):
        widths = set()
        for checked, enabled in product((False, True), repeat=2):
            button.setChecked(checked)
            button.setEnabled(enabled)
            widths.add(button.sizeHint().width())
        button.setEnabled(True)
        assert len(widths) == 1, (button.toolTip(), widths)


def test_steps_of_a_loss_curve_are_whole_from_the_first_on(qtbot: QtBot) -> None:
    plot = LossPlot()
    qtbot.addWidget(plot)
    plot.resize(600, 300)
    plot.add(losses_of([{"event": "step", "stage": "tokenizer", "step": 1, "loss": 0.5}]))
    plot.show()
    qtbot.wait(50)
    (low, high), _ = plot.viewRange()
    _, marks = plot.getAxis("bottom").tickValues(low, high, 500)[0]
    assert marks and all(mark == round(mark) for mark in marks) and low <= 1 <= high


def test_plots_wear_the_theme(studio: Studio) -> None:
    plot = LossPlot(studio.window)
    plot.add(losses_of([{"event": "step", "stage": "tokenizer", "step": 1, "loss": 0.5}]))
    plot.show()
    for theme, dark in (("light", False), ("dark", True)):
        studio.window.appearance.set_theme(theme)
        studio.qtbot.wait(50)
        assert (np.median(pixels(plot.grab().toImage())) < 60) == dark
        legend = plot.getPlotItem().legend
        assert all(caption.opts["color"] == colour("text") for _, caption in legend.items)


def test_numbers_beside_losses_never_overlap(qtbot: QtBot) -> None:
    axis = LossAxis("left")
    for low, high, expected in ((-0.4, 1.8, "2"), (-0.2, 0.1, "0.9"), (-3.0, 3.0, "0.01")):
        ((_, ticks),) = axis.logTickValues(low, high, 260.0, None)
        assert expected in axis.logTickStrings(ticks, 1.0, None)
        assert np.diff(ticks).min() * 260 / (high - low) >= 14


def test_palettes_and_shuffled_colours_are_remembered(
    studio: Studio, start: Callable[[], Studio], bed_path: Path
) -> None:
    usual = view(studio)
    vivid = next(a for a in studio.window.appearance.palette_actions if a.data() == "vivid")
    vivid.trigger()
    changed = view(studio)
    assert np.abs(changed - usual).mean() > 1 and vivid.isChecked()
    studio.press(Qt.Key.Key_S, SHIFT)
    shuffled = view(studio)
    assert np.abs(shuffled - changed).mean() > 1
    studio.window.close_anyway()
    again = start()
    again.window.models.load_remembered()
    again.open(bed_path)
    assert again.window.appearance.palette == "vivid"
    shown, seed = again.window.viewport.shown, again.session.settings.palette_seed
    wanted = patch_colours(128, shown.neighbours, PALETTES["vivid"], seed)
    assert seed > 0 and np.array_equal(again.window.viewport.stage.patch_colours, wanted)


def test_axis_views_orthographic_and_edges(studio: Studio) -> None:
    camera = studio.window.viewport.stage.camera
    for key, modifiers, looking in (
        (Qt.Key.Key_1, CTRL, (0, 0, 1)),
        (Qt.Key.Key_1, CTRL | SHIFT, (0, 0, -1)),
        (Qt.Key.Key_3, CTRL, (1, 0, 0)),
        (Qt.Key.Key_3, CTRL | SHIFT, (-1, 0, 0)),
        (Qt.Key.Key_7, CTRL, (0, 1, 0)),
        (Qt.Key.Key_7, CTRL | SHIFT, (0, -1, 0)),
    ):
        studio.press(key, modifiers)
        assert np.allclose(camera.backward, looking, atol=1e-9)
    studio.press(Qt.Key.Key_1, CTRL)
    perspective = view(studio)
    studio.press(Qt.Key.Key_5, CTRL)
    assert camera.parallel and np.abs(view(studio) - perspective).mean() > 0.5
    clicked: list[int] = []
    studio.window.viewport.patch_clicked.connect(clicked.append)
    studio.click_view(0.5, 0.5)
    centre = studio.current.tokens.centres[clicked[0]]
    assert abs(centre[0]) < 0.25, "picking follows the parallel projection"
    studio.window.tokens_panel.clear()
    bare = view(studio)
    studio.press(Qt.Key.Key_E)
    assert np.abs(view(studio) - bare).mean() > 0.2
    studio.press(Qt.Key.Key_E)
    assert np.abs(view(studio) - bare).mean() < 0.2


def test_the_turntable_turns_until_the_mouse_takes_over(studio: Studio) -> None:
    camera = studio.window.viewport.stage.camera
    before = camera.azimuth
    studio.press(Qt.Key.Key_T)
    studio.wait(lambda: camera.azimuth != before)
    assert studio.window.action("turntable").isChecked()
    studio.click_view(0.05, 0.05)
    assert not studio.window.action("turntable").isChecked()
    still = camera.azimuth
    studio.qtbot.wait(120)
    assert camera.azimuth == still


def test_the_turntable_turns_as_fast_on_slow_machines(qtbot: QtBot) -> None:
    now = [0.0]
    parent = QObject()
    table = Turntable(parent, clock=lambda: now[0])
    turned: list[float] = []
    table.turned.connect(turned.append)
    table.run(True)
    now[0] = 0.2
    qtbot.waitUntil(lambda: bool(turned))
    table.run(False)
    assert turned[0] == 0.2 * SPEED


def test_points_grow_and_shrink(empty: Studio, scan_path: Path) -> None:
    empty.open(scan_path)
    before = view(empty)
    for _ in range(4):
        empty.press(Qt.Key.Key_Plus)
    larger = view(empty)
    assert np.abs(larger - before).mean() > 0.5
    for _ in range(4):
        empty.press(Qt.Key.Key_Minus)
    assert np.abs(view(empty) - before).mean() < np.abs(larger - before).mean() / 4


def test_the_distance_map_has_a_legend_and_ends_with_another_view(studio: Studio) -> None:
    assert not studio.window.action("heat").isEnabled()
    complete(studio)
    before = view(studio)
    studio.press(Qt.Key.Key_4)
    legend = studio.window.legend
    studio.wait(lambda: "units" in legend.title.text())
    assert legend.isVisible() and "outside" in legend.high.text()
    heated = view(studio)
    assert np.abs(heated - before).mean() > 0.5 and studio.window.action("heat").isChecked()
    studio.press(Qt.Key.Key_1)
    assert not legend.isVisible() and not studio.window.action("heat").isChecked()
    assert np.abs(view(studio) - heated).mean() > 0.5


def test_distances_are_measured_to_a_shape_that_is_selected_as_well(
    studio: Studio, van_path: Path
) -> None:
    """Both were made from nothing; the legend names the one measured from."""
    bed = studio.current
    van = studio.open(van_path)
    heat, legend = studio.window.action("heat"), studio.window.legend
    assert not heat.isEnabled()
    studio.window.shapes_panel.tree.selectAll()
    assert heat.isEnabled() and studio.current.id == van.id
    studio.press(Qt.Key.Key_4)
    studio.wait(lambda: legend.title.text() == f"Distance to {bed.name}, in units")
    heated = view(studio)
    panel = studio.window.shapes_panel
    panel.tree.itemFromIndex(panel.tree.model().index(0, 0)).setSelected(False)
    assert not heat.isEnabled() and not legend.isVisible()
    assert np.abs(view(studio) - heated).mean() > 0.5


def test_a_selected_shape_comes_before_what_a_result_was_made_from(
    studio: Studio, van_path: Path
) -> None:
    bed = studio.current
    studio.open(van_path)
    studio.document.set_current(bed.id)
    complete(studio)
    studio.press(Qt.Key.Key_4)
    legend = studio.window.legend
    studio.wait(lambda: legend.title.text() == f"Distance to {bed.name}, in units")
    tree = studio.window.shapes_panel.tree
    van = next(tree.topLevelItem(row) for row in range(tree.topLevelItemCount())
               if "van" in tree.topLevelItem(row).text(0).lower())  # fmt: skip
    van.setSelected(True)
    studio.wait(lambda: legend.title.text().startswith("Distance to van"))


def test_the_window_answers_while_the_distance_map_is_coloured(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    complete(studio)
    threads = []

    def slow(display: Display, *rest: Any) -> Heat:
        threads.append(threading.current_thread())
        time.sleep(2.0)
        return heat_of(display, *rest)

    monkeypatch.setattr("mge_studio.ui.controllers.viewing.heat_of", slow)
    watchdog = Watchdog()
    watchdog.start()
    studio.press(Qt.Key.Key_4)
    studio.wait(lambda: "units" in studio.window.legend.title.text())
    watchdog.stop()
    assert threads and threading.main_thread() not in threads
    assert watchdog.longest_on_the_clock < 1.5, watchdog.report()


def test_the_ghost_of_the_original_follows_the_shape(studio: Studio) -> None:
    studio.press(Qt.Key.Key_R)  # the decoded surface lies inside the original in places everywhere
    studio.settle()
    stage = studio.window.viewport.stage
    bare = view(studio)
    studio.press(Qt.Key.Key_O)
    studio.wait(lambda: stage.ghost.actor.GetVisibility())
    assert np.abs(view(studio) - bare).mean() > 0.05
    studio.press(Qt.Key.Key_X)  # to the original: its result is the ghost now
    studio.settle()
    studio.wait(lambda: stage.ghost.over is stage.display)
    studio.press(Qt.Key.Key_O)
    assert not stage.ghost.actor.GetVisibility()


def test_an_empty_view_says_what_to_do(empty: Studio, bed_path: Path) -> None:
    welcome = empty.window.welcome
    assert welcome.isVisible() and welcome.open.isVisible() and welcome.sample.isEnabled()
    empty.open(bed_path)
    assert not welcome.isVisible()
    empty.press(Qt.Key.Key_Backspace, CTRL)
    empty.settle()
    assert welcome.isVisible()
