"""Lines of the log: one for each event, with its time and level, without anybody's data.

The message of an error may repeat what somebody typed, a position or a row of a table. So of an
error only its kind, its engine's code and the places in the program are written, whoever logs it;
and of what libraries say, their own words without the values put into them.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
import traceback
from collections.abc import Mapping
from types import TracebackType
from typing import Any

import orjson

from stations.db.failure_reasons import reason

_FRAMES = 6
_OWN = ("stations", "_granian", "granian")
_FIELDS = "fields"


def configure(*, form: str, level: str) -> None:
    """Lets this process write its log to standard error in this form, from this level on."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines() if form == "json" else TextLines())
    root = logging.getLogger()
    for old in [one for one in root.handlers if isinstance(one.formatter, TextLines)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())
    # The library would print the values of a line that it could not write.
    logging.raiseExceptions = False
    logging.captureWarnings(True)  # noqa: FBT003 - the only way to say it


def tell_uncaught() -> None:
    """Lets what nobody catches end in the log as well: for processes that nobody looks at."""
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    sys.unraisablehook = _unraisable


def event(log: logging.Logger, level: int, message: str, **fields: Any) -> None:
    """Logs something that happened, with values that stand by themselves in JSON."""
    log.log(level, message, extra={_FIELDS: fields})


class TextLines(logging.Formatter):
    """A line for people: time, level, who says it, what, and the values."""

    def format(self, record: logging.LogRecord) -> str:
        told = _told(record)
        head = [told.pop(name) for name in ("time", "level", "logger", "message")]
        head[1] = head[1].upper()
        told.pop("pid")
        rest = [f"{name}={_short(value)}" for name, value in told.items()]
        return " ".join([*head, *rest])


class JsonLines(TextLines):
    """A JSON object a line, for a collector of logs."""

    def format(self, record: logging.LogRecord) -> str:
        return orjson.dumps(_told(record), default=str).decode()


def places(trace: TracebackType | None) -> list[str]:
    """Where in the program an error came from, innermost first."""
    frames = traceback.extract_tb(trace)[-_FRAMES:]
    return [f"{frame.filename}:{frame.lineno}" for frame in reversed(frames)]


def _told(record: logging.LogRecord) -> dict[str, Any]:
    told: dict[str, Any] = {
        "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        + f".{int(record.msecs):03d}Z",
        "level": record.levelname.lower(),
        "logger": record.name,
        "message": _message(record),
        "pid": record.process,
    }
    fields: Mapping[str, Any] = getattr(record, _FIELDS, {})
    told.update((name, value) for name, value in fields.items() if name not in told)
    if record.exc_info and (error := record.exc_info[1]) is not None:
        told["error"] = type(error).__name__
        if why := reason(error):
            told["reason"] = why
        told["at"] = places(record.exc_info[2])
    return told


def _message(record: logging.LogRecord) -> str:
    """What is said, in one line; a library's words without the values that it put in."""
    own = record.name.partition(".")[0] in _OWN
    words = record.getMessage() if own else str(record.msg)
    if record.name == "py.warnings":
        words = _warning(record.getMessage())
    return " ".join(words.split()) if own else words.partition("\n")[0]


def _warning(text: str) -> str:
    """Where a warning came from and its kind, of `file:line: Kind: what it says`."""
    file, line, kind, *_ = [*text.split(":", 3), "", "", ""]
    return f"{kind.strip()} at {file}:{line}"


def _short(value: Any) -> str:
    return " < ".join(map(str, value)) if isinstance(value, list) else str(value)


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if not issubclass(kind, Exception):
        sys.__excepthook__(kind, error, trace)
        return
    logging.getLogger("stations").critical("uncaught error", exc_info=(kind, error, trace))


def _uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is None or args.exc_type is SystemExit:
        return
    given = (args.exc_type, args.exc_value, args.exc_traceback)
    logging.getLogger("stations").error("uncaught error in a thread", exc_info=given)


def _unraisable(given: sys.UnraisableHookArgs) -> None:
    if given.exc_value is None:
        return
    error = (given.exc_type, given.exc_value, given.exc_traceback)
    logging.getLogger("stations").error("error that nobody could be told", exc_info=error)
