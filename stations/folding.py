"""Words as they are compared, whoever typed them."""

from __future__ import annotations

import unicodedata


def folded(words: str) -> str:
    """Words without differences of width, case and space."""
    return "".join(unicodedata.normalize("NFKC", words).casefold().split())
