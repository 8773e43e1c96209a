"""The view that colours connected pieces, in the window: alone, split, and for clouds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import trimesh
from driven_window import Studio
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier

pytestmark = pytest.mark.usefixtures("needs_opengl")


@pytest.fixture
def balls_path(tmp_path: Path) -> Path:
    """Four balls side by side."""
    balls = [trimesh.creation.icosphere(subdivisions=2, radius=0.3) for _ in range(4)]
    for place, ball in enumerate(balls):
        ball.apply_translation((place - 1.5, 0, 0))
    path = tmp_path / "balls.ply"
    trimesh.util.concatenate(balls).export(path)
    return path


def legend(studio: Studio) -> str:
    shown = studio.window.parts_legend
    return shown.title.text() if shown.isVisible() else ""


def pixels(studio: Studio) -> np.ndarray:
    image = studio.window.viewport.grab_image().convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return rows[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).astype(int)


def most_colourful(studio: Studio) -> np.ndarray:
    """(3,) how far the most colourful pixel of the left, middle and right is from grey."""
    studio.qtbot.wait(400)
    seen = np.ptp(pixels(studio), axis=2)
    return np.array([part.max() for part in np.array_split(seen[150:-150], 3, axis=1)])


def test_pieces_are_coloured_counted_and_followed(
    empty: Studio, balls_path: Path, bed_path: Path
) -> None:
    studio = empty
    studio.open(balls_path)
    studio.press(Qt.Key.Key_1)
    plain = most_colourful(studio)
    studio.press(Qt.Key.Key_7)
    studio.wait(lambda: legend(studio).startswith("4 pieces"))
    assert studio.window.action("view_parts").isChecked()
    assert (most_colourful(studio) > plain + 20).sum() >= 2
    first = pixels(studio)
    studio.press(Qt.Key.Key_S, SHIFT)  # other colours, in the same view
    studio.wait(lambda: np.abs(pixels(studio) - first).mean() > 0.5)
    assert studio.window.looking.view == "parts"

    bed = studio.open(bed_path)
    studio.wait(lambda: legend(studio).startswith("3 pieces"))
    studio.press(Qt.Key.Key_V)
    (pane,) = studio.window.split_view.panes
    studio.wait(lambda: pane.caption.name.text() == "balls: 4 pieces")
    assert pane.stage.look.mode == "parts" and studio.current.id == bed.id
    assert studio.window.split_view.caption.name.text() == "bed: 3 pieces"
    assert legend(studio) == ""
    studio.press(Qt.Key.Key_1)
    assert pane.caption.name.text() == "balls"
    studio.press(Qt.Key.Key_7)
    studio.press(Qt.Key.Key_V)
    assert legend(studio) == "3 pieces"
    studio.press(Qt.Key.Key_1)
    assert legend(studio) == ""


def test_a_cloud_is_said_to_have_none(studio: Studio, tmp_path: Path) -> None:
    studio.press(Qt.Key.Key_7)
    studio.wait(lambda: "piece" in legend(studio) and "Finding" not in legend(studio))
    path = tmp_path / "cloud.xyz"
    np.savetxt(path, np.random.default_rng(0).normal(size=(600, 3)))
    studio.open(path)
    studio.wait(lambda: "point cloud" in legend(studio))
    studio.press(Qt.Key.Key_2)
    assert legend(studio) == ""


def write_car(path: Path, parts: int) -> Path:
    """Boxes in a row, each an object with a name of its own; every second touches the next."""
    lines, count = [], 0
    for at in range(parts):
        box = trimesh.creation.box((0.9, 1.4 - 0.2 * (at % 3), 1))
        box.apply_translation((at, 0, 0))
        name = "wheel" + 200 * "l" if at == 0 else f"part {at}"
        lines.append(f"o {name}")
        lines += ["v {:g} {:g} {:g}".format(*vertex) for vertex in box.vertices]
        lines += ["f {} {} {}".format(*(face + 1 + count)) for face in box.faces]
        count += len(box.vertices)
    path.write_text("\n".join(lines))
    return path


def listed(studio: Studio) -> list[str]:
    shown = studio.window.parts_legend
    return [name.text() for name in shown.names if shown.isVisible() and name.isVisible()]


def test_names_of_the_file_are_coloured_listed_and_left_for_pieces(
    empty: Studio, tmp_path: Path, balls_path: Path
) -> None:
    studio, legend_of = empty, empty.window.parts_legend
    studio.open(write_car(tmp_path / "car.obj", 3))
    action = studio.window.action("part_names")
    studio.press(Qt.Key.Key_N, SHIFT)  # from another view: names first
    studio.wait(lambda: legend(studio) == "3 named parts")
    assert studio.window.looking.view == "parts" and action.isEnabled() and action.isChecked()
    names = listed(studio)
    assert len(names) == 3 and names[1:] == ["part 1", "part 2"]
    assert names[0].startswith("wheel") and "…" in names[0]
    assert legend_of.names[0].toolTip() == "wheel" + 114 * "l" + "…"
    assert (most_colourful(studio) > 20).sum() >= 2
    assert studio.window.viewport.rect().contains(legend_of.geometry())

    pieces = legend_of.choice.button("pieces")
    assert "Shift+N" in pieces.toolTip()
    studio.qtbot.mouseClick(pieces, Qt.MouseButton.LeftButton)
    studio.wait(lambda: legend(studio) == "3 pieces")
    assert listed(studio) == [] and legend_of.choice.value == "pieces" and not action.isChecked()
    studio.press(Qt.Key.Key_N, SHIFT)
    studio.wait(lambda: legend(studio) == "3 named parts")
    shown = legend_of._swatches[0].grab().toImage()
    studio.press(Qt.Key.Key_S, SHIFT)
    studio.wait(lambda: legend_of._swatches[0].grab().toImage() != shown)

    studio.open(balls_path)  # a file without names
    studio.wait(lambda: legend(studio) == "4 pieces")
    assert not action.isEnabled() and not legend_of.choice.isVisible()


def test_a_long_list_of_names_says_how_many_more_there_are(empty: Studio, tmp_path: Path) -> None:
    studio = empty
    studio.open(write_car(tmp_path / "train.obj", 17))
    studio.press(Qt.Key.Key_7)
    studio.wait(lambda: legend(studio) == "17 named parts")
    shown = studio.window.parts_legend
    assert len(listed(studio)) == 10 and shown.more.isVisible()
    assert shown.more.text() == "and 7 more"
    assert studio.window.viewport.rect().contains(shown.geometry())
    studio.press(Qt.Key.Key_V)
    assert studio.window.split_view.caption.name.text() == "train: 17 named parts"
    studio.session.rename(studio.current.id, "a train of many words " * 5)
    studio.wait(lambda: "…: 17" in studio.window.split_view.caption.name.text())
    assert not shown.isVisible()
