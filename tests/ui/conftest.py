"""A real window with a stand-in engine, and what tests do with it."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from driven_window import Studio
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from stand_in_engine import StandInEngine

from mge_studio.studio.engine import Engine
from mge_studio.studio.settings import Settings
from mge_studio.ui.app import make_application, make_window
from mge_studio.ui.canvas import has_opengl
from mge_studio.ui.main_window import MainWindow


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    return make_application()


@pytest.fixture
def start(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., Studio]]:
    """Make studios without a model; each is closed at the end, and must be gone then."""
    made: list[Studio] = []

    def make(engine: Engine | None = None) -> Studio:
        engine = engine or StandInEngine()
        window = make_window(Settings.load(tmp_path / "settings.json"), engine)
        if not window.session.settings.window_geometry:
            window.resize(1280, 800)
        window.show()
        made.append(Studio(qtbot, window, engine))
        made[-1].activate()
        return made[-1]

    yield make
    gone = [_close(studio) for studio in made]
    made.clear()
    _collect()
    assert not any(window() is not None for window in gone), "a closed window is still in memory"


@pytest.fixture
def empty(start: Callable[[], Studio]) -> Studio:
    """A studio with a model and no shapes."""
    studio = start()
    studio.window.models.load_remembered()
    studio.settle()
    return studio


@pytest.fixture
def studio(empty: Studio, bed_path: Path) -> Studio:
    """A studio with a bed."""
    empty.open(bed_path)
    return empty


def _close(studio: Studio) -> weakref.ref[MainWindow]:
    window = studio.window
    window.close_anyway()
    assert not window.isVisible()
    window.deleteLater()
    del studio.window, studio.session, studio.document
    return weakref.ref(window)


def _collect() -> None:
    gc.unfreeze()  # a window open when torch was imported was frozen with it (studio.collection)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()
    gc.collect()


@pytest.fixture
def needs_opengl(qapp: QApplication) -> None:
    """Masks and tokens are painted on the surface, which nothing draws without OpenGL."""
    if not has_opengl():
        pytest.skip("no OpenGL on this display")
