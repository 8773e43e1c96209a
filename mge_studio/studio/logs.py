"""The log file: what happened, for people who report a problem."""

from __future__ import annotations

import logging
import logging.handlers
import platform
from pathlib import Path

from mge_studio.folders import log_folder

_FORMAT = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"


def log_file() -> Path:
    return log_folder() / "mge-studio.log"


def start_logging(level: int = logging.INFO) -> Path | None:
    """Send the package's log to a rotating file; its path, or None if it cannot be written.

    Calling it again is harmless.
    """
    logger = logging.getLogger("mge_studio")
    path = log_file()
    for handler in logger.handlers:
        if isinstance(handler, logging.handlers.RotatingFileHandler):
            return Path(handler.baseFilename)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            path, maxBytes=1_000_000, backupCount=2, encoding="utf-8", delay=False
        )
    except OSError:
        return None
    handler.setFormatter(logging.Formatter(_FORMAT))
    logger.addHandler(handler)
    logger.setLevel(level)
    logger.info("Started on %s, Python %s", platform.platform(), platform.python_version())
    return path


def stop_logging() -> None:
    """Close the log file."""
    logger = logging.getLogger("mge_studio")
    for handler in list(logger.handlers):
        if isinstance(handler, logging.handlers.RotatingFileHandler):
            logger.removeHandler(handler)
            handler.close()
