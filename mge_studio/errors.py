"""Errors that are part of the product: each message is one sentence for a person."""

from __future__ import annotations

_OUT_OF_MEMORY = ("out of memory", "can't allocate memory", "not enough memory")

class MGEError(Exception):
    """Base of every error whose text is written to be shown to a person."""

    exit_code = 1


class InputError(MGEError):
    """The input cannot be used; the message names it, says why, and where possible what to do."""

    exit_code = 2


class DeviceError(MGEError):
    """Out of memory, or the compute device went away."""

    exit_code = 3


class Cancelled(MGEError):  # noqa: N818 - the field's usual word for it is not "CancelledError"
    """The person asked for the work to stop."""

    exit_code = 130


def is_out_of_memory(error: BaseException) -> bool:
    """True for numpy's, torch's CPU and torch's device out-of-memory errors."""
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return True
    text = str(error).lower()
    return isinstance(error, RuntimeError) and any(words in text for words in _OUT_OF_MEMORY)
