"""An engine in place of the model: real patches of the shape, made-up codes and surfaces."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from scipy.spatial import cKDTree

from mge_studio.errors import InputError
from mge_studio.requests import (
    CompleteRequest,
    Event,
    GenerationSettings,
    ModelInfo,
    Notice,
    Preview,
    Progress,
    ReconstructRequest,
    Request,
    SampleRequest,
    ShapeResult,
    TokenizeRequest,
    TokenizeResult,
)
from mge_studio.shapes.patches import make_patches
from mge_studio.shapes.sampling import tokenizer_points
from mge_studio.shapes.shape import Shape
from mge_studio.shapes.tokens import Tokens

CODES = 64


@dataclass
class StandInEngine:
    """may_load, may_decode: loading waits for one, the end of a decoding step for the other.
    failure: raised by the next job, once. notice: told by every job. evaluated: where the field was
    asked for, each time. most_patches: None for `patches`."""

    patches: int = 128
    most_patches: int | None = None
    failure: Exception | None = None
    notice: str = ""
    ran: list[Request] = field(default_factory=list)
    evaluated: list[np.ndarray] = field(default_factory=list)
    may_load: threading.Event = field(default_factory=threading.Event)
    may_decode: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.may_load.set()
        self.may_decode.set()

    def load(self, folder: Path | None, device: str) -> ModelInfo:
        self.may_load.wait()
        if folder is not None and not (folder / "config.json").exists():
            raise InputError(f"{folder} holds no model: choose a folder with a config.json.")
        folder = folder or Path("models/small")
        names = ("airplane", "bed", "car", "chair", "lamp", "table")
        device = "cpu" if device == "auto" else device
        return ModelInfo(
            folder.name, folder, "small", 12_400_000, self.patches,
            self.most_patches or self.patches, CODES, names, device,
        )  # fmt: skip

    def codebook_usage(self) -> np.ndarray:
        return np.arange(CODES)[::-1].copy()

    def code_vectors(self) -> np.ndarray:
        """A line on which the codes lie in order, so that neighbours in number are nearest."""
        return np.arange(CODES, dtype=np.float32)[:, None]

    def local_surface(
        self, tokens: Tokens, patch: int, radius: float, cells: int
    ) -> tuple[np.ndarray, np.ndarray]:
        made = ball()
        return made.vertices * np.float32(0.4), made.faces

    def field_values(self, tokens: Tokens, places: np.ndarray) -> np.ndarray:
        """Inside within 0.15 of a centre."""
        self.may_decode.wait()
        self.evaluated.append(places)
        return (30 * (0.15 - cKDTree(tokens.centres).query(places)[0])).astype(np.float32)

    def close(self) -> None:
        self.ran.clear()
        self.may_decode.set()

    def run(self, request: Request) -> Iterator[Event]:
        self.ran.append(request)
        failure, self.failure = self.failure, None
        if failure is not None:
            raise failure
        if self.notice:
            yield Notice(self.notice)
        if isinstance(request, TokenizeRequest):
            yield self._tokenize(request)
        elif isinstance(request, ReconstructRequest):
            yield Progress(0.5, "Decoding the surface")
            tokens = request.tokens or self._tokenize(TokenizeRequest(request.shape)).tokens
            shape = _dented(request.shape, tokens.centres, 0.01, request.seed)
            yield ShapeResult(request, 0, shape, tokens, np.zeros(len(tokens), bool), seconds=0.8)
        else:
            yield from self._generate(request, request.settings)

    def _tokenize(self, request: TokenizeRequest) -> TokenizeResult:
        points = tokenizer_points(request.shape, seed=request.seed)
        patches = make_patches(points, request.patches or self.patches)
        spread = points[patches.indices].std(axis=1)
        codes = (np.abs(spread * 400).astype(np.int64) @ [1, 5, 11]) % CODES
        tokens = Tokens(codes, patches.centres, request.shape.transform)
        return TokenizeResult(request, tokens, points, patches.indices)

    def _generate(
        self, request: CompleteRequest | SampleRequest, settings: GenerationSettings
    ) -> Iterator[Event]:
        if isinstance(request, CompleteRequest):
            shape, tokens, mask = request.shape, *_with_invented(request)
        else:
            whole = TokenizeRequest(ball(), patches=request.patches)
            shape, tokens = ball(), self._tokenize(whole).tokens
            mask = np.ones(len(tokens), bool)
        for variant in range(settings.variants):
            for step in range(settings.steps):
                done = (variant + step / settings.steps) / settings.variants
                yield Progress(done, f"Decoding step {step + 1} of {settings.steps}")
                if settings.preview_every and step % settings.preview_every == 0:
                    rough = _dented(shape, tokens.centres[mask], 0.12, step)
                    yield Preview(variant, rough.vertices, rough.faces, tokens)
                self.may_decode.wait()
            made = _dented(shape, tokens.centres[mask], 0.06, settings.seed + variant)
            sure = np.linspace(0, 1, len(mask), dtype=np.float32)
            sure[~mask] = 1
            yield ShapeResult(request, variant, made, tokens, mask, sure, seconds=0.9)


def _with_invented(request: CompleteRequest) -> tuple[Tokens, np.ndarray]:
    """The tokens and which of them are new: invented ones lie where the given ones do, mirrored."""
    tokens, count = request.tokens, request.invent
    new = tokens.centres[:count] * np.float32([-1, 1, 1])
    if request.where is not None:
        new = request.where.pulled_in(new).astype(np.float32)
    centres = np.concatenate([tokens.centres, new])
    codes = np.concatenate([tokens.codes, tokens.codes[:count]])
    mask = np.concatenate([request.mask, np.ones(count, bool)])
    return replace(tokens, codes=codes, centres=centres), mask


def ball() -> Shape:
    """A closed mesh of 0.9 radius."""
    import trimesh

    mesh = trimesh.creation.icosphere(subdivisions=3, radius=0.9)
    return Shape("ball", mesh.vertices.astype(np.float32), mesh.faces.astype(np.int32))


def _dented(shape: Shape, centres: np.ndarray, depth: float, seed: int) -> Shape:
    """`shape` with its vertices near `centres` moved by up to `depth`, as closed as before."""
    offsets = np.random.default_rng(seed).uniform(-depth, depth, shape.vertices.shape)
    distances = cKDTree(centres).query(shape.vertices)[0]
    moved = shape.vertices + offsets * (distances < 0.15)[:, None]
    faces = shape.faces if shape.faces is not None else ball().faces
    return replace(shape, vertices=moved.astype(np.float32), faces=faces, source=None)
