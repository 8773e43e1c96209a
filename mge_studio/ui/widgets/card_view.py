"""A model card: Markdown with the pictures that lie beside it, no wider than the view."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path, PurePosixPath

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QImageReader, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QWidget

from mge_studio.ui.dressed_text import dress
from mge_studio.ui.latest import Latest

#: Beside the text: margins, frame and scroll bar.
RESERVED = 56
PICTURE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)\)")

Pictures = dict[str, QImage]


class CardView(QTextBrowser):
    """Shows pictures of the card's own folder only, which are read on a thread: they can be large.
    Web links open in the browser."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.anchorClicked.connect(_open_web)
        self._folder, self._text = Path(), ""
        self._pictures: Pictures = {}
        self._reader = Latest("model-card", self)
        self._reader.done.connect(self._take_pictures)
        self._resized = QTimer(self, singleShot=True, interval=150)
        self._resized.timeout.connect(self._read_pictures)

    def show_card(self, folder: Path, markdown: str) -> None:
        if (folder, markdown) != (self._folder, self._text):
            self._folder, self._text = folder, markdown
            self._pictures = {}
            self._render()
            self._read_pictures()

    def end(self) -> None:
        """Stop reading; to be called before the view goes."""
        self._reader.close()

    def loadResource(self, kind: int, name: QUrl | str) -> QImage | None:
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return None
        return self._pictures.get(QUrl(name).path(), QImage())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._resized.start()

    def changeEvent(self, event: QEvent) -> None:
        """The text holds colours of the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            QTimer.singleShot(0, self, self._render_again)

    def _read_pictures(self) -> None:
        names = [name for name in PICTURE.findall(self._text) if PurePosixPath(name).name == name]
        if names:
            room = max(120, self.width() - RESERVED)
            self._reader.ask(partial(_pictures, self._folder, names, room))
        else:
            self._reader.forget()

    def _take_pictures(self, pictures: Pictures) -> None:
        self._pictures = pictures
        self._render_again()

    def _render(self) -> None:
        self.document().setMarkdown(self._text)
        dress(self.document())

    def _render_again(self) -> None:
        """Stay where one reads."""
        at = self.verticalScrollBar().value()
        self._render()
        self.verticalScrollBar().setValue(at)


def _pictures(folder: Path, names: list[str], width: int) -> Pictures:
    """Those that can be read, at most `width` wide."""
    found = {name: _picture(folder / name, width) for name in names}
    return {name: image for name, image in found.items() if not image.isNull()}


def _picture(path: Path, width: int) -> QImage:
    reader = QImageReader(str(path))
    size = reader.size()
    if size.width() > width:
        bounds = QSize(width, size.height())
        reader.setScaledSize(size.scaled(bounds, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()


def _open_web(url: QUrl) -> None:
    if url.scheme() in ("http", "https"):
        QDesktopServices.openUrl(url)
