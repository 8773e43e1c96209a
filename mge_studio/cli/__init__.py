"""Every job of the studio from a terminal: `mge-studio COMMAND ...`; alone it opens the studio."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line (None: this process's); returns its exit code.

    0 done, 1 something unexpected, 2 bad input or usage, 3 out of memory or device lost,
    130 cancelled. Whatever is not 0 comes with one sentence on stderr.
    """
    try:
        from mge_studio.cli.app import run

        return run(arguments)
    except KeyboardInterrupt:  # before or after the command itself
        return 130
