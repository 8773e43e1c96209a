"""MGE Studio: see, mask, complete and sample 3D shapes with a masked generative model.

    model = mge_studio.load_model()                       # the bundled one
    shape = mge_studio.load_shape("chair.obj")
    model.complete(shape, mask=shape.box(z=(0.3, 1)), seed=7).save("chair-completed.obj")
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mge_studio.model.pipeline import Model
    from mge_studio.shapes.shape import Shape

__all__ = ["load_model", "load_shape"]
__version__ = "0.1.0"


def load_model(
    folder: str | Path | None = None, device: str = "auto", memory: float | None = None
) -> Model:
    """Load a model folder, or the bundled model; device: auto, cpu, cuda, cuda:N or mps.

    memory: a budget in GB, None for as much as there is; see `mge_studio.model.memory`.
    Raises InputError when the folder or the device cannot be used.
    """
    from mge_studio.model.pipeline import Model

    return Model.load(folder, device, memory)


def load_shape(path: str | Path, up: str = "y") -> Shape:
    """Load a mesh or a point cloud; up: the axis that points up in the file, x, y or z.

    Raises InputError when the file cannot be used.
    """
    from mge_studio.shapes.loading import load_shape as load

    return load(Path(path), up=up)
