"""How the current shape is shown, and going from one shape to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mge_studio.studio.document import Item
from mge_studio.studio.results import is_reconstruction
from mge_studio.ui.controllers.controller import Controller

if TYPE_CHECKING:
    from mge_studio.ui.main_window import MainWindow

VIEWS = ("plain", "tokens", "mask", "confidence", "parts")


class Looking(Controller):
    def __init__(self, window: MainWindow):
        super().__init__(window)
        self.view = "tokens"
        self._beside: list[int] = []
        self._after: dict[int, int] = {}  # item -> the result that was last compared with it

    def set_view(self, mode: str) -> None:
        """mode: one of `VIEWS`."""
        self.view = mode
        self._window.viewing.end_heat()
        self._window.viewport.set_view_mode(mode)
        for name in VIEWS:
            self._window.action(f"view_{name}").setChecked(name == mode)
        self._window.confidence.refresh()
        self._window.splitting.refresh()

    def inspect(self, patch: int) -> None:
        """A click on a patch."""
        self._window.show_panel("tokens")
        self._window.tokens_panel.show_patch(patch)

    def toggle_before_after(self) -> None:
        """From a result to what it was made from, and back to the same result."""
        item = self.current
        if item is None:
            return
        if item.parent is not None and item.parent in self._document:
            self._after[item.parent] = item.id
            self._document.set_current(item.parent)
        elif (result := self.result_of(item)) is not None:
            self._document.set_current(result.id)

    def result_of(self, item: Item) -> Item | None:
        """The result last compared with `item`, else the newest made from it."""
        remembered = self._document.find(self._after.get(item.id))
        if remembered is not None:
            return remembered
        made = [other for other in self._document.items if other.parent == item.id]
        return made[-1] if made else None

    def toggle_reconstruction(self) -> None:
        """What the model sees of the current shape, and back."""
        item = self.current
        if item is None:
            return
        if is_reconstruction(item) and item.parent in self._document:
            self._document.set_current(item.parent)
        elif (there := self._session.reconstruction_of(item.id)) is not None:
            self._document.set_current(there.id)
        elif not self._is_reconstructing(item.id):
            self._session.reconstruct(item.id)

    def step_result(self, step: int) -> None:
        """Go `step` results on among those made from the same shape, round and round."""
        ids = [item.id for item in self.siblings()]
        if ids:
            at = ids.index(self._document.current_id or ids[0])
            self._document.set_current(ids[(at + step) % len(ids)])

    def compare_selected(self) -> None:
        """Stand the other selected shapes beside the current one."""
        selected = map(self._document.find, self._window.shapes_panel.selected_ids())
        shown = [item for item in selected if item is not None and item.visible]
        others = [item for item in shown if item is not self.current]
        if self._window.splitting.count > 1:  # they have views of their own
            others = []
        ids = [item.id for item in others]
        if ids != self._beside:
            self._beside = ids
            self._window.viewport.set_items(others)

    def frame_beside(self) -> None:
        """The shapes beside the current one are on screen."""
        self._window.tokens.light_up()
        self._window.viewport.fit()

    def is_related(self, item_id: int | None) -> bool:
        """Whether an item and the current one go back to the same shape."""
        return self._root(item_id) == self._root(self._document.current_id)

    def _root(self, item_id: int | None) -> int | None:
        item = self._document.find(item_id)
        while item is not None and (parent := self._document.find(item.parent)) is not None:
            item = parent
        return None if item is None else item.id

    def siblings(self) -> list[Item]:
        """Results made from the same shape as the current one, in order."""
        item = self.current
        if item is None or item.result is None:
            return []
        made = (other for other in self._document.items if other.result is not None)
        return [other for other in made if other.parent == item.parent]

    def _is_reconstructing(self, item_id: int) -> bool:
        jobs = self._session.jobs.active
        return any(job.kind == "reconstruct" and job.item_id == item_id for job in jobs)
