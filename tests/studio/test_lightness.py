"""The window opens before the heavy libraries are there."""

from __future__ import annotations

import subprocess
import sys


def run(code: str) -> None:
    """In a process of its own, which has to end well."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_studio_imports_neither_torch_nor_a_screen():
    code = (
        "import sys, mge_studio.studio.session, mge_studio.studio.engine, "
        "mge_studio.studio.training_runs, mge_studio.studio.recipes\n"
        "heavy = {'torch', 'vtk', 'vtkmodules', 'pyvista', 'PySide6', 'trimesh', 'scipy'}\n"
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    run(code)


def test_modules_of_torch_are_no_burden_to_the_garbage_collector():
    code = (
        "import gc, time, mge_studio.studio.engine as engine\n"
        "engine.LocalEngine().load(None, 'cpu')\n"
        "assert gc.isenabled() and gc.get_freeze_count() > 100_000, gc.get_freeze_count()\n"
        "started = time.process_time(); gc.collect()\n"
        "frozen = time.process_time() - started\n"
        "gc.unfreeze(); started = time.process_time(); gc.collect()\n"
        "everything = time.process_time() - started\n"
        "assert frozen < everything / 2, (frozen, everything)\n"
    )
    run(code)
