"""Shows the document, the jobs and the model in the widgets, and sends the widgets' wishes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from mge_studio.requests import ModelInfo, Preview
from mge_studio.studio.document import Item
from mge_studio.studio.jobs import Job
from mge_studio.studio.recipes import up_axis
from mge_studio.studio.results import is_generated
from mge_studio.ui import hints
from mge_studio.ui.previews import Previews

if TYPE_CHECKING:
    from mge_studio.ui.main_window import MainWindow


class Presenter(QObject):
    """Made last, when every widget and controller of the window exists."""

    def __init__(self, window: MainWindow):
        super().__init__(window)
        self._window = window
        self._session = window.session
        self._document = window.session.document
        self._previews = Previews(window)
        self._refresh_soon = QTimer(self, singleShot=True, interval=0)
        self._refresh_soon.timeout.connect(self.refresh)
        self._connect_panels()
        self._connect_mask_panel()
        self._connect_session()
        self.refresh()

    def refresh(self) -> None:
        """Show the document as it is now; cheap where nothing changed."""
        self._refresh_soon.stop()
        window, item = self._window, self._document.current
        window.shapes_panel.show_items(self._document.items, self._document.current_id)
        if item is not None:
            window.shapes_panel.up_axis.set_value(up_axis(item.shape))
        window.viewport.set_item(item if item is not None and item.visible else None)
        self._previews.refresh()
        window.looking.compare_selected()
        tokens = item.tokens if item is not None else None
        window.tokens_panel.show_tokens(tokens, hints.missing_tokens(item, self._session))
        window.tokens.show_facts()
        window.mask_panel.show_mask(item.mask if item else None, len(tokens) if tokens else 0)
        target = window.generating.target
        masked = target.masked_count if target is not None else 0
        window.generate_panel.show_target(target is not None and target.tokens is not None, masked)
        window.result_bar.show_result(item, len(window.looking.siblings()))
        window.variant_strip.show_run(window.generating.variants(), item.id if item else None)
        if tokens is None:
            window.masking.set_painting(False)
        window.projects.show_title()
        window.welcome.show_if(not self._document.items)
        window.viewing.refresh()
        window.confidence.refresh()
        window.slicing.refresh()
        window.splitting.refresh()
        window.reading.refresh()
        window.scanning.refresh()
        window.regions.refresh()
        self._enable_actions()

    def _enable_actions(self) -> None:
        window, item, history = self._window, self._document.current, self._session.history
        is_result = item is not None and item.result is not None
        has_tokens = item is not None and item.tokens is not None
        can_compare = item is not None and (
            item.parent in self._document or window.looking.result_of(item) is not None
        )
        several = len(window.looking.siblings()) > 1
        for ids, enabled in (
            ("undo", bool(history.undo_names)),
            ("redo", bool(history.redo_names)),
            ("export export_as rename visible remove fit", item is not None),
            ("slice slice_forth slice_back slice_axis", has_tokens),
            ("split_two split_four", window.viewport.stage is not None),
            ("picture turn_file", item is not None and window.viewport.stage is not None),
            ("place stand", window.scan_panel.place.isEnabled()),
            ("invent invent_box", window.scan_panel.invent.isEnabled()),
            ("points_larger points_smaller", item is not None and item.shape.is_cloud),
            ("paint mask_invert mask_random mask_block mask_rare mask_load", has_tokens),
            ("tool_brush tool_patch tool_box tool_polygon tool_lasso tool_flood", has_tokens),
            ("flood_by_normal mode_add mode_subtract mode_intersect through", has_tokens),
            ("mask_by_box mask_by_plane", has_tokens and window.viewport.stage is not None),
            (
                "mask_clear mask_grow mask_shrink mask_fill mask_mirror mask_save",
                item is not None and item.masked_count > 0,
            ),
            *self._token_actions(has_tokens),
            ("discard star recipe copy_command copy_python", is_result),
            ("another_seed use_seed reuse", item is not None and is_generated(item)),
            ("refine", self._session.refining.can_refine(item)),
            ("keep", item is not None and is_result and not item.kept),
            ("next previous", several),
            ("keep_all discard_all", any(not one.kept for one in window.generating.variants())),
            ("compare", can_compare),
            ("reconstruct", item is not None and self._session.model is not None),
            ("save save_as", len(self._document) > 0 or self._session.project_path is not None),
            ("result_pictures", any(one.result is not None for one in self._document.items)),
            ("export_unsaved", self._session.has_unsaved_results),
            ("complete", not window.generate_panel.why_not("complete")),
            ("sample", not window.generate_panel.why_not("sample")),
        ):
            for id in ids.split():
                window.action(id).setEnabled(enabled)
        window.history_panel.show_history(history.undo_names, history.redo_names)
        for id, names in (("undo", history.undo_names), ("redo", history.redo_names)):
            window.action(id).setText(
                f"{id.capitalize()} {names[-1]}" if names else id.capitalize()
            )

    def _token_actions(self, has_tokens: bool) -> tuple[tuple[str, bool], ...]:
        tokens, panel = self._window.tokens, self._window.tokens_panel
        targets = tokens.targets is not None
        item = self._document.current
        can_blend = item is not None and bool(self._session.interpolating.partners(item))
        edits = "duplicate_patches delete_patches move_left move_right move_up move_down"
        return (
            ("export_tokens", has_tokens),
            ("interpolate", can_blend),
            ("atlas", self._session.codebook is not None),
            ("read_finer", self._window.reading.can_step(1)),
            ("read_coarser", self._window.reading.can_step(-1)),
            ("read_again", self._window.reading.can_read_again(item)),
            ("copy_code mask_code mask_nearest", panel.inspected_code is not None),
            ("give_code", targets and tokens.copied is not None),
            (f"{edits} move_front move_back", targets),
        )

    def _on_inspected(self) -> None:
        self._window.tokens.show_facts()
        self._refresh_soon.start()

    # What the session says

    def _on_document(self, _: object = None) -> None:
        self._refresh_soon.start()

    def _on_job(self, _: Job) -> None:
        self._show_jobs()

    def _on_job_ended(self, job: Job, *_: object) -> None:
        self.refresh()  # so that the view waits for the result before it ends the preview
        self._previews.on_ended(job)
        self._show_jobs()

    def _show_jobs(self) -> None:
        active = [job for job in self._session.jobs.active if job.kind != "slice"]
        jobs = [job for job in active if job.state == "running"]
        if not jobs and not self._session.jobs.paused:
            jobs = active
        self._window.status.show_job(jobs[0] if jobs else None, len(active) - 1)

    def _on_preview(self, job_id: int, preview: Preview) -> None:
        job = self._session.jobs.find(job_id)
        if job is not None:
            self._previews.show(job, preview)

    def _on_result(self, item: Item) -> None:
        """The first result of a job becomes current, unless the person looks elsewhere by now."""
        first = item.result is not None and item.result.variant == 0
        if first and (item.parent is None or self._window.looking.is_related(item.parent)):
            self._document.set_current(item.id)

    def _on_model_loading(self) -> None:
        self._window.status.show_loading("Loading the model…")
        self._refresh_soon.start()

    def _on_model(self, info: ModelInfo) -> None:
        self._window.models.remember(info)
        self._window.status.show_model(info)
        self._window.tokens_panel.show_model(info)
        self._window.generate_panel.show_model(info)
        self._window.model_changed.emit()
        self._refresh_soon.start()

    def _on_model_failed(self, *_: object) -> None:
        if self._session.model is not None:
            self._window.status.show_model(self._session.model)
        else:
            self._window.status.show_loading(None)
        self._refresh_soon.start()

    # Wiring

    def _connect_panels(self) -> None:
        window = self._window
        window.shapes_panel.current_wanted.connect(self._document.set_current)
        window.shapes_panel.visible_wanted.connect(self._session.set_visible)
        window.shapes_panel.rename_wanted.connect(self._rename)
        window.shapes_panel.remove_wanted.connect(window.listing.remove_selected)
        window.shapes_panel.up_wanted.connect(window.listing.turn_up)
        window.shapes_panel.open_wanted.connect(window.files.ask_open)
        window.shapes_panel.selection_changed.connect(window.looking.compare_selected)
        window.shapes_panel.selection_changed.connect(window.splitting.refresh)
        window.shapes_panel.selection_changed.connect(window.viewing.refresh)
        window.tokens_panel.highlight_wanted.connect(window.tokens.light_up)
        window.tokens_panel.patch_wanted.connect(window.looking.inspect)
        window.tokens_panel.mask_code_wanted.connect(window.masking.mask_code)
        window.tokens_panel.inspected.connect(self._on_inspected)
        window.tokens_panel.inspector.place_wanted.connect(window.tokens.place)
        window.viewport.item_shown.connect(window.tokens.light_up)
        window.viewport.items_shown.connect(window.looking.frame_beside)
        window.viewport.hovered_patch.connect(window.tokens.hover)
        window.parts_legend.by_name_wanted.connect(window.parting.set_by_name)
        window.split_view.chosen.connect(self._document.set_current)
        window.slice_bar.cut_wanted.connect(window.slicing.move_to)
        window.slice_bar.end_wanted.connect(window.slicing.end)
        window.scan_panel.place_wanted.connect(window.scanning.toggle)
        window.scan_panel.drop_wanted.connect(window.scanning.drop)
        window.scan_panel.stand_wanted.connect(window.scanning.stand)
        window.scan_panel.placement_wanted.connect(window.scanning.change)
        window.scan_panel.invent_wanted.connect(window.scanning.invent)
        window.scan_panel.boxing_wanted.connect(window.boxing.toggle)
        window.scan_panel.box_wanted.connect(window.boxing.change)
        window.viewport.item_shown.connect(window.scanning.on_shown)
        window.generate_panel.run_wanted.connect(window.generating.run)
        window.result_bar.step_wanted.connect(window.looking.step_result)
        window.history_panel.step_wanted.connect(self._session.go_to)
        window.variant_strip.current_wanted.connect(self._document.set_current)
        window.status.cancel_wanted.connect(window.generating.cancel)
        window.viewport.patch_clicked.connect(window.looking.inspect)
        window.viewport.mask_painted.connect(window.masking.show_live)
        window.viewport.stroke_finished.connect(window.masking.finish_stroke)
        window.viewport.item_shown.connect(lambda _: window.viewing.refresh())
        window.viewport.item_shown.connect(lambda _: window.confidence.refresh())
        window.viewport.turntable.changed.connect(window.action("turntable").setChecked)
        window.viewport.radius_changed.connect(window.mask_panel.show_radius)
        window.viewport.files_dropped.connect(window.files.open)

    def _connect_mask_panel(self) -> None:
        panel, masking = self._window.mask_panel, self._window.masking
        panel.paint_wanted.connect(masking.set_painting)
        panel.radius_wanted.connect(masking.set_brush_radius)
        panel.clear_wanted.connect(masking.clear)
        panel.invert_wanted.connect(masking.invert)
        panel.tool_wanted.connect(masking.use_tool)
        panel.through_wanted.connect(masking.set_through)
        panel.flood_wanted.connect(masking.flood)
        panel.turn_wanted.connect(masking.set_turn)
        panel.mode_wanted.connect(masking.set_mode)
        panel.nearest_wanted.connect(masking.mask_nearest)
        panel.rare_wanted.connect(masking.mask_rare)
        panel.grow_wanted.connect(masking.grow)
        panel.shrink_wanted.connect(masking.shrink)
        panel.fill_wanted.connect(masking.fill)
        panel.mirror_wanted.connect(masking.mirror)
        panel.random_wanted.connect(masking.mask_at_random)
        panel.block_wanted.connect(masking.mask_block)

    def _connect_session(self) -> None:
        connect, session, document = self._window.bridge.subscribe, self._session, self._document
        connect(document.item_added, self._on_document)
        connect(document.item_changed, self._on_document)
        connect(document.item_removed, self._on_document)
        connect(document.current_changed, self._on_document)
        connect(document.undo_changed, self._on_document)
        for signal in (session.job_queued, session.job_started, session.job_progressed):
            connect(signal, self._on_job)
        for signal in (session.job_finished, session.job_cancelled, session.job_failed):
            connect(signal, self._on_job_ended)
        connect(session.jobs.job_noticed, lambda _, text: self._window.status.tell(text))
        connect(session.preview, self._on_preview)
        connect(session.result_added, self._on_result)
        connect(session.model_load_started, self._on_model_loading)
        connect(session.model_loaded, self._on_model)
        connect(session.model_failed, self._on_model_failed)
        connect(session.error, self._window.show_error)

    def _rename(self, item_id: int, name: str) -> None:
        self._session.rename(item_id, name)
        self._refresh_soon.start()  # a name that was not taken over is shown as it was
