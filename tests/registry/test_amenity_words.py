"""How far a word reaches in a cell of amenities: what is not there is never read as there."""

from __future__ import annotations

import pytest

from stations.registry import vocabulary
from stations.registry.amenity_words import named

_REACH = {
    "拟配饮水、空调": "饮水- 空调-",
    "饮水机，拟配微波炉、空调": "饮水+ 热饭- 空调-",
    "拟配微波炉1台、空调2台": "热饭- 空调-",
    "计划年底前增设空调、冰箱；饮水机": "空调- 冰箱- 饮水+",
    "尚未配备冰箱及微波炉，已配饮水机、桌椅": "冰箱- 热饭- 饮水+ 桌椅休息+",
    "暂无空调、微波炉；有饮水机": "空调- 热饭- 饮水+",
    "暂无空调和微波炉但有饮水机": "空调- 热饭- 饮水+",
    "暂无空调、微波炉（夏季）、饮水机正常": "空调- 热饭- 饮水+",
    "缺少饮水机和微波炉，其他齐全": "饮水- 热饭-",
    "待修微波炉、空调": "热饭! 空调!",
    "报废微波炉1台、饮水机1台": "热饭! 饮水+",
    "饮水机、微波炉均已损坏": "饮水! 热饭!",
    "饮水机，空调、微波炉均已损坏": "饮水+ 空调! 热饭!",
    "饮水机，微波炉，均坏": "饮水! 热饭!",
    "无障碍卫生间、饮水机": "卫生间+ 饮水+",
    "饮水机、微波炉×": "饮水+ 热饭-",
    "空调和微波炉损坏": "空调! 热饭!",
    "空调及微波炉待采购": "空调- 热饭-",
    "饮水机、空调和微波炉损坏": "饮水? 空调! 热饭!",
    "饮水机，空调和微波炉故障": "饮水+ 空调! 热饭!",
    "饮水机正常、空调与微波炉故障": "饮水+ 空调! 热饭!",
    "饮水机1台、微波炉损坏": "饮水+ 热饭!",
    "饮水机和微波炉、空调": "饮水+ 热饭+ 空调+",
    "饮水机和微波炉正常": "饮水+ 热饭+",
    "饮水机、卫生间不对外": "饮水+ 卫生间-",
    "微波炉损坏、饮水机和空调": "热饭! 饮水+ 空调+",
}
"""+ there, - not there, ! out of order, ? not promised."""
_SIGNS = {"unavailable": "-", "out_of_order": "!", "unknown": "?"}


@pytest.mark.parametrize("cell", _REACH)
def test_a_word_before_or_behind_reaches_over_what_it_is_said_of(cell: str) -> None:
    said, word = named(cell), vocabulary.amenities().word
    found = {f"{word(one)}+" for one in said.ids}
    found |= {word(one) + _SIGNS[state.value] for one, state in said.states.items()}
    assert found == set(_REACH[cell].split())
    assert not said.unknown


@pytest.mark.parametrize(
    ("cell", "left"),
    [("暂无空调，饮水机", "饮水机"), ("饮水机、拟配微波炉1台、空调1台", "空调1台")],
)
def test_what_a_denial_may_reach_is_left_open(cell: str, left: str) -> None:
    assert named(cell).unknown == (left,)


@pytest.mark.parametrize("cell", ["空调、微波炉（待采购）", "空调、微波炉损坏"])
def test_what_a_word_behind_may_be_meant_for_too_is_told(cell: str) -> None:
    said = named(cell)
    assert said.ids == ("air_conditioning",)
    assert [*said.spared.values()] == ["air_conditioning"]
