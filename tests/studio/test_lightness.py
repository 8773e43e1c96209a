"""The window opens before the heavy libraries are there."""

from __future__ import annotations

import subprocess
import sys


def test_the_studio_imports_neither_torch_nor_a_screen():
    code = (
        "import sys, mge_studio.studio.session, mge_studio.studio.engine, "
        "mge_studio.studio.training_runs, mge_studio.studio.recipes\n"
        "heavy = {'torch', 'vtk', 'vtkmodules', 'pyvista', 'PySide6', 'trimesh', 'scipy'}\n"
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
