"""The middle of the window: the viewport, alone or with one or three side panes around it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from mge_studio.ui.side_pane import SidePane
from mge_studio.ui.viewport import Viewport
from mge_studio.ui.widgets.caption import Caption

#: Rows and columns of the panes, the viewport first.
PLACES = ((0, 0), (0, 1), (1, 0), (1, 1))
GAP = 2
#: How small a view may become, alone and among others.
LEAST_ALONE, LEAST = QSize(320, 240), QSize(120, 90)


class SplitView(QWidget):
    """panes: those that are seen beside the viewport; all look through its camera.

    chosen(item id): a pane's shape shall be the current one.
    """

    chosen = Signal(int)

    def __init__(self, viewport: Viewport) -> None:
        super().__init__()
        self.panes: list[SidePane] = []
        self.caption = Caption(viewport)
        self._viewport = viewport
        self._made: list[SidePane] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GAP)
        self._grid.addWidget(viewport, *PLACES[0])
        viewport.camera_moved.connect(lambda: self._follow(viewport))

    def split(self, count: int) -> None:
        """Show so many views: 1, 2 or 4."""
        while len(self._made) < count - 1:
            self._add_pane()
        self.panes = self._made[: count - 1]
        for number, pane in enumerate(self._made):
            pane.setVisible(number < count - 1)
        self._viewport.setMinimumSize(LEAST_ALONE if count == 1 else LEAST)
        for line in (0, 1):
            self._grid.setRowStretch(line, int(line == 0 or count > 2))
            self._grid.setColumnStretch(line, int(line == 0 or count > 1))
        if count == 1:
            self.caption.hide()

    def close_panes(self) -> None:
        """For good: the window closes."""
        for pane in self._made:
            pane.close()
        self._made, self.panes = [], []

    def _add_pane(self) -> None:
        assert self._viewport.stage is not None
        pane = SidePane(self._viewport.stage.camera, self, self._viewport.safe)
        pane.setMinimumSize(LEAST)
        pane.camera_moved.connect(lambda: self._follow(pane))
        pane.grabbed.connect(lambda: self._viewport.turntable.run(False))
        pane.chosen.connect(self.chosen)
        pane.files_dropped.connect(self._viewport.files_dropped)
        self._made.append(pane)
        self._grid.addWidget(pane, *PLACES[len(self._made)])

    def _follow(self, moved: QWidget) -> None:
        for view in (self._viewport, *self.panes):
            if view is not moved:
                view.follow_camera()
