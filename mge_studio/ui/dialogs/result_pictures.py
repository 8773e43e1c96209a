"""Which results shall become pictures, in which files, how large and before what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from mge_studio.studio.document import Item
from mge_studio.studio.result_pictures import Background, most_pixels
from mge_studio.ui.widgets.basics import answers, button, column, label, row
from mge_studio.ui.widgets.field_grid import FieldGrid
from mge_studio.ui.widgets.segmented import Segmented

SIZES = (128, 256, 512)
SHOWN = 5


class ResultPicturesDialog(QDialog):
    """selected, shown: results of the gallery, the latter all that are in it just now."""

    def __init__(self, selected: Sequence[Item], shown: Sequence[Item], parent: QWidget):
        super().__init__(parent)
        self.setWindowTitle("Save pictures")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(460)
        self._results = {"selected": selected, "shown": shown}
        self.which = Segmented(
            [
                ("selected", f"Selected ({len(selected)})", "Those selected in the gallery"),
                ("shown", f"All shown ({len(shown)})", "All that the gallery shows just now"),
            ]
        )
        self.which.set_value("selected" if len(selected) > 1 else "shown")
        self.form = Segmented(
            [
                ("each", "A file each", "One PNG for each result, named as the result"),
                ("sheet", "One contact sheet", "All in rows on one PNG, with their names"),
            ]
        )
        self.size_choice = Segmented(
            [(str(size), f"{size} px", f"{size} × {size} pixels a picture") for size in SIZES]
        )
        self.size_choice.set_value("256")
        self.background = Segmented(
            [
                ("white", "White", "Plain white"),
                ("transparent", "Transparent", "Nothing behind the shapes"),
            ]
        )
        self._note = label("", "faint", wrap=True)
        for choice in (self.which, self.form, self.size_choice):
            choice.changed.connect(lambda _: self._show_note())
        self._arrange()
        self._show_note()

    @property
    def results(self) -> Sequence[Item]:
        return self._results[self.which.value]

    @property
    def on_a_sheet(self) -> bool:
        return self.form.value == "sheet"

    @property
    def pixels(self) -> int:
        """A side of each picture."""
        wanted = int(self.size_choice.value)
        return most_pixels(len(self.results), wanted) if self.on_a_sheet else wanted

    @property
    def paper(self) -> Background:
        return cast(Background, self.background.value)

    def _show_note(self) -> None:
        count = len(self.results)
        files = "One file" if count == 1 else f"{count:,} files"
        note = f"{files}, {self.pixels} × {self.pixels} pixels each."
        if self.on_a_sheet:
            note = f"One file, {self.pixels} × {self.pixels} pixels a picture."
        self._note.setText(note)

    def _arrange(self) -> None:
        layout = column(self, margin=20, gap=12)
        layout.addWidget(label("Save pictures of results", "title"))
        grid = FieldGrid()
        grid.add("Which", self.which, 6)
        grid.add("Into", self.form, 6)
        grid.add("Size", self.size_choice, 6)
        grid.add("Background", self.background, 6)
        layout.addLayout(grid)
        layout.addWidget(self._note)
        layout.addSpacing(6)
        self.accept_button = button("Choose where…", self.accept, role="primary")
        self.accept_button.setDefault(True)
        layout.addLayout(answers(button("Cancel", self.reject), self.accept_button))


class OverwriteDialog(QDialog):
    """Some files are there already. replace_chosen, both_chosen: what to do about them."""

    replace_chosen = Signal()
    both_chosen = Signal()

    def __init__(self, names: Sequence[str], folder: str, parent: QWidget):
        super().__init__(parent)
        self.setWindowTitle("Save pictures")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(460)
        count = "One picture is" if len(names) == 1 else f"{len(names):,} pictures are"
        more = [f"… and {len(names) - SHOWN:,} more"] if len(names) > SHOWN else []
        layout = column(self, margin=20, gap=12)
        layout.addWidget(label(f"{count} there already", "title"))
        layout.addWidget(label(f"In {folder}:", "dim", wrap=True))
        layout.addWidget(label("\n".join([*names[:SHOWN], *more]), "dim", wrap=True))
        layout.addSpacing(6)
        self.replace = button("Replace", self._choose_replace, role="danger")
        self.both = button("Keep both", self._choose_both, role="primary")
        self.both.setToolTip("Give the new pictures other names")
        self.both.setDefault(True)
        line = row(self.replace)
        line.addStretch(1)
        line.addWidget(button("Cancel", self.reject))
        line.addWidget(self.both)
        layout.addLayout(line)

    def _choose_replace(self) -> None:
        self.accept()
        self.replace_chosen.emit()

    def _choose_both(self) -> None:
        self.accept()
        self.both_chosen.emit()
