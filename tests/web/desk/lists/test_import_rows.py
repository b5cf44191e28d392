"""A clerk decides row by row in the preview of a list."""

from __future__ import annotations

from stations.db.base import Database
from stations.registry.stored import store
from tests.web.desk.test_import_routes import GOOD, HEAD, Desk, words

OTHER = HEAD + "A1,黑虎泉驿站,历下区,117.12,36.66,黑虎泉北路1号,24小时,饮水\n"


def test_a_row_is_left_out_and_taken_again(editor: Desk) -> None:
    path = editor.upload(GOOD).headers["Location"]
    editor.post(f"{path}/rows", **{"row-3": "skip", "same-3": ""})
    page = words(editor.page(path))
    assert "跳过的行" in page
    assert "1 新增" in page
    editor.post(f"{path}/rows", **{"row-3": "take", "same-3": ""})
    assert "2 新增" in words(editor.page(path))


def test_a_row_with_the_number_of_another_station_is_called_that_station(
    editor: Desk, db: Database
) -> None:
    editor.apply(editor.upload(GOOD).headers["Location"])
    first = next(one for one in store.every(db) if one.number == "A1")
    path = editor.upload(OTHER).headers["Location"]
    assert f'<option value="{first.id}">就是“泉城广场驿站”A1' in editor.page(path)
    editor.post(f"{path}/rows", **{"row-2": first.id, "same-2": ""})
    editor.apply(path)
    assert store.get(db, first.id).name == "黑虎泉驿站"


def test_such_a_row_is_taken_as_a_new_station_without_its_number(
    editor: Desk, db: Database
) -> None:
    editor.apply(editor.upload(GOOD).headers["Location"])
    path = editor.upload(OTHER).headers["Location"]
    assert "是新的驿站，不要表里的编号" in editor.page(path)
    editor.post(f"{path}/rows", **{"row-2": "new", "same-2": ""})
    editor.apply(path)
    numbers = {one.name: one.number for one in store.every(db)}
    assert (numbers["黑虎泉驿站"], numbers["泉城广场驿站"]) == ("", "A1")


def test_another_station_without_its_number_is_asked_for_it(editor: Desk) -> None:
    path = editor.upload(GOOD).headers["Location"]
    answer = editor.post(f"{path}/rows", **{"row-3": "other", "same-3": ""})
    assert answer.status_code == 400
    assert "第 3 行选了“就是别的驿站”，没有写它的编号" in answer.get_data(as_text=True)


def test_a_station_that_is_not_offered_is_named_by_its_number(editor: Desk) -> None:
    editor.apply(editor.upload(GOOD).headers["Location"])
    path = editor.upload(OTHER).headers["Location"]
    editor.post(f"{path}/rows", **{"row-2": "other", "same-2": "A2"})
    assert "大观园驿站" in editor.page(path)


def test_a_number_that_is_written_counts_without_another_choice(editor: Desk) -> None:
    editor.apply(editor.upload(GOOD).headers["Location"])
    path = editor.upload(OTHER).headers["Location"]
    editor.post(f"{path}/rows", **{"row-2": "take", "same-2": "A2"})
    assert "大观园驿站" in editor.page(path)


def test_a_station_that_is_not_there_is_told_and_nothing_is_kept(editor: Desk) -> None:
    path = editor.upload(GOOD).headers["Location"]
    answer = editor.post(f"{path}/rows", **{"row-2": "other", "same-2": "nobody"})
    assert answer.status_code == 400
    assert "没有找到驿站“nobody”" in answer.get_data(as_text=True)
    assert "2 新增" in words(editor.page(path))


def test_the_changed_one_of_two_answers_for_a_row_counts(editor: Desk) -> None:
    path = editor.upload(GOOD).headers["Location"]
    editor.post(f"{path}/rows", **{"row-3": ["take", "skip"], "same-3": ["", ""]})
    assert "1 新增" in words(editor.page(path))


def test_stations_that_a_list_does_not_name_are_shown_to_act_on(editor: Desk) -> None:
    editor.apply(editor.upload(GOOD).headers["Location"])
    path = editor.upload(GOOD.rpartition("A2")[0]).headers["Location"]
    page = editor.page(path)
    assert "登记里有，这份名单里没有" in page
    assert "/desk/stations/bulk/suspend?id=" in page
