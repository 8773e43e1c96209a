"""Tokens as files: NPZ, which every tool of the studio reads again, and JSON and CSV for others."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

from mge_studio.errors import InputError
from mge_studio.shapes.shape import apply_transform
from mge_studio.shapes.tokens import Tokens, save_tokens

TOKEN_SUFFIXES = (".npz", ".json", ".csv")
CSV_COLUMNS = ("patch", "code", "x", "y", "z", "input_x", "input_y", "input_z")


def write_tokens(tokens: Tokens, path: Path) -> None:
    """Write tokens in the format of the suffix, whole or not at all.

    Raises InputError for another suffix or a file that cannot be written.
    """
    writers = {".npz": save_tokens, ".json": _write_json, ".csv": _write_csv}
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise InputError(f"{path} cannot be written: choose .npz, .json or .csv for tokens.")
    try:
        writer(tokens, path)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"{path} cannot be written: {reason}.") from error


def _write_json(tokens: Tokens, path: Path) -> None:
    """The arrays of the NPZ as lists, under the same names."""
    content = {
        "codes": tokens.codes.tolist(),
        "centres": tokens.centres.tolist(),
        "transform": tokens.transform.tolist(),
    }
    temporary = _temporary(path)
    temporary.write_text(json.dumps(content), encoding="utf-8")
    os.replace(temporary, path)


def _write_csv(tokens: Tokens, path: Path) -> None:
    """One patch a line: its centre in the normalised frame, and in the input's units."""
    places = apply_transform(tokens.transform, tokens.centres)
    temporary = _temporary(path)
    with open(temporary, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(CSV_COLUMNS)
        for patch, (code, centre, place) in enumerate(
            zip(tokens.codes.tolist(), tokens.centres.tolist(), places.tolist(), strict=True)
        ):
            writer.writerow([patch, code, *centre, *place])
    os.replace(temporary, path)


def _temporary(path: Path) -> Path:
    return path.with_name(f"{path.name}.{os.getpid()}.tmp")
