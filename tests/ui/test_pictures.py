"""Pictures and turntables of the view as files."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from driven_window import Studio
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressDialog

from mge_studio.scene.pictures import PictureSpec
from mge_studio.ui.dialogs.error import ErrorDialog
from mge_studio.ui.dialogs.picture import PictureDialog, TurnDialog

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier

pytestmark = pytest.mark.usefixtures("needs_opengl")


def ask_picture(studio: Studio, width: int, height: int, background: str) -> PictureDialog:
    studio.press(Qt.Key.Key_P, CTRL)
    dialog = studio.dialog(PictureDialog)
    assert isinstance(dialog, PictureDialog)
    dialog.width_field.setValue(width)
    dialog.height_field.setValue(height)
    dialog.background.button(background).click()
    return dialog


def ask_turn(studio: Studio, suffix: str) -> TurnDialog:
    studio.press(Qt.Key.Key_T, SHIFT)
    dialog = studio.dialog(TurnDialog)
    assert isinstance(dialog, TurnDialog)
    dialog.size_choice.setCurrentIndex(-1)
    dialog.width_field.setValue(96)
    dialog.height_field.setValue(64)
    dialog.frames.setValue(6)
    dialog.seconds.setValue(1.5)
    dialog.format.button(suffix).click()
    return dialog


def accept(studio: Studio, dialog: PictureDialog, path: Path) -> None:
    studio.session.settings.last_folder = str(path.parent)
    studio.qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    studio.choose_path(path)


def test_a_picture_is_larger_than_the_window_and_has_nothing_behind(
    studio: Studio, tmp_path: Path
) -> None:
    view, path = studio.window.viewport, tmp_path / "bed.png"
    before = view.grab_image()
    dialog = ask_picture(studio, 1500, 1300, "transparent")
    assert dialog.size_choice.currentIndex() == -1 and not dialog.floor.isChecked()
    accept(studio, dialog, path)
    studio.wait(path.exists)
    pixels = np.asarray(Image.open(path))
    assert pixels.shape == (1300, 1500, 4)
    assert (pixels[0, :, 3] == 0).all() and (pixels[..., 3] == 255).mean() > 0.1
    colours = pixels[pixels[..., 3] == 255]
    assert colours.std(axis=0)[:3].min() > 10  # the patches' own colours
    view.update()
    studio.qtbot.wait(50)
    assert view.grab_image().size() == before.size()  # the view is as it was
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith("bed")] == ["bed.png"]


def test_a_preset_fills_the_fields_and_white_is_white(studio: Studio, tmp_path: Path) -> None:
    dialog = ask_picture(studio, 300, 200, "white")
    dialog.size_choice.setCurrentIndex(2)
    assert (dialog.width_field.value(), dialog.height_field.value()) == (1920, 1080)
    dialog.width_field.setValue(160)
    dialog.height_field.setValue(120)
    accept(studio, dialog, tmp_path / "white.png")
    studio.wait((tmp_path / "white.png").exists)
    picture = Image.open(tmp_path / "white.png")
    assert picture.mode == "RGB" and picture.getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.parametrize("suffix", ["webp", "gif"])
def test_one_turn_as_a_file(studio: Studio, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"bed.{suffix}"
    accept(studio, ask_turn(studio, suffix), path)
    studio.wait(path.exists)
    with Image.open(path) as animation:
        assert animation.size == (96, 64) and animation.n_frames == 6
        frames = []
        for frame in range(6):
            animation.seek(frame)
            animation.load()
            frames.append(np.asarray(animation.convert("RGB")).astype(int))
            assert animation.info["duration"] == 250
    for one, other in pairwise(frames):
        assert np.abs(one - other).mean() > 1


def test_cancelled_drawing_leaves_no_file_and_the_window_as_it_was(
    studio: Studio, tmp_path: Path
) -> None:
    camera = studio.window.viewport.stage.camera
    stood = camera.azimuth
    dialog = ask_picture(studio, 9000, 9000, "view")
    accept(studio, dialog, tmp_path / "huge.png")
    progress = studio.dialog(QProgressDialog)
    assert isinstance(progress, QProgressDialog)
    studio.wait(lambda: progress.value() > 0)
    progress.canceled.emit()
    studio.wait(lambda: not progress.isVisible())
    studio.settle()
    assert not (tmp_path / "huge.png").exists() and camera.azimuth == stood
    studio.press(Qt.Key.Key_1)  # the window answers
    assert studio.window.looking.view == "plain"


def test_a_picture_that_cannot_be_written_says_so(studio: Studio, tmp_path: Path) -> None:
    (tmp_path / "folder.png").mkdir()
    drawing = studio.window.viewport.draw_picture(PictureSpec(32, 32))
    studio.window.picturing._draw(tmp_path / "folder.png", drawing)
    message = studio.dialog(ErrorDialog)
    assert message.isVisible() and list(tmp_path.glob("*.tmp")) == []
    message.close()
