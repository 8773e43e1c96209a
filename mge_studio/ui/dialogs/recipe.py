"""Everything a result was made with, to read and to copy."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from mge_studio.studio.document import Item
from mge_studio.ui.describe import recipe
from mge_studio.ui.dialogs.facts import FactsDialog, as_text, copying


class RecipeDialog(FactsDialog):
    """item: a result. copy_command, copy_python: what these buttons do."""

    def __init__(
        self,
        item: Item,
        copy_command: Callable[[], object],
        copy_python: Callable[[], object],
        parent: QWidget | None = None,
    ):
        facts = recipe(item)
        copies = (
            ("Text", "Copy what is shown", copying(as_text(facts))),
            ("Command", "Copy the terminal command that makes this again", copy_command),
            ("Python", "Copy the Python lines that make this again", copy_python),
        )
        super().__init__("Recipe", item.name, facts, copies, parent=parent)
