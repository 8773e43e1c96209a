"""Masking, ordering, the generator's blindness to what is hidden, and decoding."""

from __future__ import annotations

from itertools import pairwise

import pytest
import torch

from mge_studio.model.checkpoint import Checkpoint
from mge_studio.model.generator import Generator
from mge_studio.model.masking import (
    LOWEST_RATIO,
    hidden_in_training,
    masking_ratios,
    morton_keys,
    ranks_of_hidden,
    training_mask,
)
from mge_studio.model.patching import bin_centres, centre_bins
from mge_studio.model.sampler import Start, decode
from mge_studio.model.slots import Slots, between
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


def test_hidden_tokens_are_ranked_among_themselves_along_the_curve() -> None:
    _, centres = random_tokens(4)
    hidden = torch.rand(4, 32, generator=rng(2)) < 0.5
    ranks = ranks_of_hidden(centre_bins(centres), hidden)
    keys = morton_keys(centre_bins(centres))
    for row in range(4):
        mine = hidden[row]
        assert (ranks[row][~mine] == -1).all()
        assert ranks[row][mine].sort().values.tolist() == list(range(int(mine.sum())))
        assert torch.equal(ranks[row][mine].argsort(), keys[row][mine].argsort(stable=True))


@pytest.mark.parametrize("fraction", [0.0, 1.0])
def test_training_always_leaves_something_to_ask_and_no_code_without_a_centre(
    fraction: float,
) -> None:
    _, centres = random_tokens(200)
    has_code, has_centre, rank = hidden_in_training("sliding", centres, fraction, rng())
    assert (has_centre | ~has_code).all()
    assert (~has_code).any(dim=1).all()
    assert 0.3 < (~has_centre).any(dim=1).float().mean() < 0.7
    assert torch.equal(has_code[rank < 0], torch.ones_like(has_code[rank < 0]))


def test_an_unknown_token_lies_between_the_placed_ones_of_its_order() -> None:
    centres = torch.tensor([[[0.9, 0.9, 0.9], [-1.0, 0, 0], [5, 5, 5], [1.0, 0, 0], [5, 5, 5]]])
    has_centre = torch.tensor([[True, True, False, True, False]])
    rank = torch.tensor([[-1, 0, 1, 2, 3]])
    place = between(Slots(rank, centres, has_centre, has_centre, rank), patches=5)
    assert place.guess[0, 2].tolist() == [0, 0, 0]  # half way from the first to the third
    assert place.guess[0, 4].tolist() == [1, 0, 0]  # nothing after it
    assert place.has_after[0, :, 0].tolist()[2:] == [True, True, False]
    nothing = between(
        Slots(rank, centres, has_centre, torch.zeros_like(has_centre), rank), patches=5
    )
    assert not nothing.has_before.any() and not nothing.has_after.any()


def some_slots(generator: Generator, visible: int) -> Slots:
    codes, centres = random_tokens(2)
    has_code = (torch.arange(32) < visible).expand(2, -1)
    rank = ranks_of_hidden(centre_bins(centres), ~has_code)
    return Slots(codes, centres, has_code, has_code, rank)


def test_states_do_not_depend_on_hidden_codes_or_centres(generator: Generator) -> None:
    """The task would be given away otherwise."""
    slots, classes = some_slots(generator, 12), torch.tensor([0, 1])
    hidden = ~slots.has_code
    other_codes = slots.codes.masked_fill(hidden, 7)
    other_centres = slots.centres.masked_fill(hidden.unsqueeze(-1), 0.5)
    before, guess = generator.states(slots, classes)
    after, guess_after = generator.states(
        slots._replace(codes=other_codes, centres=other_centres), classes
    )
    assert torch.allclose(before, after, atol=1e-5) and torch.equal(guess, guess_after)
    placed = slots._replace(has_centre=torch.ones_like(hidden))
    without_codes, _ = generator.states(placed._replace(codes=other_codes), classes)
    assert torch.allclose(generator.states(placed, classes)[0], without_codes, atol=1e-5)
    assert not torch.allclose(before, without_codes, atol=1e-3)


def test_features_do_not_depend_on_the_order_or_number_of_other_slots(
    generator: Generator,
) -> None:
    slots, classes = some_slots(generator, 12), torch.tensor([0, 1])
    alone = Slots(*(part[:, :12] for part in slots))
    turned = Slots(*(part.flip(1) for part in slots))
    features = generator.extract(alone, classes)
    assert torch.allclose(features[:, 0], generator.extract(turned, classes)[:, 0], atol=1e-5)
    among_others = generator.extract(turned, classes)[:, 1:].flip(1)
    assert torch.allclose(features[:, 1:], among_others[:, :12], atol=1e-5)
    assert (among_others[:, 12:] == 0).all()


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
    settings = GenerationSettings(steps=6, variants=3)
    steps = list(decode(generator, start, 0, settings, rng()))
    counts = [int(step.decided[0].sum()) for step in steps]
    assert counts == sorted(counts) and steps[-1].decided.all()
    for earlier, later in pairwise(steps):
        kept = earlier.decided
        assert torch.equal(earlier.codes[kept], later.codes[kept])
        assert torch.equal(earlier.centres[kept], later.centres[kept])
    for variant in range(3):
        assert torch.equal(steps[-1].codes[variant, :visible], codes[0, :visible])
        assert torch.equal(steps[-1].centres[variant, :visible], centres[0, :visible])
    if in_place:
        assert torch.equal(steps[-1].centres[0, visible:], centres[0, visible:])


def test_previews_do_not_change_what_is_decoded(generator: Generator) -> None:
    start = Start(torch.zeros(0, dtype=torch.long), torch.zeros(0, 3), 32)
    with_previews, without = (
        list(decode(generator, start, 1, GenerationSettings(steps=6, preview_every=every), rng()))
        for every in (1, 0)
    )
    assert torch.equal(with_previews[-1].codes, without[-1].codes)
    assert torch.equal(with_previews[-1].centres, without[-1].centres)
    assert with_previews[0].codes.unique().numel() > 1


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
