"""Which shapes are held out of training, decided by name alone so that everyone agrees."""

from __future__ import annotations

import hashlib
import re

#: One name family in this many is held out.
HOLD_OUT_ONE_IN = 20

# "chair_01b" -> "chair": a number with at most one variant letter, or a lone variant letter after
# a separator ("mug_b"). Repeated, for names such as "chair_2_03".
_VARIANT = re.compile(r"(?:[\s_\-.]*\d+[a-z]?|[\s_\-.]+[a-z])$")


def name_family(stem: str) -> str:
    """The part of a file's stem that its variants share, in lower case: "Chair_01b" -> "chair".

    A stem that is all number and variant letter is its own family.
    """
    family = stem.lower()
    while (shorter := _VARIANT.sub("", family)) and shorter != family:
        family = shorter
    return family


def is_held_out(stem: str) -> bool:
    """True for about 5% of name families; variants of one thing are always on the same side.

    stem: the file's name without folder and suffix. The hash is SHA-1, equal on every machine.
    """
    digest = hashlib.sha1(name_family(stem).encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest[:8], "big") % HOLD_OUT_ONE_IN == 0
