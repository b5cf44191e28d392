"""What a clerk has typed is never lost, and never shown to another."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.desk.form.clerk import (
    DESK,
    Clerk,
    field,
    kept,
    nothing_kept,
    save,
    saved,
)
from tests.browser.visiting import sign_in

pytestmark = pytest.mark.browser


def test_what_was_typed_outlives_a_reload_and_a_closed_tab(clerk: Clerk) -> None:
    visit = clerk.opens("w0")
    page = visit.page
    field(page, "door").fill("从西门进")
    page.get_by_role("checkbox", name="刷脸").check()
    kept(page)
    page.close()
    visit.page = page = visit.page.context.new_page()
    clerk.reopens(visit, "w0")
    offer = page.get_by_role("region", name="没保存的修改")
    expect(offer).to_contain_text("有没保存的修改（18:05，改了怎么找门、进门方式）")
    assert field(page, "door").input_value() == ""
    offer.get_by_role("button", name="丢弃").click()
    nothing_kept(page)
    page.keyboard.press("Enter")
    offer.get_by_role("button", name="恢复").click()
    expect(field(page, "door")).to_have_value("从西门进")
    expect(page.get_by_role("checkbox", name="刷脸")).to_be_checked()
    save(page)
    saved(page)
    assert field(page, "door").input_value() == "从西门进"
    nothing_kept(page)
    clerk.reopens(visit, "w0")
    assert page.get_by_role("region", name="没保存的修改").count() == 0


def test_a_dead_connection_costs_nothing_and_sending_again_is_safe(clerk: Clerk) -> None:
    visit = clerk.opens("w1")
    page = visit.page
    field(page, "door").fill("从南门进")
    page.context.set_offline(True)
    save(page)
    line = page.locator(".send-line")
    expect(line).to_contain_text("网络不通，没有提交。您写的都还在")
    assert field(page, "door").input_value() == "从南门进"
    page.context.set_offline(False)
    expect(line).to_contain_text("网络恢复了")
    # The answer to the next attempt is lost on its way: the server has stored it all the same.
    page.route("**/edit", lambda route: (route.fetch(max_redirects=0), route.abort())
               if route.request.method == "POST" else route.continue_())  # fmt: skip
    with page.expect_event("requestfailed"):
        save(page)
    page.unroute("**/edit")
    clerk.reopens(visit, "w1")
    assert field(page, "door").input_value() == "从南门进"
    assert page.get_by_role("region", name="没保存的修改").count() == 0
    save(page)
    page.get_by_text("没有要保存的修改。").wait_for()
    nothing_kept(page)


def test_after_an_error_nothing_is_offered_that_the_form_says_already(clerk: Clerk) -> None:
    page = clerk.opens("w2").page
    field(page, "phone").fill("13812345678")
    save(page)
    page.locator("#errors").wait_for()
    expect(page.locator("#errors")).to_be_focused()
    assert page.get_by_role("region", name="没保存的修改").count() == 0
    field(page, "phone").fill("0531-00001111")
    save(page)
    saved(page)
    nothing_kept(page)


def test_a_draft_of_an_older_version_is_put_together_with_what_came_since(clerk: Clerk) -> None:
    visit = clerk.opens("w3")
    page = visit.page
    field(page, "door").fill("从北门进")
    kept(page)
    page.goto("about:blank")
    other = clerk.opens("w3", who="a-administrator", viewport=DESK).page
    assert other.get_by_role("region", name="没保存的修改").count() == 0
    field(other, "address").fill("泉城路2号")
    save(other)
    saved(other)
    clerk.reopens(visit, "w3")
    offer = page.get_by_role("region", name="没保存的修改")
    expect(offer).to_contain_text("之后有人改过这个驿站")
    offer.get_by_role("button", name="恢复").click()
    save(page)
    saved(page)
    assert field(page, "door").input_value() == "从北门进"
    assert field(page, "address").input_value() == "泉城路2号"


def test_who_was_signed_out_signs_in_beside_the_form_and_sends_it(clerk: Clerk) -> None:
    visit = clerk.visit()
    context, page = visit.page.context, visit.page
    clerk.reopens(visit, "w4")
    context.clear_cookies()
    field(page, "door").fill("从东南门进")
    save(page)
    line = page.locator(".send-line")
    expect(line).to_contain_text("登录过期了，没有提交")
    with context.expect_page() as opened:
        line.get_by_role("link", name="在新窗口登录").click()
    beside = opened.value
    sign_in(beside, clerk.base, "a-administrator")
    save(page)
    expect(line).to_contain_text("现在登录的是另一个账号")
    context.clear_cookies()
    sign_in(beside, clerk.base, "a-editor")
    save(page)
    saved(page)
    assert field(page, "door").input_value() == "从东南门进"


def test_another_account_on_the_same_device_sees_no_draft_and_signing_out_clears_ones_own(
    clerk: Clerk,
) -> None:
    visit = clerk.visit()
    context, page = visit.page.context, visit.page
    # A session of its own: it will be ended.
    sign_in(page, clerk.base, "a-editor")
    clerk.reopens(visit, "w5")
    field(page, "private_contact").fill("只给我看的")
    kept(page)
    mine = context.cookies()
    context.clear_cookies()
    context.add_cookies(clerk.sessions["a-administrator"]["cookies"])
    clerk.reopens(visit, "w5")
    assert page.get_by_role("region", name="没保存的修改").count() == 0
    assert "只给我看的" not in page.content()
    context.clear_cookies()
    context.add_cookies(mine)  # type: ignore[arg-type]
    clerk.reopens(visit, "w5")
    page.get_by_role("region", name="没保存的修改").wait_for()
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/desk/sign-in")
    nothing_kept(page)
    assert ["1 份修改还没有提交" in words for words in asked] == [True]
