"""`Model`: everything a loaded model can do, as one generator of events per request."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from mge_studio.errors import InputError
from mge_studio.model import settling
from mge_studio.model.checkpoint import Checkpoint, load_checkpoint
from mge_studio.model.completion import CompletedField
from mge_studio.model.device import choose_device
from mge_studio.model.generator import Generator
from mge_studio.model.isosurface import Mesh
from mge_studio.model.memory import Memory
from mge_studio.model.merging import merged_tokens
from mge_studio.model.pacing import Pace
from mge_studio.model.sampler import DecodingStep, Start, decode
from mge_studio.model.surfaces import Field, Surfaces
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
from mge_studio.resources import models_path
from mge_studio.shapes.boxes import Box
from mge_studio.shapes.regions import MaskSpec
from mge_studio.shapes.sampling import tokenizer_points
from mge_studio.shapes.shape import Shape
from mge_studio.shapes.tokens import Tokens

#: Cells an axis that the extraction of what is only looked at, or sampled, starts from: a detail
#: lost in one shape of twenty is worth two thirds of the time.
ROUGH = 16


class Model:
    """A loaded model folder. Not thread-safe: one request at a time."""

    def __init__(self, checkpoint: Checkpoint, folder: Path, device: torch.device) -> None:
        self._tokenizer = checkpoint.tokenizer
        self._generator = checkpoint.generator
        self.device = device
        self.codebook_usage: NDArray[np.int64] = checkpoint.usage.numpy()
        config = checkpoint.config
        self.memory = Memory(config, device)
        self._surfaces = Surfaces(checkpoint.tokenizer, self.memory, device)
        modules = (checkpoint.tokenizer, checkpoint.generator)
        self.info = ModelInfo(
            name=folder.name,
            folder=folder,
            preset=config.preset,
            parameters=sum(p.numel() for m in modules if m is not None for p in m.parameters()),
            patches=config.tokenizer.patches,
            most_patches=config.most_patches,
            codebook_size=config.tokenizer.codebook_size,
            class_names=config.class_names,
            device=str(device),
            tokenizer_hash=checkpoint.tokenizer_hash,
        )

    @classmethod
    def load(
        cls, folder: str | Path | None = None, device: str = "auto", memory: float | None = None
    ) -> Model:
        """Load a model folder, or the bundled model; memory: its budget in GB, see `Memory`.

        Raises InputError when it is not usable.
        """
        path = models_path() / "small" if folder is None else Path(folder)
        chosen = choose_device(device)
        model = cls(load_checkpoint(path, chosen), path, chosen)
        model.memory.budget = memory
        return model

    def run(self, request: Request) -> Iterator[Event]:
        """Progress, previews and results of a request; closing the iterator cancels it."""
        for event in self._events(request):
            yield event
            if news := self.memory.news():
                yield Notice(news)

    def _events(self, request: Request) -> Iterator[Event]:
        if isinstance(request, TokenizeRequest):
            yield self._tokenize(request)
        elif isinstance(request, ReconstructRequest):
            yield from self._reconstruct(request)
        elif isinstance(request, CompleteRequest):
            yield from self._complete(request)
        else:
            yield from self._sample(request)

    @property
    def can_generate(self) -> bool:
        """Whether the second stage is trained; else it can only tokenize and reconstruct."""
        return self._generator is not None

    # The four jobs as plain calls.

    def tokenize(self, shape: Shape, seed: int = 0, patches: int | None = None) -> Tokens:
        """The tokens of a shape; patches: how many, None for the model's own number.

        Raises InputError for none, or for more than the tokenizer reads points.
        """
        if patches is not None and not 0 < patches <= self.points:
            raise InputError(
                f"This model reads {self.points} points of a shape: ask for 1 to {self.points} "
                f"patches, not {patches}."
            )
        return self._tokenize(TokenizeRequest(shape, seed, patches)).tokens

    def whole_patches(self, patches: int | None = None) -> int:
        """How many patches a whole shape has: those asked for, or the model's own number.

        Raises InputError for more than the model completes or samples.
        """
        if patches is not None and not 0 < patches <= self.info.most_patches:
            raise InputError(
                f"{self.info.name} completes and samples shapes of up to "
                f"{self.info.most_patches} patches, not {patches}."
            )
        return patches or self.info.patches

    def visible_patches(self, invent: int, patches: int | None = None) -> int:
        """How many patches a partial scan has when `invent` are to be added to it.

        Raises InputError where that leaves none; patches: as for `whole_patches`.
        """
        whole = self.whole_patches(patches)
        if not 0 <= invent < whole:
            raise InputError(
                f"invent:{invent} leaves nothing of a shape's {whole} patches: invent at most "
                f"{whole - 1}, or sample a new shape."
            )
        return whole - invent

    def reconstruct(
        self, shape: Shape, resolution: int = 128, seed: int = 0, patches: int | None = None
    ) -> Shape:
        """The tokenizer's own reading of a shape, as a mesh; patches: as for `tokenize`."""
        tokens = self.tokenize(shape, seed, patches)
        return _last(self.run(ReconstructRequest(shape, tokens, resolution, seed))).shape

    def complete(
        self, shape: Shape, mask: MaskSpec | NDArray[np.bool_], seed: int = 0,
        where: Box | None = None, patches: int | None = None, **settings: Any,
    ) -> Shape:  # fmt: skip
        """Replace the masked patches of a shape, or invent some (`regions.invented`).

        where: a box that new patches are kept in. patches: of the whole shape, None for the model's
        own number. settings: those of `GenerationSettings`.
        """
        invent = mask.invent if isinstance(mask, MaskSpec) else 0
        tokens = self.tokenize(shape, patches=self.visible_patches(invent, patches))
        rows = mask.select(tokens.centres, seed) if isinstance(mask, MaskSpec) else mask
        options = GenerationSettings(seed=seed, preview_every=0, **settings)
        request = CompleteRequest(shape, tokens, rows, invent, options, where)
        return _last(self.run(request)).shape

    def sample(
        self, class_name: str | None = None, seed: int = 0, patches: int | None = None,
        **settings: Any,
    ) -> Shape:  # fmt: skip
        """A new shape, of a class the model knows or of any; patches: as for `complete`."""
        options = GenerationSettings(class_name=class_name, seed=seed, preview_every=0, **settings)
        return _last(self.run(SampleRequest(options, patches))).shape

    # What the jobs are made of.

    @property
    def points(self) -> int:
        """Surface points the tokenizer reads."""
        return self._tokenizer.config.points

    @torch.no_grad()
    def code_vectors(self) -> NDArray[np.float32]:
        """(codebook_size, width): what the decoder reads for each code."""
        codes = torch.arange(self.info.codebook_size, device=self.device)
        vectors: NDArray[np.float32] = self._tokenizer.quantizer.lookup(codes).cpu().numpy()
        return vectors

    def tokenize_points(self, points: NDArray[np.float32], patches: int | None = None) -> Tokens:
        """Tokens of (N, 3) surface points in the normalised frame, as they are."""
        return self._encode(points, np.eye(4), patches)[0]

    def decode_shape(self, tokens: Tokens, resolution: int, name: str) -> Shape:
        """The mesh that tokens describe."""
        mesh = self._surfaces.mesh(self.field(tokens), tokens.centres, resolution)
        return _as_shape(name, mesh, tokens)

    @torch.no_grad()
    def _encode(
        self, points: NDArray[np.float32], transform: NDArray[np.float64],
        patches: int | None = None,
    ) -> tuple[Tokens, NDArray[np.int64]]:  # fmt: skip
        # fp32: the same tokens on every device, and it takes milliseconds either way.
        read = torch.from_numpy(points).unsqueeze(0).to(self.device)
        encoded = self._tokenizer.encode(read, count=patches)
        codes = encoded.quantized.codes[0].cpu().numpy()
        centres = encoded.patches.centres[0].cpu().numpy()
        return Tokens(codes, centres, transform), encoded.patches.indices[0].cpu().numpy()

    def _tokenize(self, request: TokenizeRequest) -> TokenizeResult:
        points = tokenizer_points(request.shape, request.seed, self.points)
        tokens, patches = self._encode(points, request.shape.transform, request.patches)
        return TokenizeResult(request, tokens, points, patches)

    def _reconstruct(self, request: ReconstructRequest) -> Iterator[Event]:
        self.memory.check(request.resolution)
        started = time.perf_counter()
        yield Progress(0.0, "Reading the shape")
        tokens = request.tokens
        if tokens is None:
            tokens = self._tokenize(TokenizeRequest(request.shape, request.seed)).tokens
        yield Progress(0.2, "Extracting the surface")
        name = f"{request.shape.name} (reconstruction)"
        yield ShapeResult(
            request, 0, self.decode_shape(tokens, request.resolution, name), tokens,
            np.zeros(len(tokens), dtype=bool), seconds=time.perf_counter() - started,
        )  # fmt: skip

    def _complete(self, request: CompleteRequest) -> Iterator[Event]:
        tokens, mask = request.tokens, request.mask
        if mask.shape != tokens.codes.shape:
            raise InputError(f"The mask has {len(mask)} entries for {len(tokens)} tokens.")
        hidden = int(mask.sum()) + request.invent
        if hidden == 0:
            raise InputError("Nothing is masked: mask at least one patch to replace.")
        if request.invent and request.settings.mode == "in-place":
            raise InputError("Invented patches have no place yet: use mode free.")
        if request.where is not None and request.settings.mode == "in-place":
            raise InputError("Patches in place are not moved into a box: use mode free.")
        final = CompletedField(request, self.field)
        name = "shape" if request.shape is None else request.shape.name
        yield from self._generate(request, tokens, mask, hidden, name, final)

    def _sample(self, request: SampleRequest) -> Iterator[Event]:
        empty = Tokens(np.zeros(0, dtype=np.int64), np.zeros((0, 3), dtype=np.float32))
        name = request.settings.class_name or "sample"
        hidden = self.whole_patches(request.patches)
        mask = np.zeros(0, dtype=bool)
        yield from self._generate(
            request, empty, mask, hidden, name, lambda tokens, generated: self.field(tokens)
        )

    def _generate(
        self, request: CompleteRequest | SampleRequest, given: Tokens, mask: NDArray[np.bool_],
        hidden: int, name: str, field: Callable[[Tokens, NDArray[np.bool_]], Field],
    ) -> Iterator[Event]:  # fmt: skip
        """Decode the variants together, as many as memory allows, previewing the first of them;
        then extract one after another."""
        settings = request.settings
        self.memory.check(settings.resolution)
        started = time.perf_counter()
        where = request.where if isinstance(request, CompleteRequest) else None
        yield Progress(0.0, "Imagining patches")
        groups = self.memory.groups(settings.variants)
        done, share = 0, 1 / (len(groups) + settings.variants)
        pace = Pace(settings)
        for group in groups:
            for step in self._decode(given, mask, hidden, settings, where, group, pace):
                yield Progress(share * (done + step.step / step.steps), "Imagining patches")
                if step.preview_due:
                    tokens, _, _ = merged_tokens(given, mask, step, 0)
                    with pace.previewing():
                        yield from self._preview(tokens, group[0], settings.preview_resolution)
            for row, variant in enumerate(group):
                tokens, generated, confidence = merged_tokens(given, mask, step, row)
                if settings.preview_every and row:
                    yield from self._preview(tokens, variant, settings.preview_resolution)
                done += 1
                yield Progress(share * done, f"Extracting variant {variant + 1}")
                final, resolution = field(tokens, generated), settings.resolution
                mesh = self._surfaces.mesh(final, tokens.centres, resolution)
                shape = _as_shape(f"{name} {variant + 1}", mesh, tokens)
                seconds = time.perf_counter() - started
                yield ShapeResult(request, variant, shape, tokens, generated, confidence, seconds)
                started = time.perf_counter()
            done += 1

    def _decode(
        self, given: Tokens, mask: NDArray[np.bool_], hidden: int, settings: GenerationSettings,
        where: Box | None, variants: range, pace: Pace,
    ) -> Iterator[DecodingStep]:  # fmt: skip
        generator = self._required_generator()
        self._surfaces.check_codes(given)
        if settings.variants < 1 or settings.steps < 1:
            raise InputError("Steps and variants must be at least 1.")
        codes = torch.from_numpy(given.codes[~mask]).to(self.device)
        centres = torch.from_numpy(given.centres[~mask]).to(self.device)
        places = None
        if settings.mode == "in-place" and mask.any():
            places = torch.from_numpy(given.centres[mask]).to(self.device)
        start = Start(codes, centres, hidden, places, where)
        rng = torch.Generator().manual_seed(settings.seed)
        class_id = self._class_id(settings.class_name)
        settle = partial(
            self._settled, given=len(codes), replaced=given.centres[mask], seed=settings.seed,
            where=where,
        )  # fmt: skip
        return decode(generator, start, class_id, settings, rng, settle, variants, pace)

    def _settled(
        self, codes: Tensor, centres: Tensor, stay: Tensor, given: int,
        replaced: NDArray[np.float32], seed: int, where: Box | None,
    ) -> Tensor:  # fmt: skip
        """Places (S, 3) of all but the `given` first tokens on the surface that all describe."""
        places = centres.cpu().numpy()
        field = self.field(Tokens(codes.cpu().numpy(), places))
        mesh = self._surfaces.mesh(field, places, settling.RESOLUTION, ROUGH)
        moved = settling.settled(
            mesh, places[:given], replaced, places[given:], stay.cpu().numpy(), seed, where
        )
        return torch.from_numpy(moved).to(self.device)

    def _required_generator(self) -> Generator:
        if self._generator is None:
            raise InputError(
                f"The model {self.info.name} has no generator yet: train its second stage, "
                "or choose another model."
            )
        return self._generator

    def _class_id(self, name: str | None) -> int | None:
        if name is None:
            return None
        if name not in self.info.class_names:
            known = ", ".join(self.info.class_names) or "none"
            raise InputError(f"This model knows no class {name!r}: choose from {known}.")
        return self.info.class_names.index(name)

    def field(self, tokens: Tokens, fast: bool = True) -> Field:
        """The occupancy field of tokens, see `Surfaces.field`."""
        return self._surfaces.field(tokens, fast)

    def field_values(self, tokens: Tokens, places: NDArray[np.float32]) -> NDArray[np.float32]:
        """(Q,) logits at (Q, 3) places, never quite zero."""
        return self._surfaces.values(tokens, places)

    def _preview(self, tokens: Tokens, variant: int, resolution: int) -> Iterator[Preview]:
        """A preview, or none while there is nothing to see yet."""
        mesh = self._surfaces.mesh(self.field(tokens), tokens.centres, resolution, ROUGH)
        if len(mesh[1]):
            yield Preview(variant, *mesh, tokens)


def _as_shape(name: str, mesh: Mesh, tokens: Tokens) -> Shape:
    vertices, faces = mesh
    return Shape(name, vertices, faces, transform=tokens.transform)


def _last(events: Iterator[Event]) -> ShapeResult:
    return [event for event in events if isinstance(event, ShapeResult)][-1]
