"""Does any damage to a good file make a reader fail in a way that nobody foresaw?"""

import contextlib
import io
import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stations.config import ROOT
from stations.tables.csv_reading import read_csv
from stations.tables.geojson_reading import read_geojson
from stations.tables.model import FileRefused
from stations.tables.xlsx_reading import read_xlsx

BADINPUT = ROOT / "tests" / "badinput"
READERS = {"csv": read_csv, "geojson": read_geojson, "xlsx": read_xlsx}
SEEDS = [
    path
    for kind in READERS
    for path in sorted((BADINPUT / kind).glob(f"*.{kind}"))
    if 0 < path.stat().st_size < 5_000
]
TOKENS = [b'"', b",", b"\n", b"\r", b"[", b"}", b"<", b"&", b"\x00", b"\xff", b"1e9", b"\\u", b"/>"]


def damaged(data: bytes, seed: int) -> bytes:
    chance = random.Random(seed)
    made = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(made) + 1)
        until = at + chance.choice([0, 1, 1, 2, 30])
        made[at:until] = chance.choice(
            [*TOKENS, made[at:until] * 2, bytes([chance.randrange(256)])]
        )
    return bytes(made)


@given(seed=st.integers(0, 2**32), path=st.sampled_from(SEEDS))
@settings(max_examples=150)
def test_a_damaged_file_is_read_or_refused(seed: int, path: Path) -> None:
    with contextlib.suppress(FileRefused):
        READERS[path.suffix[1:]](damaged(path.read_bytes(), seed))


@pytest.mark.parametrize("name", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "_rels/.rels"])
@given(seed=st.integers(0, 2**32))
@settings(max_examples=50)
def test_a_workbook_with_one_damaged_part_is_read_or_refused(name: str, seed: int) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(BADINPUT / "xlsx/ok.xlsx") as old, zipfile.ZipFile(made, "w") as new:
        for each in old.namelist():
            new.writestr(each, damaged(old.read(each), seed) if each == name else old.read(each))
    with contextlib.suppress(FileRefused):
        read_xlsx(made.getvalue())
