"""Masking, what the generator is told and what not, and decoding."""

from __future__ import annotations

import copy
import math
from itertools import pairwise

import pytest
import torch

from mge_studio.model.checkpoint import Checkpoint
from mge_studio.model.generator import PLANS_LEARN, Generator, Known
from mge_studio.model.masking import (
    LOWEST_RATIO,
    QUESTIONS,
    hidden_codes,
    hidden_plan,
    hidden_tokens,
    masking_ratios,
    questions,
    training_mask,
)
from mge_studio.model.patching import bin_centres
from mge_studio.model.plan import placing_loss
from mge_studio.model.sampler import Start, decode
from mge_studio.requests import GenerationSettings, Order


def rng(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def random_tokens(batch: int, count: int = 32) -> tuple[torch.Tensor, torch.Tensor]:
    centres = bin_centres(torch.randint(256, (batch, count, 3), generator=rng()))
    return torch.randint(1024, (batch, count), generator=rng(1)), centres


@pytest.fixture(scope="module")
def generator(tiny_checkpoint: Checkpoint) -> Generator:
    assert tiny_checkpoint.generator is not None
    return tiny_checkpoint.generator


def test_sliding_ratio_moves_from_half_towards_all() -> None:
    early = masking_ratios("sliding", 0.0, 4000, rng())
    late = masking_ratios("sliding", 1.0, 4000, rng())
    assert 0.5 < early.mean() < 0.62 and 0.7 < late.mean() < 0.8
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


def test_questions_are_shared_as_said_and_none_is_left_out_for_long() -> None:
    shares = list(QUESTIONS.values())
    asked = torch.bincount(questions(3 * sum(shares), rng())).tolist()
    assert asked == [3 * share for share in shares]
    single = {int(questions(1, rng(seed))) for seed in range(90)}
    assert single == set(range(len(shares)))


def test_some_of_a_plan_is_always_asked_and_often_all_of_it() -> None:
    missing = hidden_plan(torch.zeros(400, 16, dtype=torch.long), rng())
    counts = missing.sum(1)
    assert counts.min() >= 1 and counts.max() == 16
    assert 8 < counts.float().mean() < 13


def test_codes_that_are_asked_are_hidden_ones_and_some_in_every_sample() -> None:
    _, centres = random_tokens(200)
    hidden = hidden_tokens("sliding", centres, 0.5, rng())
    asked = hidden_codes(hidden, rng(1))
    assert (hidden | ~asked).all() and asked.any(dim=1).all()
    whole = (asked == hidden).all(dim=1).float().mean()
    assert 0.4 < whole < 0.7


def known_tokens(generator: Generator, visible: int, padding: int = 0) -> Known:
    codes, centres = random_tokens(2)
    there = (torch.arange(visible + padding) < visible).expand(2, -1)
    return Known(codes[:, : visible + padding], centres[:, : visible + padding], there)


def test_padding_tells_nothing(generator: Generator) -> None:
    """Samples of a batch know different numbers of tokens."""
    classes = torch.tensor([0, 1])
    exact, padded = known_tokens(generator, 12), known_tokens(generator, 12, padding=5)
    plan, decided = torch.zeros(2, 4, dtype=torch.long), torch.zeros(2, 4, dtype=torch.bool)
    _, centres = random_tokens(2)
    asked, there = centres[:, 20:], torch.ones(2, 12, dtype=torch.bool)
    for answer in (
        lambda known: generator.context(known, classes)[:, :13],
        lambda known: generator.plan_logits(
            plan, decided, known, generator.context(known, classes)
        ),
        lambda known: generator.guess(known).float(),
        lambda known: generator.code_logits(
            asked, there, known, generator.context(known, classes)
        ),
    ):
        assert torch.allclose(answer(exact), answer(padded), atol=1e-4)


def test_a_plan_that_is_not_decided_tells_nothing(generator: Generator) -> None:
    known = known_tokens(generator, 12)
    context = generator.context(known, torch.tensor([0, 1]))
    decided = torch.tensor([[True, False, True, False]] * 2)
    plan = torch.tensor([[1, 2, 3, 4], [5, 6, 7, 8]])
    other = torch.where(decided, plan, 99)
    assert torch.equal(
        generator.plan_logits(plan, decided, known, context),
        generator.plan_logits(other, decided, known, context),
    )
    changed = torch.where(decided, 99, plan)
    assert not torch.allclose(
        generator.plan_logits(plan, decided, known, context),
        generator.plan_logits(changed, decided, known, context),
    )


def test_the_order_of_known_tokens_does_not_matter(generator: Generator) -> None:
    classes, known = torch.tensor([0, 1]), known_tokens(generator, 12)
    turned = Known(*(part.flip(1) for part in known))
    features = generator.extract(known, classes)
    assert torch.allclose(features[:, 0], generator.extract(turned, classes)[:, 0], atol=1e-5)
    assert torch.equal(generator.guess(known), generator.guess(turned))


def test_plans_stand_still_once_their_share_of_training_is_over(generator: Generator) -> None:
    model = copy.deepcopy(generator).train().requires_grad_(True)
    codes, centres = random_tokens(8)
    labels = torch.zeros(8, dtype=torch.long)
    for fraction, learns in ((PLANS_LEARN - 0.01, True), (PLANS_LEARN, False)):
        model.zero_grad(set_to_none=True)
        before = model.plan_encoder.quantizer.normalize.running_mean.clone()
        losses = model(codes, centres, centres, labels, fraction, rng())
        torch.stack(list(losses.values())).sum().backward()
        assert (model.plan_encoder.queries.grad is not None) == learns
        moved = not torch.equal(before, model.plan_encoder.quantizer.normalize.running_mean)
        assert moved == learns


def test_a_shape_has_the_same_plan_read_in_more_patches(generator: Generator) -> None:
    """Nothing is asked of the plan of later patches: they only add to what the first ones say."""
    _, centres = random_tokens(1)
    more = torch.cat([centres, centres.flip(1)], dim=1)
    plans = [generator.eval()._plan(c, 1.0).codes for c in (centres, more)]
    assert torch.equal(*plans)


def test_places_are_measured_against_wanted_ones_and_the_surface() -> None:
    wanted = torch.tensor([[[0.5, 0.0, 0.0]]])
    surface = torch.tensor([[[-0.5, 0.0, 0.0], [0.5, 0.1, 0.0]]])

    def loss(*at: float) -> float:
        return float(placing_loss(torch.tensor([[at]]), wanted, surface))

    assert loss(0.5, 0.0, 0.0) == 0
    assert loss(0.5, 0.1, 0.0) == pytest.approx(0.1)  # on the surface, a tenth from the centre
    assert loss(-0.5, 0.2, 0.0) == pytest.approx(0.2 + math.hypot(1, 0.2))


def test_every_placed_token_has_a_place_of_its_own() -> None:
    wanted = torch.tensor([[[0.0, 0.0, 0.0], [1.0, 0.0, 0.0]]])

    def loss(*at: float) -> float:
        placed = torch.tensor([[[x, 0.0, 0.0] for x in at]])
        return float(placing_loss(placed, wanted, torch.zeros(1, 1, 3)))

    assert loss(1.0, 0.0) == 0  # in any order
    assert loss(0.0, 0.0) == pytest.approx(0.5)  # two at one place leave the other empty


def test_places_that_given_tokens_already_have_are_not_filled_again(generator: Generator) -> None:
    """Hidden are the tokens of a shape that are nowhere near a given one."""
    codes, _ = random_tokens(1)
    plan = torch.zeros(1, 4, dtype=torch.long)
    features = generator.plan_encoder.quantizer.lookup(plan)
    unconditional = torch.tensor([generator.unconditional])
    decoder = copy.deepcopy(generator)
    decoder.centre_head.weight.data *= 0.3  # into the cube, or places are moved to its sides
    whole = decoder.place(features, 32, unconditional)[0]
    assert whole.abs().max() < 1
    shown = whole[:20]
    start = Start(codes[0, :20], shown, 12)
    settings = GenerationSettings(steps=4, temperature=0.0, symmetry=False)
    decoder.guess = lambda known: plan  # type: ignore[method-assign]
    last = list(decode(decoder, start, None, settings, rng(1)))[-1]
    assert torch.allclose(last.centres[0, 20:], whole[20:], atol=1 / 1000)


def test_training_reduces_the_loss_on_one_batch(tiny_checkpoint: Checkpoint) -> None:
    torch.manual_seed(0)
    model = Generator(tiny_checkpoint.config)
    codes, centres = random_tokens(8)
    classes = torch.tensor([0, 1] * 3 + [-1, -1])
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    losses = []
    for _ in range(40):
        loss = sum(model(codes, centres, centres, classes, 0.5, rng(3)).values())
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


@pytest.mark.parametrize("temperature", [0.0, 0.8])
def test_orders_of_decoding(generator: Generator, temperature: float) -> None:
    """Near grows out of what is given, random does not, and a seed decides either."""
    codes, centres = random_tokens(1)
    start = Start(codes[0, :4], centres[0, :4], 28, centres[0, 4:])

    def decided(order: Order, seed: int = 0) -> list[torch.Tensor]:
        """After each step, which of the hidden tokens of the first variant have codes."""
        settings = GenerationSettings(steps=7, variants=2, order=order, temperature=temperature)
        steps = decode(generator, start, None, settings, rng(seed))
        return [step.decided[0, 4:] for step in steps]

    known = torch.arange(32) < 4
    for now in decided("near"):
        away = torch.cdist(centres[0, 4:], centres[0, known]).amin(1)
        new, waiting = now & ~known[4:], ~now
        assert away[new].max() <= away[waiting].min() + 1e-3 if waiting.any() else new.any()
        known = torch.cat([known[:4], now])
    anyhow = torch.stack(decided("random"))
    assert torch.equal(anyhow, torch.stack(decided("random")))
    assert not torch.equal(anyhow, torch.stack(decided("random", seed=1)))
    assert not torch.equal(anyhow, torch.stack(decided("near")))
    assert not torch.equal(anyhow, torch.stack(decided("confident")))


def test_from_nothing_near_is_random(generator: Generator) -> None:
    start = Start(torch.zeros(0, dtype=torch.long), torch.zeros(0, 3), 32)
    orders: tuple[Order, ...] = ("near", "random", "confident")
    near, anyhow, confident = (
        list(decode(generator, start, 1, GenerationSettings(steps=6, order=order), rng()))[-1]
        for order in orders
    )
    assert torch.equal(near.codes, anyhow.codes)
    assert not torch.equal(near.codes, confident.codes)


def test_guidance_changes_what_is_decoded(generator: Generator) -> None:
    start = Start(torch.zeros(0, dtype=torch.long), torch.zeros(0, 3), 32)
    plain, guided = (
        list(decode(generator, start, 1, GenerationSettings(steps=3, guidance=g), rng()))[-1]
        for g in (0.0, 5.0)
    )
    assert not torch.equal(plain.codes, guided.codes)


def test_settled_tokens_get_new_places_and_codes_and_given_ones_stay(generator: Generator) -> None:
    codes, centres = random_tokens(1)
    start = Start(codes[0, :8], centres[0, :8], 24)
    settings = GenerationSettings(steps=12, variants=2)
    asked: list[tuple[torch.Tensor, torch.Tensor]] = []

    def settle(
        codes: torch.Tensor, centres: torch.Tensor, stay: torch.Tensor
    ) -> torch.Tensor:
        assert stay.shape == (24,) and stay.dtype == torch.bool
        asked.append((codes, centres))
        return bin_centres(torch.full((24, 3), len(asked)))

    steps = list(decode(generator, start, None, settings, rng(1), settle))
    assert [step.step for step in steps] == list(range(1, 13))
    assert len(asked) == 2 and all(len(codes) == 32 for codes, _ in asked)
    last = steps[-1]
    assert last.decided.all()
    for variant in range(2):
        assert torch.equal(last.codes[variant, :8], start.codes)
        assert torch.equal(last.centres[variant, :8], start.centres)
        assert torch.equal(last.centres[variant, 8:], settle_place(variant + 1))
    kept = [step.decided for step in steps]
    assert all((later | ~earlier).all() for earlier, later in pairwise(kept))


def settle_place(number: int) -> torch.Tensor:
    return bin_centres(torch.full((24, 3), number))


def test_tokens_with_places_do_not_settle(generator: Generator) -> None:
    codes, centres = random_tokens(1)
    start = Start(codes[0, :8], centres[0, :8], 24, centres[0, 8:])

    def settle(
        codes: torch.Tensor, centres: torch.Tensor, stay: torch.Tensor
    ) -> torch.Tensor:
        raise AssertionError("places that are given must stay")

    last = list(decode(generator, start, None, GenerationSettings(), rng(1), settle))[-1]
    assert torch.equal(last.centres[0], centres[0])


@pytest.mark.parametrize("temperature", [0.0, 0.8])
def test_previews_show_guessed_places_until_tokens_are_placed(
    generator: Generator, temperature: float
) -> None:
    """A guessed plan is complete before its last step: nothing may be shown at the origin then."""
    codes, centres = random_tokens(1)
    start = Start(codes[0, :20], centres[0, :20], 12)
    settings = GenerationSettings(steps=16, temperature=temperature, preview_every=1)
    for step in decode(generator, start, None, settings, rng(1)):
        assert step.centres[0, 20:].abs().sum(dim=-1).min() > 0
