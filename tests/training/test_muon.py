"""Muon's promise: every direction of a matrix moves at the same speed."""

from __future__ import annotations

import torch

from mge_studio.model.config import preset
from mge_studio.model.tokenizer import Tokenizer
from mge_studio.training.muon import Muon, orthogonal
from mge_studio.training.optimizers import make_optimizers


def test_updates_are_nearly_orthogonal_whatever_the_gradients_scale() -> None:
    generator = torch.Generator().manual_seed(0)
    for shape in ((3, 24, 40), (3, 40, 24), (2, 32, 32)):
        matrices = torch.randn(shape, generator=generator) * 1e-4
        values = torch.linalg.svdvals(orthogonal(matrices))
        assert values.min() > 0.3 and values.max() < 1.3
        cosine = (orthogonal(matrices) * matrices).sum((-2, -1)) / matrices.norm(dim=(-2, -1))
        assert (cosine > 0).all()


def test_it_solves_an_ill_conditioned_problem_sooner_than_gradient_descent() -> None:
    scales = torch.logspace(0, -2, 16)

    def error_after(make: type[torch.optim.Optimizer], lr: float) -> float:
        weight = torch.nn.Parameter(torch.zeros(16, 16))
        target = torch.randn(16, 16, generator=torch.Generator().manual_seed(1))
        optimizer = make([weight], lr=lr)  # type: ignore[call-arg]
        for step in range(200):
            optimizer.param_groups[0]["lr"] = lr * (1 - step / 200)
            optimizer.zero_grad()
            (((weight - target) * scales).square().sum()).backward()
            optimizer.step()
        return float((weight - target).detach().norm())

    assert error_after(Muon, 0.2) < 0.3 * error_after(torch.optim.SGD, 0.9)


def test_every_weight_has_one_optimizer_and_only_matrices_go_to_muon() -> None:
    tokenizer = Tokenizer(preset("tiny").tokenizer)
    muon, adam = make_optimizers(tokenizer)
    taken = [p for o in (muon, adam) for group in o.param_groups for p in group["params"]]
    assert len(taken) == len({id(p) for p in taken}) == len(list(tokenizer.parameters()))
    of_muon = {id(p) for group in muon.param_groups for p in group["params"]}
    inside = [p for name, p in tokenizer.named_parameters() if "blocks" in name and p.dim() == 2]
    assert inside and all(id(p) in of_muon for p in inside)
    assert id(tokenizer.field.head[1].weight) not in of_muon
