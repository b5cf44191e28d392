"""An empty installation tells each person what to begin with."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from stations.db import opening
from stations.registry.model import Lifecycle
from stations.registry.states import Phase
from stations.registry.stored import change_store
from tests.support import make
from tests.support.deskwork import seated


def steps(app: Flask, role: str) -> list[str]:
    text = seated(app, f"a-{role}").get("/desk/?all").get_data(as_text=True)
    assert "没有要做的，很好" not in text
    return re.findall(r'<li><a class="button" href="[^"]+">([^<]+)<', text)


@pytest.mark.parametrize(
    ("role", "wanted"),
    [
        ("administrator", ["导入名单", "新建一个驿站", "给同事开账号", "说明节假日怎么算"]),
        ("editor", ["导入名单", "新建一个驿站", "说明节假日怎么算"]),
        ("finance", []),
        ("auditor", []),
    ],
)
def test_where_there_is_no_station_the_first_steps_are_told(
    app: Flask, role: str, wanted: list[str]
) -> None:
    assert steps(app, role)[: len(wanted)] == wanted
    text = seated(app, f"a-{role}").get("/desk/?all").get_data(as_text=True)
    assert ("先做这几步" in text) == bool(wanted)
    assert ("请联系区里的编辑登记" in text) == (not wanted)


def test_every_first_step_can_be_taken(app: Flask) -> None:
    client = seated(app, "a-administrator")
    text = client.get("/desk/").get_data(as_text=True)
    urls = re.findall(r'<li><a class="button" href="([^"]+)"', text)
    assert urls
    assert all(client.get(url).status_code == 200 for url in urls)


def test_a_station_that_is_closed_is_one(app: Flask, address: str) -> None:
    gone = make.station(id="gone", lifecycle=Lifecycle(phase=Phase.CLOSED))
    db = opening.open_ready(address)
    with db.writing():
        change_store.record(db, [(None, gone)], act=make.act("created"))
    text = seated(app, "a-editor").get("/desk/").get_data(as_text=True)
    assert "先做这几步" not in text
