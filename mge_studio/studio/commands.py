"""Undo and redo: named commands that change the document and know the way back.

Commands are field by field, never whole items: a result or a tokenization that arrived after a
stroke is still there when the stroke is undone. Adding is not a command, because shapes and
results arrive by themselves, and undo must not wipe them; removing is, and brings them back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from mge_studio.studio.document import Document, Item


class Command(Protocol):
    """One entry of the history."""

    @property
    def name(self) -> str: ...

    @property
    def held_bytes(self) -> int:
        """Memory that only this entry keeps alive."""
        ...

    def apply(self, document: Document) -> None: ...

    def revert(self, document: Document) -> None: ...


@dataclass(frozen=True, eq=False)
class SetField:
    """Set one field (name, visible, mask, kept) of some items. before, after: item id -> value."""

    name: str
    field: str
    before: Mapping[int, Any]
    after: Mapping[int, Any]

    @property
    def held_bytes(self) -> int:
        values = [*self.before.values(), *self.after.values()]
        return sum(int(getattr(value, "nbytes", 0)) for value in values)

    def apply(self, document: Document) -> None:
        for item_id, value in self.after.items():
            document.update(item_id, **{self.field: value})

    def revert(self, document: Document) -> None:
        for item_id, value in self.before.items():
            document.update(item_id, **{self.field: value})


@dataclass(eq=False)
class RemoveItems:
    """Take items out; undo puts them back where they were."""

    name: str
    ids: tuple[int, ...]
    _removed: list[tuple[int, Item]] = field(default_factory=list)
    _current: int | None = None

    @property
    def held_bytes(self) -> int:
        return sum(item.nbytes for _, item in self._removed)

    def apply(self, document: Document) -> None:
        self._current = document.current_id
        self._removed = []
        for item_id in self.ids:
            position = document.position(item_id)
            self._removed.append((position, document.remove(item_id)))

    def revert(self, document: Document) -> None:
        for position, item in reversed(self._removed):
            document.insert(item, position)
        self._removed = []
        if self._current in document:
            document.set_current(self._current)


@dataclass(eq=False)
class AddItems:
    """Add items that a person made; undo takes them out, redo puts them back as they were then."""

    name: str
    items: tuple[Item, ...]

    @property
    def held_bytes(self) -> int:
        return 0  # until it is undone, the document has the items

    def apply(self, document: Document) -> None:
        for item in self.items:
            document.insert(item)
        document.set_current(self.items[0].id)

    def revert(self, document: Document) -> None:
        first = self.items[0]
        was_current = document.current_id in {item.id for item in self.items}
        self.items = tuple(document.remove(item.id) for item in self.items)
        if was_current and first.parent in document:
            document.set_current(first.parent)


@dataclass(eq=False)
class _Exchange:
    """Change an item's shape or tokens and what hangs on them.

    other: the values of `FIELDS` that the item does not have right now; undo and redo exchange
    them, so that what was worked out meanwhile comes back with what it was worked out from.
    """

    FIELDS: ClassVar[tuple[str, ...]] = (
        "tokens", "mask", "tokenization", "tokens_by", "shape", "result", "made_by"
    )  # fmt: skip

    name: str
    item_id: int
    other: Mapping[str, Any]

    @property
    def held_bytes(self) -> int:
        shape, mask = self.other["shape"], self.other["mask"]
        arrays = (shape.vertices, shape.faces, mask)
        return sum(array.nbytes for array in arrays if array is not None)

    def apply(self, document: Document) -> None:
        item = document.item(self.item_id)
        present = {name: getattr(item, name) for name in self.FIELDS}
        document.update(self.item_id, **{**present, **self.other})
        self.other = present

    def revert(self, document: Document) -> None:
        self.apply(document)


class EditTokens(_Exchange):
    """Change an item's tokens; the shape that they decode to follows."""


class ReplaceShape(_Exchange):
    """Change an item's shape; the tokens that it is read as follow."""


class ReadAgain(_Exchange):
    """Change what an item's shape is read as."""

    FIELDS: ClassVar = ("tokens", "mask", "tokenization", "tokens_by")

    @property
    def held_bytes(self) -> int:
        read = self.other["tokenization"]
        return 0 if read is None else int(read.points.nbytes + read.patches.nbytes)


class History:
    """What can be undone and redone. Old entries go when `limit` or `max_bytes` is passed."""

    def __init__(self, document: Document, limit: int = 200, max_bytes: int = 64 << 20) -> None:
        self._document = document
        self._limit = limit
        self._max_bytes = max_bytes
        self._done: list[Command] = []
        self._undone: list[Command] = []

    @property
    def undo_names(self) -> tuple[str, ...]:
        """Names of what undo would revert, the next one last."""
        return tuple(command.name for command in self._done)

    @property
    def redo_names(self) -> tuple[str, ...]:
        """Names of what redo would apply, the next one last."""
        return tuple(command.name for command in self._undone)

    def do(self, command: Command) -> None:
        command.apply(self._document)
        self._done.append(command)
        self._undone.clear()
        self._prune()
        self._document.undo_changed.emit()

    def undo(self) -> str | None:
        """Revert the last command; its name, or None when there is nothing to undo."""
        if not self._done:
            return None
        command = self._done.pop()
        command.revert(self._document)
        self._undone.append(command)
        self._document.undo_changed.emit()
        return command.name

    def redo(self) -> str | None:
        """Apply the last undone command again; its name, or None when there is none."""
        if not self._undone:
            return None
        command = self._undone.pop()
        command.apply(self._document)
        self._done.append(command)
        self._document.undo_changed.emit()
        return command.name

    def clear(self) -> None:
        """Forget everything, for another document."""
        self.forget(lambda command: True)

    def forget(self, stale: Callable[[Command], bool]) -> None:
        """Drop entries that no longer make sense, such as strokes on tokens that were replaced."""
        before = len(self._done) + len(self._undone)
        self._done = [command for command in self._done if not stale(command)]
        self._undone = [command for command in self._undone if not stale(command)]
        if len(self._done) + len(self._undone) != before:
            self._document.undo_changed.emit()

    def _prune(self) -> None:
        held = sum(command.held_bytes for command in self._done)
        while len(self._done) > self._limit or (held > self._max_bytes and len(self._done) > 1):
            held -= self._done.pop(0).held_bytes
