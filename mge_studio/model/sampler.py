"""Decoding hidden tokens step by step, most confident first (MaskGIT, arXiv 2202.04200).

Every step samples all hidden slots, keeps the most confident ones and hides the rest again. Kept
tokens are never changed. All randomness comes from one `torch.Generator`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor

from mge_studio.model.generator import Generator, Slots
from mge_studio.model.masking import morton_keys
from mge_studio.model.patching import bin_centres, centre_bins
from mge_studio.requests import GenerationSettings

#: Gumbel noise on the confidence at the first step, as in MaskGIT, falling linearly to none. With
#: less of it the most predictable region fills up first and wings, legs and handles never come.
CHOICE_NOISE = 4.5


class DecodingStep(NamedTuple):
    """One step for B variants: the visible tokens first, then a guess for every other one.

    codes (B, M), centres (B, M, 3), confidence (B, M) probability of each code when chosen.
    decided: how many of the M tokens will not change any more. step counts from 1 to steps.
    """

    codes: Tensor
    centres: Tensor
    confidence: Tensor
    decided: int
    step: int
    steps: int


@dataclass(frozen=True, eq=False)
class Start:
    """What is given: visible codes (V,) and centres (V, 3), and `hidden` tokens to decode.

    hidden_centres: (hidden, 3) in Morton order to decode codes in place, or None to invent both.
    """

    codes: Tensor
    centres: Tensor
    hidden: int
    hidden_centres: Tensor | None = None


class _Guess(NamedTuple):
    codes: Tensor
    centres: Tensor
    probability: Tensor
    score: Tensor


@torch.no_grad()
def decode(
    model: Generator, start: Start, class_id: int | None, settings: GenerationSettings,
    rng: torch.Generator,
) -> Iterator[DecodingStep]:  # fmt: skip
    """Decode `settings.variants` variants at once, yielding after every step.

    class_id: None is unconditional. The last step's tokens are the result.
    """
    variants, device = settings.variants, start.codes.device
    codes = start.codes.expand(variants, -1)
    centres = start.centres.expand(variants, -1, -1)
    confidence = torch.ones(variants, codes.shape[1], device=device)
    given = None
    if start.hidden_centres is not None:
        given = start.hidden_centres.expand(variants, -1, -1)
    steps = max(1, min(settings.steps, start.hidden))
    left = start.hidden
    for step in range(1, steps + 1):
        guidance = settings.guidance * step / steps
        guess = _guess(model, codes, centres, left, given, class_id, guidance, settings, rng)
        remaining = _remaining(start.hidden, left, step, steps)
        noise = CHOICE_NOISE * (1 - step / steps) if settings.temperature > 0 else 0.0
        chosen, rest = _most_confident(guess.score, left - remaining, noise, rng)
        codes = torch.cat([codes, _take(guess.codes, chosen)], 1)
        centres = torch.cat([centres, _take(guess.centres, chosen)], 1)
        confidence = torch.cat([confidence, _take(guess.probability, chosen)], 1)
        given = None if given is None else _take(given, rest)
        left = remaining
        yield DecodingStep(
            torch.cat([codes, _take(guess.codes, rest)], 1),
            torch.cat([centres, _take(guess.centres, rest)], 1),
            torch.cat([confidence, _take(guess.probability, rest)], 1),
            codes.shape[1], step, steps,
        )  # fmt: skip


def _remaining(hidden: int, left: int, step: int, steps: int) -> int:
    """Tokens still hidden after a step: a cosine, and at least one fewer than before."""
    by_schedule = int(hidden * math.cos(math.pi / 2 * step / steps))
    return 0 if step == steps else max(0, min(left - 1, by_schedule))


def _most_confident(
    score: Tensor, count: int, noise: float, rng: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Rows (B, count) of the highest scores under Gumbel noise, and the others, in order."""
    uniform = torch.rand(score.shape, generator=rng).clamp(1e-9, 1 - 1e-7).to(score.device)
    order = (score - noise * torch.log(-torch.log(uniform))).argsort(dim=1, descending=True)
    return order[:, :count].sort(dim=1).values, order[:, count:].sort(dim=1).values


def _take(values: Tensor, rows: Tensor) -> Tensor:
    if values.dim() == 3:
        rows = rows.unsqueeze(-1).expand(-1, -1, values.shape[-1])
    return values.gather(1, rows)


def _guess(
    model: Generator, codes: Tensor, centres: Tensor, left: int, given: Tensor | None,
    class_id: int | None, guidance: float, settings: GenerationSettings, rng: torch.Generator,
) -> _Guess:  # fmt: skip
    """Sample every hidden slot: its centre unless given, then its code."""
    states, weights = _states(model, codes, centres, left, given, class_id, guidance)
    sampler = _Categorical(weights, settings.temperature, settings.top_p, rng)
    score = torch.zeros(states[0].shape[:2], device=codes.device)
    if given is None:
        bins = torch.zeros(*states[0].shape[:2], 3, dtype=torch.long, device=codes.device)
        for axis in range(3):
            logits = [model.centre_head.axis_logits(axis, state, bins) for state in states]
            bins[..., axis], probability = sampler(logits)
            score = score + probability.log() / 3
        given = bin_centres(bins)
    chosen, probability = sampler([model.code_head(state, given) for state in states])
    return _Guess(chosen, given, probability, score + probability.log())


def _states(
    model: Generator, codes: Tensor, centres: Tensor, left: int, given: Tensor | None,
    class_id: int | None, guidance: float,
) -> tuple[list[Tensor], list[float]]:  # fmt: skip
    """Hidden slots' states and the weights their logits are added with, for guidance."""
    variants, visible = codes.shape
    device = codes.device
    blank = torch.zeros(variants, left, dtype=torch.long, device=device)
    places = given if given is not None else torch.zeros(variants, left, 3, device=device)
    slots = Slots(
        torch.cat([codes, blank], 1), torch.cat([centres, places], 1),
        torch.full((variants,), visible, device=device),
        torch.full((variants,), given is not None, device=device),
    )  # fmt: skip
    conditions = [model.unconditional if class_id is None else class_id]
    weights = [1.0]
    if class_id is not None and guidance > 0:
        conditions.append(model.unconditional)
        weights = [1.0 + guidance, -guidance]
    repeated = Slots(*(torch.cat([part] * len(conditions)) for part in slots))
    classes = torch.tensor(conditions, device=device).repeat_interleave(variants)
    states = model.states(repeated, classes)[:, visible:]
    return list(states.chunk(len(conditions))), weights


class _Categorical:
    """Samples from weighted sums of logits with temperature and nucleus (top-p) truncation."""

    def __init__(
        self, weights: list[float], temperature: float, top_p: float, rng: torch.Generator
    ) -> None:
        self.weights, self.temperature, self.top_p, self.rng = weights, temperature, top_p, rng

    def __call__(self, logits: list[Tensor]) -> tuple[Tensor, Tensor]:
        """(B, n, C) logits -> drawn classes (B, n) and their probabilities (B, n)."""
        total = sum(weight * part for weight, part in zip(self.weights, logits, strict=True))
        assert isinstance(total, Tensor)
        if self.temperature <= 0:
            probability, drawn = total.softmax(-1).max(-1)
            return drawn, probability
        p = (total / self.temperature).softmax(-1)
        if self.top_p < 1:
            p = _nucleus(p, self.top_p)
        # Drawn on the CPU, so that a seed means the same whatever the device.
        uniform = torch.rand((*p.shape[:-1], 1), generator=self.rng).to(p.device)
        drawn = (p.cumsum(-1) < uniform).sum(-1).clamp_max(p.shape[-1] - 1)
        return drawn, p.gather(-1, drawn.unsqueeze(-1)).squeeze(-1).clamp_min(1e-9)


def _nucleus(p: Tensor, top_p: float) -> Tensor:
    """Keep the most likely classes that together hold `top_p`, and renormalise."""
    ordered, order = p.sort(dim=-1, descending=True)
    keep = ordered.cumsum(-1) - ordered < top_p
    kept = torch.zeros_like(p).scatter(-1, order, ordered * keep)
    return kept / kept.sum(-1, keepdim=True)


def morton_sorted(centres: Tensor) -> Tensor:
    """Rows of (n, 3) centres in Morton order, the order in which slots are decoded in place."""
    return morton_keys(centre_bins(centres)).argsort(stable=True)
