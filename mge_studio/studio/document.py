"""The document: an ordered list of immutable items, and signals that say what changed.

Only the document's own thread may change it (see `dispatch`). Changing an item means replacing
it by a changed copy, so that whoever holds an `Item` holds a consistent snapshot.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from psygnal import Signal

from mge_studio.requests import ModelInfo, ShapeResult, TokenizeResult
from mge_studio.shapes.shape import Shape
from mge_studio.shapes.tokens import Tokens


@dataclass(frozen=True, eq=False)
class Item:
    """One shape of the document.

    tokenization: what the tokenizer read, for items that went through it; tokens: its tokens, or
    those a result was decoded from; tokens_by: the model whose codes they are.
    mask: (M,) bool over `tokens`, True = replace; None when nothing was ever painted.
    result: how it was made (None: opened from a file); made_by: the model that made it.
    kept: results start un-kept; starred: one of the person's favourites; exported: written to a
    file since; partial: cut short by cancel.
    parent: the item it was made from.
    """

    id: int
    name: str
    shape: Shape
    visible: bool = True
    tokenization: TokenizeResult | None = None
    tokens: Tokens | None = None
    tokens_by: ModelInfo | None = None
    mask: NDArray[np.bool_] | None = None
    result: ShapeResult | None = None
    made_by: ModelInfo | None = None
    kept: bool = False
    starred: bool = False
    exported: bool = False
    partial: bool = False
    parent: int | None = None

    @property
    def masked_count(self) -> int:
        return 0 if self.mask is None else int(self.mask.sum())

    @property
    def nbytes(self) -> int:
        """Memory of its arrays, in bytes."""
        arrays: list[NDArray[Any] | None] = [
            self.shape.vertices,
            self.shape.faces,
            self.shape.normals,
            self.mask,
        ]
        if self.tokenization is not None:
            arrays += [self.tokenization.points, self.tokenization.patches]
        return sum(array.nbytes for array in arrays if array is not None)


class Document:
    """Items in the order of the list, and which of them is current."""

    item_added = Signal(Item)
    item_changed = Signal(Item)
    item_removed = Signal(int)
    current_changed = Signal(object)
    undo_changed = Signal()

    def __init__(self) -> None:
        self._items: dict[int, Item] = {}
        self._order: list[int] = []
        self._next_id = 1
        self._current: int | None = None

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(self._items[item_id] for item_id in self._order)

    @property
    def current_id(self) -> int | None:
        return self._current

    @property
    def current(self) -> Item | None:
        return None if self._current is None else self._items[self._current]

    def __contains__(self, item_id: object) -> bool:
        return item_id in self._items

    def __len__(self) -> int:
        return len(self._order)

    def item(self, item_id: int) -> Item:
        """Raises KeyError for an item that is not (or no longer) in the document."""
        return self._items[item_id]

    def find(self, item_id: int | None) -> Item | None:
        return None if item_id is None else self._items.get(item_id)

    def position(self, item_id: int) -> int:
        return self._order.index(item_id)

    def new_id(self) -> int:
        """An id never given to any other item of this document."""
        item_id, self._next_id = self._next_id, self._next_id + 1
        return item_id

    def insert(self, item: Item, position: int | None = None) -> None:
        """Add `item` (at the end, or before the item at `position`)."""
        if item.id in self._items:
            raise ValueError(f"item {item.id} is already in the document")
        self._items[item.id] = item
        self._order.insert(len(self._order) if position is None else position, item.id)
        self.item_added.emit(item)

    def update(self, item_id: int, **changes: Any) -> Item:
        """Replace fields of an item; returns the changed item."""
        item = replace(self._items[item_id], **changes)
        self._items[item_id] = item
        self.item_changed.emit(item)
        return item

    def remove(self, item_id: int) -> Item:
        """Take an item out; if it was current, its neighbour becomes current."""
        position = self._order.index(item_id)
        item = self._items.pop(item_id)
        self._order.pop(position)
        if self._current == item_id:
            neighbour = self._order[min(position, len(self._order) - 1)] if self._order else None
            self._current = neighbour
            self.item_removed.emit(item_id)
            self.current_changed.emit(neighbour)
        else:
            self.item_removed.emit(item_id)
        return item

    def clear(self) -> None:
        """Take every item out, the newest first."""
        self.set_current(None)
        for item_id in reversed(self._order.copy()):
            self.remove(item_id)

    def set_current(self, item_id: int | None) -> None:
        if item_id is not None and item_id not in self._items:
            raise KeyError(item_id)
        if item_id != self._current:
            self._current = item_id
            self.current_changed.emit(item_id)


def unique_name(wanted: str, taken: Iterable[str]) -> str:
    """`wanted`, or "wanted (2)", "wanted (3)", ... when it is taken."""
    names = set(taken)
    if wanted not in names:
        return wanted
    number = 2
    while f"{wanted} ({number})" in names:
        number += 1
    return f"{wanted} ({number})"
