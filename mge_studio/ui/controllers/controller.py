"""What every controller knows: the window, the session and its document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mge_studio.studio.document import Item

if TYPE_CHECKING:
    from mge_studio.ui.main_window import MainWindow


class Controller:
    def __init__(self, window: MainWindow):
        self._window = window
        self._session = window.session
        self._document = window.session.document

    @property
    def current(self) -> Item | None:
        return self._document.current
