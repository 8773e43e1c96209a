"""Version, model and machine, to read or to copy into a report."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from mge_studio.ui.dialogs.facts import Facts, FactsDialog

INTRO = "Shapes as sets of tokens: look at them, mask a region, and let the model complete it."


class AboutDialog(FactsDialog):
    """copy: puts the diagnostics on the clipboard."""

    def __init__(self, facts: Facts, copy: Callable[[], object], parent: QWidget | None = None):
        copies = (("Copy", "Copy this and the last lines of the log for a report", copy),)
        super().__init__("About MGE Studio", "MGE Studio", facts, copies, INTRO, parent)
