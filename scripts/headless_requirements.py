"""Print what the package needs on a machine without a screen, one requirement a line.

Usage: python scripts/headless_requirements.py [EXTRA ...]
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

PYPROJECT = Path(__file__).resolve().parents[1] / "pyproject.toml"


def headless_requirements(extras: list[str]) -> list[str]:
    """The requirements of the package and of `extras`, less tool.mge-studio.screen-packages."""
    config = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))
    requirements = list(config["project"]["dependencies"])
    for extra in extras:
        requirements += config["project"]["optional-dependencies"][extra]
    screen = {name.lower() for name in config["tool"]["mge-studio"]["screen-packages"]}
    return [line for line in requirements if re.split(r"[<>=!~\[ ]", line)[0].lower() not in screen]


if __name__ == "__main__":
    print("\n".join(headless_requirements(sys.argv[1:])))
