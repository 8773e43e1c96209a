"""Stage 2: the extractor-generator over sets of (code, centre) tokens.

The extractor sees a class token and the tokens that are known; its outputs are the representation.
The generator sees those and what is asked, and answers one of three questions: what are the missing
codes of the shape's plan; where are its tokens, given the plan; and, given where they are, what
are their codes. So a shape forms from the whole to the parts, and any subset of its tokens may
be given: an empty start is the same call.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from mge_studio.model.config import ModelConfig
from mge_studio.model.layers import CentreEmbedding, Transformer
from mge_studio.model.masking import QUESTIONS, hidden_codes, hidden_plan, hidden_tokens, questions
from mge_studio.model.packing import pack, take
from mge_studio.model.plan import PlanEncoder, placing_loss
from mge_studio.model.quantizer import Quantized
from mge_studio.model.surroundings import Surroundings, nearness
from mge_studio.requests import patch_counts

#: Weight of a distance, in units of the normalised frame, against nats of the codes: gradients of
#: placing and of codes are about as large then.
PLACING_WEIGHT = 8.0
#: Share of the training in which the encoder of plans learns. Afterwards plans stand still, and
#: what remains of it learns to draw them.
PLANS_LEARN = 0.35
#: Codes are asked at centres up to this standard deviation off, for placed ones are never exact.
CENTRE_SIGMA = 0.02


class Known(NamedTuple):
    """The tokens that are known: codes (B, V), centres (B, V, 3); the others of `there` (B, V)
    bool are padding."""

    codes: Tensor
    centres: Tensor
    there: Tensor

    @classmethod
    def nothing(cls, batch: int, device: torch.device) -> Known:
        codes = torch.zeros(batch, 0, dtype=torch.long, device=device)
        return cls(codes, torch.zeros(batch, 0, 3, device=device), codes.bool())


class CodeHead(nn.Module):
    """Logits of a code from a hidden state."""

    def __init__(self, width: int, codebook_size: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.LayerNorm(width), nn.Linear(width, width), nn.GELU(),
            nn.Linear(width, codebook_size),
        )

    def forward(self, state: Tensor) -> Tensor:
        logits: Tensor = self.body(state)
        return logits.float()


class Generator(nn.Module):
    """Extractor, generator, the encoder of plans and three heads."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config.generator
        width, heads = self.config.width, self.config.heads
        # As many as every shape has, in whichever number it is read: its plan is the same in all.
        self.plan_patches = min(patch_counts(config.tokenizer.patches, config.most_patches))
        self.unconditional = len(config.class_names)
        self.codes = nn.Embedding(config.tokenizer.codebook_size, width)
        self.centres = CentreEmbedding(width)
        self.classes = nn.Embedding(len(config.class_names) + 1, width)
        self.extractor = Transformer(width, heads, self.config.extractor_layers)
        self.to_generator = nn.Linear(width, width)
        self.known_centres = CentreEmbedding(width)
        self.surroundings = Surroundings(width)
        self.plan_encoder = PlanEncoder(self.config)
        self.guesser = PlanEncoder(self.config)
        self.from_plan = nn.Linear(self.config.plan_width, width)
        self.plan_places = nn.Embedding(self.config.plan_tokens, width)
        self.unknown_plan = nn.Embedding(1, width)
        self.slots = nn.Embedding(config.most_patches, width)
        self.generator = Transformer(width, heads, self.config.generator_layers)
        self.plan_head = CodeHead(width, self.config.plan_size)
        self.centre_head = nn.Linear(width, 3)
        self.code_head = CodeHead(width, config.tokenizer.codebook_size)
        for embedding in (self.codes, self.classes):
            nn.init.normal_(embedding.weight, std=0.02)
        for embedding in (self.plan_places, self.unknown_plan, self.slots):
            nn.init.normal_(embedding.weight, std=0.5)

    def extract(self, known: Known, classes: Tensor) -> Tensor:
        """(B, 1 + V, width): features of the class token and of the known tokens. classes (B,) ids,
        `unconditional` for none."""
        tokens = self.codes(known.codes) + self.centres(known.centres)
        x = torch.cat([self.classes(classes).unsqueeze(1), tokens], dim=1)
        bias = nearness(known.centres, known.there, self.config.heads, first=1)
        features: Tensor = self.extractor(x, bias)
        return features

    def guess(self, known: Known) -> Tensor:
        """(B, K) codes of the plan that a shape with these known tokens may well have."""
        return self.guesser.guessed(known.centres, known.there)[1]

    def context(self, known: Known, classes: Tensor) -> Tensor:
        """(B, 1 + V, width): what the generator sees of class and known tokens; see `extract`."""
        context: Tensor = self.to_generator(self.extract(known, classes))
        return context

    def plan_logits(
        self, plan: Tensor, decided: Tensor, known: Known, context: Tensor
    ) -> Tensor:
        """(B, K, plan_size) logits of a plan's codes (B, K), of which some are `decided` (B, K),
        in the `context` of what is known."""
        features = self.plan_encoder.quantizer.lookup(plan)
        seen = self.from_plan(features) * decided.unsqueeze(-1)
        seen = seen + self.unknown_plan.weight * ~decided.unsqueeze(-1)
        states = self._states(seen, known, context)
        states = states[:, 1 : 1 + plan.shape[1]]
        logits: Tensor = self.plan_head(states)
        return logits

    def place(self, plan: Tensor, count: int, classes: Tensor) -> Tensor:
        """(B, count, 3) centres of all tokens of a shape with plan features (B, K, plan_width)."""
        nothing = Known.nothing(len(plan), plan.device)
        numbers = torch.arange(count, device=plan.device) % self.slots.num_embeddings
        slots = self.slots(numbers).expand(len(plan), -1, -1)
        context = self.context(nothing, classes)
        states = self._states(self.from_plan(plan), nothing, context, slots)[:, -count:]
        with torch.autocast(states.device.type, enabled=False):  # bf16 coordinates are 0.004 apart
            centres: Tensor = self.centre_head(states.float())
        return centres

    def code_logits(
        self, centres: Tensor, there: Tensor, known: Known, context: Tensor
    ) -> Tensor:
        """(B, S, codebook_size) logits of the codes at centres (B, S, 3), in the `context` of what
        is known; the others of `there` (B, S) are padding."""
        places = torch.cat([known.centres, centres], dim=1)
        present = torch.cat([known.there, there], dim=1)
        asked = centres.shape[1]
        x = self.known_centres(places) + self.surroundings(places, present)
        x = x + functional.pad(context[:, 1:], (0, 0, 0, asked))
        x = torch.cat([context[:, :1].to(x.dtype), x], dim=1)
        states = self.generator(x, nearness(places, present, self.config.heads, first=1))
        logits: Tensor = self.code_head(states[:, states.shape[1] - asked :])
        return logits

    def _states(
        self, plan: Tensor, known: Known, context: Tensor, slots: Tensor | None = None
    ) -> Tensor:
        """Hidden states (B, 1 + K + V + S, width) of class, plan, known tokens and slots (B, S,
        width), which have no place yet."""
        near = self.known_centres(known.centres) + self.surroundings(known.centres, known.there)
        parts = [context[:, :1], plan + self.plan_places.weight, context[:, 1:] + near]
        last = 0
        if slots is not None:
            parts.append(slots)
            last = slots.shape[1]
        x = torch.cat([part.to(context.dtype) for part in parts], dim=1)
        first = 1 + plan.shape[1]
        bias = nearness(known.centres, known.there, self.config.heads, first, last)
        states: Tensor = self.generator(x, bias)
        return states

    def forward(
        self, codes: Tensor, centres: Tensor, surface: Tensor, classes: Tensor, fraction: float,
        generator: torch.Generator,
    ) -> dict[str, Tensor]:  # fmt: skip
        """Training losses (scalars) for full token sets (B, M), in the order of the tokenizer, with
        surface points (B, P, 3); classes -1 where unknown.

        Every sample is asked one question (see `masking.QUESTIONS`), and all of them for a plan
        with nothing known, which sampling starts from and which costs little.
        """
        hidden = hidden_tokens(self.config.schedule, centres, fraction, generator)
        classes = self._drop_classes(classes, generator)
        asked = questions(len(codes), generator).to(codes.device)
        plan = self._plan(centres, fraction)
        everything = (codes, centres, surface, classes, hidden, plan.features, plan.codes)
        answers = {
            "place": self._place_loss, "guess": self._guess_loss, "plan": self._plan_loss,
            "code": self._code_loss,
        }  # fmt: skip
        losses = {"plan_anew": self._plan_loss(_Sample(*everything).anew(), generator)}
        for number, question in enumerate(QUESTIONS):
            rows = (asked == number).nonzero().squeeze(1)
            if len(rows):
                sample = _Sample(*(part[rows] for part in everything))
                name, _, anew = question.partition("_")
                losses[question] = answers[name](sample.anew() if anew else sample, generator)
        return losses

    def _plan(self, centres: Tensor, fraction: float) -> Quantized:
        learning = self.training and fraction < PLANS_LEARN
        self.plan_encoder.train(learning)
        with torch.set_grad_enabled(learning):
            # Farthest points are in the order of how much they add: the first of many are the few
            # that a shape read in fewer patches has, so its plan is the same.
            plan: Quantized = self.plan_encoder(centres[:, : self.plan_patches])
        return plan

    def _plan_loss(self, sample: _Sample, generator: torch.Generator) -> Tensor:
        missing = hidden_plan(sample.plan, generator)
        known = sample.known()
        context = self.context(known, sample.classes)
        logits = self.plan_logits(sample.plan, ~missing, known, context)
        return self._cross_entropy(logits[missing], sample.plan[missing])

    def _place_loss(self, sample: _Sample, generator: torch.Generator) -> Tensor:
        placed = self.place(sample.plan_features, sample.centres.shape[1], sample.classes)
        return PLACING_WEIGHT * placing_loss(placed, sample.centres, sample.surface)

    def _guess_loss(self, sample: _Sample, generator: torch.Generator) -> Tensor:
        """A guess is as good as the places of the whole shape that follow from it."""
        known = sample.known()
        levels, _ = self.guesser.guessed(known.centres, known.there)
        # Read as the codes of the plan encoder are, whose meaning it has to learn.
        features = self.plan_encoder.quantizer.read(levels)
        return self._place_loss(sample._replace(plan_features=features), generator)

    def _code_loss(self, sample: _Sample, generator: torch.Generator) -> Tensor:
        sample = sample._replace(hidden=hidden_codes(sample.hidden, generator))
        rows, there = pack(sample.hidden)
        centres = _shaken(take(sample.centres, rows), generator)
        known = sample.known()
        logits = self.code_logits(centres, there, known, self.context(known, sample.classes))
        return self._cross_entropy(logits[there], take(sample.codes, rows)[there])

    def _cross_entropy(self, logits: Tensor, codes: Tensor) -> Tensor:
        return functional.cross_entropy(logits, codes, label_smoothing=self.config.label_smoothing)

    def _drop_classes(self, classes: Tensor, generator: torch.Generator) -> Tensor:
        drop = torch.rand(len(classes), generator=generator) < self.config.class_dropout
        unknown = (classes < 0) | drop.to(classes.device)
        return torch.where(unknown, self.unconditional, classes)


def _shaken(centres: Tensor, generator: torch.Generator) -> Tensor:
    """Centres (B, S, 3) with noise, of another strength in every sample."""
    sigma = CENTRE_SIGMA * torch.rand(len(centres), 1, 1, generator=generator)
    noise = sigma * torch.randn(centres.shape, generator=generator)
    return centres + noise.to(centres.device)


class _Sample(NamedTuple):
    """Shapes that are asked the same question, as `Generator.forward` has them; hidden (B, M) bool,
    plan_features (B, K, plan_width), plan (B, K) codes."""

    codes: Tensor
    centres: Tensor
    surface: Tensor
    classes: Tensor
    hidden: Tensor
    plan_features: Tensor
    plan: Tensor

    def anew(self) -> _Sample:
        """The same with nothing known."""
        return self._replace(hidden=torch.ones_like(self.hidden))

    def known(self) -> Known:
        rows, there = pack(~self.hidden)
        return Known(take(self.codes, rows), take(self.centres, rows), there)
