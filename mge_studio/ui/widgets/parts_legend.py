"""What the colours of parts mean: how many there are, and the names of those that have some."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from mge_studio.scene.colours import Rgb
from mge_studio.scene.parts import MOST_LISTED
from mge_studio.ui.widgets.basics import column, label
from mge_studio.ui.widgets.pinned import Pinned
from mge_studio.ui.widgets.segmented import Segmented
from mge_studio.ui.widgets.swatches import Swatches

#: Longer names are cut in their middle (px).
WIDEST_NAME = 190


class PartsLegend(Pinned):
    """by_name_wanted(by names, or by connected pieces)."""

    by_name_wanted = Signal(bool)

    def __init__(self, view: QWidget) -> None:
        super().__init__(view, "bottom-right")
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self.title = label("", "heading")
        self.choice = Segmented(
            [
                ("names", "By name", "Colour what the file names ({part_names})"),
                ("pieces", "By piece", "Colour connected pieces ({part_names})"),
            ]
        )
        self.choice.changed.connect(lambda value: self.by_name_wanted.emit(value == "names"))
        self.names = [label("", "dim") for _ in range(MOST_LISTED)]
        self._swatches = [Swatches() for _ in range(MOST_LISTED)]
        self.more = label("", "faint")
        self._arrange()

    def show_note(self, note: str, by_name: bool | None) -> None:
        """A sentence alone; by_name: what is chosen, None where there is no choice."""
        self._show(note, by_name, 0, 0)

    def show_names(self, title: str, names: tuple[str, ...], colours: Rgb) -> None:
        """names, colours (N, 3): of all parts, of which the first are listed."""
        listed = min(len(names), MOST_LISTED)
        for at, name in enumerate(names[:listed]):
            widget = self.names[at]
            cut = widget.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, WIDEST_NAME)
            widget.setText(cut)
            widget.setToolTip(name if cut != name else "")
            self._swatches[at].show_palette(colours[at : at + 1])
        self._show(title, True, listed, len(names) - listed)

    def _show(self, title: str, by_name: bool | None, listed: int, rest: int) -> None:
        self.title.setText(title)
        self.choice.setVisible(by_name is not None)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, by_name is None)
        self.choice.set_value("names" if by_name else "pieces")
        for at in range(MOST_LISTED):
            self.names[at].setVisible(at < listed)
            self._swatches[at].setVisible(at < listed)
        self._list.setVisible(listed > 0)
        self.more.setText(f"and {rest:,} more")
        self.more.setVisible(rest > 0)
        self.show_fitted()

    def _arrange(self) -> None:
        self._list = QWidget()
        grid = QGridLayout(self._list)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(7)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        for at, (swatch, name) in enumerate(zip(self._swatches, self.names, strict=True)):
            swatch.setFixedSize(14, 13)
            grid.addWidget(swatch, at, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(name, at, 1)
        layout = column(self, margin=10, gap=7)
        layout.addWidget(self.title)
        layout.addWidget(self.choice)
        layout.addWidget(self._list)
        layout.addWidget(self.more)
