"""How the pictures of reviews look, in the database.

Pictures are taken for the same where at most 3 of the 64 bits of their looks differ. Of four parts
of 16 bits one is then the same in both, so that a search reads few rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from stations.db.base import Database, Transaction

MOST_OTHER_BITS = 3
_PARTS = 4


def add(tx: Transaction, looks: Iterable[tuple[str, str]]) -> None:
    """Keeps how pictures look, by name; a picture too plain to be told from others is left out."""
    tx.run_each(
        "insert into picture_looks (part, bits, photo, looks)"
        " values (:part, :bits, :photo, :looks) on conflict do nothing",
        [
            {"part": part, "bits": bits, "photo": photo, "looks": one}
            for photo, one in looks
            if one
            for part, bits in enumerate(_parts(one))
        ],
    )


def alike(db: Database, names: Sequence[str]) -> dict[str, set[str]]:
    """The pictures that look like each of these, itself among them."""
    found = {name: {name} for name in names}
    marks = ", ".join(f":n{n}" for n in range(len(names))) or "''"
    rows = db.rows(
        "select distinct a.photo, a.looks, b.photo as other, b.looks as other_looks"  # noqa: S608
        " from picture_looks a join picture_looks b on b.part = a.part and b.bits = a.bits"
        f" where a.photo in ({marks})",
        **{f"n{n}": name for n, name in enumerate(names)},
    )
    for row in rows:
        other = int(row["looks"], 16) ^ int(row["other_looks"], 16)
        if other.bit_count() <= MOST_OTHER_BITS:
            found[row["photo"]].add(row["other"])
    return found


def _parts(looks: str) -> list[int]:
    size = len(looks) // _PARTS
    return [int(looks[n * size : (n + 1) * size], 16) for n in range(_PARTS)]
