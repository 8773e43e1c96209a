"""Closing the studio at any moment ends its process cleanly."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

#: Starts the studio as `main` does, and closes the window as soon as `moment` has come.
CHILD = """
import sys, threading
from pathlib import Path
from PySide6.QtCore import QTimer
sys.path.insert(0, sys.argv[1])
from stand_in_engine import StandInEngine
from mge_studio.studio.engine import LocalEngine
from mge_studio.studio.settings import Settings
from mge_studio.ui.app import Excepthook, make_application, make_window, run
moment, shape = sys.argv[2], Path(sys.argv[3])
settings = Settings.load()
app = make_application()
engine = LocalEngine() if moment == "importing" else StandInEngine()
window = make_window(settings, engine)
sys.excepthook = Excepthook(window)
window.show()
if moment == "stuck":
    engine.may_load.clear()
window.models.load_remembered()
session = window.session
def ready():
    item = session.document.current
    return item is not None and item.tokens is not None
def start():
    if moment in ("decoding", "queued") and not session.jobs.queue and ready():
        engine.may_decode.clear()
        window.generating.run("sample")
        window.generating.run("sample")
def come():
    running = [job for job in session.jobs.active if job.state == "running"]
    return {
        "stuck": any(job.kind == "model" for job in running),
        "importing": any(job.kind == "model" for job in running),
        "opening": any(job.kind == "open" for job in session.jobs.active),
        "preparing": ready(),
        "decoding": any(job.previews for job in running),
        "queued": len(session.jobs.queue) == 2,
        "exporting": any(job.kind == "export" for job in session.jobs.active),
    }[moment]
def look():
    if moment == "exporting" and ready():
        session.export(session.document.current_id, shape.parent / "made.obj")
    start()
    if come():
        timer.stop()
        window.close_anyway()
timer = QTimer(interval=1)
timer.timeout.connect(look)
if moment != "importing":
    window.files.open([shape])
timer.start()
code = run(app, window)
print("threads", [thread.name for thread in threading.enumerate() if not thread.daemon])
raise SystemExit(code)
"""


@pytest.mark.parametrize(
    "moment", ["importing", "opening", "preparing", "decoding", "queued", "exporting"]
)
def test_closing_amid_work_ends_the_process(moment: str, bed_path: Path, tmp_path: Path) -> None:
    shape = tmp_path / "bed.ply"
    shape.write_bytes(bed_path.read_bytes())
    command = [sys.executable, "-X", "faulthandler", "-c", CHILD]
    command += [os.path.dirname(__file__), moment, str(shape)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 0, ended.stderr
    assert "Traceback" not in ended.stderr and "QThread" not in ended.stderr, ended.stderr
    assert ended.stdout.split() in (["threads", "['MainThread']"], [])
    assert not list(tmp_path.glob("*.tmp"))


def test_what_cannot_be_stopped_does_not_hold_the_process(bed_path: Path) -> None:
    command = [sys.executable, "-X", "faulthandler", "-c", CHILD]
    command += [os.path.dirname(__file__), "stuck", str(bed_path)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0 and "Traceback" not in ended.stderr, ended.stderr
