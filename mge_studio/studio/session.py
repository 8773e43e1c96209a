"""`Session`: everything the studio can do, without a screen.

Create it with an engine, settings and a `call_soon` that hands a function to the GUI thread (in
programs without an event loop: `dispatch.MainQueue`). Call its methods on that thread only; they
return at once. Every signal, of the session, its jobs and its document, fires on that thread too.

    session = Session(LocalEngine(), Settings.load(), bridge.call_soon)
    session.document    .items .current .current_id .item(id) .find(id) .set_current(id)
                        signals item_added(Item) item_changed(Item) item_removed(id)
                        current_changed(id | None) undo_changed()
    session.history     .undo_names .redo_names (next one last)
    session.jobs        .active: Jobs (id kind title state fraction message item_id request)

    load_model(folder=None, device="auto"), model: ModelInfo | None, is_loading_model: bool
    open_files(paths, up="y", remember=True)       load in the background, then tokenize
    tokenize(id)  reconstruct(id, resolution=128)  complete(id, settings)  sample(settings)
    export(id, path)                               -> Job, or None after `error` was emitted
    cancel(job_id=None)  cancel_all()
    set_mask(id, mask, name)  clear_mask(id)  invert_mask(id)        one undo entry each
    rename  set_visible  keep  discard  remove(ids)  undo()  redo()
    has_unsaved_results  close()

    signals: model_loading()  model_loaded(ModelInfo)  model_failed(message, details)
             preview(job_id, Preview)  result_added(Item)  exported(Item, Path)
             error(title, message, details)
             job_queued job_started job_progressed job_finished job_cancelled (Job)
             job_failed(Job, message, details)

A result is added once, un-kept. Cancelling `complete` or `sample` keeps finished variants and turns
the running variant's latest preview into a partial result.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from psygnal import Signal

from mge_studio.errors import InputError
from mge_studio.requests import (
    CompleteRequest,
    GenerationSettings,
    ModelInfo,
    Preview,
    Progress,
    ReconstructRequest,
    Request,
    SampleRequest,
    ShapeResult,
    TokenizeRequest,
    TokenizeResult,
)
from mge_studio.shapes.shape import Shape
from mge_studio.studio.commands import Command, History, RemoveItems, SetField
from mge_studio.studio.dispatch import CallSoon
from mge_studio.studio.document import Document, Item, unique_name
from mge_studio.studio.engine import Engine
from mge_studio.studio.jobs import CancelToken, Job, JobKind, JobRunner
from mge_studio.studio.naming import result_name
from mge_studio.studio.settings import Settings

log = logging.getLogger(__name__)

_FAILED_TITLES: dict[JobKind, str] = {
    "model": "The model could not be loaded",
    "open": "The file could not be opened",
    "export": "The export failed",
    "tokenize": "The shape could not be tokenized",
    "reconstruct": "The reconstruction failed",
    "complete": "The completion failed",
    "sample": "The sampling failed",
}


class Session:
    """See the module's docstring."""

    model_loading = Signal()
    model_loaded = Signal(ModelInfo)
    model_failed = Signal(str, str)
    preview = Signal(int, Preview)
    result_added = Signal(Item)
    exported = Signal(Item, Path)
    error = Signal(str, str, str)

    def __init__(self, engine: Engine, settings: Settings, call_soon: CallSoon) -> None:
        self.settings = settings
        self.document = Document()
        self.history = History(self.document)
        self.jobs = JobRunner(call_soon)
        self.model: ModelInfo | None = None
        self._engine = engine
        self._load_job: Job | None = None
        self.job_queued = self.jobs.job_queued
        self.job_started = self.jobs.job_started
        self.job_progressed = self.jobs.job_progressed
        self.job_finished = self.jobs.job_finished
        self.job_failed = self.jobs.job_failed
        self.job_cancelled = self.jobs.job_cancelled
        self.jobs.job_failed.connect(self._on_job_failed)
        self.jobs.job_cancelled.connect(self._on_job_cancelled)
        self.document.item_added.connect(self._ensure_tokens)

    # The model

    @property
    def is_loading_model(self) -> bool:
        return self._load_job is not None and not self._load_job.done

    @property
    def codebook_usage(self) -> NDArray[np.int64] | None:
        """(codebook_size,) occurrences of each code in the training data, if known."""
        return None if self.model is None else self._engine.codebook_usage()

    def load_model(self, folder: Path | None = None, device: str = "auto") -> Job:
        """Load a model in the background; the one in use stays until the new one is there."""
        if self._load_job is not None:
            self.jobs.cancel(self._load_job)
        engine = self._engine

        def work(token: CancelToken) -> Iterator[Any]:
            yield Progress(0.0, "Loading the model")
            yield engine.load(folder, device)

        title = "Load the model" if folder is None else f"Load the model {folder.name}"
        self._load_job = self.jobs.submit("model", title, work, self._on_model)
        self.model_loading.emit()
        return self._load_job

    def _on_model(self, job: Job, info: ModelInfo) -> None:
        self.model = info
        self.model_loaded.emit(info)
        for item in self.document.items:
            self._ensure_tokens(item)

    # Shapes from and to files

    def open_files(
        self, paths: Sequence[Path | str], up: str = "y", remember: bool = True
    ) -> list[Job]:
        """Load files in the background and add them; the first becomes current."""
        jobs = []
        for number, path in enumerate(map(Path, paths)):
            work = partial(_load_shape, path, up)
            deliver = partial(self._on_loaded, path, number == 0, remember)
            jobs.append(self.jobs.submit("open", f"Open {path.name}", work, deliver, lane="files"))
        return jobs

    def _on_loaded(self, path: Path, current: bool, remember: bool, job: Job, shape: Shape) -> None:
        item = self.add_shape(shape)
        if current:
            self.document.set_current(item.id)
        if remember:
            self.settings.remember_file(path)
            self.settings.save()

    def add_shape(self, shape: Shape) -> Item:
        """Add a shape that is already in memory."""
        name = unique_name(shape.name, (item.name for item in self.document.items))
        item = Item(self.document.new_id(), name, shape)
        self.document.insert(item)
        if self.document.current_id is None:
            self.document.set_current(item.id)
        return item

    def export(self, item_id: int, path: Path | str) -> Job:
        """Write an item in its input's own units; the suffix of `path` says the format."""
        item, target = self.document.item(item_id), Path(path)
        work = partial(_save_shape, item.shape.renamed(item.name), target)
        return self.jobs.submit(
            "export", f"Export {target.name}", work, self._on_exported, lane="files",
            item_id=item_id,
        )

    def _on_exported(self, job: Job, path: Path) -> None:
        self.settings.last_folder = str(path.absolute().parent)
        self.settings.save()
        if job.item_id in self.document:
            self.exported.emit(self.document.update(job.item_id, exported=True), path)

    # Model jobs

    def tokenize(self, item_id: int) -> Job | None:
        """Tokenize an item (again). Done by itself for opened shapes once a model is loaded."""
        item = self.document.item(item_id)
        return self._run("tokenize", f"Tokenize {item.name}", TokenizeRequest(item.shape), item_id)

    def reconstruct(self, item_id: int, resolution: int = 128) -> Job | None:
        """What the tokenizer makes of an item; one that is there already is not made again."""
        item = self.document.item(item_id)
        if self.reconstruction_of(item_id, resolution) is not None:
            return None
        tokens = item.tokens if self._is_tokenized(item) else None
        request = ReconstructRequest(item.shape, tokens, resolution)
        return self._run("reconstruct", f"Reconstruct {item.name}", request, item_id)

    def reconstruction_of(self, item_id: int, resolution: int = 128) -> Item | None:
        """The reconstruction of an item by the present model, if the document has it."""
        for item in self.document.items:
            request = None if item.result is None else item.result.request
            if (
                item.parent == item_id
                and isinstance(request, ReconstructRequest)
                and request.resolution == resolution
                and _same_model(item.made_by, self.model)
            ):
                return item
        return None

    def complete(self, item_id: int, settings: GenerationSettings) -> Job | None:
        """Replace the masked patches of an item; `settings.variants` results."""
        item = self.document.item(item_id)
        title = f"Complete {item.name}"
        if item.tokens is None or not self._is_tokenized(item):
            return self._refuse(title, f"{item.name} has no tokens yet: try again in a moment.")
        if item.mask is None or item.masked_count == 0:
            return self._refuse(title, "Nothing is masked: paint the region to replace first.")
        request = CompleteRequest(item.shape, item.tokens, item.mask.copy(), settings=settings)
        return self._run("complete", title, request, item_id)

    def sample(self, settings: GenerationSettings) -> Job | None:
        """New shapes from nothing; `settings.variants` results."""
        title = f"Sample {settings.class_name or 'a shape'}"
        return self._run("sample", title, SampleRequest(settings), None)

    def cancel(self, job_id: int | None = None) -> None:
        """Cancel one job; None: the model job that runs, else the oldest job there is."""
        if job_id is not None:
            job = self.jobs.find(job_id)
        else:
            running = [job for job in self.jobs.active if job.state == "running"]
            candidates = running or list(self.jobs.active)
            candidates.sort(key=lambda job: job.kind in ("open", "export"))
            job = candidates[0] if candidates else None
        if job is not None:
            self.jobs.cancel(job)

    def cancel_all(self) -> None:
        """Cancel every job, the newest first, so that none of them starts meanwhile."""
        for job in reversed(self.jobs.active):
            self.jobs.cancel(job)

    def _run(self, kind: JobKind, title: str, request: Request, item_id: int | None) -> Job | None:
        if self.model is None and not self.is_loading_model:
            return self._refuse(title, "No model is loaded: choose a model first.")
        engine = self._engine

        def work(token: CancelToken) -> Iterator[Any]:
            return engine.run(request)

        return self.jobs.submit(kind, title, work, self._on_event, item_id=item_id, request=request)

    def _refuse(self, title: str, message: str) -> None:
        self.error.emit(title, message, "")

    # Events of model jobs

    def _on_event(self, job: Job, event: Preview | TokenizeResult | ShapeResult) -> None:
        if isinstance(event, Preview):
            job.preview = event
            self.preview.emit(job.id, event)
        elif isinstance(event, TokenizeResult):
            self._apply_tokens(job, event)
        else:
            job.preview = None
            self._add_result(job, event)

    def _apply_tokens(self, job: Job, result: TokenizeResult) -> None:
        item = self.document.find(job.item_id)
        if item is None:
            return
        if item.tokens is None or not np.array_equal(item.tokens.centres, result.tokens.centres):
            stale = item.id
            self.history.forget(lambda command: _is_stroke_on(command, stale))
            self.document.update(item.id, mask=None)
        self.document.update(
            item.id, tokenization=result, tokens=result.tokens, tokens_by=self.model
        )

    def _add_result(self, job: Job, result: ShapeResult, partial: bool = False) -> Item:
        name = result_name(self.document, result, job.item_id, partial)
        item = Item(
            self.document.new_id(), name, result.shape.renamed(name),
            tokens=result.tokens, tokens_by=self.model, result=result, made_by=self.model,
            parent=job.item_id, partial=partial,
        )
        self.document.insert(item)
        if self.document.current_id in (None, job.item_id):
            self.document.set_current(item.id)
        self.result_added.emit(item)
        return item

    def _on_job_cancelled(self, job: Job) -> None:
        if job.preview is not None and isinstance(job.request, CompleteRequest | SampleRequest):
            result = _partial_result(job.request, job.preview, job.seconds)
            job.preview = None
            self._add_result(job, result, partial=True)

    def _on_job_failed(self, job: Job, message: str, details: str) -> None:
        if job.kind == "model":
            self.model_failed.emit(message, details)
        self.error.emit(_FAILED_TITLES[job.kind], message, details)

    # Automatic tokens

    def _is_tokenized(self, item: Item) -> bool:
        return item.tokens is not None and _same_model(item.tokens_by, self.model)

    def _ensure_tokens(self, item: Item) -> None:
        if self.model is None or self._is_tokenized(item):
            return
        if not any(job.kind == "tokenize" and job.item_id == item.id for job in self.jobs.active):
            self.tokenize(item.id)

    # Changes of the document, each one undo entry

    def set_mask(
        self, item_id: int, mask: NDArray[np.bool_], name: str = "Paint mask"
    ) -> None:
        """Set the (M,) mask of a tokenized item; called once at the end of a stroke."""
        item = self.document.item(item_id)
        if item.tokens is None or mask.shape != (len(item.tokens),):
            raise InputError(f"The mask does not fit the tokens of {item.name}.")
        if item.mask is None and not mask.any():
            return
        if item.mask is not None and np.array_equal(item.mask, mask):
            return
        self._set_field(name, "mask", {item_id: np.array(mask, bool)})

    def clear_mask(self, item_id: int) -> None:
        item = self.document.item(item_id)
        if item.tokens is not None:
            self.set_mask(item_id, np.zeros(len(item.tokens), bool), "Clear mask")

    def invert_mask(self, item_id: int) -> None:
        item = self.document.item(item_id)
        if item.tokens is not None:
            mask = np.zeros(len(item.tokens), bool) if item.mask is None else item.mask
            self.set_mask(item_id, ~mask, "Invert mask")

    def rename(self, item_id: int, name: str) -> None:
        """Empty names are ignored; a name that is taken gets a number."""
        item, wanted = self.document.item(item_id), name.strip()
        if not wanted or wanted == item.name:
            return
        others = (other.name for other in self.document.items if other.id != item_id)
        self._set_field(f"Rename {item.name}", "name", {item_id: unique_name(wanted, others)})

    def set_visible(self, item_id: int, visible: bool) -> None:
        item = self.document.item(item_id)
        verb = "Show" if visible else "Hide"
        self._set_field(f"{verb} {item.name}", "visible", {item_id: visible})

    def keep(self, item_id: int) -> None:
        self._set_field(f"Keep {self.document.item(item_id).name}", "kept", {item_id: True})

    def discard(self, item_id: int) -> None:
        """Take a result away; undo brings it back."""
        name = f"Discard {self.document.item(item_id).name}"
        self._remove(name, (item_id,))

    def remove(self, item_ids: Iterable[int]) -> None:
        """Take items away; undo brings them back."""
        ids = tuple(item_id for item_id in dict.fromkeys(item_ids) if item_id in self.document)
        if ids:
            only = self.document.item(ids[0]).name if len(ids) == 1 else f"{len(ids)} shapes"
            self._remove(f"Remove {only}", ids)

    def undo(self) -> str | None:
        """Undo the last command; its name, or None."""
        return self.history.undo()

    def redo(self) -> str | None:
        """Redo the last undone command; its name, or None."""
        return self.history.redo()

    def _set_field(self, name: str, field: str, after: dict[int, Any]) -> None:
        before = {item_id: getattr(self.document.item(item_id), field) for item_id in after}
        if field == "mask" or before != after:
            self.history.do(SetField(name, field, before, after))

    def _remove(self, name: str, ids: tuple[int, ...]) -> None:
        for job in self.jobs.active:
            if job.kind == "tokenize" and job.item_id in ids:
                self.jobs.cancel(job)
        self.history.do(RemoveItems(name, ids))

    # The end

    @property
    def has_unsaved_results(self) -> bool:
        """True when closing loses something: results neither exported nor easily made again."""
        return any(_is_unsaved(item) for item in self.document.items)

    def close(self) -> bool:
        """Cancel all jobs and let go of everything; True when no thread is left running."""
        self.jobs.job_cancelled.disconnect(self._on_job_cancelled, missing_ok=True)
        ended = self.jobs.close()
        self._engine.close()
        return ended


def _load_shape(path: Path, up: str, token: CancelToken) -> Iterator[Any]:
    from mge_studio.shapes.loading import load_shape  # brings trimesh in, off the GUI thread

    yield Progress(0.0, f"Reading {path.name}")
    yield load_shape(path, up=up)


def _save_shape(shape: Shape, path: Path, token: CancelToken) -> Iterator[Any]:
    from mge_studio.shapes.saving import save_shape

    yield Progress(0.0, f"Writing {path.name}")
    save_shape(shape, path)
    yield path


def _partial_result(
    request: CompleteRequest | SampleRequest, preview: Preview, seconds: float
) -> ShapeResult:
    tokens = preview.tokens
    shape = Shape("partial", preview.vertices, preview.faces, transform=tokens.transform)
    mask = request.mask if isinstance(request, CompleteRequest) else None
    generated = mask if mask is not None else np.ones(len(tokens), bool)
    return ShapeResult(request, preview.variant, shape, tokens, generated, seconds=seconds)


def _same_model(one: ModelInfo | None, other: ModelInfo | None) -> bool:
    return one is not None and other is not None and one.folder == other.folder


def _is_stroke_on(command: Command, item_id: int) -> bool:
    return isinstance(command, SetField) and command.field == "mask" and item_id in command.after


def _is_unsaved(item: Item) -> bool:
    if item.result is None or item.exported:
        return False
    return item.kept or not isinstance(item.result.request, ReconstructRequest)
