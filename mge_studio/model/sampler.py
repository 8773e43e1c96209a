"""Decoding hidden tokens step by step (after MaskGIT, arXiv 2202.04200).

First the hidden tokens are placed, then they get their codes, the most confident first; tokens
decoded in place have their centres already. Every step samples all that is missing, keeps a part
and forgets the rest. What is kept never changes. All randomness comes from one `torch.Generator`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor

from mge_studio.model.generator import Generator
from mge_studio.model.masking import morton_keys
from mge_studio.model.patching import bin_centres, centre_bins
from mge_studio.model.slots import Slots
from mge_studio.requests import GenerationSettings
from mge_studio.shapes.tokens import CENTRE_BINS

#: Gumbel noise on the confidence of codes at the first step, falling linearly to none (MaskGIT).
#: Places are chosen at random: by confidence they would line up between those there are.
CHOICE_NOISE = 4.5
#: Share of the steps that place tokens, the harder part; the others give them their codes.
PLACING_SHARE = 0.75
#: Centres are drawn at this part of the temperature that codes are drawn at.
PLACING_TEMPERATURE = 0.6
#: Tokens are farthest points and keep a distance: 0.07 to 0.19 on all but the thinnest shapes. None
#: is placed nearer than this to one that is there.
SPACING = 0.08
FORBIDDEN = -1e4


class DecodingStep(NamedTuple):
    """One step for B variants: the given tokens first, then the hidden ones.

    codes (B, M), centres (B, M, 3): kept, or a guess; while tokens are being placed there are
    guesses only when a preview is due. confidence (B, M): probability of each code when drawn.
    decided (B, M) bool: codes and centres that will not change any more. step counts from 1.
    """

    codes: Tensor
    centres: Tensor
    confidence: Tensor
    decided: Tensor
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


def decode(
    model: Generator, start: Start, class_id: int | None, settings: GenerationSettings,
    rng: torch.Generator,
) -> Iterator[DecodingStep]:  # fmt: skip
    """Decode `settings.variants` variants at once, yielding after every step.

    class_id: None is unconditional. The last step's tokens are the result.
    """
    decoding = _Decoding(model, start, class_id, settings, rng)
    placing, coding = _phases(start, settings.steps)
    total = placing + coding
    for step in range(1, placing + 1):
        decoding.place(step, placing, total)
        yield decoding.now(step, total)
    for step in range(1, coding + 1):
        decoding.code(step, coding, placing + step, total)
        yield decoding.now(placing + step, total)


def _phases(start: Start, steps: int) -> tuple[int, int]:
    """Steps that place and steps that code; never more of either than there are tokens."""
    if start.hidden_centres is not None:
        return 0, max(1, min(steps, start.hidden))
    placing = max(1, round(steps * PLACING_SHARE))
    return min(placing, start.hidden), max(1, min(steps - placing, start.hidden))


class _Decoding:
    """The tokens of all variants while they form, (B, L) with the V given ones first."""

    def __init__(
        self, model: Generator, start: Start, class_id: int | None, settings: GenerationSettings,
        rng: torch.Generator,
    ) -> None:  # fmt: skip
        self.model, self.settings, self.rng = model, settings, rng
        self.conditions = [model.unconditional if class_id is None else class_id]
        if class_id is not None and settings.guidance > 0:
            self.conditions.append(model.unconditional)
        variants, device = settings.variants, start.codes.device
        self.given, self.hidden = len(start.codes), start.hidden
        places = start.hidden_centres
        rest = torch.zeros(start.hidden, 3, device=device) if places is None else places
        ranks = torch.arange(start.hidden, device=device)
        self.codes = torch.cat([start.codes, torch.zeros_like(ranks)]).repeat(variants, 1)
        self.centres = torch.cat([start.centres, rest]).repeat(variants, 1, 1)
        self.rank = torch.cat([-torch.ones_like(start.codes), ranks]).repeat(variants, 1)
        self.coded = self.rank < 0
        self.placed = self.coded | (places is not None)
        self.confidence = self.coded.float()
        self.guessed_codes, self.guessed_centres = self.codes, self.centres

    def now(self, step: int, steps: int) -> DecodingStep:
        codes = torch.where(self.coded, self.codes, self.guessed_codes)
        centres = torch.where(self.placed.unsqueeze(-1), self.centres, self.guessed_centres)
        return DecodingStep(codes, centres, self.confidence, self.coded, step, steps)

    @torch.no_grad()
    def place(self, step: int, steps: int, total: int) -> None:
        """Draw a centre for every unplaced token and keep some, at random."""
        states, guess = self._states(self.placed)
        weights = self._weights(step / total)
        temperature = self.settings.temperature * PLACING_TEMPERATURE
        draw = _Categorical(weights, temperature, self.settings.top_p, self.rng)
        bins = self._bins(states, guess, draw)
        chosen = self._choose(torch.zeros_like(self.confidence), self.placed, step, steps)
        self.centres = torch.where(chosen.unsqueeze(-1), bin_centres(bins), self.centres)
        if self.settings.previews_at(step, total):
            likeliest = self._bins(states, guess, _Categorical(weights, 0.0, 1.0, self.rng))
            self.placed = self.placed | chosen
            self._guess_codes(bin_centres(likeliest), weights)
        self.placed = self.placed | chosen

    @torch.no_grad()
    def code(self, step: int, steps: int, overall: int, total: int) -> None:
        """Draw a code for every token that has none and keep the most confident ones."""
        states, _ = self._states(self.placed)
        weights = self._weights(overall / total)
        draw = _Categorical(weights, self.settings.temperature, self.settings.top_p, self.rng)
        codes, probability = draw([self.model.code_head(state) for state in states])
        chosen = self._choose(probability.log(), self.coded, step, steps)
        self.codes = torch.where(chosen, codes, self.codes)
        self.confidence = torch.where(self.coded, self.confidence, probability)
        self.coded = self.coded | chosen
        self.guessed_codes = codes

    def _bins(self, states: list[Tensor], guess: Tensor, draw: _Categorical) -> Tensor:
        """Bins (B, L, 3) drawn axis by axis."""
        bins, head = torch.zeros_like(guess), self.model.centre_head
        for axis in range(3):
            logits = [head.axis_logits(axis, state, bins, guess) for state in states]
            if axis == 2:
                apart = self._apart(bins)
                logits = [part.masked_fill(~apart, FORBIDDEN) for part in logits]
            bins[..., axis], _ = draw(logits)
        return bins

    def _apart(self, bins: Tensor) -> Tensor:
        """(B, L, 256) bool: the z bins at which candidates with these x and y bins (B, L, 3) keep
        SPACING from every placed token, as farthest points do."""
        offsets = bin_centres(bins)[..., :2].unsqueeze(2) - self.centres[..., :2].unsqueeze(1)
        reach = (SPACING**2 - offsets.square().sum(-1)).clamp_min(0).sqrt()
        reach = reach.masked_fill(~self.placed.unsqueeze(1), 0.0).unsqueeze(-1)
        heights = bin_centres(torch.arange(CENTRE_BINS, device=bins.device))
        away = (heights - self.centres[..., 2:]).abs().unsqueeze(1)
        return (away >= reach).all(dim=2)

    def _guess_codes(self, likeliest: Tensor, weights: list[float]) -> None:
        """The likeliest codes with every unplaced token where it would likeliest be."""
        self.guessed_centres = likeliest
        unplaced = (~self.placed).unsqueeze(-1)
        states, _ = self._states(
            torch.ones_like(self.placed), torch.where(unplaced, likeliest, self.centres)
        )
        logits = [self.model.code_head(state) for state in states]
        self.guessed_codes, probability = _Categorical(weights, 0.0, 1.0, self.rng)(logits)
        self.confidence = torch.where(self.coded, self.confidence, probability)

    def _states(
        self, placed: Tensor, centres: Tensor | None = None
    ) -> tuple[list[Tensor], Tensor]:
        """Hidden states (B, L, width) under each condition, and the guessed places' bins."""
        slots = Slots(
            self.codes, self.centres if centres is None else centres, self.coded, placed, self.rank
        )
        count = len(self.conditions)
        repeated = Slots(*(torch.cat([part] * count) for part in slots))
        classes = torch.tensor(self.conditions, device=self.codes.device)
        states, guess = self.model.states(repeated, classes.repeat_interleave(len(self.codes)))
        return list(states.chunk(count)), guess.chunk(count)[0]

    def _weights(self, progress: float) -> list[float]:
        """What logits under each condition are added with: guidance grows with progress."""
        if len(self.conditions) == 1:
            return [1.0]
        guidance = self.settings.guidance * progress
        return [1.0 + guidance, -guidance]

    def _choose(self, score: Tensor, done: Tensor, step: int, steps: int) -> Tensor:
        """(B, L) bool: the tokens that are kept at this step of a phase, by score under noise."""
        left = int((~done[0]).sum())
        count = left - _remaining(self.hidden, left, step, steps)
        noise = CHOICE_NOISE * (1 - step / steps) if self.settings.temperature > 0 else 0.0
        uniform = torch.rand(score.shape, generator=self.rng).clamp(1e-9, 1 - 1e-7)
        noisy = score - noise * torch.log(-torch.log(uniform.to(score.device)))
        rows = noisy.masked_fill(done, -torch.inf).topk(count, dim=1).indices
        return torch.zeros_like(done).scatter(1, rows, True)


def _remaining(hidden: int, left: int, step: int, steps: int) -> int:
    """Tokens still missing after a step: a cosine, and at least one fewer than before."""
    by_schedule = int(hidden * math.cos(math.pi / 2 * step / steps))
    return 0 if step == steps else max(0, min(left - 1, by_schedule))


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
