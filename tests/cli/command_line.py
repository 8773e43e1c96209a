"""What running a command line in a test gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """What a command line left behind."""

    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """The one line on stderr that explains a failure."""
        lines = self.err.strip().splitlines()
        assert len(lines) == 1, self.err
        assert lines[0].startswith("mge-studio: ") and lines[0].endswith(".")
        assert self.out == ""
        return lines[0].removeprefix("mge-studio: ")


Run = Callable[..., Outcome]
