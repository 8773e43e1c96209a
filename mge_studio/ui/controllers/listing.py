"""The list of shapes: names, visibility, removal, and reloading with another axis up."""

from __future__ import annotations

from mge_studio.studio.recipes import up_axis
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

    def reload_with_up(self, axis: str) -> None:
        """Open the current file again with another axis up, in place of what there is."""
        item = self.current
        if item is None or item.shape.source is None or axis == up_axis(item.shape):
            return
        self._session.settings.up = axis
        self._session.remove([item.id])
        self._session.open_files([item.shape.source], up=axis)
