"""A weighted draw that can be repeated from its seed.

Weighted sampling without replacement as of Efraimidis and Spirakis ("Weighted random sampling with
a reservoir", Information Processing Letters 97, 2006): each candidate has a uniform number u of
its own, and the n greatest u^(1/weight) are drawn; that is, the n smallest -ln(u) / weight. The
first is drawn with a chance in proportion to its weight, each next one so among those left.

u comes from HMAC-SHA256 of the candidate's id under the seed: (2h + 1) / 2^257 for the digest h.
Logarithms are decimals of 100 digits, which are rounded alike on every machine; floats are not.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from decimal import Context, Decimal

import orjson

_DECIMALS = Context(prec=100)
_LOG_OF_WHOLE = _DECIMALS.multiply(Decimal(257), _DECIMALS.ln(Decimal(2)))


def drawn(weights: Mapping[str, int], *, n: int, seed: str) -> list[str]:
    """The ids that are drawn, the first one first; all of them where there are no more than n."""
    return sorted(weights, key=lambda one: (_clock(one, weights[one], seed), one))[:n]


def digest(candidates: Iterable[Sequence[object]]) -> str:
    """What proves later that a list of candidates and weights is the same."""
    return hashlib.sha256(orjson.dumps(list(candidates))).hexdigest()


def log_of(number: int) -> Decimal:
    """-ln(u) for the digest as a whole number of 256 bits; above 0."""
    log = _DECIMALS.ln(Decimal(2 * number + 1))
    return _DECIMALS.subtract(_LOG_OF_WHOLE, log)


def _clock(candidate: str, weight: int, seed: str) -> Decimal:
    """When this candidate's turn comes: -ln(u) / weight."""
    mark = hmac.digest(seed.encode(), candidate.encode(), "sha256")
    return _DECIMALS.divide(log_of(int.from_bytes(mark)), Decimal(weight))
