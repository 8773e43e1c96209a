"""How text made of Markdown looks: quiet lines in tables, and air around these and headings."""

from __future__ import annotations

from PySide6.QtGui import QTextCursor, QTextDocument, QTextFrameFormat, QTextTable

from mge_studio.ui.theme import colour

#: Pixels: within the cells of a table, around a table, above and below a heading.
CELL, AROUND, ABOVE, BELOW = 6, 10, 22, 6


def dress(document: QTextDocument) -> None:
    """To be called after each `setMarkdown`, and again when the theme has changed."""
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _dress_table(frame)
    block = document.begin()
    while block.isValid():
        if block.blockFormat().headingLevel():
            shape = block.blockFormat()
            shape.setTopMargin(ABOVE if block.blockNumber() else 0)
            shape.setBottomMargin(BELOW)
            QTextCursor(block).setBlockFormat(shape)
        block = block.next()


def _dress_table(table: QTextTable) -> None:
    shape = table.format()
    shape.setBorderCollapse(True)
    shape.setBorder(1)
    shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    shape.setBorderBrush(colour("border"))
    shape.setCellPadding(CELL)
    shape.setTopMargin(AROUND)
    shape.setBottomMargin(AROUND)
    table.setFormat(shape)
