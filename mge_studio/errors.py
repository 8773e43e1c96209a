"""Errors that are part of the product: each message is one sentence for a person."""

from __future__ import annotations


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
