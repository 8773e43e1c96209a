"""In how many patches shapes are read, completed and sampled: chosen in a menu, remembered."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from mge_studio.studio.document import Item
from mge_studio.ui.controllers.controller import Controller

TIP = "Patches that shapes are read, completed and sampled in: more are finer, and take longer"
NO_CHOICE = "This model completes and samples shapes in one number of patches alone"
NO_MODEL = "The model is not loaded yet"


class Reading(Controller):
    @property
    def counts(self) -> tuple[int, ...]:
        """The numbers of patches to choose from; () without a model."""
        return self._session.reading.counts

    @property
    def count(self) -> int:
        """The number in force, 0 without a model."""
        return self._session.reading.count

    @property
    def has_choice(self) -> bool:
        return len(self.counts) > 1

    @property
    def tip(self) -> str:
        """What the number is for, or why there is none to choose."""
        return TIP if self.has_choice else NO_CHOICE if self.counts else NO_MODEL

    def fill(self, menu: QMenu) -> None:
        """Make the menu of the numbers; `refresh` keeps it up to date."""
        self._menu = menu
        self._group = QActionGroup(menu)

    def use(self, count: int) -> None:
        """One of `counts` from now on. What a completion would work on is read again in it, but a
        result keeps the tokens it was made of."""
        self._session.reading.use(count)
        target = self._window.generating.target
        told = f"New shapes have {count} patches from now on"
        if target is not None and target.tokenization is not None:
            self._session.reading.read_again(target.id)
        elif self.can_read_again(target):
            told += "  ·  {read_again} reads this one again"
        self._window.presenter.refresh()
        self._window.status.tell(self._window.status.key_text(told))

    def step(self, by: int) -> None:
        """Go on to the next larger number, or back to the next smaller one."""
        if self.can_step(by):
            self.use(self.counts[self.counts.index(self.count) + by])

    def can_step(self, by: int) -> bool:
        return self.count > 0 and 0 <= self.counts.index(self.count) + by < len(self.counts)

    def can_read_again(self, item: Item | None) -> bool:
        return self._session.reading.can_read_again(item)

    def read_again(self) -> None:
        """Read the current shape, whatever its tokens are, in the number in force."""
        if self.current is not None:
            self._session.reading.read_again(self.current.id)

    def refresh(self) -> None:
        """Show the number in force, and those that the model has."""
        if [action.data() for action in self._group.actions()] != list(self.counts):
            self._menu.clear()
            for count in self.counts:
                action = self._menu.addAction(f"{count} patches", partial(self.use, count))
                action.setCheckable(True)
                action.setData(count)
                self._group.addAction(action)
        for action in self._group.actions():
            action.setChecked(action.data() == self.count)
        self._menu.menuAction().setEnabled(self.has_choice)
        self._menu.menuAction().setToolTip(self.tip)
        shown = 0 if self._session.model_loading else self.count
        self._window.status.show_reading(shown, self.has_choice, self.tip)
