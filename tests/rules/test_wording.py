"""Words that are said in one way only, wherever people read them."""

from __future__ import annotations

import re

import pytest

from stations.config import ROOT
from tests.rules.committed import committed

READ = ("templates", "data/words", "static/js", "stations/web")
SAID_OTHERWISE = {
    r"(?<!环卫)工[人友](?!文化宫|新村)": "劳动者",
    "不在你负责": "不在您负责的范围",
    "不一样的日子": "近期节假日",
    "留到一天以后": "保留 24 小时",
}


@pytest.mark.parametrize("words", SAID_OTHERWISE)
def test_a_thing_has_one_name_on_every_page(words: str) -> None:
    pages = [
        path
        for ending in (".html", ".toml", ".js", ".py")
        for path in committed(ending)
        if path.relative_to(ROOT).as_posix().startswith(READ)
    ]
    assert len(pages) > 300
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in pages
        for match in re.finditer(words, path.read_text("utf-8"))
    ]
    assert not found, f"say {SAID_OTHERWISE[words]}"
