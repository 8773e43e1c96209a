"""The guide in its window, and diagnostics for a report."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from driven_window import Studio
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage, QTextDocument, QTextTable

from mge_studio.resources import docs_path
from mge_studio.studio.logs import start_logging, stop_logging
from mge_studio.ui.diagnostics import LOG_LINES, opengl_of, without_home
from mge_studio.ui.dialogs.guide import GuideWindow, Pages
from mge_studio.ui.theme import colour

SHIFT = Qt.KeyboardModifier.ShiftModifier


def guide(studio: Studio) -> GuideWindow:
    studio.press(Qt.Key.Key_F1, SHIFT)
    opened = studio.window.helping.guide
    assert opened is not None and opened.isVisible()
    studio.qtbot.wait(300)  # its pictures are fitted a moment after it has its size
    return opened


def test_the_guide_opens_and_its_links_work(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = guide(studio)
    pages, bar = window.pages, window.pages.verticalScrollBar()
    assert "A walk through MGE Studio" in pages.toPlainText() and not window.back.isEnabled()
    pages.anchorClicked.emit(QUrl("#export"))
    at_export = bar.value()
    assert at_export > 1000
    pages.anchorClicked.emit(QUrl("formats.md#a-run-folder"))
    assert pages.page == "formats.md" and bar.value() > 0
    window.back.click()
    assert pages.page == "guide.md" and bar.value() == at_export
    window.back.click()
    assert bar.value() == 0 and not window.back.isEnabled()
    outside: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: outside.append(url.toString()))
    pages.anchorClicked.emit(QUrl("https://example.org/"))
    assert outside == ["https://example.org/"] and pages.page == "guide.md"
    window.close()
    studio.press(Qt.Key.Key_F1, SHIFT)
    assert window.isVisible()


def test_all_headings_that_the_guide_links_to_are_there(studio: Studio) -> None:
    pages = guide(studio).pages
    block, links = pages.document().begin(), set()
    while block.isValid():
        for at in block.textFormats():
            links.update(at.format.anchorHref() for _ in (0,) if at.format.isAnchor())
        block = block.next()
    inside = {link for link in links if link.startswith("#")}
    assert len(inside) >= 10
    for link in inside:
        pages.verticalScrollBar().setValue(0)
        pages.go(link)
        assert pages.verticalScrollBar().value() > 0, link


def test_pictures_fit_the_window(studio: Studio) -> None:
    window = guide(studio)
    kind = QTextDocument.ResourceType.ImageResource.value
    for width in (700, 1000):
        window.resize(width, 600)
        studio.qtbot.wait(300)
        picture = window.pages.loadResource(kind, QUrl("images/opened.png"))
        assert isinstance(picture, QImage) and width - 120 < picture.width() < width
    assert window.pages.loadResource(kind, QUrl("../README.md")) is None
    assert (docs_path() / "images" / "opened.png").is_file()


def test_tables_have_quiet_lines_in_the_colours_of_the_theme(studio: Studio) -> None:
    pages = guide(studio).pages
    lines = set()
    for theme in ("light", "dark"):
        studio.window.appearance.set_theme(theme)
        studio.wait(lambda: _lines_of_tables(pages) == {colour("border").name()})
        lines |= _lines_of_tables(pages)
    assert len(lines) == 2


def _lines_of_tables(pages: Pages) -> set[str]:
    frames = pages.document().rootFrame().childFrames()
    tables = [frame for frame in frames if isinstance(frame, QTextTable)]
    return {table.format().borderBrush().color().name() for table in tables}


def test_diagnostics_say_what_there_is_and_nothing_personal(
    studio: Studio, studio_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(studio_home))
    start_logging()
    for number in range(LOG_LINES + 9):
        logging.getLogger("mge_studio.test").info("Line %d of %s", number, studio_home / "a.obj")
    studio.window.action("diagnostics").trigger()
    stop_logging()
    copied = QGuiApplication.clipboard().text()
    for part in ("Version: ", "Python: ", "PySide6: ", "OpenGL: ", "Device: cpu", "Model: small"):
        assert part in copied
    assert f"Line {LOG_LINES + 8} of ~/a.obj" in copied.replace("\\", "/")
    assert str(studio_home) not in copied and copied.count(" Line ") == LOG_LINES
    assert "copied" in studio.window.status.hint.text()


def test_reports_of_opengl_are_short(monkeypatch: pytest.MonkeyPatch) -> None:
    report = "OpenGL vendor string:  Mesa\nOpenGL renderer string:  llvmpipe\nOpenGL extensions: x"
    assert opengl_of(report) == "Mesa, llvmpipe" and opengl_of("") == "none"
    monkeypatch.setenv("HOME", "/")
    assert without_home("/tmp/a") == "/tmp/a"
