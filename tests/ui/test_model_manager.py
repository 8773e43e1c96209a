"""The model manager in a real window: list, card, import, verify, and using another model."""

from __future__ import annotations

from pathlib import Path

from driven_window import Studio
from model_folders import write_model, zipped
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QFileDialog

from mge_studio.folders import models_folder
from mge_studio.ui.dialogs.error import ErrorDialog
from mge_studio.ui.dialogs.model_manager import ModelManager

CTRL, LEFT = Qt.KeyboardModifier.ControlModifier, Qt.MouseButton.LeftButton


def opened(studio: Studio) -> ModelManager:
    studio.press(Qt.Key.Key_M, CTRL)
    return studio.dialog(ModelManager)


def rows(manager: ModelManager) -> list[str]:
    items = map(manager.list.topLevelItem, range(manager.list.topLevelItemCount()))
    return [item.text(0) for item in items]


def test_models_are_listed_with_their_cards(empty: Studio) -> None:
    write_model(models_folder() / "brought", card="# My own\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    manager = opened(empty)
    assert rows(manager) == ["small", "brought"]
    assert manager.chosen.name == "small"
    assert manager.list.currentItem().text(3) == f"{manager.chosen.facts.parameters / 1e6:.1f}M"
    assert "The bundled model" in manager.card.toPlainText()
    empty.qtbot.keyClick(manager.list, Qt.Key.Key_Down)
    assert "My own" in manager.card.toPlainText() and "|" not in manager.card.toPlainText()
    assert manager.list.currentItem().text(4) == "64"


def test_a_model_is_imported_by_its_zip_verified_and_used(empty: Studio, tmp_path: Path) -> None:
    manager = opened(empty)
    archive = zipped(write_model(tmp_path / "mine"), tmp_path / "mine.zip")
    empty.qtbot.mouseClick(manager.import_zip, LEFT)
    empty.choose_path(archive)
    empty.settle()
    assert rows(manager) == ["small", "mine"] and manager.chosen.name == "mine"
    empty.qtbot.mouseClick(manager.check, LEFT)
    empty.settle()
    assert manager.told.text() == "All 3 files are as they were written (sha256)."
    empty.qtbot.keyClick(manager.list, Qt.Key.Key_Return)
    empty.settle()
    assert empty.session.model.folder == models_folder() / "mine"
    assert manager.use.text() == "In use" and not manager.use.isEnabled()
    assert empty.session.settings.model_folders == [str(models_folder() / "mine")]
    manager.choose(manager.list.topLevelItem(0).data(0, Qt.ItemDataRole.UserRole).folder)
    empty.qtbot.mouseClick(manager.use, LEFT)
    empty.settle()
    assert empty.session.model.name == "small" and empty.session.settings.model_folder is None


def test_damage_is_told_and_a_bad_import_is_one_sentence(empty: Studio, tmp_path: Path) -> None:
    folder = write_model(models_folder() / "hurt")
    (folder / "codebook.json").write_text("{}")
    manager = opened(empty)
    manager.choose(folder)
    empty.qtbot.mouseClick(manager.check, LEFT)
    empty.settle()
    assert "codebook.json is damaged" in manager.told.text()
    empty.qtbot.mouseClick(manager.import_folder, LEFT)
    assert empty.dialog(QFileDialog).fileMode() == QFileDialog.FileMode.Directory
    (tmp_path / "no model").mkdir()
    empty.choose_path(tmp_path / "no model")
    empty.dialog(ErrorDialog).accept()
    assert rows(manager) == ["small", "hurt"] and manager.import_folder.isEnabled()


def test_a_folder_that_is_no_model_any_more_cannot_be_used(empty: Studio) -> None:
    folder = write_model(models_folder() / "hurt")
    (folder / "config.json").write_text("{}")
    manager = opened(empty)
    manager.choose(folder)
    assert not manager.use.isEnabled() and "does not describe" in manager.told.text()


def test_a_card_shows_pictures_of_its_own_folder_alone(empty: Studio, tmp_path: Path) -> None:
    folder = write_model(models_folder() / "drawn", card="![a](a.png)\n\n![b](../b.png)")
    for path, width in ((folder / "a.png", 2000), (folder.parent / "b.png", 10)):
        QImage(width, 100, QImage.Format.Format_RGB32).save(str(path))
    manager = opened(empty)
    manager.choose(folder)
    image = QTextDocument.ResourceType.ImageResource.value
    empty.wait(lambda: manager.card.loadResource(image, "a.png").width() > 0)
    assert manager.card.loadResource(image, "a.png").width() < manager.card.width()
    assert manager.card.loadResource(image, "../b.png").isNull()
