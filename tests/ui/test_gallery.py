"""The gallery: pictures of all results, search, stars, and going to one of them."""

from __future__ import annotations

from driven_window import Studio
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from mge_studio.ui.dialogs.gallery import Gallery
from mge_studio.ui.widgets.thumbnail_cells import PICTURE_ROLE

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


def sample(studio: Studio, name: str) -> None:
    studio.window.generate_panel.class_name.setCurrentText(name)
    studio.press(Qt.Key.Key_Return, CTRL | SHIFT)
    studio.settle()


def opened(studio: Studio) -> Gallery:
    studio.press(Qt.Key.Key_G, CTRL)
    gallery = studio.window.gallery
    assert gallery is not None and gallery.isVisible()
    studio.qtbot.wait(50)
    return gallery


def names(gallery: Gallery) -> list[str]:
    return [gallery.model.index(row).data() for row in range(gallery.model.rowCount())]


def texts(widget: QWidget) -> str:
    from PySide6.QtWidgets import QLabel

    return "\n".join(found.text() for found in widget.findChildren(QLabel))


def test_all_results_have_pictures_and_recipes(studio: Studio) -> None:
    for name in ("Car", "Lamp", "Chair"):
        sample(studio, name)
    gallery = opened(studio)
    assert names(gallery) == ["chair · sample 1", "lamp · sample 1", "car · sample 1"]
    studio.wait(lambda: all(
        gallery.model.index(row).data(PICTURE_ROLE) is not None for row in range(3)
    ))  # fmt: skip
    studio.qtbot.mouseClick(gallery.view.viewport(), LEFT, pos=centre(gallery, 1))
    assert gallery.chosen.name == "lamp · sample 1"
    seed = gallery.chosen.result.request.settings.seed
    assert str(seed) in texts(gallery) and "Temperature" in texts(gallery)
    facts = gallery.findChild(QScrollArea)
    assert facts.widget().width() <= facts.viewport().width()


def centre(gallery: Gallery, row: int):
    return gallery.view.visualRect(gallery.model.index(row)).center()


def test_search_stars_and_undo(studio: Studio) -> None:
    for name in ("Car", "Lamp"):
        sample(studio, name)
    gallery = opened(studio)
    studio.qtbot.keyClicks(gallery.search, "CAR sam")
    assert names(gallery) == ["car · sample 1"]
    studio.qtbot.mouseClick(gallery.star, LEFT)
    assert gallery.chosen.starred
    gallery.search.clear()
    studio.qtbot.mouseClick(gallery.starred_only, LEFT)
    assert names(gallery) == ["car · sample 1"]
    studio.session.undo()
    studio.wait(lambda: names(gallery) == [])
    studio.qtbot.mouseClick(gallery.starred_only, LEFT)
    assert len(names(gallery)) == 2


def test_double_click_shows_a_result_in_the_view(studio: Studio) -> None:
    for name in ("Car", "Lamp"):
        sample(studio, name)
    gallery = opened(studio)
    place = centre(gallery, 1)
    studio.qtbot.mouseClick(gallery.view.viewport(), LEFT, pos=place)
    studio.qtbot.mouseDClick(gallery.view.viewport(), LEFT, pos=place)
    assert studio.current.name == "car · sample 1" and not gallery.isVisible()
    studio.wait(lambda: studio.window.viewport.item is studio.current)
    studio.press(Qt.Key.Key_S, CTRL | Qt.KeyboardModifier.AltModifier)
    assert studio.current.starred
