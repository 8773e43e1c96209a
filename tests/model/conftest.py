"""A tiny model with random weights: enough for what must hold whatever the weights are."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from mge_studio.model.checkpoint import Checkpoint, save_checkpoint
from mge_studio.model.config import preset
from mge_studio.model.generator import Generator
from mge_studio.model.tokenizer import Tokenizer


@pytest.fixture(scope="session")
def tiny_checkpoint() -> Checkpoint:
    torch.manual_seed(0)
    config = preset("tiny").model_copy(update={"class_names": ("chair", "table")})
    tokenizer = Tokenizer(config.tokenizer)
    tokenizer.encode(torch.rand(4, 512, 3) * 1.8 - 0.9)  # gives the normalisation its statistics
    usage = torch.zeros(config.tokenizer.codebook_size, dtype=torch.long)
    return Checkpoint(config, tokenizer.eval(), Generator(config).eval(), usage)


@pytest.fixture(scope="session")
def tiny_folder(tiny_checkpoint: Checkpoint, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "tiny"
    save_checkpoint(folder, tiny_checkpoint)
    return folder
