"""The window around the main job: files, list, models, errors, what is remembered."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from driven_window import Studio
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from mge_studio.resources import resource_path
from mge_studio.shapes.loading import load_shape
from mge_studio.ui.action_table import ACTIONS
from mge_studio.ui.app import Excepthook, WhenPainted
from mge_studio.ui.dialogs.about import AboutDialog
from mge_studio.ui.dialogs.error import ErrorDialog
from mge_studio.ui.dialogs.recipe import RecipeDialog
from mge_studio.ui.dialogs.shortcuts import MOST_COLUMNS, ShortcutsDialog
from mge_studio.ui.menu_table import MENUS, SUBMENUS, TOOLBAR

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def test_work_begins_once_the_window_is_seen(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    begun: list[bool] = []
    start = WhenPainted(widget, lambda: begun.append(widget.isVisible()))
    qtbot.wait(100)
    assert begun == []
    widget.show()
    qtbot.waitUntil(lambda: bool(begun))
    widget.update()
    qtbot.wait(100)
    start.call()  # as where no one has seen it for long
    assert begun == [True]


def test_the_window_is_there_before_the_model(start: Callable[[], Studio], bed_path: Path) -> None:
    studio = start()
    studio.engine.may_load.clear()
    studio.window.models.load_remembered()
    studio.window.files.open([bed_path])
    studio.wait(lambda: studio.document.current is not None)
    assert studio.session.model is None
    assert not studio.window.action("complete").isEnabled()
    studio.engine.may_load.set()
    studio.settle()
    assert studio.current.tokens is not None and studio.window.action("sample").isEnabled()


def test_an_empty_studio_opens_on_a_bundled_sample(empty: Studio) -> None:
    empty.window.files.open_first_sample()
    empty.settle()
    assert empty.current.tokens is not None
    assert empty.session.settings.recent_files == []


def test_the_open_dialog(empty: Studio, bed_path: Path) -> None:
    empty.press(Qt.Key.Key_O, CTRL)
    empty.choose_path(bed_path)
    empty.settle()
    assert empty.current.name == "bed"
    assert empty.session.settings.recent_files == [str(bed_path)]


def test_files_dropped_on_the_view_or_beside_it_are_opened(
    empty: Studio, bed_path: Path, van_path: Path
) -> None:
    for target, path in ((empty.window.viewport, bed_path), (empty.window, van_path)):
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        none = Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(target, QDragEnterEvent(QPoint(5, 5), copy, data, left, none))
        QApplication.sendEvent(target, QDropEvent(QPointF(5, 5), copy, data, left, none))
        empty.settle()
        assert empty.current.name == path.stem


def test_a_shape_that_comes_is_framed_where_it_is_cut_off(studio: Studio) -> None:
    view, bed = studio.window.viewport, studio.current
    studio.open(resource_path("shapes/person.ply"))
    assert not view.stage.is_cut_off(), "taller than the bed"
    view.stage.camera.zoom(5)
    view.follow_camera()
    assert view.stage.is_cut_off()
    distance = view.stage.camera.distance
    studio.document.set_current(bed.id)
    studio.settle()
    assert view.stage.camera.distance == distance, "it was looked at before"


def test_a_point_cloud_opens_like_a_mesh(empty: Studio, scan_path: Path) -> None:
    item = empty.open(scan_path)
    assert item.shape.is_cloud and len(item.tokens) == 128


def test_another_up_axis_turns_the_shape_and_undo_turns_it_back(
    studio: Studio, bed_path: Path
) -> None:
    bed, up = studio.current, studio.window.shapes_panel.up_axis
    studio.press(Qt.Key.Key_B, SHIFT)
    mask = studio.current.mask
    studio.qtbot.mouseClick(up.button("z"), Qt.MouseButton.LeftButton)
    studio.settle()
    turned = studio.current
    assert turned.id == bed.id and len(studio.document) == 1 and up.value == "z"
    assert np.allclose(turned.shape.vertices, load_shape(bed_path, up="z").vertices, atol=1e-6)
    assert turned.tokens is not None and turned.mask is None
    assert studio.window.action("undo").text() == "Undo Turn bed: Z up"
    studio.press(Qt.Key.Key_Z, CTRL)
    studio.settle()
    assert studio.current.shape is bed.shape and np.array_equal(studio.current.mask, mask)
    assert up.value == "y"


def test_rename_hide_and_remove_with_undo(studio: Studio) -> None:
    tree = studio.window.shapes_panel.tree
    studio.window.shapes_panel.rename_wanted.emit(studio.current.id, "my bed")
    studio.qtbot.wait(20)
    assert studio.current.name == "my bed" and tree.topLevelItem(0).text(0) == "my bed"
    studio.press(Qt.Key.Key_H)
    assert not studio.current.visible and studio.window.viewport.item is None
    studio.press(Qt.Key.Key_H)
    assert studio.window.viewport.item is studio.current
    studio.press(Qt.Key.Key_Backspace, CTRL)
    assert len(studio.document.items) == 0 and tree.topLevelItemCount() == 0
    for _ in range(4):
        studio.press(Qt.Key.Key_Z, CTRL)
    assert studio.current.name == "bed"


def test_the_eye_of_a_row_hides_its_shape(studio: Studio) -> None:
    tree = studio.window.shapes_panel.tree
    eye = tree.visualRect(tree.indexFromItem(tree.topLevelItem(0), 2)).center()
    studio.qtbot.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=eye)
    studio.qtbot.wait(20)
    assert not studio.current.visible


def test_a_bad_file_says_why_and_the_studio_goes_on(
    empty: Studio, tmp_path: Path, bed_path: Path
) -> None:
    bad = tmp_path / "broken.obj"
    bad.write_text("this is no mesh")
    empty.window.files.open([bad])
    dialog = empty.dialog(ErrorDialog)
    dialog.copy.click()
    assert "broken.obj" in QGuiApplication.clipboard().text()
    dialog.accept()
    assert empty.open(bed_path).name == "bed"


def test_a_failing_job_shows_details_and_the_studio_goes_on(studio: Studio) -> None:
    studio.engine.failure = RuntimeError("the tensor broke")
    studio.press(Qt.Key.Key_Return, CTRL | SHIFT)
    dialog = studio.dialog(ErrorDialog)
    dialog.show_details.click()
    assert dialog.details.isVisible() and "the tensor broke" in dialog.details.toPlainText()
    dialog.accept()
    studio.press(Qt.Key.Key_Return, CTRL | SHIFT)
    studio.settle()
    assert studio.current.result is not None


def test_an_unexpected_error_is_shown_not_fatal(studio: Studio) -> None:
    hook = Excepthook(studio.window)
    try:
        raise ValueError("nobody expected this")
    except ValueError:
        hook(*sys.exc_info())
    dialog = studio.dialog(ErrorDialog)
    assert "nobody expected this" in dialog.details.toPlainText()
    dialog.accept()


def test_another_model_and_the_bundled_one(studio: Studio, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    studio.window.models.use(folder)
    studio.settle()
    assert studio.session.model.name == "mine"
    assert studio.session.settings.model_folder == str(folder)
    studio.window.action("bundled_model").trigger()
    studio.settle()
    assert studio.session.model.name == "small" and studio.session.settings.model_folder is None


def test_a_folder_without_a_model_leaves_the_model_there_was(
    studio: Studio, tmp_path: Path
) -> None:
    studio.window.models.use(tmp_path)
    studio.dialog(ErrorDialog).accept()
    assert studio.window.status.model.text().startswith("small")
    assert studio.session.settings.model_folder is None


def test_window_device_and_folder_are_remembered(
    start: Callable[[], Studio], bed_path: Path
) -> None:
    first = start()
    first.window.resize(1100, 760)
    first.window.models.use_device("cpu")
    first.open(bed_path)
    first.window.close()
    second = start()
    assert (second.window.width(), second.window.height()) == (1100, 760) or os.name == "nt"
    assert second.session.settings.device == "cpu"
    menu = second.window.findChild(type(second.window.menuBar().addMenu("")))
    second.window.files.fill_recent(menu)
    assert [action.text() for action in menu.actions()] == ["bed.ply"]


def test_every_action_has_a_tooltip_and_no_two_share_a_key(studio: Studio) -> None:
    keys = [key for spec in ACTIONS.values() for key in spec.keys.split()]
    assert len(keys) == len(set(keys))
    assert all(spec.tip for spec in ACTIONS.values())
    reachable = {id for ids in MENUS.values() for id in ids} | set(TOOLBAR)
    reachable |= {id for _, ids in SUBMENUS.values() for id in ids}
    assert ACTIONS.keys() <= reachable


def test_menus_fit_a_screen_of_800_pixels(studio: Studio) -> None:
    heights = {
        action.text(): action.menu().sizeHint().height()
        for action in studio.window.menuBar().actions()
    }
    assert len(heights) > 6 and {text: high for text, high in heights.items() if high > 790} == {}


def test_menus_show_what_is_on(studio: Studio) -> None:
    menu = next(menu for menu in studio.window.menuBar().findChildren(QMenu)
                if studio.window.action("edges") in menu.actions())  # fmt: skip
    menu.adjustSize()

    def drawn() -> QImage:
        return menu.grab(menu.actionGeometry(studio.window.action("edges"))).toImage()

    off = drawn()
    assert not off.isNull()
    studio.press(Qt.Key.Key_E)
    assert drawn() != off
    studio.press(Qt.Key.Key_E)
    assert drawn() == off


def test_unfolding_scrolls_to_what_appears(studio: Studio) -> None:
    panel = studio.window.generate_panel
    studio.qtbot.mouseClick(panel.fold, Qt.MouseButton.LeftButton)
    studio.wait(lambda: panel.top_p.visibleRegion().boundingRect() == panel.top_p.rect())
    studio.qtbot.mouseClick(panel.fold, Qt.MouseButton.LeftButton)
    assert not panel.top_p.isVisible()


def test_keys_typed_into_a_field_are_text(studio: Studio) -> None:
    seed = studio.window.generate_panel.seed.spin
    seed.setFocus()
    seed.selectAll()
    studio.qtbot.keyClicks(seed, "123")
    assert seed.value() == 123 and studio.window.looking.view == "tokens"


def test_help_and_recipe_open(studio: Studio) -> None:
    studio.press(Qt.Key.Key_F1)
    shortcuts = studio.dialog(ShortcutsDialog)
    assert shortcuts.width() <= 1280 and shortcuts.height() <= 800
    scroll = shortcuts.findChild(QScrollArea)
    assert scroll.widget().width() <= scroll.viewport().width()
    said = [text for text in scroll.findChildren(QLabel) if text.property("kind") == "dim"]
    assert len({text.x() for text in said}) <= MOST_COLUMNS, "one line in each column"
    shortcuts.accept()
    studio.window.action("about").trigger()
    studio.dialog(AboutDialog).accept()
    studio.press(Qt.Key.Key_Return, CTRL | SHIFT)
    studio.settle()
    studio.press(Qt.Key.Key_R, CTRL)
    studio.dialog(RecipeDialog).accept()


def test_settings_of_a_result_can_be_used_again(studio: Studio) -> None:
    studio.window.generate_panel.steps.setValue(5)
    studio.window.generate_panel.fold.click()
    studio.window.generate_panel.top_p.setValue(0.6)
    studio.window.generate_panel.order.button("near").click()
    assert studio.window.generate_panel.top_p.isVisible()
    studio.press(Qt.Key.Key_Return, CTRL | SHIFT)
    studio.settle()
    seed = studio.current.result.request.settings.seed
    studio.window.generate_panel.steps.setValue(9)
    studio.window.generate_panel.top_p.setValue(1.0)
    studio.window.generate_panel.order.button("random").click()
    studio.press(Qt.Key.Key_R, CTRL | SHIFT)
    assert studio.window.generate_panel.steps.value() == 5
    again = studio.window.generate_panel.take_settings()
    assert (again.top_p, again.order) == (0.6, "near")
    assert studio.window.generate_panel.seed.take() == seed


def test_selected_shapes_stand_side_by_side(studio: Studio, van_path: Path) -> None:
    studio.open(van_path)
    assert studio.window.shapes_panel.selected_ids() == [studio.current.id]
    before = studio.window.viewport.grab_image()
    studio.window.shapes_panel.tree.selectAll()
    studio.qtbot.wait(50)
    assert studio.window.viewport.grab_image() != before


def write_run(folder: Path, events: list[dict[str, object]], pid: int) -> None:
    folder.mkdir(parents=True)
    (folder / "events.jsonl").write_text("".join(json.dumps(event) + "\n" for event in events))
    (folder / "run.json").write_text(
        json.dumps({"pid": pid, "started": time.time(), "preset": "tiny"})
    )


def test_the_training_dialog_finds_runs_and_uses_their_models(
    studio: Studio, studio_home: Path
) -> None:
    run = studio_home / "data" / "runs" / "tiny-1"
    losses = [
        {
            "event": "step",
            "stage": "tokenizer",
            "step": step,
            "steps": 3,
            "fraction": step / 3,
            "loss": 1 / step,
        }
        for step in (1, 2, 3)
    ]
    write_run(run, [{"event": "start"}, *losses, {"event": "finished"}], pid=0)
    (run / "model").mkdir()
    (run / "model" / "config.json").write_text("{}")
    studio.press(Qt.Key.Key_T, CTRL)
    dialog = studio.window.training
    studio.wait(lambda: dialog.monitor.state.text() == "Finished")
    assert dialog.list.count() == 1 and dialog.monitor.name.text() == "tiny-1"
    assert "step 3 of 3" in dialog.monitor.step.text()
    dialog.monitor.use.click()
    studio.settle()
    assert studio.session.model.folder == run / "model"


def test_the_training_form_says_what_is_missing(studio: Studio, tmp_path: Path) -> None:
    studio.press(Qt.Key.Key_T, CTRL)
    form = studio.window.training.form
    assert form.start.isEnabled()
    form.procedural.setChecked(False)
    assert not form.start.isEnabled() and "learn from" in form.reason.text()
    form.folder.setText(str(tmp_path))
    assert form.start.isEnabled()
    form.minutes.setValue(2)
    options = form.options()
    assert options.data == (str(tmp_path),) and options.max_minutes == 2


def test_pyplot_comes_with_its_first_use_and_not_with_the_window() -> None:
    code = (
        "import sys, mge_studio.ui.main_window, pyvista.plotting.colors as colors\n"
        "assert not hasattr(sys.modules['matplotlib.pyplot'], '__file__')\n"
        "import matplotlib.pyplot as plt\n"
        "assert plt.rcParams['axes.prop_cycle'] == colors.plt.rcParams['axes.prop_cycle']\n"
        "assert sys.modules['matplotlib.pyplot'].__file__\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
