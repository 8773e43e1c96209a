"""What the view says while there is nothing in it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from mge_studio.ui.widgets.basics import button, column, label, row
from mge_studio.ui.widgets.pinned import Pinned


class Welcome(Pinned):
    """Open a file, a sample, or invent a shape; how each is done at any other time."""

    def __init__(self, view: QWidget, open_file: QAction, sample: QAction, samples: QMenu) -> None:
        super().__init__(view, "centre")
        title = label("Nothing is open", "title")
        text = label(
            "Open a mesh or a point cloud, or drop files here.\n"
            "With a model loaded, Sample makes shapes from nothing.",
            "dim",
        )
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.open = button(
            "Open…", open_file.trigger, icon_name="folder-open-outline", role="primary"
        )
        self.samples = button("Open sample", lambda: None, icon_name="shape-outline")
        self.samples.setMenu(samples)
        self.sample = _follow(sample)
        layout = column(self, margin=26, gap=14)
        layout.addWidget(title, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(text)
        layout.addLayout(row(self.open, self.samples, self.sample))


def _follow(action: QAction) -> QPushButton:
    """A button that can be pressed when its action can."""
    made = button(action.text(), action.trigger, icon_name="creation", tip=action.toolTip())
    made.setEnabled(action.isEnabled())
    action.enabledChanged.connect(made.setEnabled)
    return made
