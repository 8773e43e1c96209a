"""When the studio's window is painted: `python -m mge_studio.bench.window`, seconds since 1970.

It runs `python -m mge_studio`, as a person would, with something watching.
"""

from __future__ import annotations

import json
import os
import runpy
import sys
import time

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QMainWindow

from mge_studio.ui import app as studio


class Watcher(QObject):
    """Ends the process when the first main window has been painted."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.Paint and isinstance(watched, QMainWindow):
            QTimer.singleShot(0, _report)
        return False


def _report() -> None:
    print(json.dumps({"shown": time.time()}), flush=True)
    os._exit(0)  # the model may still be loading, and no one waits for it


def main() -> None:
    application = studio.make_application()
    watcher = Watcher(application)
    application.installEventFilter(watcher)
    sys.argv = ["mge-studio"]
    runpy.run_module("mge_studio", run_name="__main__")


if __name__ == "__main__":
    main()
