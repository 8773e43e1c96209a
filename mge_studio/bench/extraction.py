"""Coarse-to-fine extraction against dense evaluation of the same field, in fp32.

Compared are the meshes that the studio shows, without the specks that it drops from either.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from mge_studio.bench.figures import Figure, median
from mge_studio.model.extraction import dense_values, sparse_values
from mge_studio.model.grid import FieldSampler
from mge_studio.model.isosurface import Mesh, isosurface
from mge_studio.model.pipeline import Model
from mge_studio.model.specks import drop_specks
from mge_studio.shapes.shape import Float32
from mge_studio.shapes.tokens import Tokens
from mge_studio.training.evaluation.subjects import Subject, subjects

#: Vertices of equal meshes differ by no more than this.
TOLERANCE = 1e-5


@dataclass(frozen=True)
class Comparison:
    """Seconds of both ways for one shape, and whether their meshes agree."""

    dense: float
    sparse: float
    equal: bool


def validation_tokens(model: Model, count: int) -> list[Tokens]:
    """Tokens of held-out shapes, procedural ones and bundled meshes by halves."""
    found: list[Subject] = []
    for data, share in (("procedural", count - count // 2), ("holdout", count // 2)):
        usable = subjects(data, share, held_out_only=True) if share else ()
        found += [subject for subject in usable if isinstance(subject, Subject)]
    return [model.tokenize_points(subject.read(model.points, 0)) for subject in found]


def compare(model: Model, tokens: Tokens, resolution: int) -> Comparison:
    field = model.field(tokens, fast=False)
    started = time.perf_counter()
    sampler = FieldSampler(field, device=model.device)
    ours = _finished(sparse_values(sampler, tokens.centres, resolution), tokens)
    between = time.perf_counter()
    reference = _finished(
        dense_values(FieldSampler(field, device=model.device), resolution), tokens
    )
    ended = time.perf_counter()
    return Comparison(ended - between, between - started, _same(ours, reference))


def extraction(model: Model, resolution: int, shapes: int, target: float) -> list[Figure]:
    """Medians over `shapes` held-out shapes; target: of the ratio."""
    cases = [compare(model, tokens, resolution) for tokens in validation_tokens(model, shapes)]
    ratio = median([case.dense / case.sparse for case in cases])
    equal = sum(case.equal for case in cases) / len(cases)
    name, title, count = f"extraction_{resolution}", f"Extraction at {resolution}^3", len(cases)
    dense, sparse = (median([getattr(c, way) for c in cases]) for way in ("dense", "sparse"))
    return [
        Figure(f"{name}_dense", f"{title}, dense", "s", dense, count),
        Figure(f"{name}_sparse", f"{title}, coarse to fine", "s", sparse, count),
        Figure(f"{name}_ratio", f"{title}, times faster", "x", ratio, count, target, True),
        Figure(f"{name}_equal", f"{title}, equal meshes", "share", equal, count, 1.0, True),
    ]


def _finished(values: Float32, tokens: Tokens) -> Mesh:
    """The mesh as the model delivers it, without specks."""
    return drop_specks(*isosurface(values), tokens.centres)


def _same(one: Mesh, other: Mesh) -> bool:
    alike = one[0].shape == other[0].shape and np.array_equal(one[1], other[1])
    return alike and bool(np.allclose(one[0], other[0], atol=TOLERANCE))
