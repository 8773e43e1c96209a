"""One line of the table of actions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mge_studio.ui.main_window import MainWindow


@dataclass(frozen=True)
class ActionSpec:
    """keys: separated by spaces; the first is shown, the others work as well."""

    id: str
    text: str
    icon: str
    keys: str
    tip: str
    run: Callable[[MainWindow], object]
