"""Decoding hidden tokens step by step (after MaskGIT, arXiv 2202.04200).

First the plan of the whole shape is drawn, then the hidden tokens are placed by it, all at once,
then they get their codes; these tell better places, where codes are drawn for good. Tokens decoded
in place have their centres already. Every step draws all codes that are missing, keeps some (see
`decoding_order`) and forgets the rest. What is kept never changes. All randomness comes from one
`torch.Generator`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from mge_studio.model.confining import confined
from mge_studio.model.decoding_order import ranking
from mge_studio.model.generator import Generator, Known
from mge_studio.model.pacing import Pace
from mge_studio.model.packing import pack, take
from mge_studio.model.patching import bin_centres, centre_bins
from mge_studio.model.plan import matching
from mge_studio.model.symmetry import drawn_to_images, mirror_images
from mge_studio.requests import GenerationSettings, Order
from mge_studio.shapes.boxes import Box

#: Gumbel noise on the confidence of a plan's codes at the first step, falling linearly to none:
#: they are kept nearly at random, as training meets them.
PLAN_NOISE = 9.0
#: Codes are drawn at this part of the temperature that plans are drawn at: variety is the plan's,
#: and what is left to a code is mostly noise that makes surfaces bumpy.
CODE_TEMPERATURE = 0.4
#: Shares of the steps that draw the plan, and the first codes where places settle afterwards.
PLAN_SHARE = 0.4
UNSETTLED_SHARE = 0.25
#: Share of a plan that is drawn although the given tokens suggest all of it, in all variants but
#: the first.
REDRAWN = 0.125

#: Codes (L,) and centres (L, 3) of one variant, the given ones first, and which of the hidden ones
#: stay, (S,) bool -> better centres (S, 3) for these; see `settling`.
Settle = Callable[[Tensor, Tensor, Tensor], Tensor]


class DecodingStep(NamedTuple):
    """One step for B variants: the given tokens first, then the hidden ones.

    codes (B, M), centres (B, M, 3): kept, or a guess; while the plan is being drawn there are
    guesses only when a preview is due. confidence (B, M): probability of each code when drawn.
    decided (B, M) bool: codes and centres that will not change any more. step counts from 1.
    preview_due: this step should be shown.
    """

    codes: Tensor
    centres: Tensor
    confidence: Tensor
    decided: Tensor
    step: int
    steps: int
    preview_due: bool


@dataclass(frozen=True, eq=False)
class Start:
    """What is given: visible codes (V,) and centres (V, 3), and `hidden` tokens to decode.

    hidden_centres: (hidden, 3) to decode codes in place, or None to invent both. where: the box in
    which invented centres lie, None for anywhere.
    """

    codes: Tensor
    centres: Tensor
    hidden: int
    hidden_centres: Tensor | None = None
    where: Box | None = None


def decode(
    model: Generator, start: Start, class_id: int | None, settings: GenerationSettings,
    rng: torch.Generator, settle: Settle | None = None, rows: range | None = None,
    pace: Pace | None = None,
) -> Iterator[DecodingStep]:  # fmt: skip
    """Decode `settings.variants` variants at once, yielding after every step.

    rows: decode these of them alone, with the numbers that they would draw among all: `rng` has to
    be as at the start then. class_id: None is unconditional. settle: moves what was placed, whose
    codes are drawn anew then. pace: says when previews are due; which changes no result. The last
    step's tokens are the result.
    """
    rows, pace = rows or range(settings.variants), pace or Pace(settings)
    decoding = _Decoding(model, start, class_id, settings, rng, rows)
    phases = _phases(model, start, settings.steps, settle is not None)
    total, done = sum(phases), 0
    for phase, steps in zip(("plan", "unsettled", "code"), phases, strict=True):
        for step in range(1, steps + 1):
            done += 1
            preview = pace.is_due(done, total)
            if phase == "plan":
                decoding.plan(step, steps, total, preview)
            else:
                decoding.code(step, steps, done, total, final=phase == "code")
            yield decoding.now(done, total, preview)
        if phase == "unsettled" and steps and settle is not None:
            decoding.settle(settle)


def _phases(model: Generator, start: Start, steps: int, settling: bool) -> tuple[int, int, int]:
    """Steps that plan, that draw first codes and that draw the last ones; never more of any than
    there is to draw."""
    if start.hidden_centres is not None:
        return 0, 0, max(1, min(steps, start.hidden))
    planning = min(max(1, round(steps * PLAN_SHARE)), model.config.plan_tokens)
    unsettled = min(max(1, round(steps * UNSETTLED_SHARE)), start.hidden) if settling else 0
    return planning, unsettled, max(1, min(steps - planning - unsettled, start.hidden))


class _Decoding:
    """The tokens of all variants while they form, (B, L) with the V given ones first, and the
    plan they follow, (B, K)."""

    def __init__(
        self, model: Generator, start: Start, class_id: int | None, settings: GenerationSettings,
        rng: torch.Generator, rows: range,
    ) -> None:  # fmt: skip
        self.model, self.settings, self.rng, self.rows = model, settings, rng, rows
        grows = len(start.codes) > 0 or settings.order != "near"  # from nothing there is no near
        self.order: Order = settings.order if grows else "random"
        self.conditions = [model.unconditional if class_id is None else class_id]
        if class_id is not None and settings.guidance > 0:
            self.conditions.append(model.unconditional)
        variants, device = len(rows), start.codes.device
        self.given, self.hidden, self.where = len(start.codes), start.hidden, start.where
        places = start.hidden_centres
        rest = torch.zeros(start.hidden, 3, device=device) if places is None else places
        nothing = torch.zeros(start.hidden, dtype=torch.long, device=device)
        self.codes = torch.cat([start.codes, nothing]).repeat(variants, 1)
        self.centres = torch.cat([start.centres, rest]).repeat(variants, 1, 1)
        self.coded = (torch.arange(self.given + self.hidden, device=device) < self.given).repeat(
            variants, 1
        )
        self.kept = self.coded
        self.seen: tuple[Tensor, Known, Tensor] | None = None
        self.confidence = self.coded.float()
        self.guessed_codes, self.guessed_centres = self.codes, self.centres
        self.planned = torch.zeros(
            variants, model.config.plan_tokens, dtype=torch.long, device=device
        )
        self.decided = torch.zeros_like(self.planned, dtype=torch.bool)
        self.placed = places is not None
        self.mirrored = torch.zeros(variants, start.hidden, dtype=torch.bool, device=device)
        if self.given and not self.placed:
            self._guess_plan()

    def now(self, step: int, steps: int, preview: bool) -> DecodingStep:
        codes = torch.where(self.coded, self.codes, self.guessed_codes)
        centres = self.centres if self.placed else self.guessed_centres
        return DecodingStep(codes, centres, self.confidence, self.kept, step, steps, preview)

    @torch.no_grad()
    def _guess_plan(self) -> None:
        """What the given tokens suggest, but for some codes that are drawn: variants differ."""
        self.planned = self.model.guess(self._known())
        scores = self._uniform(self.planned.shape)
        drawn = round(REDRAWN * self.planned.shape[1]) if self.settings.temperature > 0 else 0
        self.decided = (scores.argsort(1).argsort(1) >= drawn).to(self.planned.device)

    def _follow_guess(self, plan: Tensor) -> Tensor:
        """A plan (B, K) with the first variant's as the given tokens suggest it, where that one is
        among those decoded."""
        if self.given == 0 or self.rows.start > 0:
            return plan
        return torch.cat([self.planned[:1], plan[1:]])

    @torch.no_grad()
    def plan(self, step: int, steps: int, total: int, preview: bool) -> None:
        """Draw the missing codes of the plan and keep some; with the last, place the tokens. Guess
        places and codes for a preview."""
        weights = self._weights(step / total)
        logits = self._combined(
            weights,
            lambda known, context: self.model.plan_logits(
                self._each(self.planned), self._each(self.decided), known, context
            ),
        )
        drawn, probability = self._draw(logits, self.settings.temperature)
        drawn = self._follow_guess(drawn)
        count = _to_keep(self.decided, self.decided.shape[1], step, steps)
        greedy = self.settings.temperature <= 0
        noise = 0.0 if greedy else PLAN_NOISE * (1 - step / steps)
        chosen = self._choose(probability.log(), self.decided, count, noise)
        self.planned = torch.where(chosen, drawn, self.planned)
        self.decided = self.decided | chosen
        if step == steps:
            self.centres, self.mirrored = self._placed(self.planned)
            self.placed = True
        if preview:
            likeliest = torch.where(
                self.decided, self.planned, self._follow_guess(logits.argmax(-1))
            )
            self.guessed_centres, _ = self._placed(likeliest)
            self._guess_codes(weights)

    @torch.no_grad()
    def code(self, step: int, steps: int, overall: int, total: int, final: bool) -> None:
        """Draw a code for every token that has none and keep the first ones in the order of the
        settings, for good if these codes are the final ones."""
        logits, rows = self._code_logits(self.centres, self._weights(overall / total))
        temperature = CODE_TEMPERATURE * self.settings.temperature
        drawn, probability = self._draw(logits, temperature)
        self.guessed_codes = self.codes.scatter(1, rows, drawn)
        self.confidence = self.confidence.scatter(1, rows, probability)
        score, noise = ranking(
            self.order, self.confidence, self.centres, self.coded,
            left=1 - step / steps, greedy=self.settings.temperature <= 0,
        )  # fmt: skip
        count = _to_keep(self.coded, self.hidden, step, steps)
        chosen = self._choose(score, self.coded, count, noise)
        self.codes = torch.where(chosen, self.guessed_codes, self.codes)
        self.coded = self.coded | chosen
        if final:
            self.kept = self.coded

    def settle(self, settle: Settle) -> None:
        """Give the hidden tokens of every variant better places, and no codes."""
        variants = zip(self.codes, self.centres, self.mirrored, strict=True)
        moved = torch.stack([settle(*variant) for variant in variants])
        self.centres = torch.cat([self.centres[:, : self.given], moved], dim=1)
        self.coded = self.kept

    def _placed(self, plan: Tensor) -> tuple[Tensor, Tensor]:
        """All centres (B, L, 3), the hidden ones where a plan (B, K) puts them: of the places of a
        whole shape those that no given token is matched with, drawn into the box if there is one,
        and to the mirror images of given ones; and which hidden ones (B, S) are such images.

        Guidance is for probabilities: places are those of the class itself."""
        features = self.model.plan_encoder.quantizer.lookup(plan)
        classes = torch.full((len(plan),), self.conditions[0], device=plan.device)
        placed = self.model.place(features, self.given + self.hidden, classes)
        given = self.centres[:, : self.given]
        free = torch.ones(placed.shape[:2], dtype=torch.bool, device=plan.device)
        free.scatter_(1, matching(torch.cdist(given, placed)), False)
        rows, _ = pack(free)
        hidden = take(placed, rows)
        if self.where is not None:
            hidden = confined(hidden, placed, self.where)
        hidden, mirrored = self._mirrored(hidden)
        return torch.cat([given, bin_centres(centre_bins(hidden))], dim=1), mirrored

    def _mirrored(self, hidden: Tensor) -> tuple[Tensor, Tensor]:
        """Hidden places (B, S, 3) drawn to mirror images of given ones, and which are (B, S)."""
        images = mirror_images(self.centres[0, : self.given].cpu().numpy())
        if self.where is not None:
            images = images[self.where.holds(images)]
        if not self.settings.symmetry or len(images) == 0:
            return hidden, torch.zeros_like(hidden[..., 0], dtype=torch.bool)
        found = [drawn_to_images(places, images) for places in hidden.float().cpu().numpy()]
        places, mirrored = (torch.from_numpy(np.stack(part)) for part in zip(*found, strict=True))
        return places.to(hidden.device), mirrored.to(hidden.device)

    def _guess_codes(self, weights: list[float]) -> None:
        """The likeliest codes where tokens are guessed to be."""
        logits, rows = self._code_logits(self.guessed_centres, weights)
        probability, codes = logits.softmax(-1).max(-1)
        self.guessed_codes = self.codes.scatter(1, rows, codes)
        self.confidence = self.confidence.scatter(1, rows, probability)

    def _code_logits(self, centres: Tensor, weights: list[float]) -> tuple[Tensor, Tensor]:
        """Logits (B, S, C) of the codes that are missing, and their rows (B, S)."""
        rows, there = pack(~self.coded)
        asked = take(centres, rows)
        logits = self._combined(
            weights,
            lambda known, context: self.model.code_logits(
                self._each(asked), self._each(there), known, context
            ),
        )
        return logits, rows

    def _known(self) -> Known:
        rows, there = pack(self.coded)
        return Known(take(self.codes, rows), take(self.centres, rows), there)

    def _seen(self) -> tuple[Known, Tensor]:
        """What is known and the model's context of it, under each condition: worked out again only
        when more is known."""
        if self.seen is None or self.seen[0] is not self.coded:
            known = Known(*(self._each(part) for part in self._known()))
            classes = torch.tensor(self.conditions, device=self.codes.device)
            context = self.model.context(known, classes.repeat_interleave(len(self.codes)))
            self.seen = self.coded, known, context
        return self.seen[1:]

    def _each(self, values: Tensor) -> Tensor:
        """The values once for each condition."""
        return torch.cat([values] * len(self.conditions))

    def _combined(self, weights: list[float], logits: Callable[[Known, Tensor], Tensor]) -> Tensor:
        """The weighted sum of logits under each condition."""
        parts = logits(*self._seen()).chunk(len(weights))
        total = sum(weight * part for weight, part in zip(weights, parts, strict=True))
        assert isinstance(total, Tensor)
        return total

    def _weights(self, progress: float) -> list[float]:
        """What logits under each condition are added with: guidance grows with progress."""
        if len(self.conditions) == 1:
            return [1.0]
        guidance = self.settings.guidance * progress
        return [1.0 + guidance, -guidance]

    def _draw(self, logits: Tensor, temperature: float) -> tuple[Tensor, Tensor]:
        return draw(logits, temperature, self.settings.top_p, self._uniform)

    def _uniform(self, shape: torch.Size) -> Tensor:
        """Numbers (B, ...) in [0, 1), drawn for all variants, so that each has its own whichever
        are decoded together; on the CPU, so that a seed means the same whatever the device."""
        drawn = torch.rand((self.settings.variants, *shape[1:]), generator=self.rng)
        return drawn[self.rows.start : self.rows.stop]

    def _choose(self, score: Tensor, done: Tensor, count: int, noise: float) -> Tensor:
        """(B, n) bool: the `count` best that are not done, by score under Gumbel noise."""
        uniform = self._uniform(score.shape).clamp(1e-9, 1 - 1e-7)
        noisy = score - noise * torch.log(-torch.log(uniform.to(score.device)))
        rows = noisy.masked_fill(done, -torch.inf).topk(count, dim=1).indices
        return torch.zeros_like(done).scatter(1, rows, True)


def _to_keep(done: Tensor, whole: int, step: int, steps: int) -> int:
    """How many are kept at a step of a phase, so that what is missing of the `whole` follows a
    cosine; at least one, and all at the last step. done (B, n), as many in each sample."""
    left = int((~done[0]).sum())
    by_schedule = int(whole * math.cos(math.pi / 2 * step / steps))
    return left - (0 if step == steps else max(0, min(left - 1, by_schedule)))


def draw(
    logits: Tensor, temperature: float, top_p: float, uniform: Callable[[torch.Size], Tensor]
) -> tuple[Tensor, Tensor]:
    """Classes (B, n) drawn from logits (B, n, C) with temperature and nucleus (top-p) truncation,
    and their probabilities (B, n); the likeliest at temperature 0. uniform: makes numbers in
    [0, 1) of a shape."""
    if temperature <= 0:
        probability, drawn = logits.softmax(-1).max(-1)
        return drawn, probability
    p = (logits / temperature).softmax(-1)
    if top_p < 1:
        p = _nucleus(p, top_p)
    chance = uniform(torch.Size([*p.shape[:-1], 1])).to(p.device)
    drawn = (p.cumsum(-1) < chance).sum(-1).clamp_max(p.shape[-1] - 1)
    return drawn, p.gather(-1, drawn.unsqueeze(-1)).squeeze(-1).clamp_min(1e-9)


def _nucleus(p: Tensor, top_p: float) -> Tensor:
    """Keep the most likely classes that together hold `top_p`, and renormalise."""
    ordered, order = p.sort(dim=-1, descending=True)
    keep = ordered.cumsum(-1) - ordered < top_p
    kept = torch.zeros_like(p).scatter(-1, order, ordered * keep)
    return kept / kept.sum(-1, keepdim=True)
