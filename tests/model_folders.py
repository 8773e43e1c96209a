"""Model folders of a few hundred bytes: what the studio reads of them is real, the weights not."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path


def write_model(
    folder: Path, preset: str = "tiny", card: str = "# A card\n\nMade for a test."
) -> Path:
    """A folder with a configuration, 30 parameters in two files, and a card."""
    folder.mkdir(parents=True)
    weights = {"tokenizer.safetensors": [4, 5], "generator.safetensors": [10]}
    for name, shape in weights.items():
        header = json.dumps({"w": {"dtype": "F16", "shape": shape, "data_offsets": [0, 20]}})
        (folder / name).write_bytes(len(header).to_bytes(8, "little") + header.encode() + bytes(40))
    (folder / "codebook.json").write_text('{"usage": [1, 2]}')
    (folder / "README.md").write_text(card)
    hashed = (*weights, "codebook.json")
    hashes = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in hashed}
    config = {"preset": preset, "tokenizer": {"patches": 64}, "class_names": ["chair", "car"]}
    described = {"format": 1, "config": config, "sha256": hashes}
    (folder / "config.json").write_text(json.dumps(described))
    return folder


def zipped(folder: Path, path: Path, inside: str = "") -> Path:
    """The files of a folder in a zip, in a folder `inside` of it."""
    with zipfile.ZipFile(path, "w") as archive:
        for file in folder.iterdir():
            archive.write(file, f"{inside}{file.name}")
    return path
