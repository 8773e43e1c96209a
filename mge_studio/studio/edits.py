"""`Edits`: the changes a person makes to the document, each one undo entry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mge_studio.errors import InputError
from mge_studio.studio.commands import (
    Command,
    EditTokens,
    History,
    ReadAgain,
    RemoveItems,
    SetField,
)
from mge_studio.studio.document import Document, unique_name


class Edits:
    """The part of a `Session` that edits; a change that changes nothing makes no entry."""

    def __init__(self) -> None:
        self.document = Document()
        self.history = History(self.document)

    def set_mask(self, item_id: int, mask: NDArray[np.bool_], name: str = "Paint mask") -> None:
        """Set the (M,) mask of a tokenized item; called once at the end of a stroke."""
        item = self.document.item(item_id)
        if item.tokens is None or mask.shape != (len(item.tokens),):
            raise InputError(f"The mask does not fit the tokens of {item.name}.")
        if item.mask is None and not mask.any():
            return
        if item.mask is not None and np.array_equal(item.mask, mask):
            return
        self._set_field(name, "mask", {item_id: np.array(mask, bool)})

    def clear_mask(self, item_id: int) -> None:
        item = self.document.item(item_id)
        if item.tokens is not None:
            self.set_mask(item_id, np.zeros(len(item.tokens), bool), "Clear mask")

    def invert_mask(self, item_id: int) -> None:
        item = self.document.item(item_id)
        if item.tokens is not None:
            mask = np.zeros(len(item.tokens), bool) if item.mask is None else item.mask
            self.set_mask(item_id, ~mask, "Invert mask")

    def rename(self, item_id: int, name: str) -> None:
        """Empty names are ignored; a name that is taken gets a number."""
        item, wanted = self.document.item(item_id), name.strip()
        if not wanted or wanted == item.name:
            return
        others = (other.name for other in self.document.items if other.id != item_id)
        self._set_field(f"Rename {item.name}", "name", {item_id: unique_name(wanted, others)})

    def set_visible(self, item_id: int, visible: bool) -> None:
        item = self.document.item(item_id)
        verb = "Show" if visible else "Hide"
        self._set_field(f"{verb} {item.name}", "visible", {item_id: visible})

    def keep(self, item_id: int) -> None:
        self._set_field(f"Keep {self.document.item(item_id).name}", "kept", {item_id: True})

    def set_starred(self, item_id: int, starred: bool) -> None:
        verb = "Star" if starred else "Take the star from"
        name = f"{verb} {self.document.item(item_id).name}"
        self._set_field(name, "starred", {item_id: starred})

    def keep_all(self, item_ids: Sequence[int]) -> None:
        """Keep several results, as one undo entry."""
        self._set_field(f"Keep {len(item_ids)} results", "kept", dict.fromkeys(item_ids, True))

    def discard_all(self, item_ids: Sequence[int]) -> None:
        """Take several results away, as one undo entry."""
        if item_ids:
            self._remove(f"Discard {len(item_ids)} results", tuple(item_ids))

    def discard(self, item_id: int) -> None:
        """Take a result away; undo brings it back."""
        name = f"Discard {self.document.item(item_id).name}"
        self._remove(name, (item_id,))

    def remove(self, item_ids: Iterable[int]) -> None:
        """Take items away; undo brings them back."""
        ids = tuple(item_id for item_id in dict.fromkeys(item_ids) if item_id in self.document)
        if ids:
            only = self.document.item(ids[0]).name if len(ids) == 1 else f"{len(ids)} shapes"
            self._remove(f"Remove {only}", ids)

    def undo(self) -> str | None:
        """Undo the last command; its name, or None."""
        return self.history.undo()

    def redo(self) -> str | None:
        """Redo the last undone command; its name, or None."""
        return self.history.redo()

    def go_to(self, count: int) -> None:
        """Undo or redo until `count` changes of the history are in force."""
        while len(self.history.undo_names) > count and self.undo() is not None:
            pass
        while len(self.history.undo_names) < count and self.redo() is not None:
            pass

    def _set_field(self, name: str, field: str, after: dict[int, Any]) -> None:
        before = {item_id: getattr(self.document.item(item_id), field) for item_id in after}
        if field == "mask" or before != after:
            self.history.do(SetField(name, field, before, after))

    def _remove(self, name: str, ids: tuple[int, ...]) -> None:
        self.history.do(RemoveItems(name, ids))


def is_stroke_on(command: Command, item_id: int) -> bool:
    """True for a command that sets the mask of the item, with its tokens or without."""
    if isinstance(command, EditTokens | ReadAgain):
        return command.item_id == item_id
    return isinstance(command, SetField) and command.field == "mask" and item_id in command.after
