"""Whether this process can serve."""

from __future__ import annotations

from flask import Blueprint, Response

from stations.registry.stored import store
from stations.web import services

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """200 when the database answers; 503 with a sentence when it does not."""
    try:
        store.revision(services.current().connections())
    except Exception:
        # Whatever the reason, the one who asks needs to know just this.
        text, status = "数据库连不上。请检查数据库和 STATIONS_DATABASE。\n", 503
    else:
        text, status = "正常\n", 200
    headers = {"Cache-Control": "no-store"}
    return Response(text, status=status, mimetype="text/plain", headers=headers)
