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

    use_threads(count)  use_memory(gigabytes)
    load_model(folder=None, device="auto"), model: ModelInfo | None, model_loading: bool
    open_files(paths, up="y", remember=True)       load in the background, then tokenize
    tokenize(id)  reconstruct(id, resolution=128)  complete(id, settings)  sample(settings)
    repeat(id, seed)                               the request of a result with another seed
    export(id, path, options=None)                 -> Job, or None after `error` was emitted
    cancel(job_id=None)  cancel_all()
    set_mask(id, mask, name)  clear_mask(id)  invert_mask(id)        one undo entry each
    editing             .replace_code .move .place .delete .duplicate: edited tokens
    placing  .place .invent: partial scans    interpolating  .interpolate    refining  .refine
    reading             .counts .count .use(count) .read_again(id): in how many patches
    codebook: Codebook | None       atlas: Atlas  .want(codes) .pieces  signal piece_ready
    slicing             .want(cut) .forget()  signal ready(Slice)
    rename  set_visible  keep  discard  remove(ids)  undo()  redo()
    new_project()  open_project(path)  save_project(path=None)  autosave()  recover(recovery)
    project_path  modified  view  has_unsaved_results  loses_by_closing  close()

    signals: model_load_started()  model_loaded(ModelInfo)  model_failed(message, details)
             preview(job_id, Preview)  result_added(Item)  exported(Item, Path)
             error(title, message, details)
             project_changed()  project_saved(Path)  project_opened(ProjectView | None)
             job_queued job_started job_progressed job_finished job_cancelled (Job)
             job_failed(Job, message, details)

A result is added once, un-kept. Cancelling `complete` or `sample` keeps finished variants and turns
the running variant's latest preview into a partial result.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from psygnal import Signal

from mge_studio.requests import (
    CompleteRequest,
    Event,
    GenerationSettings,
    ModelInfo,
    Preview,
    ReconstructRequest,
    Request,
    SampleRequest,
    ShapeResult,
    TokenizeRequest,
    TokenizeResult,
)
from mge_studio.shapes.shape import Shape
from mge_studio.shapes.token_operations import same_tokens
from mge_studio.studio.atlas import Atlas
from mge_studio.studio.codebook import Codebook
from mge_studio.studio.dispatch import CallSoon
from mge_studio.studio.document import Item, unique_name
from mge_studio.studio.engine import Engine
from mge_studio.studio.exporting import ExportOptions, work_of_export
from mge_studio.studio.interpolating import Interpolating
from mge_studio.studio.job_titles import FAILED_TITLES, FILE_JOBS
from mge_studio.studio.jobs import Job, JobKind, JobRunner
from mge_studio.studio.placing import Placing
from mge_studio.studio.projects import Projects
from mge_studio.studio.reading import Reading
from mge_studio.studio.refining import Refining
from mge_studio.studio.results import is_reconstruction, partial_result, result_name
from mge_studio.studio.settings import Settings
from mge_studio.studio.slicing import Slicing
from mge_studio.studio.token_editing import TokenEditing
from mge_studio.studio.work import (
    load_model_work,
    load_shape_work,
    request_work,
)


class Session(Projects):
    """See the module's docstring."""

    model_load_started = Signal()
    model_loaded = Signal(ModelInfo)
    model_failed = Signal(str, str)
    preview = Signal(int, Preview)
    result_added = Signal(Item)
    exported = Signal(Item, Path)
    error = Signal(str, str, str)

    def __init__(self, engine: Engine, settings: Settings, call_soon: CallSoon) -> None:
        super().__init__(settings, JobRunner(call_soon))
        self.model: ModelInfo | None = None
        self.codebook: Codebook | None = None
        self._engine = engine
        engine.threads, engine.memory = settings.threads, settings.memory
        self.job_queued = self.jobs.job_queued
        self.job_started = self.jobs.job_started
        self.job_progressed = self.jobs.job_progressed
        self.job_finished = self.jobs.job_finished
        self.job_failed = self.jobs.job_failed
        self.job_cancelled = self.jobs.job_cancelled
        self.jobs.job_failed.connect(self._on_job_failed)
        self.jobs.job_cancelled.connect(self._on_job_cancelled)
        self.reading = Reading(self)
        self.editing = TokenEditing(self, engine)
        self.atlas = Atlas(self, engine)
        self.slicing = Slicing(self, engine)
        self.placing = Placing(self, engine)
        self.interpolating = Interpolating(self, engine)
        self.refining = Refining(self, engine)

    # The model

    @property
    def model_loading(self) -> bool:
        return any(job.kind == "model" for job in self.jobs.active)

    def use_threads(self, count: int) -> None:
        """Processor cores for the model, from the next job on and next time; 0 is all but one."""
        self._engine.threads = self.settings.threads = count
        self.settings.save()

    def use_memory(self, gigabytes: float) -> None:
        """The model's budget, from the next job on and next time; 0 is as much as there is."""
        self._engine.memory = self.settings.memory = gigabytes
        self.settings.save()

    def load_model(self, folder: Path | None = None, device: str = "auto") -> Job:
        """Load a model in the background; the one in use stays until the new one is there.

        It replaces a load that still waits; one that has begun runs to its end.
        """
        for job in self.jobs.active:
            if job.kind == "model":
                self.jobs.cancel(job)
        title = "Load the model" if folder is None else f"Load the model {folder.name}"
        work = partial(load_model_work, self._engine, folder, device)
        job = self.jobs.submit("model", title, work, self._on_model)
        self.model_load_started.emit()
        return job

    def _on_model(self, job: Job, info: ModelInfo) -> None:
        self.model = info
        usage, vectors = self._engine.codebook_usage(), self._engine.code_vectors()
        self.codebook = None
        if usage is not None and vectors is not None:
            self.codebook = Codebook(usage, vectors)
        self.model_loaded.emit(info)

    # Shapes from and to files

    def open_files(
        self, paths: Sequence[Path | str], up: str = "y", remember: bool = True
    ) -> list[Job]:
        """Load files in the background and add them; the first becomes current."""
        jobs = []
        for number, path in enumerate(map(Path, paths)):
            work = partial(load_shape_work, path, up)
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

    def export(
        self, item_id: int, path: Path | str, options: ExportOptions | None = None
    ) -> Job:
        """Write an item in its input's own units; the suffix of `path` says the format.

        What cannot be decoded in another resolution is written as it is.
        """
        item, target = self.document.item(item_id), Path(path)
        options = options or ExportOptions()
        work, lane = work_of_export(self._engine, self.model, item, options, target)
        title, deliver = f"Export {target.name}", self._on_exported
        return self.jobs.submit("export", title, work, deliver, lane=lane, item_id=item_id)

    def _on_exported(self, job: Job, path: Path) -> None:
        self.settings.last_folder = str(path.absolute().parent)
        self.settings.save()
        item = self.document.find(job.item_id)
        if item is not None:
            self.exported.emit(self.document.update(item.id, exported=True), path)

    # Model jobs

    def tokenize(self, item_id: int) -> Job | None:
        """Tokenize an item (again). Done by itself for opened shapes once a model is loaded."""
        item = self.document.item(item_id)
        request = TokenizeRequest(item.shape, patches=self.reading.asked)
        return self._run("tokenize", f"Tokenize {item.name}", request, item_id)

    def reconstruct(self, item_id: int, resolution: int = 128) -> Job | None:
        """What the tokenizer makes of an item; None when the document has it already."""
        item = self.document.item(item_id)
        if self.reconstruction_of(item_id, resolution) is not None:
            return None
        tokens = item.tokens if self.is_ready(item) else None
        request = ReconstructRequest(item.shape, tokens, resolution)
        return self._run("reconstruct", f"Reconstruct {item.name}", request, item_id)

    def reconstruction_of(self, item_id: int, resolution: int = 128) -> Item | None:
        """The reconstruction of an item's tokens by the present model, if the document has it."""
        tokens = self.document.item(item_id).tokens
        for item in self.document.items:
            request = None if item.result is None else item.result.request
            if (
                item.parent == item_id
                and isinstance(request, ReconstructRequest)
                and is_reconstruction(item)
                and request.resolution == resolution
                and self._is_of_model(item.made_by)
                and (tokens is None or item.tokens is None or same_tokens(tokens, item.tokens))
            ):
                return item
        return None

    def is_ready(self, item: Item) -> bool:
        """True when the item's tokens are those of the model that the next job will use."""
        return not self.model_loading and self.is_of_model(item) and not self.editing.is_stale(item)

    def complete(self, item_id: int, settings: GenerationSettings) -> Job | None:
        """Replace the masked patches of an item; `settings.variants` results."""
        item = self.document.item(item_id)
        title = f"Complete {item.name}"
        if item.tokens is None or not self.is_ready(item):
            return self._refuse(title, f"{item.name} has no tokens yet: try again in a moment.")
        if item.mask is None or item.masked_count == 0:
            return self._refuse(title, "Nothing is masked: paint the region to replace first.")
        request = CompleteRequest(item.shape, item.tokens, item.mask, settings=settings)
        return self._run("complete", title, request, item_id)

    def sample(self, settings: GenerationSettings) -> Job | None:
        """New shapes from nothing; `settings.variants` results."""
        title = f"Sample {settings.class_name or 'a shape'}"
        return self._run("sample", title, SampleRequest(settings, self.reading.asked), None)

    def repeat(self, item_id: int, seed: int) -> Job | None:
        """What made a completion or a sample, once more with another seed."""
        item = self.document.item(item_id)
        request = None if item.result is None else item.result.request
        if not isinstance(request, CompleteRequest | SampleRequest):
            return None
        if isinstance(request, CompleteRequest) and not self._is_of_model(item.made_by):
            message = f"{item.name} was made by another model, whose tokens this one cannot read."
            return self._refuse(f"Repeat {item.name}", message)
        request = replace(request, settings=replace(request.settings, seed=seed))
        if isinstance(request, SampleRequest):
            return self._run(
                "sample", f"Sample {request.settings.class_name or 'a shape'}", request, None
            )
        name = item.name if request.shape is None else request.shape.name
        return self._run("complete", f"Complete {name}", request, item.parent)

    def cancel(self, job_id: int | None = None) -> None:
        """Cancel one job; None: the model job that runs, else the oldest job there is."""
        if job_id is not None:
            job = self.jobs.find(job_id)
        else:
            running = [job for job in self.jobs.active if job.state == "running"]
            candidates = running or list(self.jobs.active)
            candidates.sort(key=lambda job: job.kind in FILE_JOBS)
            job = candidates[0] if candidates else None
        if job is not None:
            self.jobs.cancel(job)

    def cancel_all(self) -> None:
        """Cancel every job, the newest first, so that none of them starts meanwhile."""
        for job in reversed(self.jobs.active):
            self.jobs.cancel(job)

    def _run(self, kind: JobKind, title: str, request: Request, item_id: int | None) -> Job | None:
        if self.model is None and not self.model_loading:
            return self._refuse(title, "No model is loaded: choose a model first.")
        work = partial(request_work, self._engine, request)
        deliver = self.take_event
        return self.jobs.submit(kind, title, work, deliver, item_id=item_id, request=request)

    def _refuse(self, title: str, message: str) -> Job | None:
        self.error.emit(title, message, "")
        return None

    # Events of model jobs

    def take_event(self, job: Job, event: Event) -> None:
        """Apply what a model job yielded."""
        if isinstance(event, Preview):
            job.previews[event.variant] = event
            self.preview.emit(job.id, event)
        elif isinstance(event, TokenizeResult):
            self.reading.take(job, event)
        elif isinstance(event, ShapeResult):
            job.previews.pop(event.variant, None)
            self._add_result(job, event)

    def _add_result(self, job: Job, result: ShapeResult, partial: bool = False) -> Item:
        name = result_name(self.document, result, job.item_id, partial)
        item = Item(
            self.document.new_id(),
            name,
            result.shape.detached(name),
            tokens=result.tokens,
            tokens_by=self.model,
            result=result,
            made_by=self.model,
            parent=job.item_id,
            partial=partial,
        )
        self.document.insert(item)
        if self.document.current_id in (None, job.item_id):
            self.document.set_current(item.id)
        self.result_added.emit(item)
        return item

    def _on_job_cancelled(self, job: Job) -> None:
        if isinstance(job.request, CompleteRequest | SampleRequest):
            for preview in job.previews.values():
                result = partial_result(job.request, preview, job.seconds)
                self._add_result(job, result, partial=True)
        job.previews.clear()

    def _on_job_failed(self, job: Job, message: str, details: str) -> None:
        if job.kind == "model":
            self.model_failed.emit(message, details)
        self.error.emit(FAILED_TITLES[job.kind], message, details)

    # Whose tokens they are

    def is_of_model(self, item: Item) -> bool:
        """True when the item has tokens, and their codes mean the same to the loaded model."""
        return item.tokens is not None and self._is_of_model(item.tokens_by)

    def _is_of_model(self, other: ModelInfo | None) -> bool:
        return other is None if self.model is None else self.model.reads_codes_of(other)

    def _remove(self, name: str, ids: tuple[int, ...]) -> None:
        for job in self.jobs.active:
            if job.kind == "tokenize" and job.item_id in ids:
                self.jobs.cancel(job)
        super()._remove(name, ids)

    # The end

    def close(self) -> bool:
        """Cancel all jobs and let go of everything; True when no thread is left running."""
        self.jobs.job_cancelled.disconnect(self._on_job_cancelled, missing_ok=True)
        ended = self.jobs.close()
        self._forget_autosave()
        self._engine.close()
        return ended
