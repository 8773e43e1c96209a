"""Words as pixels, in the window's font, which has the letters of most scripts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QImage, QPainter
from PySide6.QtWidgets import QApplication

#: The size of the letters as a share of the line's height.
LETTERS = 0.6
MARGIN = 4


def drawn_text(text: str, width: int, height: int) -> NDArray[np.uint8]:
    """(height, width) opacity of a line of words in the middle, cut in its middle where it is too
    long."""
    font = QFont(QApplication.font())
    font.setPixelSize(max(round(LETTERS * height), 6))
    image = QImage(width, height, QImage.Format.Format_Grayscale8)
    image.fill(0)
    room = QRect(MARGIN, 0, width - 2 * MARGIN, height)
    line = " ".join(text.split())
    cut = QFontMetrics(font).elidedText(line, Qt.TextElideMode.ElideMiddle, room.width())
    painter = QPainter(image)
    painter.setFont(font)
    painter.setPen(Qt.GlobalColor.white)
    painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), cut)
    painter.end()
    rows = np.frombuffer(image.constBits(), dtype=np.uint8).reshape(height, -1)
    return rows[:, :width].copy()
