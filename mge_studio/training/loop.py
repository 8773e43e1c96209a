"""The training loop, the same for both stages: reads top to bottom."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from dataclasses import dataclass

import torch
from lightning_fabric import Fabric
from torch import Tensor, nn
from torch.nn.utils import clip_grad_norm_

from mge_studio.training.ema import Ema
from mge_studio.training.events import RunFolder
from mge_studio.training.optimizers import make_optimizers
from mge_studio.training.stages import Stage
from mge_studio.training.state import Optimizers, load_state, save_state
from mge_studio.training.store import Batch

WARMUP_STEPS = 100
CLIP_NORM = 1.0
#: Seconds between progress events, and between checkpoints.
EVENT_SECONDS = 2.0
CHECKPOINT_SECONDS = 180.0


@dataclass(frozen=True)
class Budget:
    """A stage ends after `steps` or after `minutes`, whichever comes first; one must be given."""

    steps: int | None
    minutes: float | None

    def fraction(self, step: int, elapsed: float) -> float:
        """Share of the stage done, in [0, 1]; elapsed in seconds."""
        by_steps = step / self.steps if self.steps else 0.0
        by_time = elapsed / (60 * self.minutes) if self.minutes else 0.0
        return min(1.0, max(by_steps, by_time))


@dataclass(frozen=True)
class LoopOptions:
    """learning_rate: at its peak. validate_every: steps between validations."""

    learning_rate: float
    budget: Budget
    seed: int = 0
    validate_every: int = 250
    resume: bool = False


def learning_rate(peak: float, step: int, fraction: float) -> float:
    """Linear warm-up, then a half cosine to one per cent."""
    cosine = 0.01 + 0.99 * (1 + math.cos(math.pi * fraction)) / 2
    return peak * min(1.0, (step + 1) / WARMUP_STEPS) * cosine


def run_stage(
    stage: Stage,
    batches_from: Callable[[int], Generator[Batch, None, None]],
    validation: Mapping[str, Batch],
    options: LoopOptions,
    fabric: Fabric,
    run: RunFolder,
    should_stop: Callable[[], bool],
) -> bool:
    """Train one stage to the end of its budget, or until asked to stop; True when it ended.

    The stage's module holds the averaged weights afterwards. A state that a later call resumes
    from is written to the run folder as it goes and at the end.
    """
    ema = Ema(stage.module)
    plain = stage.module
    optimizers = make_optimizers(plain)
    saver = _Saver(stage.name, run, plain, ema, optimizers)
    step, before = saver.restore() if options.resume else (0, 0.0)
    stage.module, *optimizers = fabric.setup(plain, *optimizers)
    ema.average.to(fabric.device)
    clock, budget = _Clock(before), options.budget
    meter = _Meter(stage.name, run, budget)
    validated = -1
    with closing(batches_from(step)) as batches:
        while (fraction := budget.fraction(step, clock.elapsed())) < 1 and not should_stop():
            batch = next(batches).to(fabric.device)
            rate = learning_rate(options.learning_rate, step, fraction)
            loss = _train_step(stage, batch, fraction, rate, optimizers, fabric, options.seed, step)
            ema.update(plain, step)
            step += 1
            elapsed = clock.elapsed()
            done = budget.fraction(step, elapsed)  # by now: the first step has taken time already
            meter.step(step, loss, rate, len(batch.points), elapsed, done)
            if step % options.validate_every == 0:
                _validate(stage, ema, validation, fabric, run, step)
                validated = step
            if clock.due() and fabric.is_global_zero:
                saver.save(step, clock.elapsed())
    if validated != step:
        _validate(stage, ema, validation, fabric, run, step)
    if fabric.is_global_zero:
        saver.save(step, clock.elapsed())
    plain.load_state_dict(ema.average.state_dict())
    stage.module = plain
    return budget.fraction(step, clock.elapsed()) >= 1


def _train_step(
    stage: Stage, batch: Batch, fraction: float, rate: float,
    optimizers: Optimizers, fabric: Fabric, seed: int, step: int,
) -> Tensor:  # fmt: skip
    # One generator a step, on the CPU: the same draws whatever the device, and after a resume.
    generator = torch.Generator().manual_seed((seed << 32) + step)
    stage.module.train()
    with fabric.autocast():
        loss = stage.loss(batch, fraction, generator)
    fabric.backward(loss)
    clip_grad_norm_(stage.module.parameters(), CLIP_NORM)
    for optimizer in optimizers:
        for group in optimizer.param_groups:
            group["lr"] = rate * group["lr_scale"]
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
    return loss.detach()


@torch.no_grad()
def _validate(
    stage: Stage, ema: Ema, validation: Mapping[str, Batch], fabric: Fabric, run: RunFolder,
    step: int,
) -> None:  # fmt: skip
    if not validation or not fabric.is_global_zero:
        return
    on_device = {name: batch.to(fabric.device) for name, batch in validation.items()}
    with fabric.autocast():
        figures = stage.validate(ema.average, on_device)
    run.emit("validation", stage=stage.name, step=step, **figures)


class _Saver:
    """Writes and reads the state that a later call resumes from."""

    def __init__(
        self, stage: str, run: RunFolder, module: nn.Module, ema: Ema, optimizers: Optimizers
    ) -> None:
        self._stage, self._run = stage, run
        self._parts = (module, ema, optimizers)
        self._path = run.checkpoints / f"{stage}.safetensors"

    def restore(self) -> tuple[int, float]:
        """Steps and seconds trained before; (0, 0) without a saved state."""
        if not self._path.exists():
            return 0, 0.0
        progress = load_state(self._path, *self._parts)
        return int(progress["step"]), progress["elapsed"]

    def save(self, step: int, elapsed: float) -> None:
        save_state(self._path, *self._parts, {"step": float(step), "elapsed": elapsed})
        path = self._path.relative_to(self._run.path).as_posix()
        self._run.emit("checkpoint", stage=self._stage, step=step, path=path)


class _Clock:
    """Seconds trained, over all resumes; says when a checkpoint is due."""

    def __init__(self, before: float) -> None:
        self._start = time.monotonic() - before
        self._saved = time.monotonic()

    def elapsed(self) -> float:
        return time.monotonic() - self._start

    def due(self) -> bool:
        now = time.monotonic()
        if now - self._saved < CHECKPOINT_SECONDS:
            return False
        self._saved = now
        return True


class _Meter:
    """Means of what happened since the last progress event."""

    def __init__(self, stage: str, run: RunFolder, budget: Budget) -> None:
        self._stage, self._run, self._budget = stage, run, budget
        self._losses: list[Tensor] = []
        self._shapes = 0
        self._since = time.monotonic()

    def step(
        self, step: int, loss: Tensor, rate: float, shapes: int, elapsed: float, fraction: float
    ) -> None:
        self._losses.append(loss)
        self._shapes += shapes
        passed = time.monotonic() - self._since
        if passed < EVENT_SECONDS:
            return
        self._run.emit(
            "step", stage=self._stage, step=step, steps=self._budget.steps,
            loss=round(float(torch.stack(self._losses).mean()), 5), lr=round(rate, 7),
            elapsed=round(elapsed, 1), fraction=round(fraction, 4),
            eta=round(elapsed * (1 - fraction) / max(fraction, 1e-6), 1),
            shapes_per_second=round(self._shapes / passed, 1),
        )  # fmt: skip
        self._losses, self._shapes, self._since = [], 0, time.monotonic()
