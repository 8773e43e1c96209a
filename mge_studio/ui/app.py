"""Starting the studio's window."""

from __future__ import annotations

import logging
import os
import sys
import traceback
import weakref
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QSurfaceFormat
from PySide6.QtWidgets import QApplication, QWidget

from mge_studio.studio.autosave import find_recoveries
from mge_studio.studio.collection import made_for_good
from mge_studio.studio.engine import Engine, LocalEngine, thread_count
from mge_studio.studio.failures import describe
from mge_studio.studio.logs import start_logging
from mge_studio.studio.session import Session
from mge_studio.studio.settings import Settings
from mge_studio.ui.bridge import Bridge
from mge_studio.ui.theme import apply_theme
from mge_studio.ui.theme_colours import ThemeName

if TYPE_CHECKING:
    from mge_studio.ui.main_window import MainWindow

log = logging.getLogger(__name__)

#: Milliseconds after which the studio begins its work though no one has seen its window yet.
LATEST_BEGIN = 2000


def main(
    files: Sequence[str] = (),
    model: Path | None = None,
    device: str | None = None,
    safe_viewer: bool = False,
) -> int:
    """Open the studio, with `files`; returns the exit code once the window is closed.

    model, device: used and remembered in place of what was remembered. safe_viewer: draw the view
    off-screen.
    """
    if sys.platform == "win32":
        import torch  # noqa: F401 - its DLLs clash with Qt's when they are loaded after them
    # libigl takes all cores else; the window needs one, as it does beside torch (`thread_count`).
    os.environ.setdefault("IGL_NUM_THREADS", str(thread_count()))
    start_logging()
    settings = Settings.load()
    if model is not None:
        settings.model_folder = str(model)
    if device is not None:
        settings.device = device
    with made_for_good():
        app = make_application("light" if settings.theme == "light" else "dark")
        window = make_window(settings, LocalEngine(), safe_viewer)
    sys.excepthook = Excepthook(window)
    start = WhenPainted(window, lambda: _begin(window, files))
    window.show()
    QTimer.singleShot(LATEST_BEGIN, start.call)
    return run(app, window)


def run(app: QApplication, window: MainWindow) -> int:
    """Show the window until it is closed; returns the exit code."""
    code = app.exec()
    if not window.workers_ended:  # in the midst of what cannot be interrupted, such as an import:
        logging.shutdown()  # Python's own end would pull the ground from under it
        os._exit(code)
    return code


def make_application(theme: ThemeName = "dark") -> QApplication:
    """The themed QApplication, with the OpenGL settings that must precede it."""
    surface = QSurfaceFormat()
    surface.setRenderableType(QSurfaceFormat.RenderableType.OpenGL)
    surface.setProfile(QSurfaceFormat.OpenGLContextProfile.CoreProfile)
    surface.setVersion(3, 2)  # what VTK asks for; its own framebuffers do the antialiasing
    QSurfaceFormat.setDefaultFormat(surface)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("mge-studio")
    app.setApplicationDisplayName("MGE Studio")
    app.setDesktopFileName("mge-studio")
    apply_theme(app, theme)
    return app


def make_window(settings: Settings, engine: Engine, safe_viewer: bool = False) -> MainWindow:
    from mge_studio.ui.main_window import MainWindow  # brings VTK in

    bridge = Bridge()
    return MainWindow(Session(engine, settings, bridge.call_soon), bridge, safe_viewer)


class WhenPainted(QObject):
    """Calls `what` once, as soon as the widget has been painted.

    The import of torch, on whatever thread, keeps a window from painting itself for a second.
    """

    def __init__(self, widget: QWidget, what: Callable[[], None]) -> None:
        super().__init__(widget)
        self._what: Callable[[], None] | None = what
        self._widget = widget
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self.call)
        return False

    def call(self) -> None:
        self._widget.removeEventFilter(self)
        what, self._what = self._what, None
        if what is not None:
            what()


def _begin(window: MainWindow, files: Sequence[str]) -> None:
    """Once the window is there: the model, something to look at, what a crash left, the tour."""
    window.models.load_remembered()
    if files:
        window.files.open(files)
    else:
        window.files.open_first_sample()
    window.projects.offer(find_recoveries())
    if not window.session.settings.toured:
        window.show_tour()


class Excepthook:
    """Shows what no one caught, and lets the studio go on; does not keep the window alive."""

    def __init__(self, window: MainWindow):
        self._window = weakref.ref(window)

    def __call__(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        window = self._window()
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        log.error("Unexpected error", exc_info=(kind, error, trace))
        details = "".join(traceback.format_exception(kind, error, trace))
        if window is not None:
            window.show_error("Something went wrong", describe(error), details)
