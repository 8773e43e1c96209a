"""How lists of pictures look: a rounded cell each, its caption below, a star in its corner."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from mge_studio.ui.theme import colour, icon

ID_ROLE, PICTURE_ROLE, STARRED_ROLE = (Qt.ItemDataRole.UserRole + at for at in range(3))
GAP, RADIUS, STAR = 3, 6.0, 18


class ThumbnailCells(QStyledItemDelegate):
    """Items hold a QPixmap (or None: not drawn yet) and whether they are starred."""

    def __init__(self, cell: QSize, parent: QWidget) -> None:
        super().__init__(parent)
        self._cell = cell

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return self._cell

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        frame = option.rect.adjusted(GAP, GAP, -GAP, -GAP)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        under = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.setBrush(colour("selection" if chosen else "hover" if under else "raised"))
        painter.setPen(QPen(colour("accent")) if chosen else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(QRectF(frame).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        line = option.fontMetrics.height()
        self._paint_picture(painter, frame.adjusted(4, 2, -4, -line - 5), index)
        caption = QRect(frame.left() + 6, frame.bottom() - line - 3, frame.width() - 12, line)
        words = option.fontMetrics.elidedText(
            str(index.data()), Qt.TextElideMode.ElideMiddle, caption.width()
        )
        painter.setPen(colour("text" if chosen else "dim"))
        painter.drawText(caption, Qt.AlignmentFlag.AlignCenter, words)
        if index.data(STARRED_ROLE):
            star = QRect(frame.right() - STAR - 4, frame.top() + 4, STAR, STAR)
            icon("star", "warm").paint(painter, star)
        painter.restore()

    def _paint_picture(
        self, painter: QPainter, room: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        picture = index.data(PICTURE_ROLE)
        if not isinstance(picture, QPixmap):
            return
        side = min(room.width(), room.height())
        place = QRect(0, 0, side, side)
        place.moveCenter(room.center())
        painter.drawPixmap(place, picture)
