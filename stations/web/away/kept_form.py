"""What somebody typed, given back on the page that says that it could not be saved."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from werkzeug.exceptions import HTTPException

_SECRETS = frozenset(("password", "old", "new", "again"))
_SIGNING_IN = "signing."
"""Of these pages nothing is given back: a code of a second factor is one of their fields."""
_MEANT_FOR_PEOPLE = 2
"""Values that are shorter are choices rather than words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptForm:
    """A form that can be sent again as it was; files have to be chosen anew."""

    action: str
    fields: tuple[tuple[str, str], ...]
    words: tuple[str, ...]
    """What was written in it, to be read and copied."""
    had_files: bool


def of_request() -> KeptForm | None:
    """The form of this request; None where it holds none, or secrets, or too much to be read."""
    most = request.max_content_length or 0
    if request.method != "POST" or (request.endpoint or "").startswith(_SIGNING_IN):
        return None
    if "form" not in request.__dict__ and (request.content_length or 0) > most:
        return None
    try:
        given = [(name, value) for name, value in request.form.items(multi=True)]
        had_files = any(one.filename for one in request.files.values())
    except HTTPException:
        return None
    if not given or _SECRETS.intersection(name for name, _ in given):
        return None
    return KeptForm(
        action=request.full_path.rstrip("?"),
        fields=tuple(given),
        words=tuple(value for name, value in given if _is_written(name, value)),
        had_files=had_files,
    )


def _is_written(name: str, value: str) -> bool:
    words = value.strip()
    return name != "csrf_token" and len(words) > _MEANT_FOR_PEOPLE and not words.isascii()
