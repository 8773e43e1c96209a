"""The list of shapes: names, visibility, removal, and which axis is up."""

from __future__ import annotations

from mge_studio.ui.controllers.controller import Controller


class Listing(Controller):
    def edit_name(self) -> None:
        if self.current is not None:
            self._window.show_panel("shapes")
            self._window.shapes_panel.edit_name(self.current.id)

    def toggle_visible(self) -> None:
        if self.current is not None:
            self._session.set_visible(self.current.id, not self.current.visible)

    def remove_selected(self) -> None:
        self._session.remove(self._window.shapes_panel.selected_ids())

    def turn_up(self, axis: str) -> None:
        """Another axis of the file is up: of the current shape, and of files opened next."""
        item = self.current
        if item is not None and item.result is None:
            self._session.settings.up = axis
            self._session.placing.turn_up(item.id, axis)
