"""Files of landmarks for phones: one for each city."""

from __future__ import annotations

import re

from flask import Blueprint, Response

from stations.errors import NotFound
from stations.web.programs import cell_files
from stations.web.services import current

blueprint = Blueprint("landmarks", __name__, url_prefix="/places")

_NAME = re.compile(r"[0-9]{4}-[0-9a-f]{12}")


@blueprint.get("/<name>.json")
def landmarks(name: str) -> Response:
    """A file named by its content; not found where the city has other landmarks by now."""
    packed = current().landmarks.packed(name) if _NAME.fullmatch(name) else None
    if packed is None:
        raise NotFound("not_found.landmark_file")
    response = cell_files.unpacked(packed)
    response.headers["Cache-Control"] = cell_files.FOR_EVER
    return response
