"""The viewport as a person uses it: real mouse, wheel and keys on a real widget."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import numpy as np
import pytest
import trimesh
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest

from mge_studio.requests import Preview
from mge_studio.scene.picking import Hit
from mge_studio.shapes.patches import make_patches
from mge_studio.shapes.sampling import tokenizer_points
from mge_studio.shapes.shape import Shape
from mge_studio.shapes.tokens import Tokens
from mge_studio.studio.document import Item
from mge_studio.ui.canvas import has_opengl, is_software
from mge_studio.ui.painting import DEFAULT_RADIUS
from mge_studio.ui.viewport import Viewport

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
CONTROL, PLAIN = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
CENTRE = QPoint(200, 150)


def make_item(number: int = 1, subdivisions: int = 3, patches: int = 64) -> Item:
    mesh = trimesh.creation.icosphere(subdivisions=subdivisions, radius=0.95)
    shape = Shape("ball", mesh.vertices.astype(np.float32), mesh.faces.astype(np.int32))
    centres = make_patches(tokenizer_points(shape), patches).centres
    codes = np.random.default_rng(number).integers(0, 8, patches)
    return Item(id=number, name="ball", shape=shape, tokens=Tokens(codes, centres))


@pytest.fixture(scope="module")
def item() -> Item:
    return make_item()


@pytest.fixture(scope="module", params=[False, True], ids=["in the window", "off-screen"])
def shared_view(qapp, request: pytest.FixtureRequest) -> Iterator[Viewport]:
    """One window for all: the first frame of each would compile the same shaders again."""
    if not request.param and not has_opengl():
        pytest.skip("no OpenGL on this display")
    view = Viewport(safe=request.param)
    view.resize(400, 300)
    view.show()
    yield view
    view.close()


@pytest.fixture()
def view(qtbot, shared_view: Viewport, item: Item) -> Iterator[Viewport]:
    view = shared_view
    view.set_item(item)
    qtbot.waitUntil(lambda: view.shown is not None)
    view.set_view_mode("plain")
    view.reset_view()
    view.brush_radius = DEFAULT_RADIUS
    QTest.mouseMove(view, QPoint(2, 2))
    QTest.qWait(10)
    yield view
    view.set_paint_mode(False)
    view.highlight_code(None)


def drag(view: Viewport, *path: QPoint, button=LEFT, modifiers=PLAIN) -> None:
    QTest.mousePress(view, button, modifiers, path[0])
    for place in path[1:]:
        QTest.mouseMove(view, place)
        QTest.qWait(1)
    QTest.mouseRelease(view, button, modifiers, path[-1])


def turn_wheel(view: Viewport, steps: int, modifiers=PLAIN, place: QPoint = CENTRE) -> None:
    where = QPointF(place)
    event = QWheelEvent(
        where, QPointF(view.mapToGlobal(place)), QPoint(), QPoint(0, 120 * steps),
        Qt.MouseButton.NoButton, modifiers, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QGuiApplication.sendEvent(view, event)


def pick(view: Viewport, place: QPoint) -> Hit | None:
    """What the scene says lies there, whatever the scaling of the screen."""
    scale = view.devicePixelRatioF()
    return view.stage.pick(place.x() * scale, (view.height() - place.y()) * scale - 1)


def pixels(view: Viewport) -> np.ndarray:
    QTest.qWait(20)
    image = view.grab_image().convertToFormat(view.grab_image().Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3).astype(int)


def test_painting_masks_what_the_drag_passes_over_live(view: Viewport, item: Item) -> None:
    live: list[np.ndarray] = []
    finished: list[np.ndarray] = []
    view.mask_painted.connect(live.append)
    view.stroke_finished.connect(finished.append)
    view.set_view_mode("mask")
    view.set_paint_mode(True)
    before = pixels(view)
    drag(view, QPoint(140, 150), QPoint(200, 150), QPoint(260, 150))
    assert len(finished) == 1 and len(live) > 2
    assert [mask.sum() for mask in live] == sorted({mask.sum() for mask in live})
    mask = finished[0]
    for x in range(140, 261, 10):  # no gaps, though Qt reported only two moves
        hit = pick(view, QPoint(x, 150))
        assert mask[hit.patch]
    camera = view.stage.camera
    assert not mask[item.tokens.centres @ camera.backward < -0.3].any()
    after = pixels(view)
    scale = round(view.devicePixelRatioF())
    row = after[150 * scale, 150 * scale : 250 * scale]
    assert (row[:, 0] > row[:, 2] * 1.6).mean() > 0.8
    assert np.abs(after - before).max() > 50


def test_ctrl_erases_and_a_stroke_that_changes_nothing_is_no_stroke(view: Viewport) -> None:
    finished: list[np.ndarray] = []
    view.stroke_finished.connect(finished.append)
    view.set_paint_mode(True)
    full = np.ones(64, dtype=bool)
    view.set_item(replaced(view.item, full))
    drag(view, CENTRE, QPoint(210, 150))
    assert finished == []
    drag(view, CENTRE, QPoint(210, 150), modifiers=CONTROL)
    assert len(finished) == 1 and 0 < (~finished[0]).sum() < 30
    assert full.all()


def replaced(item: Item, mask: np.ndarray) -> Item:
    return Item(id=item.id, name=item.name, shape=item.shape, tokens=item.tokens, mask=mask)


def test_left_drag_orbits_and_middle_drag_pans(view: Viewport) -> None:
    camera = view.stage.camera
    azimuth, focal = camera.azimuth, camera.focal.copy()
    drag(view, CENTRE, QPoint(240, 150), QPoint(280, 170))
    assert camera.azimuth != azimuth and np.allclose(camera.focal, focal)
    up = np.array(view.stage.renderer.GetActiveCamera().GetViewUp())
    assert up[1] > 0 and abs(up @ camera.right) < 1e-9, "no roll"
    drag(view, CENTRE, QPoint(240, 150), QPoint(280, 170), button=MIDDLE)
    assert not np.allclose(camera.focal, focal)


def test_space_held_orbits_in_paint_mode(view: Viewport) -> None:
    finished: list[np.ndarray] = []
    view.stroke_finished.connect(finished.append)
    view.set_paint_mode(True)
    azimuth = view.stage.camera.azimuth
    view.setFocus()
    QTest.keyPress(view, Qt.Key.Key_Space)
    drag(view, CENTRE, QPoint(240, 150), QPoint(280, 170))
    QTest.keyRelease(view, Qt.Key.Key_Space)
    turned = view.stage.camera.azimuth
    assert turned != azimuth and finished == []
    drag(view, CENTRE, QPoint(240, 150))
    assert view.stage.camera.azimuth == turned and len(finished) == 1


def test_wheel_zooms_to_the_cursor_and_sizes_the_brush_with_a_modifier(view: Viewport) -> None:
    radii: list[float] = []
    view.radius_changed.connect(radii.append)
    place = QPoint(240, 120)
    distance, before = view.stage.camera.distance, pick(view, place)
    turn_wheel(view, 1, place=place)
    assert view.stage.camera.distance < distance
    after = pick(view, place)
    assert np.linalg.norm(after.position - before.position) < 0.06
    view.set_paint_mode(True)
    distance = view.stage.camera.distance
    turn_wheel(view, 2, CONTROL)
    assert view.stage.camera.distance == distance and view.brush_radius > 0.2
    turn_wheel(view, -1)
    assert view.stage.camera.distance > distance
    QTest.keyClick(view, Qt.Key.Key_BracketLeft)
    assert radii[-1] < radii[-2] and radii[-1] == view.brush_radius
    QTest.keyClick(view, Qt.Key.Key_BracketRight)
    assert radii[-1] == pytest.approx(radii[-3])


def test_the_brush_is_shown_where_it_would_act(view: Viewport) -> None:
    view.set_paint_mode(True)
    QTest.mouseMove(view, CENTRE)
    assert view.stage.cursor.visible
    QTest.mouseMove(view, QPoint(3, 3))
    assert not view.stage.cursor.visible


def test_a_click_names_the_patch_and_a_drag_does_not(view: Viewport, item: Item) -> None:
    clicked: list[int] = []
    view.patch_clicked.connect(clicked.append)
    view.set_view_mode("tokens")
    QTest.mouseClick(view, LEFT, PLAIN, CENTRE)
    hit = pick(view, CENTRE)
    assert clicked == [hit.patch]
    drag(view, CENTRE, QPoint(260, 150))
    QTest.mouseClick(view, LEFT, PLAIN, QPoint(3, 3))
    assert clicked == [hit.patch]
    before = pixels(view)
    view.highlight_code(int(item.tokens.codes[hit.patch]))
    assert np.abs(pixels(view) - before).mean() > 3


def test_modes_masks_and_previews_change_what_is_on_screen(view: Viewport, item: Item) -> None:
    plain = pixels(view)
    view.set_view_mode("tokens")
    tokens = pixels(view)
    assert np.abs(tokens - plain).mean() > 5
    view.set_item(replaced(item, item.tokens.centres[:, 1] > 0))
    assert np.abs(pixels(view) - tokens).mean() > 5
    small = item.shape.vertices * np.float32(0.5)
    view.show_preview(Preview(0, small, item.shape.faces, item.tokens))
    assert np.abs(pixels(view) - tokens).mean() > 5
    view.show_preview(None)
    view.set_item(None)
    assert pixels(view).max(axis=2).mean() < 70
    with pytest.raises(ValueError):
        view.set_view_mode("sideways")


def test_a_big_shape_is_prepared_beside_the_window(qtbot, view: Viewport) -> None:
    big = make_item(2, subdivisions=6)
    with qtbot.waitSignal(view.item_shown, timeout=20_000) as shown:
        view.set_item(big)
        assert view.stage.display.shape is not big.shape
    assert shown.args == [big] and view.stage.display.shape is big.shape


def test_fifty_items_leak_no_actor(view: Viewport, item: Item) -> None:
    others = [make_item(number, subdivisions=2) for number in range(5)]
    before = view.stage.renderer.GetViewProps().GetNumberOfItems()
    for turn in range(50):
        view.set_item(others[turn % 5])
        view.set_items(others[: turn % 3])
    view.set_items([])
    assert view.stage.renderer.GetViewProps().GetNumberOfItems() == before


def test_files_are_dropped_on_it(view: Viewport, tmp_path) -> None:
    dropped: list[list[str]] = []
    view.files_dropped.connect(dropped.append)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.obj"))])
    copy = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(CENTRE, copy, data, LEFT, PLAIN)
    QGuiApplication.sendEvent(view, enter)
    assert enter.isAccepted()
    QGuiApplication.sendEvent(view, QDropEvent(QPointF(CENTRE), copy, data, LEFT, PLAIN))
    assert dropped == [[str(tmp_path / "a.obj")]]


def test_closing_leaves_no_view_alive(qtbot, needs_opengl: None, item: Item) -> None:
    view = Viewport()
    view.show()
    view.set_item(item)
    QTest.qWait(50)
    stage, widget = weakref.ref(view.stage), weakref.ref(view)
    view.close()
    view.set_item(item)  # late calls are harmless
    view.set_paint_mode(True)
    view.deleteLater()
    del view
    QTest.qWait(50)
    gc.collect()
    assert stage() is None and widget() is None


def test_software_renderers_are_known_by_name() -> None:
    report = "OpenGL vendor string: Mesa\nOpenGL renderer string:  {}\nOpenGL extensions: x"
    assert is_software(report.format("llvmpipe (LLVM 15.0.6, 256 bits)"))
    assert not is_software(report.format("NVIDIA GeForce RTX 4070"))
