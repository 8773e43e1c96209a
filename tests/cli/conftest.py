"""A small model that knows nothing, and a terminal to try it in."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from command_line import Outcome, Run

from mge_studio.cli import main
from mge_studio.model.checkpoint import Checkpoint, save_checkpoint
from mge_studio.model.config import preset
from mge_studio.model.generator import Generator
from mge_studio.model.tokenizer import Tokenizer
from mge_studio.shapes.loading import load_shape
from mge_studio.shapes.shape import Shape

CLASSES = ("chair", "mug")


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The preset tiny as it is before training: its meshes are noise, but the same every time."""
    torch.manual_seed(0)
    config = preset("tiny").model_copy(update={"class_names": CLASSES})
    usage = torch.zeros(config.tokenizer.codebook_size, dtype=torch.long)
    folder = tmp_path_factory.mktemp("models") / "untrained"
    checkpoint = Checkpoint(config, Tokenizer(config.tokenizer), Generator(config), usage)
    save_checkpoint(folder, checkpoint)
    return folder


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `mge-studio WORDS...` in this process."""

    def run_words(*words: object) -> Outcome:
        code = main([str(word) for word in words])
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return run_words


@pytest.fixture
def model_run(run: Run, model_folder: Path) -> Run:
    """The same with the small model."""
    return lambda *words: run(*words, "--model", model_folder, "--device", "cpu")


@pytest.fixture
def centimetre_bed(bed_path: Path, tmp_path: Path) -> Path:
    """The bed in centimetres, far from the origin, with +Z up."""
    bed = load_shape(bed_path)
    points = bed.vertices_in_input_units() * 100 @ np.array([[1, 0, 0], [0, 0, 1], [0, -1, 0.0]])
    path = tmp_path / "bed.obj"
    scaled = Shape("bed", (points + np.array([5000, -300, 40])).astype(np.float32), bed.faces)
    scaled.save(path)
    return path
