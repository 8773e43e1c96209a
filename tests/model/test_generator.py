"""Masking, ordering, the generator's blindness to what is hidden, and decoding."""

from __future__ import annotations

from itertools import pairwise

import pytest
import torch

from mge_studio.model.checkpoint import Checkpoint
from mge_studio.model.generator import Generator, Slots
from mge_studio.model.masking import (
    LOWEST_RATIO,
    masking_ratios,
    morton_keys,
    order_tokens,
    training_mask,
)
from mge_studio.model.patching import bin_centres, centre_bins
from mge_studio.model.sampler import Start, decode
from mge_studio.requests import GenerationSettings


def rng(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def random_tokens(batch: int, count: int = 32) -> tuple[torch.Tensor, torch.Tensor]:
    centres = bin_centres(torch.randint(256, (batch, count, 3), generator=rng()))
    return torch.randint(1024, (batch, count), generator=rng(1)), centres


@pytest.fixture(scope="module")
def generator(tiny_checkpoint: Checkpoint) -> Generator:
    assert tiny_checkpoint.generator is not None
    return tiny_checkpoint.generator


def test_sliding_ratio_moves_from_half_to_all_with_mass_at_one() -> None:
    early = masking_ratios("sliding", 0.0, 4000, rng())
    late = masking_ratios("sliding", 1.0, 4000, rng())
    assert 0.5 < early.mean() < 0.62 and (early == 1).sum() == 0
    assert late.mean() > 0.8 and (late == 1).float().mean() > 0.15
    assert min(early.min(), late.min()) >= LOWEST_RATIO and late.max() <= 1


def test_fixed_schedule_does_not_move_and_the_papers_ends_at_three_quarters() -> None:
    assert torch.equal(
        masking_ratios("fixed", 0.0, 100, rng()), masking_ratios("fixed", 1.0, 100, rng())
    )
    assert abs(masking_ratios("paper", 1.0, 8000, rng()).mean() - 0.69) < 0.05  # truncated at 1


def test_masks_hide_as_many_as_the_ratio_says() -> None:
    _, centres = random_tokens(64)
    ratios = torch.linspace(0.15, 1.0, 64)
    mask = training_mask(centres, ratios, rng())
    assert torch.equal(mask.sum(1), (ratios * 32).ceil().long())


def test_morton_keys_interleave_bits() -> None:
    bins = torch.tensor([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [255, 255, 255], [2, 0, 0]])
    assert morton_keys(bins).tolist() == [0, 1, 2, 4, 2**24 - 1, 8]


def test_order_puts_visible_tokens_first_and_sorts_the_hidden_ones() -> None:
    _, centres = random_tokens(4)
    mask = torch.rand(4, 32, generator=rng(2)) < 0.5
    ordered = order_tokens(centre_bins(centres), mask)
    for row in range(4):
        hidden = mask[row][ordered.order[row]]
        assert hidden.tolist() == sorted(hidden.tolist())
        keys = morton_keys(centre_bins(centres[row]))[ordered.order[row]]
        assert (keys[hidden].diff() >= 0).all()


def test_states_do_not_depend_on_hidden_codes_or_centres(generator: Generator) -> None:
    """The task would be given away otherwise."""
    codes, centres = random_tokens(2)
    visible, free = torch.tensor([10, 20]), torch.tensor([False, False])
    classes = torch.tensor([0, 1])
    before = generator.states(Slots(codes, centres, visible, free), classes)
    other_codes, other_centres = codes.clone(), centres.clone()
    for row, count in enumerate(visible.tolist()):
        other_codes[row, count:] = 7
        other_centres[row, count:] = 0.5
    after = generator.states(Slots(other_codes, other_centres, visible, free), classes)
    assert torch.allclose(before, after, atol=1e-5)
    in_place = generator.states(Slots(codes, other_centres, visible, ~free), classes)
    assert not torch.allclose(before, in_place, atol=1e-3)


def test_features_of_visible_tokens_do_not_depend_on_their_padding(generator: Generator) -> None:
    codes, centres = random_tokens(2)
    alone = generator.extract(
        Slots(codes[:1, :12], centres[:1, :12], torch.tensor([12]), torch.tensor([False])),
        torch.tensor([0]),
    )
    together = generator.extract(
        Slots(codes, centres, torch.tensor([12, 32]), torch.tensor([False, False])),
        torch.tensor([0, 1]),
    )
    assert torch.allclose(alone[0, :13], together[0, :13], atol=1e-5)


def test_training_reduces_the_loss_on_one_batch(tiny_checkpoint: Checkpoint) -> None:
    torch.manual_seed(0)
    model = Generator(tiny_checkpoint.config)
    codes, centres = random_tokens(8)
    classes = torch.tensor([0, 1] * 3 + [-1, -1])
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    losses = []
    for _ in range(40):
        loss = model(codes, centres, classes, 0.5, rng(3))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0] - 2


@pytest.mark.parametrize("visible", [0, 1, 20, 31])
@pytest.mark.parametrize("in_place", [False, True])
def test_decoding_keeps_visible_tokens_and_fills_the_rest(
    generator: Generator, visible: int, in_place: bool
) -> None:
    codes, centres = random_tokens(1)
    places = centres[0, visible:] if in_place else None
    start = Start(codes[0, :visible], centres[0, :visible], 32 - visible, places)
    settings = GenerationSettings(steps=5, variants=3)
    steps = list(decode(generator, start, 0, settings, rng()))
    assert [step.decided for step in steps] == sorted({step.decided for step in steps})
    assert steps[-1].decided == 32
    decided = visible
    for earlier, later in pairwise(steps):
        decided = earlier.decided
        assert torch.equal(earlier.codes[:, :decided], later.codes[:, :decided])
    for variant in range(3):
        assert torch.equal(steps[-1].codes[variant, :visible], codes[0, :visible])
        assert torch.equal(steps[-1].centres[variant, :visible], centres[0, :visible])
    if in_place:
        found = steps[-1].centres[0, visible:].sort(dim=0).values
        assert torch.equal(found, centres[0, visible:].sort(dim=0).values)


def test_a_seed_decides_everything_and_variants_differ(generator: Generator) -> None:
    codes, centres = random_tokens(1)
    start = Start(codes[0, :8], centres[0, :8], 24)
    settings = GenerationSettings(steps=4, variants=2)

    def last(seed: int) -> torch.Tensor:
        return list(decode(generator, start, None, settings, rng(seed)))[-1].codes

    assert torch.equal(last(5), last(5))
    assert not torch.equal(last(5), last(6))
    assert not torch.equal(last(5)[0], last(5)[1])


def test_greedy_decoding_needs_no_luck(generator: Generator) -> None:
    start = Start(torch.zeros(0, dtype=torch.long), torch.zeros(0, 3), 32)
    settings = GenerationSettings(steps=4, variants=1, temperature=0.0)
    first = list(decode(generator, start, None, settings, rng(1)))[-1]
    second = list(decode(generator, start, None, settings, rng(2)))[-1]
    assert torch.equal(first.codes, second.codes)


def test_guidance_changes_what_is_decoded(generator: Generator) -> None:
    start = Start(torch.zeros(0, dtype=torch.long), torch.zeros(0, 3), 32)
    plain, guided = (
        list(decode(generator, start, 1, GenerationSettings(steps=3, guidance=g), rng()))[-1]
        for g in (0.0, 5.0)
    )
    assert not torch.equal(plain.codes, guided.codes)
