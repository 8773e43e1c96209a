"""What a model is made of, as validated data, and the presets `tiny small base large`."""

from __future__ import annotations

from math import prod
from typing import Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    NonNegativeInt,
    PositiveInt,
    field_validator,
    model_validator,
)

from mge_studio.errors import InputError


class _Config(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TokenizerConfig(_Config):
    """points: surface points read, N. patches: tokens a shape, M. neighbours: points a patch, K.

    levels: finite-scalar levels a dimension; the codebook has their product of codes.
    planes: first-order features a field sample sees (see `field.py`). field: what it is trained to
    be: the logit of occupancy, or (its tanh) a truncated signed distance.
    """

    points: PositiveInt = 2048
    patches: PositiveInt = 192
    neighbours: PositiveInt = 32
    width: PositiveInt = 192
    heads: PositiveInt = 6
    encoder_layers: PositiveInt = 4
    local_layers: NonNegativeInt = 2
    decoder_layers: PositiveInt = 4
    quantizer: Literal["fsq", "vq"] = "fsq"
    levels: tuple[PositiveInt, ...] = (4, 4, 4, 4, 4)
    vq_size: PositiveInt = 1024
    vq_dim: PositiveInt = 16
    planes: PositiveInt = 32
    field: Literal["occupancy", "distance"] = "occupancy"
    field_width: PositiveInt = 192
    field_layers: PositiveInt = 2

    @property
    def codebook_size(self) -> int:
        return prod(self.levels) if self.quantizer == "fsq" else self.vq_size

    @field_validator("levels")
    @classmethod
    def _levels_quantize(cls, levels: tuple[int, ...]) -> tuple[int, ...]:
        if min(levels) < 2:
            raise ValueError("every finite-scalar level must be at least 2")
        return levels


class GeneratorConfig(_Config):
    """slots: how many patches a shape can be given at most, None for the tokenizer's own number;
    see `requests.patch_counts` for the numbers that are trained. width, heads: of both
    transformers. plan_tokens, plan_levels: codes of a shape's plan, and finite-scalar levels of
    their dimensions; plan_width, plan_layers: of its encoder. schedule: how the masking ratio
    slides in training.
    """

    slots: PositiveInt | None = None
    width: PositiveInt = 192
    heads: PositiveInt = 8
    extractor_layers: PositiveInt = 3
    generator_layers: PositiveInt = 4
    plan_tokens: PositiveInt = 32
    plan_levels: tuple[PositiveInt, ...] = (4, 4, 4, 4, 4)
    plan_width: PositiveInt = 192
    plan_layers: PositiveInt = 2
    schedule: Literal["sliding", "paper", "fixed"] = "sliding"
    class_dropout: float = 0.1
    label_smoothing: float = 0.1

    @property
    def plan_size(self) -> int:
        """How many codes a token of a plan can have."""
        return prod(self.plan_levels)


class ModelConfig(_Config):
    """One model folder. class_names: what class-conditional generation knows, in id order."""

    preset: str = "small"
    tokenizer: TokenizerConfig = TokenizerConfig()
    generator: GeneratorConfig = GeneratorConfig()
    class_names: tuple[str, ...] = ()

    @property
    def most_patches(self) -> int:
        """How many patches a shape that is generated can have."""
        return self.generator.slots or self.tokenizer.patches

    @model_validator(mode="after")
    def _slots_suffice(self) -> Self:
        if self.most_patches < self.tokenizer.patches:
            raise ValueError("a generator needs a slot for each of the tokenizer's patches")
        return self


PRESETS: dict[str, ModelConfig] = {
    "tiny": ModelConfig(
        preset="tiny",
        tokenizer=TokenizerConfig(
            points=512, patches=32, neighbours=16, width=48, heads=3, encoder_layers=1,
            decoder_layers=1, planes=8, field_width=48, field_layers=1,
        ),
        generator=GeneratorConfig(
            slots=64, width=64, heads=4, extractor_layers=1, generator_layers=2, plan_tokens=4,
            plan_width=48, plan_layers=1,
        ),
    ),
    "small": ModelConfig(preset="small", generator=GeneratorConfig(slots=256)),
    "base": ModelConfig(
        preset="base",
        tokenizer=TokenizerConfig(
            patches=256, width=384, heads=6, encoder_layers=8, decoder_layers=8, planes=64,
            field_width=256, field_layers=3,
        ),
        generator=GeneratorConfig(
            slots=512, width=384, heads=6, extractor_layers=12, generator_layers=4, plan_tokens=48,
            plan_width=384, plan_layers=4,
        ),
    ),
    "large": ModelConfig(
        preset="large",
        tokenizer=TokenizerConfig(
            patches=512, width=512, heads=8, encoder_layers=12, decoder_layers=12, planes=64,
            field_width=384, field_layers=3, levels=(8, 8, 8, 8),
        ),
        generator=GeneratorConfig(
            slots=1024, width=768, heads=12, extractor_layers=16, generator_layers=6,
            plan_tokens=64, plan_width=768, plan_layers=6,
        ),
    ),
}


def preset(name: str) -> ModelConfig:
    """The named preset. Raises InputError naming the known ones."""
    if name not in PRESETS:
        raise InputError(f"Unknown preset {name!r}: choose one of {', '.join(PRESETS)}.")
    return PRESETS[name]
