"""The documentation in a window of its own, as it was installed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QDesktopServices,
    QImage,
    QKeySequence,
    QResizeEvent,
    QTextBlock,
    QTextDocument,
)
from PySide6.QtWidgets import QDialog, QTextBrowser, QWidget

from mge_studio.ui.dressed_text import dress
from mge_studio.ui.widgets.basics import button, column, row

FIRST = "guide.md"
#: Between the text and what it stands in.
MARGIN = 24


class GuideWindow(QDialog):
    """folder: of the pages, in Markdown, with their pictures."""

    def __init__(self, folder: Path, parent: QWidget | None = None):
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle("Documentation")
        self.resize(880, 720)
        self.pages = Pages(folder)
        self.back = button("Back", self.pages.go_back, icon_name="arrow-left")
        self.back.setShortcut(QKeySequence("Alt+Left"))
        self.back.setToolTip("Where the last link was  (Alt+Left)")
        self.start = button(
            "Contents", lambda: self.pages.go(FIRST), tip="The beginning of the guide"
        )
        close = button("Close", self.close)
        self.pages.moved.connect(self._show_state)
        head = row(self.back, self.start)
        head.addStretch(1)
        head.addWidget(close)
        layout = column(self, margin=14, gap=10)
        layout.addLayout(head)
        layout.addWidget(self.pages, 1)
        self.pages.go(FIRST)
        self.pages.setFocus()
        self._show_state()

    def _show_state(self) -> None:
        self.back.setEnabled(self.pages.can_go_back)


class Pages(QTextBrowser):
    """Shows the pages of a folder; links go to headings, to other pages, or to the browser."""

    moved = Signal()

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self.page = ""
        self._left: list[tuple[str, int]] = []  # pages and how far they were scrolled
        self.setOpenLinks(False)
        self.setAccessibleName("Documentation")
        self.anchorClicked.connect(self.follow)
        self.document().setDocumentMargin(MARGIN)
        # Else there is none yet when pictures are fitted, and they come out too wide.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._fit_soon = QTimer(self, singleShot=True, interval=150)
        self._fit_soon.timeout.connect(self._render_again)

    @property
    def can_go_back(self) -> bool:
        return bool(self._left)

    def follow(self, link: QUrl) -> None:
        """Go where a link points."""
        if link.scheme() or not self._has(link.path() or self.page):
            QDesktopServices.openUrl(link)
        else:
            self.go(link.toString())

    def go(self, place: str) -> None:
        """place: "formats.md", "#a-heading" of the present page, or both in one."""
        name, _, heading = place.partition("#")
        if self.page:
            self._left.append((self.page, self.verticalScrollBar().value()))
        self._open(name or self.page)
        self._scroll_to(heading)
        self.moved.emit()

    def go_back(self) -> None:
        if self._left:
            name, scrolled = self._left.pop()
            self._open(name)
            self.verticalScrollBar().setValue(scrolled)
            self.moved.emit()

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Pictures, as wide as there is room for."""
        path = name.path() if isinstance(name, QUrl) else name
        if kind != QTextDocument.ResourceType.ImageResource.value or not self._has(path):
            return None
        picture = QImage(str(self._folder / path))
        room = self.viewport().width() - 2 * MARGIN
        if picture.width() <= room:
            return picture
        return picture.scaledToWidth(max(room, 1), Qt.TransformationMode.SmoothTransformation)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_soon.start()

    def changeEvent(self, event: QEvent) -> None:
        """The text holds colours of the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._fit_soon.start()

    def _has(self, name: str) -> bool:
        path = (self._folder / name).resolve()
        return path.is_file() and path.is_relative_to(self._folder.resolve())

    def _open(self, name: str) -> None:
        if name != self.page:
            self.page = name
            self._render()

    def _render(self) -> None:
        if self._has(self.page):
            self.setMarkdown((self._folder / self.page).read_text(encoding="utf-8"))
            dress(self.document())
        else:
            self.setPlainText("MGE Studio was installed without its documentation.")

    def _render_again(self) -> None:
        """With pictures as wide as the window has become; stay where one reads."""
        bar = self.verticalScrollBar()
        share = bar.value() / max(bar.maximum(), 1)
        self._render()
        bar.setValue(round(share * bar.maximum()))

    def _scroll_to(self, heading: str) -> None:
        block = self.document().begin()
        while heading and block.isValid() and _anchor_of(block) != heading:
            block = block.next()
        top = self.document().documentLayout().blockBoundingRect(block).top() if heading else 0
        self.verticalScrollBar().setValue(round(top) if block.isValid() else 0)


def _anchor_of(block: QTextBlock) -> str:
    """What links call a heading: as GitHub makes it; empty for other text."""
    if not block.blockFormat().headingLevel():
        return ""
    return re.sub(r"[^\w\- ]", "", block.text().strip().lower()).replace(" ", "-")
