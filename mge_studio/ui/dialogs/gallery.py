"""The gallery: all results as pictures, with search, stars and the recipe of the chosen one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QLineEdit, QScrollArea, QStackedLayout, QVBoxLayout, QWidget

from mge_studio.studio.document import Item
from mge_studio.ui.describe import recipe
from mge_studio.ui.dialogs.facts import facts_table
from mge_studio.ui.dialogs.gallery_list import GalleryModel, GalleryView, matches
from mge_studio.ui.key_texts import name_keys
from mge_studio.ui.theme import icon
from mge_studio.ui.widgets.basics import button, column, label, row
from mge_studio.ui.widgets.thumbnail_cells import ID_ROLE

if TYPE_CHECKING:
    from mge_studio.ui.main_window import MainWindow

SIDE = 290


class Gallery(QDialog):
    """Double click or Show puts a result into the view; several can be selected for pictures."""

    def __init__(self, window: MainWindow):
        super().__init__(window)
        self._window, self._session = window, window.session
        self.setWindowTitle("Gallery")
        self.resize(1000, 660)
        self.search = QLineEdit(placeholderText="Search by name or class", clearButtonEnabled=True)
        self.search.textChanged.connect(self.refresh)
        self.starred_only = button("Starred", self.refresh, icon_name="star-outline")
        self.starred_only.setCheckable(True)
        self.starred_only.setToolTip("Show starred results only")
        self.model = GalleryModel(window.thumbnails, self)
        self.view = GalleryView(self.model, self)
        self.view.doubleClicked.connect(lambda _: self._show_chosen())
        self.view.selectionModel().currentChanged.connect(lambda *_: self._show_recipe())
        self._count = label("", "dim")
        self._empty = label("", "empty", wrap=True)
        self._make_side()
        self._arrange()
        self._refresh_soon = QTimer(self, singleShot=True, interval=0)
        self._refresh_soon.timeout.connect(self.refresh)
        document = self._session.document
        for signal in (document.item_added, document.item_changed, document.item_removed):
            window.bridge.subscribe(signal, self._on_document)
        self.addAction(window.action("result_pictures"))
        name_keys(self, window.key_bindings)
        window.thumbnails.made.connect(self.view.viewport().update)
        self.refresh()

    @property
    def chosen(self) -> Item | None:
        found = self.view.currentIndex().data(ID_ROLE)
        return self._session.document.find(found)

    @property
    def selected(self) -> list[Item]:
        """In the order in which they are shown."""
        ids = {index.data(ID_ROLE) for index in self.view.selectedIndexes()}
        return [item for item in self.model.items if item.id in ids]

    def refresh(self) -> None:
        """Show the results there are and that match, the newest first; keep what is chosen."""
        chosen = self.view.currentIndex().data(ID_ROLE)
        selected = {item.id for item in self.selected}
        results = [item for item in self._session.document.items if item.result is not None]
        words, only = self.search.text(), self.starred_only.isChecked()
        shown = [item for item in reversed(results) if matches(item, words, only)]
        self.model.show_items(shown)
        place = next((at for at, item in enumerate(shown) if item.id == chosen), 0)
        if shown:
            self.view.choose(place, [at for at, item in enumerate(shown) if item.id in selected])
        self._count.setText(f"{len(shown)} of {len(results)}")
        self._empty.setText(
            "Nothing matches." if results else "Completions and samples will be shown here."
        )
        self._stack.setCurrentIndex(1 if shown else 0)
        self._show_recipe()

    def _on_document(self, *_: object) -> None:
        if self.isVisible():
            self._refresh_soon.start()

    def showEvent(self, event: object) -> None:
        self.refresh()

    def _show_chosen(self) -> None:
        if self.chosen is not None:
            self._session.document.set_current(self.chosen.id)
            self.hide()
            self._window.activateWindow()

    def _toggle_star(self) -> None:
        if self.chosen is not None:
            self._session.set_starred(self.chosen.id, not self.chosen.starred)
            self.refresh()

    def _discard(self) -> None:
        if self.chosen is not None:
            self._session.discard(self.chosen.id)
            self.refresh()

    def _copy_command(self) -> None:
        if self.chosen is not None:
            self._window.repeating.copy_command(self.chosen)

    def _show_recipe(self) -> None:
        item = self.chosen
        self._side.setVisible(item is not None)
        if item is None:
            return
        self._name.setText(item.name)
        self.star.setIcon(icon("star" if item.starred else "star-outline", "warm"))
        self.star.setText("Starred" if item.starred else "Star")
        facts = QWidget()
        layout = column(facts, margin=0)
        layout.addLayout(facts_table(recipe(item), narrow=True))
        layout.addStretch(1)
        self._facts.setWidget(facts)

    def _make_side(self) -> None:
        self._side = QWidget()
        self._side.setFixedWidth(SIDE)
        self._name = label("", "heading", wrap=True)
        self._facts = QScrollArea(widgetResizable=True)
        self._facts.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.star = button("Star", self._toggle_star, tip="Mark it as a favourite, or no longer")
        self.show_button = button(
            "Show in the view", self._show_chosen, role="primary", tip="Also by double click"
        )
        copy = button(
            "Command", self._copy_command, icon_name="content-copy",
            tip="Copy the terminal command that makes this again",
        )  # fmt: skip
        self.pictures = button(
            "Save pictures…", self._window.result_picturing.ask, icon_name="image-multiple-outline",
            tip="Write the pictures of the selected results, or of all, as PNG ({result_pictures})",
        )  # fmt: skip
        discard = button(
            "Discard", self._discard, role="danger", tip="Throw it away (undo brings it back)"
        )
        layout = column(self._side, margin=0)
        layout.addWidget(self._name)
        layout.addWidget(self._facts, 1)
        layout.addLayout(row(self.star, copy))
        layout.addWidget(discard)
        layout.addWidget(self.pictures)
        layout.addWidget(self.show_button)

    def _arrange(self) -> None:
        head = row(self.starred_only, self._count)
        head.insertWidget(0, self.search, 1)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.view)
        left = QVBoxLayout()
        left.setSpacing(10)
        left.addLayout(head)
        left.addLayout(self._stack, 1)
        whole = row(gap=16)
        whole.setContentsMargins(16, 16, 16, 16)
        whole.addLayout(left, 1)
        whole.addWidget(self._side)
        self.setLayout(whole)
