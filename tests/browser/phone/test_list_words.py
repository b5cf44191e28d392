"""A list says of itself what is true: by where it was measured from, when, and how exactly."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.visiting import Visits

pytestmark = pytest.mark.browser

CASES = tomllib.loads(Path(__file__).with_name("list_words.toml").read_text("utf-8"))["case"]
AT = "2026-11-21T00:10:00Z"
"""08:10 in China."""


@pytest.fixture(scope="module")
def told(browser: Browser, site: str) -> Iterator[list[dict[str, Any]]]:
    visits = Visits(browser, site, service_workers="block")
    page = visits().read("/about/privacy")
    yield json.loads(
        page.evaluate(
            """async ({cases, at}) => {
              const words = await import('/static/js/shared/list_words.js');
              const taken = Date.parse(at);
              return JSON.stringify(cases.map(({facts, after = 1}) => {
                const ms = taken + after * 60000;
                for (const it of [facts.origin, facts.distances]) if (it) it.at = taken;
                return {
                  ...words.lineAbove(facts, ms),
                  counts: words.headline(facts, "10 个", ms),
                };
              }));
            }""",
            {"cases": CASES, "at": AT},
        )
    )
    visits.close()


@pytest.mark.parametrize("number", range(len(CASES)), ids=[case["what"] for case in CASES])
def test_the_words_of_a_list_are_those_of_the_table(
    told: list[dict[str, Any]], number: int
) -> None:
    case, said = CASES[number], told[number]
    assert (said["words"], said["act"]) == (case["line"], case.get("act"))
    assert said["counts"] == case.get("counts", said["counts"])


def test_no_list_is_called_the_persons_own_unless_its_origin_is_new_and_exact(
    told: list[dict[str, Any]],
) -> None:
    for case, said in zip(CASES, told, strict=True):
        origin, after = case["facts"]["origin"], case.get("after", 1)
        own = origin["kind"] == "position" and 0 <= after <= 2 and origin["accuracy"] <= 500
        assert own or "离您" not in said["counts"], case["what"]
