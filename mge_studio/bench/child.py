"""Measurements that need a process of their own: they print one line of JSON last."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from typing import Any

#: Seconds after which a child is given up.
PATIENCE = 600


class ChildError(Exception):
    """The child could not measure; the message says why."""


def run_child(module: str, *arguments: str) -> dict[str, Any]:
    """Run `python -m module ARGUMENTS` with settings of its own; its last line, parsed."""
    with tempfile.TemporaryDirectory() as home:
        try:
            done = subprocess.run(
                [sys.executable, "-m", module, *arguments], capture_output=True, text=True,
                env=os.environ | {"MGE_STUDIO_HOME": home}, timeout=PATIENCE, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise ChildError(f"took more than {PATIENCE} s") from None
    lines = done.stdout.strip().splitlines()
    try:
        content = json.loads(lines[-1])
    except (IndexError, ValueError):
        said = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        raise ChildError(f"failed: {said}") from None
    return dict(content)
