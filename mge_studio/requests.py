"""Every inference input and output as a frozen dataclass.

A result carries the request that made it, so that replay, "same with another seed" and
"copy as command" need nothing else. numpy only: the studio, the terminal and the model share it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from mge_studio.shapes.boxes import Box
from mge_studio.shapes.shape import Float32, Shape
from mge_studio.shapes.token_operations import same_tokens
from mge_studio.shapes.tokens import Tokens

Mode = Literal["free", "in-place"]
Order = Literal["confident", "random", "near"]
ORDERS: tuple[Order, ...] = get_args(Order)


@dataclass(frozen=True)
class ModelInfo:
    """What a loaded model is. patches: tokens a shape has unless asked otherwise; most_patches: how
    many one that is completed or sampled can have; device: such as "cpu" or "cuda:0".

    tokenizer_hash: sha256 of the tokenizer's weights; empty when unknown.
    """

    name: str
    folder: Path
    preset: str
    parameters: int
    patches: int
    most_patches: int
    codebook_size: int
    class_names: tuple[str, ...]
    device: str
    tokenizer_hash: str = ""

    @property
    def patch_counts(self) -> tuple[int, ...]:
        """The numbers of patches that the model knows from its training, from few to many."""
        return patch_counts(self.patches, self.most_patches)

    def reads_codes_of(self, other: ModelInfo | None) -> bool:
        """True when the codes of `other` mean the same to this model."""
        if other is None or other is self:
            return other is self
        return bool(self.tokenizer_hash) and self.tokenizer_hash == other.tokenizer_hash


def patch_counts(own: int, most: int) -> tuple[int, ...]:
    """Numbers of patches to read shapes in, from few to many, where a model reads them in `own` and
    generates them in up to `most`: its own alone, where that is the most."""
    return (round(own * 2 / 3), own, most) if most > own else (own,)


@dataclass(frozen=True)
class GenerationSettings:
    """How masked tokens are decoded.

    steps: decoding steps, >= 1. temperature: of the categorical samples, >= 0 (0 is greedy).
    top_p: sample among the most likely classes that hold this probability, in (0, 1].
    guidance: classifier-free guidance scale at the last step (0 is none; it grows linearly).
    order: which codes are decided first: the most confident, any, or those of the patches nearest
    to what is known (from nothing: as random).
    class_name: None is unconditional. resolution: cells an axis of the extracted mesh.
    preview_every: decoding steps between previews, 0 for none; fast steps may have fewer.
    preserve: keep the input's own surface outside the masked region (closed meshes only).
    symmetry: draw patches that the model puts near the mirror image, across x = 0, of a visible one
    to it (mode free).
    """

    steps: int = 16
    temperature: float = 0.8
    top_p: float = 0.9
    guidance: float = 1.0
    order: Order = "confident"
    class_name: str | None = None
    seed: int = 0
    variants: int = 1
    mode: Mode = "free"
    resolution: int = 128
    preview_every: int = 4
    preview_resolution: int = 48
    preserve: bool = True
    symmetry: bool = True

    def previews_at(self, step: int, steps: int) -> bool:
        """Whether a preview is due after `step` of `steps`, which count from 1."""
        every = self.preview_every
        return every > 0 and step < steps and (step == 1 or step % every == 0)


@dataclass(frozen=True, eq=False)
class TokenizeRequest:
    """Shape -> `TokenizeResult`. patches: how many tokens, None for as many as a whole shape has;
    a partial scan takes fewer."""

    shape: Shape
    seed: int = 0
    patches: int | None = None


@dataclass(frozen=True, eq=False)
class Between:
    """Two shapes by name, and which share of the way, 0 to 1, from the first to the second.

    tokens: as blended there. A request's own are others when they were edited by hand since.
    """

    first: str
    second: str
    share: float
    tokens: Tokens

    def __str__(self) -> str:
        return f"{self.share:.0%} of the way from {self.first} to {self.second}"

    @property
    def short(self) -> str:
        """A name for what lies there."""
        return f"{self.first} · {self.share:.0%} {self.second}"


@dataclass(frozen=True, eq=False)
class ReconstructRequest:
    """Shape (or tokens of it) -> one `ShapeResult`. edited: the tokens are not those of the shape,
    but were changed by hand, or blended with others: `between`."""

    shape: Shape
    tokens: Tokens | None = None
    resolution: int = 128
    seed: int = 0
    edited: bool = False
    between: Between | None = None

    @property
    def edited_since(self) -> bool:
        """Whether blended tokens were changed by hand afterwards."""
        if self.between is None or self.tokens is None:
            return False
        return not same_tokens(self.tokens, self.between.tokens)


@dataclass(frozen=True, eq=False)
class CompleteRequest:
    """Replace the masked patches of a shape; `settings.variants` results.

    mask: (M,) bool over `tokens`, True = replace. invent: for partial scans, how many patches are
    invented beside those of `tokens`, of which none is masked then.
    where: the box in which the centres of all new patches shall lie, None for anywhere.
    """

    shape: Shape | None
    tokens: Tokens
    mask: NDArray[np.bool_]
    invent: int = 0
    settings: GenerationSettings = field(default_factory=GenerationSettings)
    where: Box | None = None


@dataclass(frozen=True)
class SampleRequest:
    """New shapes from nothing; `settings.variants` results. patches: how many tokens each has, None
    for the model's own number."""

    settings: GenerationSettings = field(default_factory=GenerationSettings)
    patches: int | None = None


Request = TokenizeRequest | ReconstructRequest | CompleteRequest | SampleRequest


@dataclass(frozen=True)
class Progress:
    """fraction in [0, 1] of the whole request; message in the present tense."""

    fraction: float
    message: str


@dataclass(frozen=True)
class Notice:
    """Something a person should know of, beside the result: one sentence."""

    text: str


@dataclass(frozen=True, eq=False)
class Preview:
    """A mesh while it forms, in the normalised frame. vertices (V, 3), faces (F, 3) int32."""

    variant: int
    vertices: Float32
    faces: NDArray[np.int32]
    tokens: Tokens


@dataclass(frozen=True, eq=False)
class TokenizeResult:
    """points: (N, 3) float32 the tokenizer read; patches: (M, K) int64 rows of them per token."""

    request: TokenizeRequest
    tokens: Tokens
    points: Float32
    patches: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class ShapeResult:
    """One finished shape. generated: (M,) bool, which tokens the model invented.

    seconds: wall time of this variant. confidence: (M,) float32 probability of each token's code
    when it was chosen, 1 where it was given, or None.
    """

    request: ReconstructRequest | CompleteRequest | SampleRequest
    variant: int
    shape: Shape
    tokens: Tokens
    generated: NDArray[np.bool_]
    confidence: Float32 | None = None
    seconds: float = 0.0


Event = Progress | Notice | Preview | TokenizeResult | ShapeResult
