"""Start the studio from a checkout: `python main.py [FILE ...]`."""

from __future__ import annotations

from mge_studio.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
