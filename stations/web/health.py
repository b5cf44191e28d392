"""Whether this process can serve, and whether all is well."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Blueprint, Response

from stations.db import migration
from stations.db.failure_reasons import reason
from stations.registry.jobs import list_jobs
from stations.registry.stored import store
from stations.web import services

blueprint = Blueprint("health", __name__)

_AWAY = "数据库连不上。请检查数据库和 STATIONS_DATABASE。"
_NEWER = "数据库已经更新到新版本，这个程序是旧的：只能看，不能保存。请更新程序，再重新启动。"
_OLDER = "数据库还没有更新到这个程序的版本。请运行 stations migrate。"


@blueprint.get("/healthz")
def healthz() -> Response:
    """200 where people get answers from this process, if need be from memory; 503 else.

    For what sends requests to several nodes: while the database is away none of them may be left
    out. Long work whose process has died stops nothing, and is said.
    """
    state, held = services.current(), services.current().keeper.age()
    try:
        with state.connections.hurried() as db:
            store.revision(db)
            silent = list_jobs.silent(db, now=db.clock())
    except Exception:
        if held is None:
            return _told(f"{_AWAY}\n", status=503)
        return _told(f"数据库连不上，公开页面正用 {int(held) // 60} 分钟前的资料回答。\n")
    stopped = f"有 {silent} 件大名单停在中途，没有保存：请运行 stations work。\n" if silent else ""
    return _told(f"正常\n{stopped}")


@blueprint.get("/readyz")
def readyz() -> Response:
    """200 where all is as it should be; 503 with the reason where it is not.

    For monitoring, and for upgrades node by node.
    """
    state = services.current()
    wanted = migration.steps()[-1][0]
    found: int | None = None
    wrong = why = ""
    try:
        with state.connections.hurried() as db:
            found = migration.version(db)
            store.revision(db)
    except Exception as error:
        wrong, why = _AWAY, reason(error) or type(error).__name__
    if found is not None and not wrong and found != wanted:
        wrong, why = (_NEWER, "db_newer") if found > wanted else (_OLDER, "db_unmigrated")
    age_s = state.keeper.age()
    body: dict[str, Any] = {
        "ready": not wrong,
        "database": "ok" if found is not None else "away",
        "schema": {"found": found, "expected": wanted},
        "data_age_s": None if age_s is None else round(age_s, 1),
        "reason": why,
        "detail": wrong or "正常",
    }
    response = _told(orjson.dumps(body).decode(), status=503 if wrong else 200)
    response.mimetype = "application/json"
    return response


def _told(text: str, *, status: int = 200) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(text, status=status, mimetype="text/plain", headers=headers)
