"""Make every picture of docs/images: the real studio, driven with mouse and keys.

    xvfb-run -a -s "-screen 0 1920x1200x24" .venv/bin/python scripts/make_screenshots.py

--model FOLDER takes another model than the bundled one, --out FOLDER another place; --only views or
--only training makes these pictures alone. Settings and training runs are in a folder of their own,
which is removed at the end.
"""

from __future__ import annotations

import argparse
import os
import shlex
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import trimesh
from driven_studio import CTRL, SHIFT, Studio, pause
from PySide6.QtCore import Qt

from mge_studio.cli import main as mge
from mge_studio.folders import runs_folder
from mge_studio.resources import resource_path
from mge_studio.studio.training_runs import TrainingRun
from mge_studio.ui.app import make_application

SEED = 7
#: Where the mask is painted on the first sample, in shares of the view's width and height.
STROKES = (((0.46, 0.36), (0.90, 0.43)), ((0.48, 0.42), (0.90, 0.50)))
MASKED_CLASS = "Bed"
TOKENS_SAMPLE = "Van"
#: How far to drag, as a share of the view's width, until a row of shapes is seen from the front.
FACING = 0.1
SAMPLED_CLASS = "Chair"
INVENTED = 84
#: A scene of named nodes: size or (radius, length), place, and the axis of a cylinder.
ENGINE = {
    "frame": ((1.0, 0.16, 3.0), (0, 0.48, 0), ""),
    "boiler": ((0.44, 1.7), (0, 1.0, 0.45), "z"),
    "cab": ((1.16, 1.3, 0.95), (0, 1.2, -0.95), ""),
    "roof": ((1.4, 0.1, 1.2), (0, 1.9, -0.95), ""),
    "chimney": ((0.14, 0.6), (0, 1.65, 1.0), "y"),
    "dome": ((0.2, 0.3), (0, 1.5, 0.25), "y"),
    "front wheels": ((0.36, 1.3), (0, 0.36, 1.0), "x"),
    "middle wheels": ((0.36, 1.3), (0, 0.36, 0.1), "x"),
    "back wheels": ((0.36, 1.3), (0, 0.36, -0.95), "x"),
    "buffer beam": ((1.2, 0.24, 0.1), (0, 0.5, 1.55), ""),
}
SLICED_SAMPLE = "Van"
TRAINING = shlex.split("--preset tiny --procedural-count 96 --max-minutes 0.75 --device cpu")


def look(studio: Studio) -> None:
    """The studio as it opens, then another sample's token map with a clicked patch."""
    studio.shoot("opened")
    studio.size(1600, 1000)
    bed = studio.current
    studio.open_sample(TOKENS_SAMPLE)
    studio.press(Qt.Key.Key_F)
    studio.click_often_used_code()
    studio.shoot("tokens")
    studio.press(Qt.Key.Key_Backspace, CTRL)
    studio.wait("the first sample", lambda: studio.current.id == bed.id)
    studio.press(Qt.Key.Key_Home)


def complete(studio: Studio) -> None:
    """Paint, complete three variants with previews, stand the first beside the input."""
    panel = studio.window.generate_panel
    panel.variants.setValue(3)
    panel.class_name.setCurrentText(MASKED_CLASS)
    panel.seed.spin.setValue(SEED)
    panel.seed.lock.click()
    shape = studio.current
    studio.press(Qt.Key.Key_B)
    for start, end in STROKES:
        studio.drag(start, end)
    studio.wait("the mask", lambda: studio.current.masked_count)
    studio.shoot("mask")
    studio.previews.clear()
    studio.press(Qt.Key.Key_Return, CTRL)
    studio.wait("previews", lambda: len(studio.previews) >= 3 or not studio.session.jobs.active)
    pause(30)
    studio.snap("preview", studio.window)
    studio.settle()
    made = [item for item in studio.results if item.parent == shape.id]
    studio.press(Qt.Key.Key_1)
    studio.shoot("result")
    studio.press(Qt.Key.Key_3)
    studio.select([made[0], shape])
    studio.drag((0.5, 0.5), (0.5 + FACING, 0.5))
    studio.press(Qt.Key.Key_F)
    studio.shoot("studio")


def sample(studio: Studio) -> None:
    """Four shapes of one class, side by side."""
    panel, before = studio.window.generate_panel, len(studio.results)
    panel.variants.setValue(4)
    panel.class_name.setCurrentText(SAMPLED_CLASS)
    studio.press(Qt.Key.Key_Return, CTRL | SHIFT)
    studio.settle()
    studio.press(Qt.Key.Key_1)
    studio.select(studio.results[: before - 1 : -1])
    studio.press(Qt.Key.Key_F)
    studio.shoot("samples")


def scan(studio: Studio, model: Sequence[str], folder: Path) -> None:
    """A partial scan completed in the terminal, beside what came of it."""
    words = ["complete", str(resource_path("shapes/van_scan.ply")), "-o", str(folder), *model]
    words += ["--mask", f"invent:{INVENTED}", "--bounds", bounds_of_van()]
    if mge([*words, "--variants", "1", "--seed", str(SEED)]):
        sys.exit("The scan could not be completed.")
    document = studio.session.document
    studio.open_sample("Van scan")
    cloud = document.current
    count = len(document)
    studio.window.files.open([folder / "variant-00.obj"], remember=False)
    studio.wait("the completed scan", lambda: len(document) > count)
    studio.settle()
    done = document.current
    assert cloud is not None and done is not None
    studio.select([done, cloud])
    studio.shoot("scan")


def views(studio: Studio, folder: Path) -> None:
    """A scene's parts by their names, and a slice through a sample."""
    studio.size(1280, 800)
    studio.window.files.open([write_engine(folder / "engine.glb")], remember=False)
    studio.wait("the engine", lambda: studio.current.name == "engine" and studio.current.tokens)
    studio.settle()
    studio.press(Qt.Key.Key_F)
    studio.press(Qt.Key.Key_7)
    legend = studio.window.parts_legend
    studio.wait("the parts", lambda: "named parts" in legend.title.text())
    studio.shoot("parts")
    studio.press(Qt.Key.Key_1)
    studio.open_sample(SLICED_SAMPLE)
    studio.press(Qt.Key.Key_F)
    studio.press(Qt.Key.Key_5)
    studio.settle()
    studio.shoot("slice")
    studio.press(Qt.Key.Key_5)


def write_engine(path: Path) -> Path:
    scene, turns = trimesh.Scene(), {"x": (0, 1, 0), "y": (1, 0, 0), "z": (0, 0, 1)}
    for name, (size, place, axis) in ENGINE.items():
        if axis:
            mesh = trimesh.creation.cylinder(*size, sections=48)
            matrix = trimesh.transformations.rotation_matrix(np.pi / 2, turns[axis])
        else:
            mesh, matrix = trimesh.creation.box(size), np.eye(4)
        matrix[:3, 3] = place
        scene.add_geometry(mesh, node_name=name, transform=matrix)
    scene.export(path)
    return path


def train(studio: Studio, run: TrainingRun) -> None:
    """The training dialog: the form, and a run that was started before, near its end."""
    studio.press(Qt.Key.Key_T, CTRL)
    dialog = studio.window.training
    assert dialog is not None
    dialog.choose(None)
    studio.wait("the run in the list", lambda: dialog.list.count())
    studio.shoot("new-training", dialog)
    dialog.hide()
    studio.wait("the training run", lambda: run.state == "finished" or _share_done(run) > 0.7)
    studio.press(Qt.Key.Key_T, CTRL)
    dialog.list.setCurrentRow(0)
    studio.wait("the curve of the run", lambda: "step" in dialog.monitor.step.text())
    studio.shoot("training", dialog)
    run.stop()
    studio.wait("the end of the training run", lambda: run.state != "running")
    dialog.close()


def _share_done(run: TrainingRun) -> float:
    """Of the last stage, the generator's."""
    steps = [event for event in run.events if event.get("stage") == "generator"]
    return max((float(event.get("fraction", 0)) for event in steps), default=0.0)


def start_training() -> TrainingRun:
    """A short real run, for its curve; it goes on beside the other pictures."""
    run = TrainingRun(runs_folder() / "first-try")
    command = [sys.executable, "-m", "mge_studio", "train", "--data", "procedural"]
    run.start([*command, "--run", str(run.folder), *TRAINING])
    return run


def bounds_of_van() -> str:
    """What --bounds says of the scan: the box of the whole van, which is a sample as well."""
    import mge_studio

    van = mge_studio.load_shape(resource_path("shapes/van.ply"))
    corners = van.vertices_in_input_units()
    return ",".join(f"{x:.2f}" for x in np.stack([corners.min(0), corners.max(0)]).T.ravel())


def main(model: Path | None, out: Path, only: str | None) -> None:
    out.mkdir(parents=True, exist_ok=True)
    application = make_application()
    studio = Studio(model, out)
    with tempfile.TemporaryDirectory() as folder:
        if only is None:
            look(studio)
            complete(studio)
            sample(studio)
        run = start_training() if only != "views" else None
        if only is None:
            scan(studio, [] if model is None else ["--model", str(model)], Path(folder))
        if run is not None:
            train(studio, run)
        if only != "training":
            views(studio, Path(folder))
    studio.window.close_anyway()
    application.processEvents()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--model", type=Path)
    parser.add_argument("--out", type=Path, default=Path("docs/images"))
    parser.add_argument("--only", choices=("views", "training"))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["MGE_STUDIO_HOME"] = home
        main(arguments.model, arguments.out, arguments.only)
