"""Pictures of the gallery's results as files: which, where, and what is there already."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from driven_window import Studio
from PIL import Image
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFileDialog, QLabel, QMessageBox
from watchdog import Watchdog

from mge_studio.ui.dialogs.error import ErrorDialog
from mge_studio.ui.dialogs.gallery import Gallery
from mge_studio.ui.dialogs.result_pictures import OverwriteDialog, ResultPicturesDialog
from mge_studio.ui.drawn_text import drawn_text

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


def with_results(studio: Studio, *names: str) -> Gallery:
    """Some results, of which the last is named first, in the open gallery."""
    for name in names:
        studio.press(Qt.Key.Key_Return, CTRL | SHIFT)
        studio.settle()
        studio.session.rename(studio.current.id, name)
    studio.press(Qt.Key.Key_G, CTRL)
    gallery = studio.window.gallery
    assert gallery is not None
    studio.wait(lambda: len(gallery.model.items) == len(names))
    return gallery


def click(studio: Studio, gallery: Gallery, row: int, modifier: Qt.KeyboardModifier) -> None:
    place = gallery.view.visualRect(gallery.model.index(row)).center()
    studio.qtbot.mouseClick(gallery.view.viewport(), LEFT, modifier, place)


def asked(studio: Studio, gallery: Gallery) -> ResultPicturesDialog:
    studio.qtbot.mouseClick(gallery.pictures, LEFT)
    dialog = studio.dialog(ResultPicturesDialog)
    assert isinstance(dialog, ResultPicturesDialog)
    return dialog


def choose(studio: Studio, dialog: ResultPicturesDialog, path: Path) -> None:
    studio.session.settings.last_folder = str(path.parent)
    studio.qtbot.mouseClick(dialog.accept_button, LEFT)
    studio.choose_path(path)


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_selected_results_get_a_file_each_and_nothing_is_lost(
    studio: Studio, tmp_path: Path
) -> None:
    gallery = with_results(studio, "tall lamp", "a/b", "A/B", "lamp")
    click(studio, gallery, 1, Qt.KeyboardModifier.NoModifier)
    click(studio, gallery, 3, SHIFT)
    assert [item.name for item in gallery.selected] == ["A/B", "a/b", "tall lamp"]
    gallery.refresh()
    assert len(gallery.selected) == 3
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "tall lamp.png").write_text("mine")
    dialog = asked(studio, gallery)
    assert dialog.which.value == "selected" and "Ctrl+Shift+G" in gallery.pictures.toolTip()
    dialog.size_choice.button("128").click()
    choose(studio, dialog, folder)
    there = studio.dialog(OverwriteDialog)
    assert isinstance(there, OverwriteDialog) and files(folder) == ["tall lamp.png"]
    studio.qtbot.mouseClick(there.both, LEFT)
    studio.wait(lambda: "3 pictures were saved" in studio.window.status.hint.text())
    assert files(folder) == ["A-B.png", "a-b (2).png", "tall lamp (2).png", "tall lamp.png"]
    assert (folder / "tall lamp.png").read_text() == "mine"
    seen = np.asarray(Image.open(folder / "A-B.png"))
    assert seen.shape == (128, 128, 3) and seen[0, 0].tolist() == [255] * 3 and seen.min() < 200

    choose(studio, asked(studio, gallery), folder)  # once more, over those
    there = studio.dialog(OverwriteDialog)
    studio.qtbot.mouseClick(there.replace, LEFT)
    studio.wait(lambda: (folder / "tall lamp.png").read_bytes()[1:4] == b"PNG")
    assert len(files(folder)) == 4


def test_all_on_one_sheet_by_the_key_while_the_window_answers(
    studio: Studio, tmp_path: Path
) -> None:
    with_results(studio, "Жук", "x" * 300, "three").close()
    studio.press(Qt.Key.Key_G, CTRL | SHIFT)
    dialog = studio.dialog(ResultPicturesDialog)
    assert dialog.which.value == "shown" and len(dialog.results) == 3
    dialog.form.button("sheet").click()
    dialog.size_choice.button("512").click()
    dialog.background.button("transparent").click()
    watchdog, path = Watchdog(), tmp_path / "sheet.png"
    choose(studio, dialog, path)
    watchdog.start()
    studio.wait(path.exists, 60)
    watchdog.stop()
    assert [stall for stall in watchdog.stalls if stall.seconds > 0.3] == []
    seen = np.asarray(Image.open(path))
    assert seen.shape == (1 * (512 + 51), 3 * 512, 4)
    assert all(part[:512, :, 3].any() for part in np.array_split(seen, 3, axis=1))
    assert all(part[512:, :, 3].any() for part in np.array_split(seen, 3, axis=1))
    assert files(tmp_path).count("sheet.png") == 1

    before = path.read_bytes()  # asked again, and answered no
    studio.press(Qt.Key.Key_G, CTRL | SHIFT)
    dialog = studio.dialog(ResultPicturesDialog)
    dialog.form.button("sheet").click()
    studio.qtbot.mouseClick(dialog.accept_button, LEFT)
    chooser = studio.dialog(QFileDialog)
    chooser.selectFile(str(path))
    said: list[str] = []

    def refuse() -> None:
        box = studio.window.findChild(QMessageBox)
        said.append(box.text())
        box.button(QMessageBox.StandardButton.No).click()

    QTimer.singleShot(500, refuse)
    chooser.accept()
    assert said and "exists" in said[0]
    chooser.reject()
    assert path.read_bytes() == before


def test_a_folder_that_cannot_be_written_is_named(studio: Studio, tmp_path: Path) -> None:
    gallery = with_results(studio, "lamp")
    folder = tmp_path / "out"
    folder.mkdir()
    dialog = asked(studio, gallery)
    studio.qtbot.mouseClick(dialog.accept_button, LEFT)
    chooser = studio.dialog(QFileDialog)
    chooser.fileSelected.emit(str(tmp_path / "gone"))
    error = studio.dialog(ErrorDialog)
    words = " ".join(one.text() for one in error.findChildren(QLabel))
    assert "lamp.png cannot be written: No such file" in words
    error.close()
    chooser.close()


def test_words_are_drawn_in_the_middle_and_cut() -> None:
    short, long = drawn_text("one", 200, 20), drawn_text("long words " * 30, 200, 20)
    assert short.shape == long.shape == (20, 200)
    across = np.flatnonzero(short.any(axis=0))
    assert abs(across.mean() - 100) < 3 and len(across) < 60
    assert long[:, 5:-5].any() and not long[:, :3].any() and not long[:, -3:].any()
