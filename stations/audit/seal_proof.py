"""Proof that the rows which decide something are as the program wrote them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from stations.audit.finding import Finding
from stations.db import seals
from stations.db.base import Database
from stations.remarks import Remark


def unsound(db: Database, vouched: Mapping[int, tuple[int, str]]) -> Iterator[Finding]:
    """What of the chain of seals, and of the rows of sealed tables, is not as it was written.

    `vouched` is what entries of the log said: the number of a seal → the entry and the seal's hash.
    """
    yield from _chain(db, vouched)
    for table in seals.sealed_tables():
        for number, key in seals.unlike(db, table):
            yield Finding(number, Remark("row_altered", table=table, key=key))


def _chain(db: Database, vouched: Mapping[int, tuple[int, str]]) -> Iterator[Finding]:
    last = seals.SealsHead(0, seals.BEGINNING)
    for sealed in seals.every(db):
        number = int(sealed["number"])
        if number != last.number + 1:
            yield Finding(number, Remark("seal_removed", number=last.number + 1))
        elif seals.following(last.hash, sealed) != sealed["hash"]:
            yield Finding(number, Remark("seal_altered", number=number))
        last = seals.SealsHead(number, sealed["hash"])
        entry, told = vouched.get(number, (0, last.hash))
        if told != last.hash:
            yield Finding(number, Remark("seal_altered.vouched", number=number, entry=entry))
    cut = max(vouched, default=0)
    if cut > last.number:
        yield Finding(last.number, Remark("seal_removed.cut", kept=cut, last=last.number))
