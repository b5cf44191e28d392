"""The streets that can be chosen are those of the chosen district."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk.form.clerk import DESK, Clerk, field, kept, save, saved

pytestmark = pytest.mark.browser


def offered(page: Page) -> list[str]:
    labels: list[str] = page.locator("#f-street optgroup").evaluate_all(
        "them => them.map((it) => it.label)"
    )
    return labels


def test_another_district_brings_its_own_streets(clerk: Clerk) -> None:
    page = clerk.opens("w5", who="city-editor", viewport=DESK).page
    assert offered(page) == ["历下区"]
    field(page, "street").select_option(label="大明湖街道")
    field(page, "area_code").select_option(label="天桥区")
    assert offered(page) == ["天桥区"]
    assert field(page, "street").input_value() == ""
    field(page, "area_code").select_option(label="历下区")
    field(page, "street").select_option(label="姚家街道")
    kept(page)
    page.reload()
    page.get_by_role("button", name="恢复").click()
    expect(field(page, "street")).to_have_value("370102011")
    save(page)
    saved(page)
    assert field(page, "street").input_value() == "370102011"
    expect(page.locator("main > .note").first).to_contain_text("山东省济南市历下区姚家街道")


def test_without_scripts_every_street_stands_under_its_district(clerk: Clerk) -> None:
    page = clerk.opens("w6", who="city-editor", java_script_enabled=False).page
    assert {"历下区", "市中区", "天桥区", "济南高新技术产业开发区"} < set(offered(page))
    field(page, "street").select_option("370103018")
    save(page)
    expect(page.locator("#errors")).to_contain_text("历下区没有这个街道")
    field(page, "street").select_option("370102005")
    save(page)
    expect(page.locator("main > .note").first).to_contain_text("历下区大明湖街道")
