"""What the tokenizer made of the current shape, an inspector for one patch of it, and its edits."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QToolButton, QWidget

from mge_studio.requests import ModelInfo
from mge_studio.shapes.tokens import Tokens
from mge_studio.studio.codebook import perplexity
from mge_studio.ui.panels.token_inspector import CodeFacts, PatchFacts, TokenInspector
from mge_studio.ui.widgets.basics import column, label, row, tool_button
from mge_studio.ui.widgets.histogram import CodeHistogram


class TokensPanel(QWidget):
    """inspected(): another patch or code is inspected, or none; what is known of it is wanted."""

    highlight_wanted = Signal(object)  # a code to light up, or None
    patch_wanted = Signal(int)
    mask_code_wanted = Signal(int)
    inspected = Signal()

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._tokens: Tokens | None = None
        self._patch: int | None = None
        self._code: int | None = None
        self.patch_count, self.code_count, self.perplexity = (
            label("–", "heading") for _ in range(3)
        )
        self.histogram = CodeHistogram()
        self.histogram.code_clicked.connect(self.show_code)
        self.inspector = TokenInspector()
        self.inspector.code_wanted.connect(self.show_code)
        self.inspector.close_wanted.connect(self.clear)
        self.next = tool_button(
            "chevron-right", "Go to the next patch with this code", self._go_to_next_use
        )
        self.mask_uses = tool_button(
            "select-group",
            "Mask all uses of this code  ({mask_code})",
            lambda: self.mask_code_wanted.emit(self._code),
        )
        self._tools = QHBoxLayout()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._make_empty())
        self._stack.addWidget(self._make_filled())
        layout = column(self)
        layout.setContentsMargins(10, 2, 10, 2)
        layout.addWidget(self._stack)

    def set_actions(self, edits: list[QAction], others: list[QAction]) -> None:
        """Buttons at the bottom: what can be done with the inspected code, and the others."""
        for widget in (self.next, self.mask_uses, *map(_button, edits)):
            self._tools.addWidget(widget)
        self._tools.addStretch(1)
        for action in others:
            self._tools.addWidget(_button(action))

    def show_tokens(self, tokens: Tokens | None, hint: str = "") -> None:
        """hint: what to say while there are no tokens."""
        before, self._tokens = self._tokens, tokens
        self._stack.setCurrentIndex(0 if tokens is None else 1)
        self._hint.setText(hint)
        if tokens is None or tokens is before:
            return
        varied = perplexity(tokens.codes)
        self.patch_count.setText(f"{len(tokens)}")
        self.code_count.setText(f"{len(np.unique(tokens.codes))}")
        self.perplexity.setText(f"{varied:.0f}")
        self.perplexity.setToolTip(
            f"As varied as {varied:.1f} codes used evenly: an entropy of {np.log2(varied):.2f} bits"
        )
        self.histogram.show_codes(tokens.codes)
        if self._patch is not None and before is not None and _is_edit_of(tokens, before):
            self.show_patch(self._patch)
        else:
            self.clear()

    def show_model(self, info: ModelInfo | None) -> None:
        self._code_caption.setText(f"of {info.codebook_size:,} codes" if info else "codes")

    def show_patch(self, patch: int) -> None:
        """Inspect one patch and light up every use of its code."""
        if self._tokens is not None and 0 <= patch < len(self._tokens):
            self._inspect(patch, int(self._tokens.codes[patch]))

    def show_code(self, code: int) -> None:
        """Inspect a code, through the first patch that has it."""
        if self._tokens is None:
            return
        patches = np.flatnonzero(self._tokens.codes == code)
        if len(patches):
            self.patch_wanted.emit(int(patches[0]))
        else:
            self._inspect(None, code)

    def show_facts(self, code: CodeFacts, patch: PatchFacts | None) -> None:
        """What is known of the inspected code and patch."""
        if self._code is not None:
            self.inspector.show_code(self._code, code)
            self.inspector.show_patch(patch)
            self.next.setEnabled(code.here > 1)
            self.mask_uses.setEnabled(code.here > 0)

    @property
    def inspected_patch(self) -> int | None:
        return self._patch

    @property
    def inspected_code(self) -> int | None:
        return self._code

    def clear(self) -> None:
        self._patch = self._code = None
        self._pages.setCurrentIndex(0)
        self.next.setEnabled(False)
        self.mask_uses.setEnabled(False)
        self.histogram.select(None)
        self.highlight_wanted.emit(None)
        self.inspected.emit()

    def _inspect(self, patch: int | None, code: int) -> None:
        self._patch, self._code = patch, code
        self._pages.setCurrentIndex(1)
        self.histogram.select(code)
        self.highlight_wanted.emit(code)
        self.inspected.emit()

    def _go_to_next_use(self) -> None:
        if self._tokens is None or self._patch is None:
            return
        same = np.flatnonzero(self._tokens.codes == self._tokens.codes[self._patch])
        later = same[same > self._patch]
        self.patch_wanted.emit(int(later[0] if len(later) else same[0]))

    def _make_empty(self) -> QWidget:
        page = QWidget()
        self._hint = label("", "empty", wrap=True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column(page, margin=0).addWidget(self._hint)
        return page

    def _make_filled(self) -> QWidget:
        page = QWidget()
        self._code_caption = label("codes", "dim")
        figures = row(gap=5)
        for value, caption in (
            (self.patch_count, label("patches", "dim")),
            (self.code_count, self._code_caption),
            (self.perplexity, label("perplexity", "dim")),
        ):
            figures.addWidget(value)
            figures.addWidget(caption)
            figures.addSpacing(8)
        figures.addStretch(1)
        self._pages = QStackedWidget()
        self._pages.addWidget(
            label("Click a patch in the view, or a bar above.", "faint", wrap=True)
        )
        self._pages.addWidget(self.inspector)
        self._tools.setSpacing(2)
        layout = column(page, margin=0, gap=2)
        layout.addLayout(figures)
        layout.addWidget(self.histogram)
        layout.addWidget(self._pages)
        layout.addLayout(self._tools)
        layout.addStretch(1)
        return page


def _button(action: QAction) -> QToolButton:
    button = QToolButton()
    button.setDefaultAction(action)
    return button


def _is_edit_of(tokens: Tokens, before: Tokens) -> bool:
    """Whether patch numbers mean the same in both: so many of them, most at the same place."""
    if len(tokens) != len(before):
        return False
    return bool((tokens.centres == before.centres).all(axis=1).mean() > 0.5)
