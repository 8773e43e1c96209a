"""Between the studio and Qt: calls moved to the GUI thread, and psygnal connections that end.

The studio's workers hand every change to `call_soon`; a queued Qt signal runs it in the event
loop. That is the only place where a thread of the studio meets Qt.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from psygnal import SignalInstance
from PySide6.QtCore import QObject, Qt, Signal, Slot


class Bridge(QObject):
    """Lives on the GUI thread. After `close` calls are dropped: there is no window to show them."""

    _posted = Signal(object)

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        self._open = True
        self._connections: list[tuple[SignalInstance, Callable[..., Any]]] = []
        self._posted.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def call_soon(self, call: Callable[[], None]) -> None:
        """Run `call` on the GUI thread, later, in order; from any thread."""
        if self._open:
            self._posted.emit(call)

    def subscribe(self, signal: SignalInstance, slot: Callable[..., Any]) -> None:
        """Call `slot` at each signal until `close`."""
        signal.connect(slot, check_nargs=False)
        self._connections.append((signal, slot))

    def close(self) -> None:
        self._open = False
        for signal, slot in self._connections:
            signal.disconnect(slot, missing_ok=True)
        self._connections.clear()

    @Slot(object)
    def _run(self, call: Callable[[], None]) -> None:
        if self._open:
            call()
