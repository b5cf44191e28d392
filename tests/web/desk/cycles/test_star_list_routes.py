"""At the desk a list of earlier stars is looked at, taken in and taken back by who runs cycles."""

from __future__ import annotations

import io
import re
from dataclasses import replace

from flask import Flask
from flask.testing import FlaskClient

from stations.db import opening
from stations.registry.stored import change_store
from stations.stars import earlier_award_store
from tests.subsidies import treasury
from tests.support import make
from tests.support.deskwork import seated, token_in

LIST = """名称,编号,星级,授牌日期,有效期
a站,,5,2023-05-04,3年
<b>没有</b>,,4,2024-01-31,2027-01-30
"""


def sent(client: FlaskClient, path: str, **given: object) -> tuple[int, str, str]:
    token = token_in(client.get("/desk/password").data)
    answer = client.post(path, data={"csrf_token": token, **given})
    return answer.status_code, answer.get_data(as_text=True), answer.location or ""


def test_a_list_goes_from_the_file_to_the_record_and_back(app: Flask, address: str) -> None:
    db = opening.open_ready(address)
    with db.writing():
        one = replace(treasury.station("a"), number="LX-a")
        change_store.record(db, [(None, one)], act=make.act("created"))
    city = seated(app, "a-administrator")
    form = city.get("/desk/star-lists/").get_data(as_text=True)
    area = re.findall(r'<option value="(\d+)"', form)[0]
    file = (io.BytesIO(LIST.encode()), "list.csv")
    code, _, where = sent(city, "/desk/star-lists/", area=area, file=file)
    assert (code, where.startswith("/desk/star-lists/")) == (303, True)
    shown = city.get(where).get_data(as_text=True)
    for words in ("1 行可以登记，1 行不能", "&lt;b&gt;没有&lt;/b&gt;", "2026-05-03", "登记这 1 行"):
        assert words in shown, words
    assert not earlier_award_store.known(db)
    assert sent(city, f"{where}/apply", wanted="7")[0] == 409
    assert sent(city, f"{where}/apply", wanted="1")[0] == 303
    assert list(earlier_award_store.known(db)) == ["a"]
    assert sent(city, f"{where}/undo")[0] == 303
    assert sent(city, f"{where}/undo")[0] == 409
    assert not earlier_award_store.known(db)
    bad = (io.BytesIO("名称,星级\na站,5\n".encode()), "list.csv")
    code, text, _ = sent(city, "/desk/star-lists/", area=area, file=bad)
    assert (code, "“授牌日期、有效期”" in text) == (400, True)
    assert seated(app, "a-editor").get("/desk/star-lists/").status_code == 403
    db.close()
