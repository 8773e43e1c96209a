"""Starting and stopping jobs, and what becomes of their results."""

from __future__ import annotations

from dataclasses import replace

from mge_studio.requests import CompleteRequest, GenerationSettings, SampleRequest
from mge_studio.studio.document import Item
from mge_studio.studio.results import run_of
from mge_studio.ui.controllers.controller import Controller


class Generating(Controller):
    @property
    def target(self) -> Item | None:
        """What a completion works on: the current shape if it has a mask, or else the masked one
        that the current result was made from."""
        item = self.current
        parent = None if item is None else self._document.find(item.parent)
        if (
            item is not None
            and not item.masked_count
            and parent is not None
            and parent.masked_count
        ):
            return parent
        return item

    def run(self, task: str) -> None:
        """task: "complete" or "sample", with what the panel says."""
        panel = self._window.generate_panel
        if panel.why_not(task):
            return
        panel.set_task(task)
        settings = self.take_settings()
        if task == "sample":
            self._session.sample(settings)
        elif self.target is not None:
            self._window.masking.set_painting(False)
            self._session.complete(self.target.id, settings)

    def refine(self) -> None:
        """Generate the least confident patches of the current result again."""
        if self.current is not None and self._session.refining.can_refine(self.current):
            share = self._window.generate_panel.refined.value() / 100
            self._session.refining.refine(self.current.id, share, self.take_settings())

    def take_settings(self) -> GenerationSettings:
        """What the panel says, for a run that starts now."""
        settings = self._window.generate_panel.take_settings()
        shows_previews = self._window.queueing.shows_previews
        return settings if shows_previews else replace(settings, preview_every=0)

    def cancel(self) -> None:
        """Drop an outline, region or placement, or stop the running job, or else stop painting."""
        window = self._window
        if window.viewport.drop_outline() or window.regions.drop() or window.scanning.drop():
            return
        if self._session.jobs.active:
            self._session.cancel()
        else:
            self._window.masking.set_painting(False)

    def keep(self) -> None:
        if self.current is not None:
            self._session.keep(self.current.id)

    def discard(self) -> None:
        """Throw the current result away and go to the next one, or to what it was made from."""
        item = self.current
        if item is None or item.result is None:
            return
        if len(self._window.looking.siblings()) > 1:
            self._window.looking.step_result(1)
        elif item.parent in self._document:
            self._document.set_current(item.parent)
        self._session.discard(item.id)

    def toggle_star(self) -> None:
        if self.current is not None and self.current.result is not None:
            self._session.set_starred(self.current.id, not self.current.starred)

    def keep_all(self) -> None:
        """Keep every variant of the job that made the current result."""
        ids = [item.id for item in self.variants() if not item.kept]
        if ids:
            self._session.keep_all(ids)

    def discard_all(self) -> None:
        """Throw away every variant of that job that is not kept."""
        variants = self.variants()
        dropped = [item.id for item in variants if not item.kept]
        stay = [item.id for item in variants if item.kept]
        if dropped and self.current is not None and self.current.id in dropped:
            beside = stay[0] if stay else self.current.parent
            if beside in self._document:
                self._document.set_current(beside)
        self._session.discard_all(dropped)

    def variants(self) -> tuple[Item, ...]:
        """The results of the job that made the current one."""
        return () if self.current is None else run_of(self._document, self.current)

    def show_recipe(self) -> None:
        if self.current is not None and self.current.result is not None:
            self._window.show_recipe(self.current)

    def reuse_settings(self) -> None:
        """Put the current result's settings into the panel, its seed locked."""
        item = self.current
        request = item.result.request if item is not None and item.result is not None else None
        if isinstance(request, CompleteRequest | SampleRequest):
            task = "complete" if isinstance(request, CompleteRequest) else "sample"
            self._window.generate_panel.set_task(task)
            self._window.generate_panel.show_settings(request.settings)
            self._window.show_panel("generate")
