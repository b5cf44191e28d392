"""Documents, sentences and exit status of the command line."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import click

from stations import config
from stations.audit.model import COMMAND_LINE, Act
from stations.db import opening
from stations.db.base import Database
from stations.db.failure_reasons import reason
from stations.db.sqlite import DriverError
from stations.errors import StationsError
from stations.media import photo_shelves
from stations.media.photo_shelves import PhotoShelf

DONE, PARTIAL, REFUSED = 0, 1, 2
_WAYS_ON = {"not_empty": "请先 stations backup，再加 --yes 恢复。"}
"""How one goes on here after a refusal of this code."""


class Sentences(click.Group):
    """A group of commands whose refusals are sentences on standard error with exit status 2."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except StationsError as error:
            way_on = _WAYS_ON.get(error.code, "")
            click.echo(f"{error.message}{way_on}", err=True)
            ctx.exit(REFUSED)
        except DriverError as error:
            words = f"数据库出错（{reason(error)}），没有完成。请检查磁盘空间、权限和数据库文件。"
            click.echo(words, err=True)
            ctx.exit(REFUSED)
        except BrokenPipeError:
            # The reader has gone (| head): nothing is left to say.
            with suppress(OSError):
                sys.stdout.close()
            ctx.exit(DONE)


def document(value: Any) -> None:
    """Prints one JSON document."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def line(value: Any) -> None:
    """Prints one JSON document on a line of its own."""
    click.echo(json.dumps(value, ensure_ascii=False))


def now() -> datetime:
    """The moment of this command."""
    return datetime.now(UTC).replace(microsecond=0)


def act(action: str, *, at: datetime, reason: str = "") -> Act:
    """An act of the person at this terminal, for the log."""
    by = f"命令行 {getpass.getuser()}"
    return Act(actor=COMMAND_LINE, by=by, action=action, at=at, reason=reason)


def photos() -> PhotoShelf:
    """Where this installation keeps its pictures."""
    settings = config.from_environment()
    return photo_shelves.opened(settings.bucket or settings.photos)


def with_database(work: Callable[[Database], Any]) -> Any:
    """Does something with the ready database of this installation and closes it."""
    database = opening.open_ready(config.from_environment().database)
    try:
        return work(database)
    finally:
        database.close()
