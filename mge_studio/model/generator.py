"""Stage 2: the extractor-generator over sets of (code, centre) tokens.

The extractor sees a class token and the tokens whose code is known; its outputs are the
representation. The generator sees those and one slot for every other token, and answers one of two
questions about a slot: where is its centre (x, then y given x, then z given both), or, when that is
known, what is its code. So a shape forms as a plan of centres first, and then gets its surface.

An unknown token knows its rank among the hidden ones in Morton order, and with it the placed ones
before and after it; nothing else: any subset may be hidden, and an empty start is the same call.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.functional import cross_entropy

from mge_studio.model.config import ModelConfig
from mge_studio.model.layers import CentreEmbedding, FourierFeatures, Transformer
from mge_studio.model.masking import hidden_in_training
from mge_studio.model.patching import centre_bins
from mge_studio.model.slots import Between, Slots, between
from mge_studio.model.surroundings import Surroundings, nearness
from mge_studio.shapes.tokens import CENTRE_BINS

#: Target weights of the bins around a true coordinate: neighbours are nearly as right.
BIN_KERNEL = {-2: 0.05, -1: 0.24, 0: 0.42, 1: 0.24, 2: 0.05}
#: Bins to either side of the guessed place that a centre is also predicted relative to.
REACH = 64


class AxisHead(nn.Module):
    """Logits of the 256 bins of an axis: where in the cube, and how far from a guessed place.

    The second part makes what is learned at one place of the cube known at all others.
    """

    def __init__(self, width: int) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, width), nn.GELU())
        self.absolute = nn.Linear(width, CENTRE_BINS)
        self.relative = nn.Linear(width, 2 * REACH + 1)
        nn.init.zeros_(self.relative.weight)

    def forward(self, state: Tensor, guess: Tensor) -> Tensor:
        """state (..., width), guess (...) int64 bins -> (..., 256)."""
        hidden = self.body(state)
        bins = torch.arange(CENTRE_BINS, device=guess.device)
        offsets = bins - guess.unsqueeze(-1)
        near = (offsets.abs() <= REACH).float()
        relative = self.relative(hidden).float().gather(-1, offsets.clamp(-REACH, REACH) + REACH)
        logits: Tensor = self.absolute(hidden).float() + relative * near
        return logits


class CentreHead(nn.Module):
    """Autoregressive bins of a slot's centre from its hidden state: x, y given x, z given x, y."""

    def __init__(self, width: int) -> None:
        super().__init__()
        previous = [nn.Embedding(CENTRE_BINS, width) for _ in range(2)]
        for embedding in previous:
            nn.init.normal_(embedding.weight, std=0.02)
        self.previous = nn.ModuleList(previous)
        self.axes = nn.ModuleList(AxisHead(width) for _ in range(3))

    def axis_logits(self, axis: int, state: Tensor, bins: Tensor, guess: Tensor) -> Tensor:
        """(..., 256) logits of one axis, given the bins (..., >= axis) of those before it and the
        guessed place's bins (..., 3)."""
        for i in range(axis):
            state = state + self.previous[i](bins[..., i])
        logits: Tensor = self.axes[axis](state, guess[..., axis])
        return logits


class CodeHead(nn.Module):
    """Logits of a slot's code from its hidden state."""

    def __init__(self, width: int, codebook_size: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.LayerNorm(width), nn.Linear(width, width), nn.GELU(),
            nn.Linear(width, codebook_size),
        )

    def forward(self, state: Tensor) -> Tensor:
        logits: Tensor = self.body(state)
        return logits.float()


class UnknownSlot(nn.Module):
    """(B, L, width) of tokens without a centre, from where they lie in the order of the hidden."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.numbers = FourierFeatures(4, 6, scale=1.0)
        self.linear = nn.Linear(self.numbers.out_features, width, bias=False)
        self.before, self.after, self.guess = (CentreEmbedding(width) for _ in range(3))

    def forward(self, place: Between) -> Tensor:
        known = place.has_before | place.has_after
        out: Tensor = (
            self.linear(self.numbers(place.numbers))
            + self.before(place.before) * place.has_before
            + self.after(place.after) * place.has_after
            + self.guess(place.guess) * known
        )
        return out


class Generator(nn.Module):
    """Extractor, generator and prediction heads."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config.generator
        width, heads = self.config.width, self.config.heads
        self.patches = config.tokenizer.patches
        self.unconditional = len(config.class_names)
        self.codes = nn.Embedding(config.tokenizer.codebook_size, width)
        self.centres = CentreEmbedding(width)
        self.classes = nn.Embedding(len(config.class_names) + 1, width)
        self.extractor = Transformer(width, heads, self.config.extractor_layers)
        self.to_generator = nn.Linear(width, width)
        self.known_centres = CentreEmbedding(width)
        self.surroundings = Surroundings(width)
        self.unknown = UnknownSlot(width)
        self.generator = Transformer(width, heads, self.config.generator_layers)
        self.centre_head = CentreHead(width)
        self.code_head = CodeHead(width, config.tokenizer.codebook_size)
        for embedding in (self.codes, self.classes):
            nn.init.normal_(embedding.weight, std=0.02)

    def extract(self, slots: Slots, classes: Tensor) -> Tensor:
        """(B, 1 + L, width): the class token's features and those of the tokens that have a code,
        0 for the others. classes: (B,) ids, `unconditional` for none."""
        known = slots.has_code
        order = (~known).long().argsort(dim=1, stable=True)
        length = int(known.sum(1).max()) if known.shape[1] else 0
        order = order[:, :length]
        known, codes = known.gather(1, order), slots.codes.gather(1, order)
        rows = order.unsqueeze(-1)
        centres = slots.centres.gather(1, rows.expand(-1, -1, 3))
        tokens = self.codes(codes) + self.centres(centres)
        x = torch.cat([self.classes(classes).unsqueeze(1), tokens], dim=1)
        unseen = functional.pad(~known, (1, 0)).view(len(known), 1, 1, -1)
        bias = nearness(centres, self.config.heads).masked_fill(unseen, -torch.inf)
        seen = self.extractor(x, bias)
        tokens = torch.where(known.unsqueeze(-1), seen[:, 1:], 0.0)
        empty = tokens.new_zeros(*slots.codes.shape, tokens.shape[-1])
        packed = empty.scatter(1, rows.expand_as(tokens), tokens)
        return torch.cat([seen[:, :1], packed], dim=1)

    def states(self, slots: Slots, classes: Tensor) -> tuple[Tensor, Tensor]:
        """(B, L, width) hidden states that the heads read, and the bins (B, L, 3) of the place
        where each token is guessed before anything is predicted."""
        features = self.to_generator(self.extract(slots, classes))
        place = between(slots, self.patches)
        centred = slots.has_centre.unsqueeze(-1)
        where = torch.where(centred, slots.centres, place.guess)
        known = self.known_centres(slots.centres)
        known = known + features[:, 1:] * slots.has_code.unsqueeze(-1)
        x = torch.where(centred, known, self.unknown(place).to(known.dtype))
        x = x + self.surroundings(where, slots.has_centre)
        x = torch.cat([features[:, :1].to(x.dtype), x], dim=1)
        states: Tensor = self.generator(x, nearness(where, self.config.heads))[:, 1:]
        return states, centre_bins(where)

    def forward(
        self, codes: Tensor, centres: Tensor, classes: Tensor, fraction: float,
        generator: torch.Generator,
    ) -> Tensor:  # fmt: skip
        """Training loss (scalar) for full token sets (B, M); classes -1 where unknown."""
        hidden = hidden_in_training(self.config.schedule, centres, fraction, generator)
        slots = Slots(codes, centres, *hidden)
        states, guess = self.states(slots, self._drop_classes(classes, generator))
        loss = states.new_zeros((), dtype=torch.float32)
        if (uncoded := slots.has_centre & ~slots.has_code).any():
            smoothing = self.config.label_smoothing
            logits = self.code_head(states[uncoded])
            loss = loss + cross_entropy(logits, codes[uncoded], label_smoothing=smoothing)
        if (unplaced := ~slots.has_centre).any():
            states, guess, bins = states[unplaced], guess[unplaced], centre_bins(centres[unplaced])
            for axis in range(3):
                logits = self.centre_head.axis_logits(axis, states, bins, guess)
                loss = loss + bin_loss(logits, bins[:, axis])
        return loss

    def _drop_classes(self, classes: Tensor, generator: torch.Generator) -> Tensor:
        drop = torch.rand(len(classes), generator=generator) < self.config.class_dropout
        unknown = (classes < 0) | drop.to(classes.device)
        return torch.where(unknown, self.unconditional, classes)


def bin_loss(logits: Tensor, bins: Tensor) -> Tensor:
    """Mean cross-entropy of (n, 256) logits with `BIN_KERNEL` around the true (n,) bins.

    Uniform label smoothing would teach the model to place a tenth of the patches anywhere.
    """
    log_p = functional.log_softmax(logits, dim=-1)
    loss = torch.zeros((), device=logits.device)
    for offset, weight in BIN_KERNEL.items():
        near = (bins + offset).clamp(0, CENTRE_BINS - 1).unsqueeze(1)
        loss = loss - weight * log_p.gather(1, near).mean()
    return loss


