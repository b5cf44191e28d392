"""Whether this process can serve."""

from __future__ import annotations

from flask import Blueprint, Response

from stations.registry.jobs import list_jobs
from stations.registry.stored import store
from stations.web import services

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """200 when the database answers; 503 with a sentence when it does not.

    Long work whose process has died stops nothing, and is said.
    """
    try:
        db = services.current().connections()
        store.revision(db)
        silent = list_jobs.silent(db, now=db.clock())
    except Exception:
        # Whatever the reason, the one who asks needs to know just this.
        text, status = "数据库连不上。请检查数据库和 STATIONS_DATABASE。\n", 503
    else:
        stopped = (
            f"有 {silent} 件大名单停在中途，没有保存：请运行 stations work。\n" if silent else ""
        )
        text, status = f"正常\n{stopped}", 200
    headers = {"Cache-Control": "no-store"}
    return Response(text, status=status, mimetype="text/plain", headers=headers)
