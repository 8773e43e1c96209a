"""`python -m mge_studio`: the same as the command `mge-studio`."""

from __future__ import annotations

from mge_studio.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
