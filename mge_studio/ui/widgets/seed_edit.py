"""The seed: always shown, drawn anew for each run unless it is locked."""

from __future__ import annotations

import random

from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from mge_studio.ui.theme import icon
from mge_studio.ui.widgets.basics import tool_button
from mge_studio.ui.widgets.numbers import whole

LARGEST_SEED = 999_999


def drawn_seed() -> int:
    """Any seed the field can show."""
    return random.randint(0, LARGEST_SEED)


class SeedEdit(QWidget):
    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self.spin = whole(0, LARGEST_SEED, 0, "The same seed and settings give the same result")
        self.dice = tool_button("dice-5-outline", "Draw another seed", self.roll)
        self.lock = QToolButton()
        self.lock.setCheckable(True)
        self.lock.setIcon(icon("lock-open-variant-outline", "dim", on="lock"))
        self.lock.setToolTip("Keep this seed for every run (unlocked: a new one each time)")
        self.lock.setAccessibleName("Lock the seed")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.spin, 1)
        layout.addWidget(self.dice)
        layout.addWidget(self.lock)

    def roll(self) -> None:
        self.spin.setValue(drawn_seed())

    def take(self) -> int:
        """The seed of the run that starts now; an unlocked one is drawn first."""
        if not self.lock.isChecked():
            self.roll()
        return self.spin.value()

    def hold(self, seed: int) -> None:
        """Show `seed` and lock it."""
        self.spin.setValue(seed)
        self.lock.setChecked(True)
