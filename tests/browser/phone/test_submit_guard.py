"""What was written into a form of the desk is not lost when the network is."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.visiting import Visits

pytestmark = pytest.mark.browser


def test_a_form_sent_without_network_stays_and_says_so(visits: Visits) -> None:
    visit = visits(service_workers="block")
    page = visit.open("/desk/sign-in")
    page.locator("#name").fill("a-keeper")
    page.locator("#password").fill("not right at all")
    page.context.set_offline(True)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_have_text("现在没有网络，写的都还在。有了网络再点一次。")
    expect(page.locator("#name")).to_have_value("a-keeper")
    page.context.set_offline(False)
    expect(page.get_by_role("alert")).to_have_count(0)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("密码")
