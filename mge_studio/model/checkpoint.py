"""A model folder: `config.json`, `tokenizer.safetensors`, `generator.safetensors`, `codebook.json`.

config.json holds the sha256 of every other file; loading checks them. Nothing is ever unpickled.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

import torch
from pydantic import ValidationError
from safetensors import SafetensorError
from safetensors.torch import load_file, save
from torch import Tensor, nn

from mge_studio.errors import InputError
from mge_studio.model.config import ModelConfig
from mge_studio.model.generator import Generator
from mge_studio.model.tokenizer import Tokenizer

FORMAT_VERSION = 1
TOKENIZER_FILE = "tokenizer.safetensors"
GENERATOR_FILE = "generator.safetensors"
CODEBOOK_FILE = "codebook.json"


@dataclass
class Checkpoint:
    """generator is None while only the tokenizer is trained. usage: (codebook_size,) int64, how
    often each code occurs in the training data. tokenizer_hash: sha256 of the file it was read
    from."""

    config: ModelConfig
    tokenizer: Tokenizer
    generator: Generator | None
    usage: Tensor
    tokenizer_hash: str = ""


def save_checkpoint(folder: Path, checkpoint: Checkpoint) -> None:
    """Write a model folder; `config.json` last, so that a half-written folder never loads."""
    folder.mkdir(parents=True, exist_ok=True)
    hashes = {TOKENIZER_FILE: _save_weights(folder / TOKENIZER_FILE, checkpoint.tokenizer)}
    if checkpoint.generator is not None:
        hashes[GENERATOR_FILE] = _save_weights(folder / GENERATOR_FILE, checkpoint.generator)
    codebook = json.dumps({"usage": checkpoint.usage.tolist()})
    hashes[CODEBOOK_FILE] = _write(folder / CODEBOOK_FILE, codebook.encode())
    config = {
        "format": FORMAT_VERSION,
        "config": checkpoint.config.model_dump(mode="json"),
        "sha256": hashes,
    }
    _write(folder / "config.json", json.dumps(config, indent=2).encode())


def load_checkpoint(folder: Path, device: torch.device) -> Checkpoint:
    """Read and verify a model folder. Raises InputError saying which file is missing or changed."""
    description = _read_json(folder / "config.json", folder)
    if description.get("format") != FORMAT_VERSION:
        raise InputError(
            f"{folder} has model format {description.get('format')}; this version reads "
            f"format {FORMAT_VERSION}: update MGE Studio or convert the model."
        )
    try:
        config = ModelConfig.model_validate(description["config"])
        hashes = dict(description["sha256"])
    except (KeyError, TypeError, ValueError, ValidationError) as error:
        raise InputError(f"{folder}/config.json does not describe a model: {error}.") from error
    for name, digest in hashes.items():
        _verify(folder / name, digest)
    tokenizer = Tokenizer(config.tokenizer)
    _load_weights(folder / TOKENIZER_FILE, tokenizer)
    generator = None
    if GENERATOR_FILE in hashes:
        generator = Generator(config)
        _load_weights(folder / GENERATOR_FILE, generator)
        generator = generator.to(device).eval()
    usage = torch.tensor(_read_json(folder / CODEBOOK_FILE, folder)["usage"], dtype=torch.long)
    return Checkpoint(
        config, tokenizer.to(device).eval(), generator, usage, hashes.get(TOKENIZER_FILE, "")
    )


def _compact(name: str, tensor: Tensor) -> Tensor:
    """Matrices as fp16; vectors (norms, running statistics) cost nothing and keep fp32."""
    is_matrix = tensor.dtype == torch.float32 and tensor.dim() > 1
    return (tensor.half() if is_matrix else tensor).detach().cpu().contiguous()


def _save_weights(path: Path, module: nn.Module) -> str:
    tensors = {name: _compact(name, tensor) for name, tensor in module.state_dict().items()}
    return _write(path, save(tensors))  # safetensors' own files are readable by their owner only


def _load_weights(path: Path, module: nn.Module) -> None:
    try:
        tensors = load_file(path)
        module.load_state_dict(tensors)
    except (OSError, SafetensorError) as error:
        raise InputError(f"{path} cannot be read: {error}.") from error
    except RuntimeError as error:  # lists every tensor
        raise InputError(
            f"{path} does not fit its config.json: it was made by another version of MGE Studio: "
            "train it anew, or use it with that version."
        ) from error


def _verify(path: Path, digest: str) -> None:
    if path.parent.resolve() != path.resolve().parent or not path.is_file():
        raise InputError(f"The model file {path} is missing: copy the whole model folder again.")
    if _sha256(path) != digest:
        raise InputError(
            f"The model file {path} is damaged (its sha256 is not the recorded one): "
            "copy the model folder again."
        )


def _sha256(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(path: Path, data: bytes) -> str:
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_bytes(data)
    os.replace(temporary, path)
    return hashlib.sha256(data).hexdigest()


def _read_json(path: Path, folder: Path) -> dict:  # type: ignore[type-arg]
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(f"{folder} is not a model folder: it has no {path.name}.") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read as JSON: {error}.") from error
    if not isinstance(content, dict):
        raise InputError(f"{path} does not describe a model.")
    return content
