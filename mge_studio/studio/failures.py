"""Any exception as one sentence for a person."""

from __future__ import annotations

from mge_studio.errors import MGEError, is_out_of_memory

OUT_OF_MEMORY_MESSAGE = (
    "There was not enough memory for this: choose a lower resolution or fewer variants, "
    "or close other programs."
)


def describe(error: BaseException) -> str:
    """One sentence: what went wrong and, where known, what to do."""
    if isinstance(error, MGEError):
        return str(error)
    if is_out_of_memory(error):
        return OUT_OF_MEMORY_MESSAGE
    reason = str(error).strip().split("\n")[0] or type(error).__name__
    if isinstance(error, OSError):
        return f"A file could not be read or written: {reason}."
    return f"Something unexpected happened ({type(error).__name__}: {reason})."
