"""One training run from data to a model folder: what `mge-studio train` does."""

from __future__ import annotations

import logging
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

import torch
from lightning_fabric import Fabric

from mge_studio.errors import Cancelled, InputError
from mge_studio.folders import cache_folder
from mge_studio.model.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from mge_studio.model.config import ModelConfig, preset
from mge_studio.model.device import choose_device, fabric_precision
from mge_studio.model.generator import Generator
from mge_studio.model.tokenizer import Tokenizer
from mge_studio.training import augment
from mge_studio.training.events import Listener, RunFolder
from mge_studio.training.loop import Budget, LoopOptions, run_stage
from mge_studio.training.prepare import prepare
from mge_studio.training.sources import Source, Split
from mge_studio.training.stages import GeneratorStage, Stage, TokenizerStage
from mge_studio.training.store import Batch, BatchSpec, Mixture, Store, load_store

logging.getLogger("lightning_fabric").setLevel(logging.WARNING)  # its import makes it talk

StageName = Literal["tokenizer", "generator", "both"]
#: Share of `max_minutes` that the tokenizer gets when both stages are trained.
TOKENIZER_SHARE = 0.6
#: Shapes whose codes are counted for codebook.json.
USAGE_SHAPES = 1024
VALIDATION_SHAPES = 64
#: Labels that say only that nothing is known.
NOT_CLASSES = frozenset({"", "other"})


@dataclass(frozen=True)
class TrainOptions:
    """run: folder to write. config: what to train, in place of a preset. max_minutes, steps: budget
    of all stages, and of each one.

    procedural_count: how many procedural shapes are prepared. min_class_shapes: labels of fewer
    shapes are no classes; such shapes are trained on without one. start_from: a model folder whose
    weights are the starting point. keep_tokens: of the tokenizer, train the decoder alone, so that
    a generator trained on its tokens stays good. cache: where prepared data is kept, None for the
    user's cache.
    """

    sources: Sequence[Source]
    run: Path
    preset: str = "small"
    config: ModelConfig | None = None
    stage: StageName = "both"
    max_minutes: float | None = None
    steps: int | None = None
    batch_size: int = 24
    learning_rate: float = 1e-3
    seed: int = 0
    device: str = "auto"
    resume: bool = False
    procedural_count: int = 4000
    min_class_shapes: int = 1
    start_from: Path | None = None
    keep_tokens: bool = False
    cache: Path | None = None
    workers: int | None = None
    validate_every: int = 250


@dataclass
class _Data:
    """Stores of every source, and fixed validation batches by name."""

    mixture: Mixture
    class_names: tuple[str, ...]
    validation: dict[str, Batch] = field(default_factory=dict)


def train(options: TrainOptions, listener: Listener | None = None) -> Path:
    """Run the stages asked for; returns the model folder.

    Ctrl+C or SIGTERM saves and stops; `resume` goes on. Raises InputError for unusable data or a
    budget that is missing. Progress goes to `events.jsonl` of the run folder and to `listener`.
    """
    if options.max_minutes is None and options.steps is None:
        raise InputError("Say how long to train: give --max-minutes or --steps.")
    config = options.config or preset(options.preset)
    run = RunFolder(options.run, listener)
    run.describe(preset=config.preset, stage=options.stage)
    try:
        with _stop_on_signal() as should_stop:
            return _train(options, config, run, should_stop)
    except Cancelled:
        run.emit("stopped", stage="data")
        raise
    except BaseException as error:
        run.emit("failed", message=str(error) or type(error).__name__)
        raise
    finally:
        run.close()


def _train(
    options: TrainOptions, config: ModelConfig, run: RunFolder, should_stop: Callable[[], bool]
) -> Path:
    device = choose_device(options.device)
    run.emit(
        "start", stage=options.stage, preset=config.preset, total_minutes=options.max_minutes,
        device=str(device), resumed=options.resume,
    )  # fmt: skip
    data = _load_data(options, config, run, should_stop)
    config = config.model_copy(update={"class_names": data.class_names})
    torch.manual_seed(options.seed)
    checkpoint = _start(options, config, run)
    for name in ("tokenizer", "generator") if options.stage == "both" else (options.stage,):
        if name == "generator":
            checkpoint.generator = checkpoint.generator or Generator(checkpoint.config)
        stage = _stage(name, checkpoint, device, options.keep_tokens)
        finished = _run_one(stage, options, checkpoint, data, device, run, should_stop)
        if name == "tokenizer":
            checkpoint.usage = count_codes(checkpoint.tokenizer, data.mixture, device)
        save_checkpoint(run.model, checkpoint)
        if not finished:
            run.emit("stopped", stage=name, model=str(run.model))
            return run.model
    run.emit("finished", model=str(run.model))
    return run.model


def _start(options: TrainOptions, config: ModelConfig, run: RunFolder) -> Checkpoint:
    """Fresh weights, or those of an earlier stage of this run or of another model."""
    folder = options.start_from
    if folder is None and options.stage == "generator":
        folder = run.model
    if folder is None and options.resume and (run.model / "config.json").exists():
        folder = run.model
    if folder is None:
        usage = torch.zeros(config.tokenizer.codebook_size, dtype=torch.long)
        return Checkpoint(config, Tokenizer(config.tokenizer), None, usage)
    loaded = load_checkpoint(folder, torch.device("cpu"))
    if options.config is not None and loaded.generator is None:
        generator = options.config.generator
        loaded.config = loaded.config.model_copy(update={"generator": generator})
    if loaded.config.class_names != config.class_names:
        # Classes changed: keep the tokenizer, which knows none, and start the generator anew.
        renamed = loaded.config.model_copy(update={"class_names": config.class_names})
        loaded = Checkpoint(renamed, loaded.tokenizer, None, loaded.usage)
    return loaded


def _stage(name: str, checkpoint: Checkpoint, device: torch.device, keep_tokens: bool) -> Stage:
    if name == "tokenizer":
        tokenizer = checkpoint.tokenizer.requires_grad_(True)
        return TokenizerStage(tokenizer, checkpoint.config.most_patches, keep_tokens)
    assert checkpoint.generator is not None
    checkpoint.generator.requires_grad_(True)
    return GeneratorStage(checkpoint.generator, checkpoint.tokenizer.to(device))


def _run_one(
    stage: Stage, options: TrainOptions, checkpoint: Checkpoint, data: _Data,
    device: torch.device, run: RunFolder, should_stop: Callable[[], bool],
) -> bool:  # fmt: skip
    is_tokenizer = stage.name == "tokenizer"
    share = 1.0
    if options.stage == "both":
        share = TOKENIZER_SHARE if is_tokenizer else 1 - TOKENIZER_SHARE
    minutes = None if options.max_minutes is None else options.max_minutes * share
    points = checkpoint.config.tokenizer.points
    spec = BatchSpec(options.batch_size, points)
    if not is_tokenizer:  # the generator reads tokens only
        spec = BatchSpec(options.batch_size, points, volume=1, near=1)
    index = 0 if device.index is None else device.index
    fabric = Fabric(
        accelerator=device.type, devices=[index] if device.type == "cuda" else 1,
        precision=fabric_precision(device),
    )  # fmt: skip
    return run_stage(
        stage,
        lambda first: data.mixture.batches(spec, options.seed + (0 if is_tokenizer else 1), first),
        data.validation,
        LoopOptions(
            learning_rate=options.learning_rate, budget=Budget(options.steps, minutes),
            seed=options.seed, validate_every=options.validate_every, resume=options.resume,
        ),
        fabric, run, should_stop,
    )  # fmt: skip


def _load_data(
    options: TrainOptions, config: ModelConfig, run: RunFolder, should_stop: Callable[[], bool]
) -> _Data:
    cache = options.cache or cache_folder("datasets")
    stores: list[Store] = []
    validation: dict[str, Store] = {}
    for source in options.sources:
        for split in get_args(Split):
            count = options.procedural_count if split == "train" else VALIDATION_SHAPES
            try:
                store = _prepared(source, split, cache, count, options.workers, run, should_stop)
            except InputError:
                if split == "train":
                    raise
                continue  # a small folder may have nothing held out: train without validating
            if split == "train":
                stores.append(store)
            else:
                validation[Path(source.path).stem] = store
    class_names = _class_names(stores, options.min_class_shapes)
    how = [
        augment.FOR_PROCEDURAL if source.is_procedural else augment.FOR_MESHES
        for source in options.sources
    ]
    mixture = Mixture(stores, [source.weight for source in options.sources], class_names, how)
    points = config.tokenizer.points
    return _Data(mixture, class_names, _validation_batches(validation, class_names, points))


def _prepared(
    source: Source, split: Split, cache: Path, count: int,
    workers: int | None, run: RunFolder, should_stop: Callable[[], bool],
) -> Store:  # fmt: skip
    def report(fraction: float, message: str) -> None:
        run.emit("data", fraction=round(fraction, 3), message=message)

    folder = prepare(
        source, split, cache, procedural_count=count, workers=workers, report=report,
        should_stop=should_stop,
    )
    return load_store(folder)


def _class_names(stores: Sequence[Store], at_least: int) -> tuple[str, ...]:
    """Labels that occur often enough, in order of first appearance."""
    counts = Counter(name for store in stores for name in store.class_names)
    return tuple(
        name for name, count in counts.items() if count >= at_least and name not in NOT_CLASSES
    )


def _validation_batches(
    stores: Mapping[str, Store], class_names: Sequence[str], points: int
) -> dict[str, Batch]:
    spec = BatchSpec(VALIDATION_SHAPES, points, volume=2048, near=1)
    return {
        name: Mixture([_solid(store)], [1.0], class_names, [augment.NONE]).batch(spec, 0, 0)
        for name, store in stores.items()
    }


def _solid(store: Store) -> Store:
    """Watertight shapes only, if there are any: IoU means little on open ones."""
    rows = store.watertight.nonzero()[0]
    if len(rows) == 0:
        return store
    return Store(
        {key: value[rows] for key, value in store.arrays.items()},
        [store.names[i] for i in rows],
        [store.class_names[i] for i in rows],
        store.watertight[rows],
    )


@torch.no_grad()
def count_codes(tokenizer: Tokenizer, mixture: Mixture, device: torch.device) -> torch.Tensor:
    """(codebook_size,) int64 occurrences of each code over `USAGE_SHAPES` training shapes."""
    tokenizer = tokenizer.to(device).eval()
    counts = torch.zeros(tokenizer.config.codebook_size, dtype=torch.long)
    spec = BatchSpec(32, tokenizer.config.points, volume=1, near=1)
    for step in range(USAGE_SHAPES // spec.size):
        batch = mixture.batch(spec, 0, step)
        codes = tokenizer.encode(batch.points.to(device)).quantized.codes
        counts += torch.bincount(codes.flatten().cpu(), minlength=len(counts))
    return counts


@contextmanager
def _stop_on_signal() -> Iterator[Callable[[], bool]]:
    """SIGINT and SIGTERM ask the loop to save and stop; handlers are put back afterwards."""
    asked = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield asked.is_set
        return
    kinds = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(kind, lambda *_: asked.set()) for kind in kinds]
    try:
        yield asked.is_set
    finally:
        for kind, handler in zip(kinds, before, strict=True):
            signal.signal(kind, handler)
