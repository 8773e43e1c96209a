"""The command tree, and what becomes of errors."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence

from cyclopts import App, CycloptsError

import mge_studio
from mge_studio.cli import bench, complete, evaluate, info, sample, sheet, studio, tokens, train
from mge_studio.errors import Cancelled, DeviceError, MGEError, is_out_of_memory
from mge_studio.studio.failures import describe

#: What torch calls the loss of a device, in its messages.
_DEVICE_LOST = ("cuda error", "device lost", "device-side assert", "mps backend")

app = App(
    name="mge-studio",
    help="See 3D shapes as tokens: mask, complete, sample and export them.\n\n"
    "Without a command it opens the studio, with the FILES given. "
    "`mge-studio COMMAND --help` explains a command.",
    help_format="markdown",
    version=mge_studio.__version__,
    result_action="return_value",
    suppress_keyboard_interrupt=False,
)
app.default(studio.open_studio)
for module in (info, tokens, complete, sample, train, evaluate, sheet, bench):
    module.register(app)


def run(arguments: Sequence[str] | None) -> int:
    """See `mge_studio.cli.main`."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        result = app(words, exit_on_error=False, print_error=False)
        sys.stdout.flush()
    except BrokenPipeError:  # `mge-studio info | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (Exception, KeyboardInterrupt) as error:
        return _failure(error)
    return result if isinstance(result, int) else 0


def _failure(error: BaseException) -> int:
    """Say what went wrong in one sentence; MGE_DEBUG=1 adds where. Returns the exit code."""
    if os.environ.get("MGE_DEBUG") == "1":
        traceback.print_exception(error)
    message, code = _verdict(error)
    print(f"mge-studio: {message}", file=sys.stderr)
    return code


def _verdict(error: BaseException) -> tuple[str, int]:
    if isinstance(error, KeyboardInterrupt):
        return "Cancelled; nothing was left half-written.", Cancelled.exit_code
    if isinstance(error, CycloptsError):
        sentence = " ".join(str(error).split()).rstrip(".")
        return f"{sentence}. See mge-studio --help.", 2
    if isinstance(error, MGEError):
        return " ".join(str(error).split()), error.exit_code
    if is_out_of_memory(error):
        return describe(error), DeviceError.exit_code
    if isinstance(error, RuntimeError) and any(w in str(error).lower() for w in _DEVICE_LOST):
        reason = str(error).split("\n")[0]
        return f"The compute device failed ({reason}): try --device cpu.", DeviceError.exit_code
    if isinstance(error, OSError):
        return describe(error), 2
    return f"{describe(error)} Run again with MGE_DEBUG=1 to see where.", MGEError.exit_code
