"""What all tests share."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from mge_studio.resources import resource_path


@pytest.fixture(autouse=True)
def studio_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for settings, logs and runs: no test reads or writes the person's own."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("MGE_STUDIO_HOME", str(home))
    return home


@pytest.fixture(autouse=True)
def exception_hooks() -> Iterator[None]:
    """Undo the hooks that the application installs.

    pytest-qt fails a test on an exception inside a slot, and pytest on one that ends a thread, as
    long as their hooks are in place.
    """
    hooks = sys.excepthook, threading.excepthook
    yield
    sys.excepthook, threading.excepthook = hooks


@pytest.fixture(scope="session")
def bed_path() -> Path:
    """A closed mesh, 2.2 m long, of 700 faces."""
    return resource_path("shapes/bed.ply")


@pytest.fixture(scope="session")
def van_path() -> Path:
    """An open mesh of overlapping parts, 4.8 m long, of 1,921 faces."""
    return resource_path("shapes/van.ply")


@pytest.fixture(scope="session")
def scan_path() -> Path:
    """A cloud of 8,000 points without normals: a van seen from one side."""
    return resource_path("shapes/van_scan.ply")
