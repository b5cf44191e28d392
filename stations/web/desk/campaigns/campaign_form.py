"""What forms of campaigns are read by."""

from __future__ import annotations

import re
from datetime import date

from flask import request

from stations.errors import Invalid
from stations.web.desk.whole_number import whole

DIGITS = re.compile(r"[0-9]{1,7}")


def whole_number(text: str) -> int:
    """A whole number as people type it."""
    number = whole(text, digits=7)
    if number is None:
        raise Invalid("invalid.campaign_number", field="amount", words=text[:20])
    return number


def date_of(field: str) -> date:
    """The day of a field of the form that was sent."""
    try:
        return date.fromisoformat(request.form.get(field, "").strip())
    except ValueError:
        raise Invalid("bad_date", field=field) from None
