"""The codebook as pictures: what each code stands for, to look at, to find and to use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QDialog, QLineEdit, QListView

from mge_studio.studio.atlas import CodePiece
from mge_studio.ui.dialogs.atlas_model import AtlasModel
from mge_studio.ui.key_texts import name_keys
from mge_studio.ui.widgets.basics import button, column, label, row
from mge_studio.ui.widgets.code_picture import SIZE

if TYPE_CHECKING:
    from mge_studio.ui.main_window import MainWindow

CELL = QSize(SIZE + 16, SIZE + 32)
ORDERS = ("Most used in training", "Most used in open shapes", "By number", "Like the inspected")
BY_OPEN, BY_LIKENESS = 1, 3
#: Actions whose keys work here as well.
ACTIONS = ("copy_code", "give_code", "undo", "redo")
NOTHING_MASKED = "Nothing is masked: copy the code, then mask patches or click one, and give it."
INTRO = (
    "Each picture is a ball cut out of a shape around a patch with that code, seen from the side "
    "its surface faces; dark is the cut."
)


class AtlasDialog(QDialog):
    """Stays open beside the window; pictures are made for what is in view."""

    code_wanted = Signal(int)

    def __init__(self, window: MainWindow):
        super().__init__(window)
        self.setWindowTitle("Codebook")
        self.resize(760, 620)
        self._window, self._session = window, window.session
        self.model = AtlasModel(self._describe, self)
        self.view = QListView()
        self.view.setModel(self.model)
        self._set_up_view()
        self.search = QLineEdit(placeholderText="Number…", clearButtonEnabled=True)
        self.search.setMaximumWidth(140)
        self.search.setToolTip("Show the codes whose number begins like this")
        self.search.textChanged.connect(self._on_search)
        self.orders = QComboBox()
        self.orders.addItems(ORDERS)
        self.orders.setToolTip("Which codes come first")
        self.orders.currentIndexChanged.connect(self.refresh)
        self.about = label("Click a code to light it up in the open shapes.", "dim", wrap=True)
        self._arrange()
        self._soon = QTimer(self, singleShot=True, interval=120)
        self._soon.timeout.connect(self._want_visible)
        name_keys(self, window.key_bindings)
        window.bridge.subscribe(self._session.atlas.piece_ready, self._on_piece)
        window.bridge.subscribe(self._session.model_loaded, self._on_model)
        window.bridge.subscribe(self._session.job_finished, self._on_job_finished)
        window.tokens_panel.inspected.connect(self._on_inspected)
        self.addActions([window.action(id) for id in ACTIONS])

    def refresh(self) -> None:
        """Put the codes in the chosen order."""
        codebook = self._session.codebook
        if codebook is not None:
            self.model.order(self._order(len(codebook)))
        self._look_soon()

    def show_code(self, code: int) -> None:
        """Say where a code occurs."""
        places = [
            f"{int((item.tokens.codes == code).sum())} in {item.name}"
            for item in self._session.document.items
            if item.tokens is not None and (item.tokens.codes == code).any()
        ]
        self.about.setText(f"Code {code}: {', '.join(places) or 'in no open shape'}.")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        self._soon.stop()
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._look_soon()

    def _order(self, size: int) -> NDArray[np.int64]:
        codebook, code = self._session.codebook, self._window.tokens_panel.inspected_code
        assert codebook is not None
        chosen = self.orders.currentIndex()
        if chosen == 0:
            keys = -codebook.usage.astype(np.float64)
        elif chosen == BY_OPEN:
            keys = -self._window.tokens.uses_in_open_shapes().astype(np.float64)
        elif chosen == BY_LIKENESS and code is not None:
            keys = codebook.distances(code).astype(np.float64)
        else:
            keys = np.arange(size, dtype=np.float64)
        return np.argsort(keys, kind="stable")

    def _visible(self) -> list[int]:
        """Codes in view, and those of the next screen after them."""
        height = self.view.viewport().height()
        codes = self.model.codes
        first = self.view.indexAt(QPoint(CELL.width() // 2, CELL.height() // 2)).row()
        across = max(1, self.view.viewport().width() // CELL.width())
        start = max(first, 0)
        return codes[start : start + across * (height // CELL.height() + 2)]

    def _want_visible(self) -> None:
        if self.isVisible():
            self._session.atlas.want(self._visible())

    def _look_soon(self, _: object = None) -> None:
        if self.isVisible():
            self._soon.start()

    def _on_piece(self, piece: CodePiece) -> None:
        self.model.take(piece)

    def _on_model(self, _: object) -> None:
        self.model.forget_pictures()
        self.refresh()

    def _on_search(self, text: str) -> None:
        self.model.search(text)
        self._look_soon()

    def _on_inspected(self) -> None:
        """Put those like another code first, as soon as it is another."""
        if self.isVisible() and self.orders.currentIndex() == BY_LIKENESS:
            self.refresh()
            self.view.scrollToTop()

    def _on_job_finished(self, _: object) -> None:
        if self.isVisible() and self.orders.currentIndex() == BY_OPEN:
            self.refresh()
        self._look_soon()

    def _give(self) -> None:
        """Give the inspected code to the masked patches."""
        item = self._session.document.current
        if item is None or not item.masked_count:
            self.about.setText(NOTHING_MASKED)
            return
        self._window.tokens.copy_code()
        self._window.tokens.give_code()

    def _on_chosen(self, index: QModelIndex) -> None:
        code = int(index.data())
        self.show_code(code)
        self.code_wanted.emit(code)

    def _describe(self, code: int) -> str:
        codebook, piece = self._session.codebook, self._session.atlas.pieces.get(code)
        used = "" if codebook is None else f"\n{int(codebook.usage[code]):,} in the training data"
        if piece is None:
            return f"Code {code}{used}"
        where = f"as in {piece.shape_name}"
        if piece.instead_of is not None:
            where = f"put in the place of code {piece.instead_of} in {piece.shape_name}"
        return f"Code {code}, {where}{used}"

    def _set_up_view(self) -> None:
        view = self.view
        view.setViewMode(QListView.ViewMode.IconMode)
        view.setResizeMode(QListView.ResizeMode.Adjust)
        view.setMovement(QListView.Movement.Static)
        view.setUniformItemSizes(True)
        view.setGridSize(CELL)
        view.setIconSize(QSize(SIZE, SIZE))
        view.setToolTip("Click a code, or press Return on it, to light it up")
        view.clicked.connect(self._on_chosen)
        view.activated.connect(self._on_chosen)
        view.verticalScrollBar().valueChanged.connect(self._look_soon)

    def _arrange(self) -> None:
        layout = column(self, margin=16, gap=10)
        head = row(self.search, self.orders)
        head.addStretch(1)
        self.copy = button(
            "Copy code", self._window.tokens.copy_code, icon_name="eyedropper",
            tip="Take the inspected code up, to give it to patches  ({copy_code})",
        )  # fmt: skip
        self.give = button(
            "Give to masked", self._give, icon_name="format-paint",
            tip="Give the inspected code to the masked patches",
        )  # fmt: skip
        head.addWidget(self.copy)
        head.addWidget(self.give)
        layout.addLayout(head)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.about)
        layout.addWidget(label(INTRO, "faint", wrap=True))
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)


def open_atlas(window: MainWindow) -> AtlasDialog:
    """The window's atlas, made at first use."""
    found = window.findChild(AtlasDialog)
    if not isinstance(found, AtlasDialog):
        found = AtlasDialog(window)
        found.code_wanted.connect(window.tokens_panel.show_code)
    found.show()
    found.raise_()
    return found
