"""The log: one JSON object a line in the data folder, rotated, without personal data; tracebacks go here and nowhere else."""

from __future__ import annotations

import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

import structlog

from core import clock, settings

NAME, SIZE, KEPT = "recaudo", 5 * 2**20, 5
FOREIGN = ("streamlit", "uvicorn", "apscheduler", "asyncio")  # their warnings and tracebacks go to our file, not to a person's console
# what may hold words of a person; callers give ids and counts, this is the net below them
PERSONAL = frozenset({"name", "email", "phone", "text", "body", "value", "values", "password", "token", "params", "parameters"})


def log_file() -> Path:
    """Where the log is."""
    return settings.load().data / "logs" / "recaudo.log"


def logger(*parts: str) -> Any:
    """The log of the product: `logger().info("import.done", import_id=3, rows=100)`."""
    return structlog.get_logger(*parts)


def start_log() -> None:
    """Open the log file and send every line of the process there, once per folder."""
    ours = logging.getLogger(NAME)
    if any(getattr(handler, "baseFilename", "") == str(log_file()) for handler in ours.handlers):
        return
    handler = _handler(log_file())
    _hand_over(ours, handler, logging.INFO)
    for name in {*FOREIGN, *logging.root.manager.loggerDict}:
        if name.split(".")[0] in FOREIGN:
            _hand_over(logging.getLogger(name), handler, logging.WARNING)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *_processors(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=lambda *parts: logging.getLogger(".".join((NAME, *parts))),
    )


def _hand_over(stream: logging.Logger, handler: logging.Handler, level: int) -> None:
    for old in list(stream.handlers):
        stream.removeHandler(old)
    stream.addHandler(handler)
    stream.setLevel(level)
    stream.propagate = False


def _handler(path: Path) -> logging.Handler:
    """A rotating file; without a folder that can be written, standard error."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(path, maxBytes=SIZE, backupCount=KEPT, encoding="utf-8", delay=True)
    except OSError:
        handler = logging.StreamHandler(sys.stderr)
    last = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.processors.JSONRenderer(ensure_ascii=True)]
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=_processors(), processors=last))
    return handler


def _processors() -> list[Any]:
    return [structlog.stdlib.add_logger_name, structlog.stdlib.add_log_level, _timed, _impersonal, structlog.processors.format_exc_info]


def _timed(_logger: Any, _method: str, event: Any) -> Any:
    return {"at": clock.now().isoformat(timespec="milliseconds"), **event}


def _impersonal(_logger: Any, _method: str, event: Any) -> Any:
    return {name: "-" if name in PERSONAL else value for name, value in event.items()}
