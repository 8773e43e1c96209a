"""Two or four shapes in views of their own, under one camera."""

from __future__ import annotations

import numpy as np
import pytest
from driven_window import Studio
from PySide6.QtCore import QPoint, Qt

from mge_studio.ui.side_pane import SidePane

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton

pytestmark = pytest.mark.usefixtures("needs_opengl")


def panes(studio: Studio) -> list[SidePane]:
    return studio.window.split_view.panes


def names(studio: Studio) -> list[str]:
    return [pane.item.name if pane.item else "" for pane in panes(studio)]


def eye(view: object) -> np.ndarray:
    return np.array(view.stage.renderer.GetActiveCamera().GetPosition())  # type: ignore[attr-defined]


def sample(studio: Studio, count: int) -> None:
    studio.window.generate_panel.variants.setValue(count)
    studio.press(Qt.Key.Key_Return, CTRL | SHIFT)
    studio.settle()


def test_the_newest_stands_beside_the_current_shape_and_turns_with_it(studio: Studio) -> None:
    bed = studio.current
    sample(studio, 1)
    made = studio.current
    studio.press(Qt.Key.Key_V)
    (pane,) = panes(studio)
    studio.wait(lambda: pane.isVisible() and pane.stage.display is not None)
    assert names(studio) == [bed.name] and pane.stage.display.shape is bed.shape
    assert abs(pane.width() - studio.window.viewport.width()) < 4
    main = studio.window.viewport
    for dragged, other in ((pane, main), (main, pane)):
        before = eye(other)
        middle = QPoint(dragged.width() // 2, dragged.height() // 2)
        studio.qtbot.mousePress(dragged, LEFT, pos=middle)
        studio.qtbot.mouseMove(dragged, middle + QPoint(30, 10))
        studio.qtbot.mouseMove(dragged, middle + QPoint(60, 20))
        studio.qtbot.mouseRelease(dragged, LEFT, pos=middle + QPoint(60, 20))
        assert np.linalg.norm(eye(other) - before) > 0.1
        assert np.allclose(eye(other), eye(dragged))
    studio.qtbot.mouseDClick(pane, LEFT, pos=QPoint(40, 80))
    studio.settle()
    assert studio.current.id == bed.id and names(studio) == [made.name]
    studio.press(Qt.Key.Key_V)
    assert panes(studio) == [] and not pane.isVisible()


def test_four_views_follow_stars_the_selection_and_the_way_of_looking(studio: Studio) -> None:
    bed = studio.current
    sample(studio, 4)
    first, second, third, fourth = studio.document.items[1:]
    assert studio.current.id == first.id
    studio.press(Qt.Key.Key_4, CTRL)
    studio.wait(lambda: all(pane.stage.display is not None for pane in panes(studio)))
    assert names(studio) == [fourth.name, third.name, second.name]
    studio.session.set_starred(second.id, True)
    studio.settle()
    assert names(studio) == [second.name, fourth.name, third.name]
    tree = studio.window.shapes_panel.tree
    place = tree.visualItemRect(tree.topLevelItem(0)).center()
    studio.qtbot.mouseClick(tree.viewport(), LEFT, CTRL, QPoint(60, place.y()))
    studio.settle()
    assert {studio.current.name, names(studio)[0]} == {first.name, bed.name}
    assert len(studio.window.viewport.stage.companions.points()) == 0
    studio.press(Qt.Key.Key_1)
    assert {pane.stage.look.mode for pane in panes(studio)} == {"plain"}
    studio.press(Qt.Key.Key_L, CTRL | SHIFT)
    studio.settle()
    assert not any(pane.stage.look.dark for pane in panes(studio))
    studio.press(Qt.Key.Key_L, CTRL | SHIFT)
    studio.session.remove([second.id, third.id, fourth.id])
    studio.settle()
    assert names(studio)[1:] == ["", ""]
    assert panes(studio)[2].caption.name.text() == "No further shape"


def test_a_clicked_patch_lights_up_its_code_in_every_view(studio: Studio) -> None:
    sample(studio, 2)
    studio.press(Qt.Key.Key_V)
    (pane,) = panes(studio)
    studio.wait(lambda: pane.stage.display is not None)
    studio.click_view(0.5, 0.5)
    code = studio.window.tokens_panel.inspected_code
    assert code is not None
    assert np.array_equal(pane.stage.look.highlighted, pane.item.tokens.codes == code)
    assert pane.stage.look.highlighted.any()
    studio.press(Qt.Key.Key_Period)  # the pane shows the other one, and the code stays lit
    studio.settle()
    studio.wait(lambda: pane.stage.display.shape is pane.item.shape)
    studio.window.tokens_panel.show_patch(0)
    lit = pane.stage.look.highlighted
    assert np.array_equal(lit, pane.item.tokens.codes == studio.current.tokens.codes[0])
    studio.qtbot.mouseClick(studio.window.tokens_panel.inspector.close_button, LEFT)
    assert pane.stage.look.highlighted is None
