"""Addresses as others keep, print and share them: of the site that the settings name.

Without that setting they are those of the host that was asked for, which a visitor can choose and
a proxy may hide: good enough for the page at hand, not for what is printed.
"""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from stations import public_site
from stations.web.services import current

_TAG = "tag:yizhan.invalid,2026:"
"""RFC 4151. No name of ours could outlive a move to another host, so it is one that nobody has."""


def origin() -> str:
    """Scheme and host of this site for others, without a slash at the end."""
    return current().settings.site.url or f"{request.scheme}://{request.host}"


def of(endpoint: str, **values: Any) -> str:
    """The whole address of a page."""
    return whole(url_for(endpoint, **values))


def whole(path: str) -> str:
    """The whole address of a path that begins with a slash."""
    return origin() + path


def lasting_id(*parts: str | int) -> str:
    """What a feed or an entry is known by, whatever the site is called."""
    return _TAG + "/".join(map(str, parts))


def is_for_this_place_only() -> bool:
    """Whether what is printed now would lead the phones of others nowhere."""
    return public_site.is_inside(origin())
