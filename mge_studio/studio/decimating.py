"""Fewer triangles by quadric decimation, which keeps features, in a process of its own.

The library holds Python's lock all along, for seconds at a million triangles: in a thread it would
freeze the window. The process reads the mesh as NPZ from its input and writes it to its output.
"""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from importlib.util import find_spec

import numpy as np

from mge_studio.errors import InputError, MGEError
from mge_studio.shapes.shape import Shape


def decimated(shape: Shape, triangles: int) -> Shape:
    """A mesh of at most about `triangles` triangles; the shape itself where it has no more.

    Raises InputError where the library is not installed.
    """
    if shape.faces is None or len(shape.faces) <= triangles:
        return shape
    if find_spec("fast_simplification") is None:
        raise InputError(
            "Decimation needs fast-simplification: pip install it, or export all triangles."
        )
    given = io.BytesIO()
    np.savez(given, vertices=shape.vertices, faces=shape.faces, triangles=np.int64(triangles))
    command = [sys.executable, "-m", __name__]
    done = subprocess.run(command, input=given.getvalue(), capture_output=True)
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().splitlines()
        raise MGEError(f"{shape.name} could not be decimated: {reason[-1] if reason else 'lost'}.")
    with np.load(io.BytesIO(done.stdout), allow_pickle=False) as made:
        return replace(shape, vertices=made["vertices"], faces=made["faces"], groups=None)


def _decimate() -> None:
    import fast_simplification

    with np.load(io.BytesIO(sys.stdin.buffer.read()), allow_pickle=False) as given:
        vertices, faces, triangles = given["vertices"], given["faces"], int(given["triangles"])
    vertices, faces = fast_simplification.simplify(vertices, faces, target_count=triangles)
    made = io.BytesIO()
    np.savez(made, vertices=vertices.astype(np.float32), faces=faces.astype(np.int32))
    sys.stdout.buffer.write(made.getvalue())


if __name__ == "__main__":
    _decimate()
