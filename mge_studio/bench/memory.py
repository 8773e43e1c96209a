"""Peak memory of one job: `python -m mge_studio.bench.memory JOB [MODEL [DEVICE]]`, in MiB."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from mge_studio.bench.figures import peak_memory
from mge_studio.bench.jobs import half_masked, watch
from mge_studio.model.pipeline import Model
from mge_studio.requests import GenerationSettings, ReconstructRequest
from mge_studio.resources import sample_shapes
from mge_studio.shapes.loading import load_shape

JOBS = {"complete": "Completion at 128^3", "extract-512": "Reconstruction at 512^3"}


def main(job: str, folder: str = "", device: str = "auto") -> None:
    model = Model.load(Path(folder) if folder else None, device)
    loaded = peak_memory()
    if job == "complete":
        watch(model, half_masked(model, GenerationSettings(variants=1)))
    else:
        shape = load_shape(sample_shapes()[0])
        for _ in model.run(ReconstructRequest(shape, resolution=512)):
            pass
    print(json.dumps({"loaded": loaded, "peak": peak_memory()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
