"""Everything a result was made with, to read and to copy."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from mge_studio.studio.document import Item
from mge_studio.studio.recipes import as_command, as_python
from mge_studio.ui.describe import recipe
from mge_studio.ui.dialogs.facts import FactsDialog, as_text


class RecipeDialog(FactsDialog):
    """item: a result."""

    def __init__(self, item: Item, parent: QWidget | None = None):
        facts = recipe(item)
        copies = (
            ("Text", "Copy what is shown", as_text(facts)),
            ("Command", "Copy the terminal command that makes this again", as_command(item) or ""),
            ("Python", "Copy the Python lines that make this again", as_python(item) or ""),
        )
        super().__init__("Recipe", item.name, facts, copies, parent=parent)
