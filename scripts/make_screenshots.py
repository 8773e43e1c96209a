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
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from pathlib import Path

import numpy as np
import trimesh
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QTreeWidget, QTreeWidgetItem, QWidget

from mge_studio.cli import main as mge
from mge_studio.folders import runs_folder
from mge_studio.requests import Preview
from mge_studio.resources import resource_path
from mge_studio.studio.document import Item
from mge_studio.studio.engine import LocalEngine
from mge_studio.studio.settings import Settings
from mge_studio.studio.training_runs import TrainingRun
from mge_studio.ui.app import make_application, make_window
from mge_studio.ui.panels.shapes import ID_ROLE

LEFT = Qt.MouseButton.LeftButton
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
PLAIN = Qt.KeyboardModifier.NoModifier
#: Seconds until something that should happen has not: the machine may be busy.
PATIENCE = 300.0
MOST_BYTES = 400_000
SEED = 7
#: Where the mask is painted on the first sample, in shares of the view's width and height.
STROKES = (((0.46, 0.36), (0.90, 0.43)), ((0.48, 0.42), (0.90, 0.50)))
MASKED_CLASS = "Bed"
TOKENS_SAMPLE = "Van"
#: How far to drag, as a share of the view's width, until a row of shapes is seen from the front.
FACING = 0.1
SAMPLED_CLASS = "Chair"
INVENTED = 56
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


class Studio:
    """The window, and what a person does with it."""

    def __init__(self, model: Path | None, out: Path) -> None:
        self.out = out
        settings = Settings.load()
        settings.model_folder = None if model is None else str(model)
        self.window = make_window(settings, LocalEngine())
        self.session = self.window.session
        self.previews: list[Preview] = []
        self.session.preview.connect(self._on_preview)
        self.on_screen: Item | None = None
        self.window.viewport.item_shown.connect(self._on_shown)
        self.window.resize(1280, 800)
        self.window.show()
        self.window.models.load_remembered()
        self.window.files.open_first_sample()
        self.wait("the first sample's tokens", lambda: self.current.tokens is not None)

    @property
    def current(self) -> Item:
        item = self.session.document.current
        return item if item is not None else Item(-1, "nothing", None)  # type: ignore[arg-type]

    @property
    def results(self) -> list[Item]:
        return [item for item in self.session.document.items if item.result is not None]

    def wait(self, what: str, condition: Callable[[], object], seconds: float = PATIENCE) -> None:
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                sys.exit(f"Waited {seconds:.0f} s for {what} in vain.")
            QTest.qWait(10)

    def settle(self) -> None:
        """Until no job is left and everything is on screen."""
        self.wait("the running job", lambda: not self.session.jobs.active)
        document, panel = self.session.document, self.window.shapes_panel
        self.wait("the list of shapes", lambda: panel.count() == len(document))
        QTest.qWait(400)

    def wait_for_view(self) -> None:
        """Until the current shape is on screen: big ones are prepared beside the window."""

        def shown() -> bool:
            return self.on_screen is not None and self.on_screen.shape is self.current.shape

        self.wait("the view", shown)
        QTest.qWait(200)

    def size(self, width: int, height: int) -> None:
        self.window.resize(width, height)
        QTest.qWait(400)
        self.press(Qt.Key.Key_F)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
        self.window.activateWindow()
        self.wait("the keyboard", self.window.isActiveWindow)
        QTest.keyClick(self.window, key, modifiers)
        QTest.qWait(150)

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Left drag over the view; positions as shares of its width and height."""
        view = self.window.viewport
        places = [self._place(*place) for place in np.linspace(start, end, 10)]
        QTest.mousePress(view, LEFT, PLAIN, places[0])
        for place in places[1:]:
            QTest.mouseMove(view, place)
            QTest.qWait(15)
        QTest.mouseRelease(view, LEFT, PLAIN, places[-1])
        QTest.qWait(100)

    def click(self, x: float, y: float) -> None:
        QTest.mouseClick(self.window.viewport, LEFT, PLAIN, self._place(x, y))
        QTest.qWait(50)

    def open_sample(self, name: str) -> Item:
        """File > Open sample > `name`."""
        menu = next(m for m in self.window.findChildren(QMenu) if m.title() == "Open sample")
        menu.aboutToShow.emit()
        next(action for action in menu.actions() if action.text() == name).trigger()
        wanted = name.lower().replace(" ", "_")
        self.wait(name, lambda: self.current.name == wanted and self.current.tokens is not None)
        self.settle()
        return self.current

    def select(self, items: Sequence[Item]) -> None:
        """Click the first in the list, Ctrl-click the others; the last is current then."""
        tree = self.window.shapes_panel.tree
        rows = {line.data(0, ID_ROLE): line for line in _lines(tree)}
        for at, item in enumerate(items):
            place = tree.visualItemRect(rows[item.id]).center()
            QTest.mouseClick(tree.viewport(), LEFT, CTRL if at else PLAIN, QPoint(60, place.y()))
            QTest.qWait(100)
            self.wait_for_view()

    def click_often_used_code(self) -> None:
        """Try clicks around the middle of the view; the last is on the code used most often."""
        uses: dict[tuple[float, float], int] = {}
        for y, x in product(np.linspace(0.4, 0.65, 5), np.linspace(0.3, 0.7, 7)):
            clicked: list[int] = []
            remember = self.window.viewport.patch_clicked.connect(clicked.append)
            self.click(x, y)
            self.window.viewport.patch_clicked.disconnect(remember)
            codes = self.current.tokens.codes  # type: ignore[union-attr]
            uses[x, y] = int((codes == codes[clicked[0]]).sum()) if clicked else 0
        self.click(*max(uses, key=lambda place: uses[place]))

    def shoot(self, name: str, widget: QWidget | None = None) -> None:
        """Write what is on the screen of a window to docs/images/NAME.png."""
        widget = widget or self.window
        self.wait_for_view()
        QTest.mouseMove(self.window.viewport, self._place(0.02, 0.02))
        QTest.qWait(300)
        self.snap(name, widget)

    def snap(self, name: str, widget: QWidget) -> None:
        pixels = widget.screen().grabWindow(widget.winId()).toImage()
        path = self.out / f"{name}.png"
        pixels.save(str(path))
        with Image.open(path) as opened:
            picture = opened.convert("RGB")
        picture.save(path, optimize=True)
        for colours in (256, 128, 64):
            if path.stat().st_size <= MOST_BYTES:
                break
            reduced = picture.quantize(colours, kmeans=2, dither=Image.Dither.NONE)
            reduced.save(path, optimize=True)
        print(f"wrote {path.name}: {picture.width} x {picture.height}, {path.stat().st_size:,} B")

    def _place(self, x: float, y: float) -> QPoint:
        view = self.window.viewport
        return QPoint(round(view.width() * x), round(view.height() * y))

    def _on_shown(self, item: Item) -> None:
        self.on_screen = item

    def _on_preview(self, job: int, preview: Preview) -> None:
        self.previews.append(preview)


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
    QTest.qWait(30)
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
    studio.wait("the training run", lambda: run.state != "running" or _share_done(run) > 0.7)
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


def _lines(tree: QTreeWidget) -> Iterator[QTreeWidgetItem]:
    for at in range(tree.topLevelItemCount()):
        top = tree.topLevelItem(at)
        yield top
        yield from (top.child(under) for under in range(top.childCount()))


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
