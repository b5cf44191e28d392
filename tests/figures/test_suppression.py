"""No count of fewer than five people is shown to everybody, nor follows from those that are."""

from __future__ import annotations

import numpy
from hypothesis import given, settings
from hypothesis import strategies as st

from stations.figures import suppression
from stations.figures.counts import child_of
from stations.figures.suppression import LEAST, hidden, shown

_CODES = [
    "3701", "370102", "370102001", "370102002", "370102003", "370112", "370112001",
    "370112002", "370113001", "370114", "370115001",
]  # fmt: skip
_LEAVES = st.dictionaries(st.sampled_from(_CODES), st.integers(0, 12), max_size=9)


def ancestors(code: str) -> list[str]:
    found = ["3701"]
    while child := child_of(code, area=found[-1]):
        found.append(child)
    return found


@settings(max_examples=300)
@given(_LEAVES)
def test_nothing_small_follows_from_what_is_shown(leaves: dict[str, int]) -> None:
    """Linear algebra: what follows from sums is what lies in their span."""
    told = shown(leaves, root="3701")
    order = sorted(leaves)
    nodes = {node for code in order for node in ancestors(code)}

    def cells(node: str) -> list[float]:
        return [float(node in ancestors(code)) for code in order]

    known = numpy.array([cells(node) for node in told]).reshape(len(told), len(order))
    rank = numpy.linalg.matrix_rank(known) if told else 0
    alone = [[float(code == one) for one in order] for code in order]
    for cell in [*(cells(node) for node in nodes), *alone]:
        people = sum(n * leaves[code] for n, code in zip(cell, order, strict=True))
        if 0 < people < LEAST:
            assert numpy.linalg.matrix_rank(numpy.vstack([known, cell])) == rank + 1
    for node, n in told.items():
        assert n == sum(leaves[code] for code in order if node in ancestors(code)) >= LEAST


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 12), min_size=1))
def test_of_a_row_with_its_sum_each_cell_left_out_could_be_another(cells: dict[str, int]) -> None:
    away = hidden(cells)
    assert {key for key, n in cells.items() if n < LEAST} <= away
    rest, whole = cells.keys() - away, sum(cells[key] for key in away)
    if rest and whole:
        assert len(away) > 1
        assert whole >= LEAST
        assert any(cells[key] >= LEAST for key in away) or whole < len(away) * (LEAST - 1)


def test_a_second_cell_is_left_out_and_it_is_the_smallest() -> None:
    assert hidden({"a": 3, "b": 9, "c": 7, "d": 50}) == {"a", "c"}
    assert hidden({"a": 3, "b": 4, "d": 50}) == {"a", "b"}
    assert hidden({"a": 4, "b": 4, "c": 8, "d": 50}) == {"a", "b", "c"}
    assert hidden({"a": 0, "b": 9, "c": 50}) == {"a"}, "that nobody came tells of nobody"
    assert hidden({"": 40, "a": 3, "b": 9}) == {"", "a"}, "what no area has hides it"


def test_the_same_is_left_out_on_the_page_of_the_city_and_of_its_districts() -> None:
    leaves = {"370102001": 3, "370102002": 20, "370112001": 6, "370113001": 40}
    told = shown(leaves, root="3701")
    assert told == {
        "3701": 69, "370102": 23, "370112": 6, "370112001": 6, "370113": 40, "370113001": 40,
    }  # fmt: skip
    assert suppression.shown({"370102001": 4}, root="3701") == {}
