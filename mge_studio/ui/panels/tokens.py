"""What the tokenizer made of the current shape, and an inspector for one patch of it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QStackedWidget, QWidget

from mge_studio.requests import ModelInfo
from mge_studio.shapes.tokens import Tokens
from mge_studio.ui.widgets.basics import column, label, row, tool_button
from mge_studio.ui.widgets.histogram import CodeHistogram


class TokensPanel(QWidget):
    highlight_wanted = Signal(object)  # a code to light up, or None
    patch_wanted = Signal(int)
    mask_code_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None):
        super().__init__(parent)
        self._tokens: Tokens | None = None
        self._patch: int | None = None
        self.patch_count, self.code_count, self.entropy = (label("–", "value") for _ in range(3))
        self.histogram = CodeHistogram()
        self.histogram.code_clicked.connect(self.show_code)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._make_empty())
        self._stack.addWidget(self._make_filled())
        layout = column(self, margin=10)
        layout.addWidget(self._stack)

    def show_tokens(self, tokens: Tokens | None, hint: str = "") -> None:
        """hint: what to say while there are no tokens."""
        unchanged = tokens is self._tokens
        self._tokens = tokens
        self._stack.setCurrentIndex(0 if tokens is None else 1)
        self._hint.setText(hint)
        if tokens is None or unchanged:
            return
        counts = np.unique(tokens.codes, return_counts=True)[1]
        share = counts / counts.sum()
        self.patch_count.setText(f"{len(tokens)}")
        self.code_count.setText(f"{len(counts)}")
        self.entropy.setText(f"{-(share * np.log2(share)).sum():.1f} bits")
        self.histogram.show_codes(tokens.codes)
        self.clear()

    def show_model(self, info: ModelInfo | None) -> None:
        size = f" of {info.codebook_size:,}" if info else ""
        self._code_caption.setText(f"distinct codes{size}")

    def show_patch(self, patch: int) -> None:
        """Inspect one patch and light up every use of its code."""
        if self._tokens is None or not 0 <= patch < len(self._tokens):
            return
        self._patch = patch
        self._show_inspected(int(self._tokens.codes[patch]))
        x, y, z = self._tokens.centres[patch]
        self._where.setText(f"Patch {patch}  ·  centre {x:+.2f}, {y:+.2f}, {z:+.2f}")

    def show_code(self, code: int) -> None:
        """Inspect a code through the first patch that has it."""
        if self._tokens is not None:
            self.patch_wanted.emit(int(np.flatnonzero(self._tokens.codes == code)[0]))

    @property
    def inspected_code(self) -> int | None:
        if self._tokens is None or self._patch is None:
            return None
        return int(self._tokens.codes[self._patch])

    def clear(self) -> None:
        self._patch = None
        self._inspector.setCurrentIndex(0)
        self.histogram.select(None)
        self.highlight_wanted.emit(None)

    def _show_inspected(self, code: int) -> None:
        uses = int((self._tokens.codes == code).sum()) if self._tokens else 0
        self.code.setText(f"Code {code}")
        self.uses.setText("used once here" if uses == 1 else f"used {uses} times here")
        self._next.setEnabled(uses > 1)
        self._inspector.setCurrentIndex(1)
        self.histogram.select(code)
        self.highlight_wanted.emit(code)

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
        self._code_caption = label("distinct codes", "dim")
        figures = QGridLayout()
        figures.setVerticalSpacing(0)
        figures.setHorizontalSpacing(10)
        for at, (value, caption) in enumerate(
            (
                (self.patch_count, label("patches", "dim")),
                (self.code_count, self._code_caption),
                (self.entropy, label("entropy", "dim")),
            )
        ):
            figures.addWidget(value, 0, at)
            figures.addWidget(caption, 1, at)
        figures.setColumnStretch(2, 1)
        layout = column(page, margin=0, gap=6)
        layout.addLayout(figures)
        layout.addWidget(self.histogram)
        layout.addWidget(self._make_inspector())
        layout.addStretch(1)
        return page

    def _make_inspector(self) -> QStackedWidget:
        self.code, self.uses = label("", "heading"), label("", "dim")
        self._where = label("", "dim")
        self._next = tool_button(
            "chevron-right", "Go to the next patch with this code", self._go_to_next_use
        )
        self.mask_uses = tool_button(
            "select-group",
            "Mask all uses of this code  (C)",
            lambda: self.mask_code_wanted.emit(self.inspected_code),
        )
        card = QFrame()
        card.setProperty("surface", "card")
        layout = column(card, margin=8, gap=2)
        head = row(self.code, self.uses)
        head.addStretch(1)
        head.addWidget(self.mask_uses)
        head.addWidget(self._next)
        head.addWidget(tool_button("close", "Stop inspecting", self.clear))
        layout.addLayout(head)
        layout.addWidget(self._where)
        self._inspector = QStackedWidget()
        self._inspector.addWidget(
            label("Click a patch in the view, or a bar above, to inspect it.", "faint", wrap=True)
        )
        self._inspector.addWidget(card)
        return self._inspector
