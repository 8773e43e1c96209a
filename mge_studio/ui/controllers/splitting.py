"""Two or four shapes side by side, each in a view of its own under one camera."""

from __future__ import annotations

from typing import cast

from mge_studio.scene.token_map import ViewMode
from mge_studio.studio.document import Item
from mge_studio.ui.controllers.controller import Controller


class Splitting(Controller):
    #: How many views there are: 1, 2 or 4.
    count = 1

    def toggle(self, count: int) -> None:
        """Split the view into so many, or no longer."""
        self.count = 1 if self.count == count else count
        window = self._window
        window.split_view.split(self.count)
        window.slice_bar.move_to("top" if self.count == 1 else "bottom")  # clear of the captions
        window.looking.compare_selected()
        self.refresh()
        window.viewport.fit()

    def refresh(self) -> None:
        """Show in the panes what belongs there, as the main view shows it."""
        window = self._window
        for count, id in ((2, "split_two"), (4, "split_four")):
            window.action(id).setChecked(self.count == count)
        if self.count > 1:
            self._fill_panes()
        window.parting.refresh()

    def _fill_panes(self) -> None:
        window = self._window
        if self.current is not None:
            window.split_view.caption.show_text(self.current.name)
        mode = cast(ViewMode, window.looking.view)
        others = self._others()
        for number, pane in enumerate(window.split_view.panes):
            item = others[number] if number < len(others) else None
            pane.set_dark(window.appearance.theme == "dark")
            pane.set_palette(window.appearance.palette, self._session.settings.palette_seed)
            pane.set_edges(window.action("edges").isChecked())
            pane.show_item(item, mode, window.confidence.colours_of(item))
            pane.highlight_code(window.tokens_panel.inspected_code)

    def _others(self) -> list[Item]:
        """The selected shapes first, then the starred ones, then the newest."""
        selected = set(self._window.shapes_panel.selected_ids())
        newest_first = self._document.items[::-1]
        ranked = sorted(newest_first, key=lambda item: (item.id not in selected, not item.starred))
        return [item for item in ranked if item.visible and item is not self.current]
