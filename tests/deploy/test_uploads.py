"""What the pages take, and what nginx lets through to them."""

from __future__ import annotations

import re
from pathlib import Path

from stations.app import create_app
from stations.config import Settings
from tests.deploy.proxy import DEPLOY

_MEGA = 1024 * 1024


def admitted(path: str) -> int:
    """Bytes that nginx takes for a path: of its regular expression, else of its longest prefix."""
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    usual = int(re.findall(r"client_max_body_size (\d+)m;", text)[0])
    found, length = usual, -1
    for kind, name, inside in re.findall(
        r"    location (~ )?(/\S*|\^\S+) \{\n(.*?)\n    \}", text, re.S
    ):
        own = re.search(r"client_max_body_size (\d+)m;", inside)
        most = int(own.group(1)) if own else usual
        if kind and re.search(name, path):
            return most * _MEGA
        if not kind and path.startswith(name) and len(name) > length:
            found, length = most, len(name)
    return found * _MEGA


def test_every_page_gets_what_it_takes(tmp_path: Path) -> None:
    app = create_app(Settings(database=str(tmp_path / "stations.db"), state=tmp_path))
    usual = app.config["MAX_CONTENT_LENGTH"]
    takes = {
        re.sub(r"<[^>]+>", "one", rule.rule): getattr(
            app.view_functions[rule.endpoint], "most_bytes", 0
        )
        for rule in app.url_map.iter_rules()
    }
    assert sum(most > usual for most in takes.values()) >= 6
    for path, most in takes.items():
        assert admitted(path) >= max(most, usual), path
    assert admitted("/desk/sign-in") == admitted("/") == _MEGA
