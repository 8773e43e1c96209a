"""What each choice in the model is worth: small models trained alike but for one thing."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mge_studio.errors import Cancelled
from mge_studio.model.config import ModelConfig, preset
from mge_studio.training.events import Event
from mge_studio.training.sources import Source
from mge_studio.training.train import StageName, TrainOptions, train

BASE = preset("tiny")


@dataclass(frozen=True)
class Variant:
    """question: what is compared; name: the answer that this model gives; stage: which it trains,
    the generators all on the tokens of the first variant of all."""

    question: str
    name: str
    config: ModelConfig
    stage: StageName = "tokenizer"


def _tokenizer(question: str, name: str, **changes: Any) -> Variant:
    tokenizer = BASE.tokenizer.model_copy(update=changes)
    return Variant(question, name, BASE.model_copy(update={"tokenizer": tokenizer}))


def _generator(question: str, name: str, **changes: Any) -> Variant:
    generator = BASE.generator.model_copy(update=changes)
    config = BASE.model_copy(update={"generator": generator})
    return Variant(question, name, config, "generator")


#: The first is the preset as it is; what a question does not vary is as there.
VARIANTS: tuple[Variant, ...] = (
    _tokenizer("codebook", "1,024 codes (FSQ)"),
    _tokenizer("codebook", "256 codes (FSQ)", levels=(4, 4, 4, 4)),
    _tokenizer("codebook", "64 codes (FSQ)", levels=(4, 4, 4)),
    _tokenizer("codebook", "1,024 codes (VQ)", quantizer="vq"),
    _tokenizer("patches", "16 patches", patches=16),
    _tokenizer("patches", "64 patches", patches=64),
    _tokenizer("field", "truncated distance", field="distance"),
    _tokenizer("decoder", "no local blocks", local_layers=0),
    _generator("masking ratio", "sliding"),
    _generator("masking ratio", "fixed", schedule="fixed"),
    _generator("masking ratio", "as in the paper", schedule="paper"),
)


@dataclass(frozen=True)
class Outcome:
    """figures: the last validation of a variant's training; seconds: of training."""

    variant: Variant
    figures: dict[str, float]
    seconds: float


@dataclass(frozen=True)
class AblationOptions:
    """folder: a run folder for each variant is made in it, and one that is finished is not trained
    again. steps: of every stage. The first of `variants` trains a tokenizer."""

    sources: Sequence[Source]
    folder: Path
    steps: int = 300
    batch_size: int = 24
    procedural_count: int = 1700
    seed: int = 0
    device: str = "auto"
    cache: Path | None = None
    variants: Sequence[Variant] = VARIANTS


def ablate(options: AblationOptions) -> Iterator[Outcome]:
    """Train every variant, one after another, and yield what came of each.

    Raises Cancelled where a training was stopped; the same call goes on from there.
    """
    tokens = options.folder / "0" / "model"
    for number, variant in enumerate(options.variants):
        run = options.folder / str(number)
        training = TrainOptions(
            options.sources, run, config=variant.config, stage=variant.stage, steps=options.steps,
            batch_size=options.batch_size, seed=options.seed, device=options.device, resume=True,
            procedural_count=options.procedural_count,
            start_from=tokens if variant.stage == "generator" else None,
            cache=options.cache, validate_every=options.steps,
        )  # fmt: skip
        train(training)
        lines = (run / "events.jsonl").read_text(encoding="utf-8").splitlines()
        events = [json.loads(line) for line in lines]
        if events[-1]["event"] == "stopped":
            raise Cancelled(
                f"The ablation was stopped and saved in {options.folder}: the same command goes on."
            )
        yield Outcome(variant, _last_validation(events), _seconds(events))


def _last_validation(events: Sequence[Event]) -> dict[str, float]:
    last = [event for event in events if event["event"] == "validation"][-1]
    return {k: v for k, v in last.items() if k not in ("event", "time", "stage", "step")}


def _seconds(events: Sequence[Event]) -> float:
    """Seconds of training, over all resumes."""
    return max((event["elapsed"] for event in events if event["event"] == "step"), default=0.0)
