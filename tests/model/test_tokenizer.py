"""Patches, codes and the field, on real point sets."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from mge_studio.model.checkpoint import Checkpoint
from mge_studio.model.config import TokenizerConfig, preset
from mge_studio.model.field import monomials, plane_heights
from mge_studio.model.layers import maximum
from mge_studio.model.patching import bin_centres, centre_bins, farthest_points, make_patches
from mge_studio.model.quantizer import ScalarQuantizer, VectorQuantizer
from mge_studio.model.tokenizer import Tokenizer
from mge_studio.shapes.tokens import bin_coordinates, quantize_centres


def sphere(count: int, batch: int = 1, seed: int = 0) -> torch.Tensor:
    points = torch.randn(batch, count, 3, generator=torch.Generator().manual_seed(seed))
    return 0.9 * points / points.norm(dim=-1, keepdim=True)


def test_farthest_points_are_distinct_and_spread() -> None:
    points = sphere(1000, batch=2)
    rows = farthest_points(points, 50)
    for cloud, chosen in zip(points, rows, strict=True):
        assert len(set(chosen.tolist())) == 50
        gaps = torch.cdist(cloud[chosen], cloud[chosen]).fill_diagonal_(9).min()
        cover = torch.cdist(cloud, cloud[chosen]).min(dim=1).values.max()
        assert gaps >= cover  # the defining property: no point is farther than the closest pair


def test_farthest_points_start_where_asked() -> None:
    assert farthest_points(sphere(100), 5, torch.tensor([17]))[0, 0] == 17


def test_bins_agree_with_numpy_and_are_their_own_centres() -> None:
    centres = torch.rand(500, 3) * 2 - 1
    bins = centre_bins(centres)
    assert np.array_equal(bins.numpy(), quantize_centres(centres.numpy()))
    assert np.allclose(bin_centres(bins).numpy(), bin_coordinates(bins.numpy()), atol=1e-6)
    assert torch.equal(centre_bins(bin_centres(bins)), bins)
    assert (bin_centres(bins) - centres).abs().max() <= 1 / 256 + 1e-6


def test_patches_hold_their_nearest_points_relative_to_quantised_centres() -> None:
    points = sphere(600)
    patches = make_patches(points, 40, 8)
    assert torch.equal(bin_centres(centre_bins(patches.centres)), patches.centres)
    distance = torch.cdist(patches.centres[0], points[0])
    for m in range(40):
        expected = distance[m].sort().values[:8]
        found = distance[m][patches.indices[0, m]].sort().values
        assert torch.allclose(found, expected)
    rebuilt = patches.offsets[0] + patches.centres[0].unsqueeze(1)
    assert torch.allclose(rebuilt, points[0][patches.indices[0]], atol=1e-6)


def test_the_set_of_tokens_does_not_depend_on_the_order_of_points(
    tiny_checkpoint: Checkpoint,
) -> None:
    points = sphere(512)
    shuffled = points[:, torch.randperm(512, generator=torch.Generator().manual_seed(1))]
    row = (shuffled[0] - points[0, 0]).norm(dim=-1).argmin()
    first = tiny_checkpoint.tokenizer.encode(points)
    second = tiny_checkpoint.tokenizer.encode(shuffled, row.reshape(1))
    assert torch.equal(first.patches.centres, second.patches.centres)
    assert torch.equal(first.quantized.codes, second.quantized.codes)


@pytest.mark.parametrize("levels", [(4, 4, 4, 4, 4), (8, 5, 5, 5), (3, 2)])
def test_scalar_quantizer_spreads_any_input_over_its_codes(levels: tuple[int, ...]) -> None:
    torch.manual_seed(0)
    quantizer = ScalarQuantizer(16, levels)
    skewed = torch.randn(64, 64, 16) * 0.01 + 5  # FSQ alone would give a single code
    for _ in range(60):
        quantized = quantizer(skewed)
    used = quantized.codes.unique()
    assert len(used) > 0.5 * quantizer.size
    assert int(used.min()) >= 0 and int(used.max()) < quantizer.size


@pytest.mark.parametrize("kind", ["fsq", "vq"])
def test_lookup_gives_the_features_that_encoding_gave(kind: str) -> None:
    torch.manual_seed(0)
    quantizer = ScalarQuantizer(16, (4, 4, 4)) if kind == "fsq" else VectorQuantizer(16, 32, 8)
    x = torch.randn(2, 50, 16)
    quantizer.train()(x)
    quantized = quantizer.eval()(x)
    assert torch.allclose(quantizer.lookup(quantized.codes), quantized.features, atol=1e-5)


def test_field_planes_lie_through_their_tokens() -> None:
    """The first-order feature of a lone token is P (x - c): zero at its centre, and linear."""
    config = TokenizerConfig(width=8, heads=2, planes=4, field_width=8)
    field = Tokenizer(config).field
    latents, centre = torch.randn(1, 1, 8), torch.tensor([[[0.2, -0.1, 0.4]]])
    normals = field.to_planes(latents).view(2, 2, 3)  # two planes for each of two scales
    steps = torch.randn(1, 5, 3)
    for of_scale, planes in zip(normals, field.prepare(latents, centre).planes, strict=True):
        planes = planes[..., :-3].expand(1, 5, -1)
        assert torch.allclose(plane_heights(planes[:, :1], centre), torch.zeros(2), atol=1e-6)
        heights = plane_heights(planes, centre + steps)
        assert torch.allclose(heights, steps @ of_scale.T, atol=1e-6)


def test_tokens_weigh_less_with_distance_each_in_its_own_directions() -> None:
    """Logarithms of weights: the same at a token's centre and mirrored at it, and smaller away from
    it, though reaches differ with direction."""
    config = TokenizerConfig(width=8, heads=2, planes=4, field_width=8)
    field = Tokenizer(config).field
    torch.nn.init.normal_(field.to_reach.weight, std=0.3)
    latents, centres = torch.randn(1, 5, 8), torch.rand(1, 5, 3) * 2 - 1
    step = torch.randn(1, 5, 3) * 0.1
    for scores in field.prepare(latents, centres).scores:
        here, there, opposite = (
            (monomials(centres + way * step) @ scores).diagonal(dim1=1, dim2=2)
            for way in (0.0, 1.0, -1.0)
        )
        assert (there < here).all()
        assert torch.allclose(there, opposite, atol=1e-3)
        assert ((here - there) / step.square().sum(-1)).std() > 1, "reaches are all alike"


@pytest.mark.parametrize("name", ["tiny", "small", "base", "large"])
def test_every_preset_is_consistent(name: str) -> None:
    config = preset(name)
    assert config.tokenizer.width % config.tokenizer.heads == 0
    assert config.generator.width % config.generator.heads == 0
    assert config.tokenizer.planes % 2 == 0 and config.tokenizer.field_width % 2 == 0
    assert config.tokenizer.codebook_size >= 1024


def test_the_largest_of_a_set_and_its_gradient_are_those_of_max() -> None:
    features = torch.randn(2, 5, 32, 7, requires_grad=True)
    weight = torch.randn(2, 5, 7)
    found = maximum(features)
    (gradient,) = torch.autograd.grad((found * weight).sum(), features)
    expected = features.max(dim=2).values
    (wanted,) = torch.autograd.grad((expected * weight).sum(), features)
    assert torch.equal(found, expected) and torch.equal(gradient, wanted)
