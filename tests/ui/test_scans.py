"""Partial scans in a real window: placed by handles and numbers, completed, undone, exported."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from driven_window import Studio
from PySide6.QtCore import Qt
from stand_in_engine import ball

from mge_studio.requests import CompleteRequest
from mge_studio.scene.placing import ARROW
from mge_studio.shapes.boxes import Box
from mge_studio.shapes.loading import load_shape
from mge_studio.shapes.placement import Placement
from mge_studio.ui.describe import recipe

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def scan(empty: Studio, scan_path: Path) -> Studio:
    empty.open(scan_path)
    return empty


def begin(studio: Studio) -> None:
    studio.press(Qt.Key.Key_L, CTRL)
    assert studio.window.scanning.placement == Placement()


def test_numbers_place_a_scan_undo_takes_it_back_and_export_ends_where_it_was(
    scan: Studio, tmp_path: Path
) -> None:
    before = scan.current
    begin(scan)
    panel = scan.window.scan_panel
    panel.offset[0].setValue(-0.4)
    panel.angles[1].setValue(30)
    panel.scale.setValue(0.5)
    panel.mirror[2].click()
    assert scan.current is before, "nothing is changed until it is put there"
    scan.press(Qt.Key.Key_L, CTRL)
    scan.settle()
    item = scan.current
    assert np.allclose(item.shape.vertices_in_input_units(),
                       before.shape.vertices_in_input_units(), atol=1e-4)  # fmt: skip
    assert abs(item.shape.vertices[:, 0].mean() - before.shape.vertices[:, 0].mean()) > 0.2
    assert item.tokens is not None and np.abs(item.tokens.centres).max() < 0.95
    assert item.tokenization.request.shape is item.shape
    path = tmp_path / "scan.ply"
    scan.session.export(item.id, path)
    scan.settle()
    assert np.allclose(load_shape(path).vertices, before.shape.vertices, atol=1e-4)
    scan.session.undo()
    scan.settle()
    assert scan.current.shape is before.shape
    assert np.array_equal(scan.current.tokens.centres, before.tokens.centres)
    scan.session.redo()
    scan.settle()
    assert scan.current.shape is item.shape and scan.current.tokens is item.tokens


@pytest.mark.usefixtures("needs_opengl")
def test_handles_move_the_scan_and_a_drag_beside_them_still_orbits(scan: Studio) -> None:
    begin(scan)
    view, qtbot = scan.window.viewport, scan.qtbot
    start, end = scan.spot([ARROW, 0, 0]), scan.spot([ARROW + 0.3, 0, 0])
    azimuth = view.stage.camera.azimuth
    qtbot.mousePress(view, LEFT, PLAIN, start)
    for part in (0.3, 0.6, 1.0):
        qtbot.mouseMove(view, start + (end - start) * part)
    qtbot.mouseRelease(view, LEFT, PLAIN, end)
    x, y, z = scan.window.scanning.placement.offset
    assert abs(x - 0.3) < 0.05 and y == z == 0.0
    assert abs(scan.window.scan_panel.offset[0].value() - x) < 0.01
    assert view.stage.camera.azimuth == azimuth
    scan.paint((0.05, 0.1), (0.2, 0.1))
    assert view.stage.camera.azimuth != azimuth
    assert abs(scan.window.scanning.placement.offset[0] - x) < 1e-9


def test_all_fields_are_seen_in_a_small_window(scan: Studio) -> None:
    scan.window.resize(1280, 800)
    begin(scan)
    panel = scan.window.scan_panel
    scan.wait(lambda: panel.up.visibleRegion().boundingRect() == panel.up.rect())
    assert panel.minimumSizeHint().height() <= panel.parentWidget().height()


def test_escape_and_going_elsewhere_leave_it_where_it_was(scan: Studio, bed_path: Path) -> None:
    before = scan.current
    begin(scan)
    scan.window.scan_panel.scale.setValue(0.5)
    scan.press(Qt.Key.Key_Escape)
    assert scan.window.scanning.placement is None and scan.current is before
    assert not scan.window.action("place").isChecked()
    begin(scan)
    scan.window.scan_panel.scale.setValue(0.5)
    scan.open(bed_path)
    assert scan.window.scanning.placement is None
    assert scan.document.item(before.id).shape is before.shape
    assert scan.session.history.undo_names == ()


def test_what_stands_askew_is_levelled_by_a_key_and_said_so(studio: Studio) -> None:
    begin(studio)
    studio.window.scan_panel.angles[0].setValue(17)
    studio.press(Qt.Key.Key_G, CTRL | ALT)
    levelled = studio.window.scanning.placement
    assert abs(levelled.angles[0]) < 0.5 and abs(levelled.angles[2]) < 0.5
    assert studio.window.status.hint.text().startswith("Turned by 17.0°")
    studio.press(Qt.Key.Key_G, CTRL | ALT)
    assert studio.window.scanning.placement.angles == levelled.angles
    assert "level already" in studio.window.status.hint.text()


def test_a_tilted_scan_is_levelled_and_undo_tilts_it_again(scan: Studio) -> None:
    level = scan.current.shape.vertices
    begin(scan)
    scan.window.scan_panel.angles[0].setValue(15)
    scan.window.scan_panel.angles[2].setValue(15)
    scan.press(Qt.Key.Key_L, CTRL)
    scan.settle()
    tilted = scan.current.shape
    scan.window.scan_panel.stand.click()
    assert "flat parts are level" in scan.window.status.hint.text()
    scan.press(Qt.Key.Key_L, CTRL)
    scan.settle()
    heights = scan.current.shape.vertices[:, 1]
    assert np.abs(heights - level[:, 1]).max() < 0.03
    scan.session.undo()
    scan.settle()
    assert scan.current.shape is tilted


def test_where_there_is_no_ground_it_says_so(empty: Studio) -> None:
    empty.session.add_shape(ball())
    empty.settle()
    empty.press(Qt.Key.Key_G, CTRL | ALT)
    assert empty.window.status.hint.text().startswith("No ground found")
    assert empty.window.scanning.placement.angles == (0.0, 0.0, 0.0)


def test_a_part_outside_of_the_box_is_told(scan: Studio) -> None:
    begin(scan)
    scan.window.scan_panel.offset[2].setValue(1.5)
    assert "% of it is outside" in scan.window.scan_panel.told.text()


def test_the_chosen_number_of_patches_is_invented(scan: Studio) -> None:
    scan.window.show_panel("scan")
    scan.window.scan_panel.count.setValue(50)
    scan.press(Qt.Key.Key_I, CTRL | ALT)
    scan.settle()
    result = scan.current.result
    assert isinstance(result.request, CompleteRequest) and result.request.invent == 50
    assert len(result.request.tokens) == 78 and len(result.tokens) == 128
    assert int(result.generated.sum()) == 50
    parent = scan.document.item(scan.current.parent)
    assert len(parent.tokens) == 78


def test_cancelling_keeps_what_there_is_of_a_scan(scan: Studio) -> None:
    scan.engine.may_decode.clear()
    scan.press(Qt.Key.Key_I, CTRL | ALT)
    scan.wait(lambda: any(job.previews for job in scan.session.jobs.active))
    scan.press(Qt.Key.Key_Escape)
    scan.engine.may_decode.set()
    scan.settle()
    assert scan.current.partial and scan.current.result.request.invent > 0


def test_undoing_before_it_was_read_reads_the_old_place_again(scan: Studio) -> None:
    before = scan.current
    begin(scan)
    scan.window.scan_panel.scale.setValue(0.5)
    scan.window.scanning.put()
    scan.session.undo()
    scan.settle()
    assert scan.current.shape is before.shape
    assert np.array_equal(scan.current.tokens.centres, before.tokens.centres)


def test_what_is_invented_lies_in_the_box_that_is_set(scan: Studio) -> None:
    window, panel = scan.window, scan.window.scan_panel
    assert panel.box.isHidden() and not panel.boxed.isChecked()
    scan.press(Qt.Key.Key_B, CTRL | ALT)
    assert panel.isVisible() and panel.boxed.isChecked() and panel.box.isVisible()
    panel.box.spins[0][0].setValue(0.1)
    panel.box.spins[1][1].setValue(-2)
    assert window.boxing.box == Box((0.1, 0.5), (-0.5, -0.48), (-0.5, 0.5))
    panel.box.spins[1][1].setValue(0.3)
    panel.count.setValue(50)
    panel.invent.click()
    scan.settle()
    request, made = scan.current.result.request, scan.current.result
    assert request.where == window.boxing.box == Box((0.1, 0.5), (-0.5, 0.3), (-0.5, 0.5))
    assert request.where.holds(made.tokens.centres[made.generated]).all()
    assert ("Only inside", request.where.text) in recipe(scan.current)
    panel.boxed.click()
    assert window.boxing.where is None and not window.action("invent_box").isChecked()
    scan.document.set_current(scan.current.parent)
    scan.press(Qt.Key.Key_I, CTRL | ALT)
    scan.settle()
    assert scan.current.result.request.where is None


@pytest.mark.usefixtures("needs_opengl")
def test_the_box_follows_its_handles_and_shows_while_its_panel_does(scan: Studio) -> None:
    window, stage = scan.window, scan.window.viewport.stage
    scan.press(Qt.Key.Key_B, CTRL | ALT)
    box = stage.region.region
    assert box == window.boxing.box
    azimuth = stage.camera.azimuth
    scan.drag([0.5, 0, 0], [0.8, 0, 0])
    assert abs(window.boxing.box.x[1] - 0.8) < 0.04 and window.boxing.box.x[0] == -0.5
    assert abs(window.scan_panel.box.spins[0][1].value() - window.boxing.box.x[1]) < 1e-9
    assert window.boxing.box.y == box.y and window.boxing.box.z == box.z
    before = window.boxing.box
    scan.drag(before.centre.tolist(), [0.1, 0.2, 0])
    size = window.boxing.box.high - window.boxing.box.low
    assert np.allclose(size, before.high - before.low) and window.boxing.box.y[1] > 0.55
    assert stage.camera.azimuth == azimuth
    scan.paint((0.05, 0.1), (0.2, 0.1))
    assert stage.camera.azimuth != azimuth
    begin(scan)
    assert stage.region.region is None, "one set of handles at a time"
    scan.press(Qt.Key.Key_Escape)
    assert stage.region.region == window.boxing.box
    window.show_panel("tokens")
    scan.wait(lambda: stage.region.region is None)
    assert window.boxing.where is not None
