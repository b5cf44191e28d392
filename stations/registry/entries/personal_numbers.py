"""Personal numbers in texts that everybody will read."""

from __future__ import annotations

import re
import unicodedata

from stations.errors import Invalid
from stations.registry.entries.entry import MOBILE

_DAY = r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_IDENTITY = re.compile(rf"(?<!\d)[1-9]\d{{5}}[- ]?{_DAY}[- ]?\d{{3}}[\dXx](?![\dA-Za-z])")
"""Area, day of birth and four more: other numbers of 18 digits are no person's."""


def check_reply(text: str) -> None:
    """Invalid where a public reply holds a mobile number or the number of an identity card."""
    # Full-width digits are read as what they are.
    plain = unicodedata.normalize("NFKC", text)
    if MOBILE.search(plain) or _IDENTITY.search(plain):
        raise Invalid("invalid.personal_number", field="reply")
