"""What a file calls the parts of its mesh: names of objects, groups or nodes, one a face."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

#: So many groups are told apart, others are one; so two bytes a face are enough.
MOST_GROUPS = 65_536
LONGEST_NAME = 120
UNNAMED, FURTHER = "unnamed", "further groups"


@dataclass(frozen=True, eq=False)
class Groups:
    """names: two or more, each of some face. of_faces: (F,) uint8 or uint16, rows of `names`."""

    names: tuple[str, ...]
    of_faces: NDArray[np.unsignedinteger]

    def kept(self, chosen: NDArray[np.bool_]) -> Groups | None:
        """Those of the chosen (F,) faces alone."""
        return groups_of(self.names, self.of_faces[chosen])

    @cached_property
    def encoded_names(self) -> NDArray[np.uint8]:
        """The names as UTF-8, one a line: an array, so that a project keeps them once."""
        return np.frombuffer("\n".join(self.names).encode(), dtype=np.uint8)


def groups_of(names: Sequence[str], of_faces: NDArray[np.integer]) -> Groups | None:
    """Groups of the names that faces have, in their order; None where that is one name or none.

    of_faces: (F,) rows of `names`.
    """
    if len(names) < 2:
        return None
    used = np.flatnonzero(np.bincount(of_faces, minlength=len(names)))
    if len(used) < 2:
        return None
    number = np.zeros(len(names), dtype=np.min_scalar_type(min(len(used), MOST_GROUPS) - 1))
    number[used] = np.minimum(np.arange(len(used)), MOST_GROUPS - 1)
    kept = [names[at] for at in used[:MOST_GROUPS]]
    if len(used) > MOST_GROUPS:
        kept[-1] = FURTHER
    return Groups(tuple(kept), number[of_faces])


def tidy_name(name: str | bytes) -> str:
    """A name of a file as one line of modest length that can be shown and stored."""
    text = name.decode("utf-8", "replace") if isinstance(name, bytes) else name
    text = text[: 4 * LONGEST_NAME]
    if not text.isprintable():
        text = "".join(character if character.isprintable() else " " for character in text)
    words = " ".join(text.split())
    if len(words) > LONGEST_NAME:
        words = words[: LONGEST_NAME - 1] + "…"
    return words or UNNAMED


def decoded_groups(encoded: NDArray[np.uint8], of_faces: NDArray[np.unsignedinteger]) -> Groups:
    """Groups of `Groups.encoded_names`, which they keep, and (F,) rows of the names.

    Raises ValueError for arrays that no groups have.
    """
    names = tuple(encoded.tobytes().decode("utf-8").split("\n"))
    if len(names) < 2 or any(tidy_name(name) != name for name in names):
        raise ValueError("names of groups that no shape has")
    if of_faces.size and int(of_faces.max()) >= len(names):
        raise ValueError("a face is in a group that is not there")
    groups = Groups(names, of_faces)
    groups.__dict__["encoded_names"] = encoded
    return groups
