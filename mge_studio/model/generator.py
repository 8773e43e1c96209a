"""Stage 2: the extractor-generator over sets of (code, centre) tokens.

The extractor sees a class token and the visible tokens only; its outputs are the representation.
The generator sees those and one slot per hidden token, and predicts each slot's centre (x, then y
given x, then z given both) and code. A slot knows its *rank among the hidden* in Morton order and
their number, nothing else: any subset may be hidden, and an empty start is the same call.
"""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from mge_studio.model.config import ModelConfig
from mge_studio.model.layers import CentreEmbedding, FourierFeatures, Transformer
from mge_studio.model.masking import masking_ratios, order_tokens, training_mask
from mge_studio.model.patching import centre_bins
from mge_studio.shapes.tokens import CENTRE_BINS

#: Share of training samples whose hidden centres are given and only codes are predicted.
IN_PLACE_SHARE = 0.25
#: Target weights of the bins around a true coordinate: neighbours are nearly as right.
BIN_KERNEL = {-2: 0.05, -1: 0.24, 0: 0.42, 1: 0.24, 2: 0.05}


class Slots(NamedTuple):
    """Tokens with hidden ones last. codes (B, L), centres (B, L, 3), visible (B,) how many of the
    first tokens are visible, in_place (B,) bool: the hidden ones' centres are given."""

    codes: Tensor
    centres: Tensor
    visible: Tensor
    in_place: Tensor


class CentreHead(nn.Module):
    """Autoregressive bins of a slot's centre from its hidden state: x, y given x, z given x, y."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.previous = nn.ModuleList(nn.Embedding(CENTRE_BINS, width) for _ in range(2))
        self.axes = nn.ModuleList(
            nn.Sequential(
                nn.LayerNorm(width), nn.Linear(width, width), nn.GELU(),
                nn.Linear(width, CENTRE_BINS),
            )
            for _ in range(3)
        )

    def axis_logits(self, axis: int, state: Tensor, bins: Tensor) -> Tensor:
        """(..., 256) logits of one axis, given the bins (..., >= axis) of those before it."""
        for i in range(axis):
            state = state + self.previous[i](bins[..., i])
        logits: Tensor = self.axes[axis](state)
        return logits.float()


class CodeHead(nn.Module):
    """Logits of a slot's code from its hidden state and centre."""

    def __init__(self, width: int, codebook_size: int) -> None:
        super().__init__()
        self.centre = CentreEmbedding(width)
        self.body = nn.Sequential(
            nn.LayerNorm(width), nn.Linear(width, width), nn.GELU(),
            nn.Linear(width, codebook_size),
        )

    def forward(self, state: Tensor, centres: Tensor) -> Tensor:
        logits: Tensor = self.body(state + self.centre(centres))
        return logits.float()


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
        self.context_centres = CentreEmbedding(width)
        self.slot_rank = FourierFeatures(3, 7, scale=1.0)
        self.slot = nn.Linear(self.slot_rank.out_features, width, bias=False)
        self.slot_centres = CentreEmbedding(width)
        self.generator = Transformer(width, heads, self.config.generator_layers)
        self.centre_head = CentreHead(width)
        self.code_head = CodeHead(width, config.tokenizer.codebook_size)
        for embedding in (self.codes, self.classes, *self.centre_head.previous):
            nn.init.normal_(embedding.weight, std=0.02)

    def extract(self, slots: Slots, classes: Tensor) -> Tensor:
        """(B, 1 + L, width): the class token's and the tokens' features; only visible ones hold.

        classes: (B,) ids, `unconditional` for none.
        """
        length = int(slots.visible.max()) if len(slots.visible) else 0
        tokens = self.codes(slots.codes[:, :length]) + self.centres(slots.centres[:, :length])
        x = torch.cat([self.classes(classes).unsqueeze(1), tokens], dim=1)
        places = torch.arange(length + 1, device=x.device)
        seen: Tensor = self.extractor(x, places <= slots.visible.unsqueeze(1))
        return functional.pad(seen, (0, 0, 0, slots.codes.shape[1] - length))

    def states(self, slots: Slots, classes: Tensor) -> Tensor:
        """(B, L, width) hidden states; those of the hidden tokens are what the heads read."""
        features = self.extract(slots, classes)
        context = self.to_generator(features[:, 1:]) + self.context_centres(slots.centres)
        empty = self._slots(slots)
        places = torch.arange(slots.codes.shape[1], device=context.device)
        visible = (places < slots.visible.unsqueeze(1)).unsqueeze(-1)
        x = torch.where(visible, context, empty.to(context.dtype))
        x = torch.cat([self.to_generator(features[:, :1]), x], dim=1)
        out: Tensor = self.generator(x)[:, 1:]
        return out

    def _slots(self, slots: Slots) -> Tensor:
        length = slots.codes.shape[1]
        places = torch.arange(length, device=slots.codes.device)
        hidden = (length - slots.visible).unsqueeze(1).float()
        rank = (places - slots.visible.unsqueeze(1)).clamp_min(0) + 0.5
        share = (hidden / self.patches).expand_as(rank)
        place = torch.stack([rank / hidden.clamp_min(1), rank / self.patches, share], dim=-1)
        given = self.slot_centres(slots.centres) * slots.in_place[:, None, None]
        out: Tensor = self.slot(self.slot_rank(place)) + given
        return out

    def forward(
        self, codes: Tensor, centres: Tensor, classes: Tensor, fraction: float,
        generator: torch.Generator,
    ) -> Tensor:  # fmt: skip
        """Training loss (scalar) for full token sets (B, M); classes -1 where unknown."""
        slots, hidden = self._hide(codes, centres, fraction, generator)
        states = self.states(slots, self._drop_classes(classes, generator))[hidden]
        true_centres, true_codes = slots.centres[hidden], slots.codes[hidden]
        smoothing = self.config.label_smoothing
        code_logits = self.code_head(states, true_centres)
        code_loss = functional.cross_entropy(code_logits, true_codes, label_smoothing=smoothing)
        free = ~slots.in_place.unsqueeze(1).expand_as(hidden)[hidden]
        if not free.any():
            return code_loss
        bins = centre_bins(true_centres[free])
        axis_losses = [
            bin_loss(self.centre_head.axis_logits(axis, states[free], bins), bins[:, axis])
            for axis in range(3)
        ]
        return code_loss + torch.stack(axis_losses).sum()

    def _hide(
        self, codes: Tensor, centres: Tensor, fraction: float, generator: torch.Generator
    ) -> tuple[Slots, Tensor]:
        batch, tokens = codes.shape
        ratios = masking_ratios(self.config.schedule, fraction, batch, generator)
        mask = training_mask(centres, ratios, generator)
        ordered = order_tokens(centre_bins(centres), mask)
        codes = codes.gather(1, ordered.order)
        centres = centres.gather(1, ordered.order.unsqueeze(-1).expand(-1, -1, 3))
        in_place = (torch.rand(batch, generator=generator) < IN_PLACE_SHARE).to(codes.device)
        visible = tokens - ordered.hidden
        hidden = torch.arange(tokens, device=codes.device) >= visible.unsqueeze(1)
        return Slots(codes, centres, visible, in_place), hidden

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


