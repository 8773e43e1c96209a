"""Tokens as the extractor-generator meets them: some whole, some only placed, some unknown."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor


class Slots(NamedTuple):
    """A set of L tokens, of which not everything is known.

    codes (B, L); centres (B, L, 3); has_code, has_centre (B, L) bool, a code never without its
    centre. rank (B, L) int64: the place of a hidden token among those that are or were hidden, in
    Morton order, which is all that an unknown token knows of itself; -1 for given tokens.
    """

    codes: Tensor
    centres: Tensor
    has_code: Tensor
    has_centre: Tensor
    rank: Tensor


class Between(NamedTuple):
    """Where a token lies in the order of the hidden ones: between which two that have a centre.

    before, after (B, L, 3) their centres; has_before, has_after (B, L, 1) bool; guess (B, L, 3) the
    place in proportion between them, the one there is, or 0. numbers (B, L, 4), in [0, 1]: the
    rank, how many are hidden, how far from one to the other, and how many ranks they are apart.
    """

    before: Tensor
    after: Tensor
    has_before: Tensor
    has_after: Tensor
    guess: Tensor
    numbers: Tensor


def between(slots: Slots, patches: int) -> Between:
    """The nearest placed tokens before and after each one; patches: tokens of a whole shape."""
    batch, length = slots.rank.shape
    ranked = slots.rank >= 0
    number = ranked.sum(1, keepdim=True)
    placed = ranked & slots.has_centre
    # rows[b, r]: which token has rank r and a centre; the last column takes all others.
    rows = torch.full((batch, length + 1), -1, device=slots.rank.device)
    columns = torch.where(placed, slots.rank, length)
    places = torch.arange(length, device=rows.device).expand(batch, -1)
    rows = rows.scatter(1, columns, places)[:, :length]
    last = torch.where(rows >= 0, places, -1).cummax(dim=1).values
    following = torch.where(rows >= 0, places, length).flip(1).cummin(dim=1).values.flip(1)
    own = slots.rank.clamp_min(0)
    left, right = last.gather(1, own), following.gather(1, own)
    has_left, has_right = left >= 0, right < length
    right = torch.where(has_right, right, number.expand_as(right))

    def centres_at(ranks: Tensor) -> Tensor:
        chosen = rows.gather(1, ranks.clamp(0, length - 1)).clamp_min(0)
        return slots.centres.gather(1, chosen.unsqueeze(-1).expand(-1, -1, 3))

    before = centres_at(left) * has_left.unsqueeze(-1)
    after = centres_at(right) * has_right.unsqueeze(-1)
    share = (slots.rank - left).float() / (right - left).clamp_min(1)
    mixed = torch.lerp(before, after, share.unsqueeze(-1))
    one = torch.where(has_left.unsqueeze(-1), before, after)
    guess = torch.where((has_left & has_right).unsqueeze(-1), mixed, one)
    numbers = [
        (slots.rank + 0.5) / number.clamp_min(1), number.expand_as(own) / patches,
        share, (right - left) / patches,
    ]  # fmt: skip
    return Between(
        before, after, has_left.unsqueeze(-1), has_right.unsqueeze(-1), guess,
        torch.stack([n.float() for n in numbers], dim=-1),
    )  # fmt: skip
