"""Does the first answer stay light, and does a second one need no network at all?"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from bench import demo_city, phone
from bench.demo_city import City

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def city() -> Iterator[City]:
    with demo_city.served() as served:
        yield served


def test_the_first_answer_needs_at_most_60_kilobytes_and_the_second_no_network(
    browser: Browser, city: City
) -> None:
    with phone.phone(browser) as context:
        page, visit = phone.tapped(context, city.base, slow=False)
        assert phone.second_search(context, page) == 0
        taken = phone.searches(page, count=5)
    sorts = {path.rsplit(".", 1)[-1] for path in visit.needed}
    assert {"/", "css", "js", "json", "svg"} == sorts
    assert sum(visit.needed.values()) <= phone.BUDGET_KB * 1000, visit.needed
    # A search is timed in the page that shows the list.
    assert len(taken) == 5
    assert all(milliseconds >= 0 for milliseconds in taken)


def test_the_next_visit_comes_from_the_phone(browser: Browser, city: City) -> None:
    with phone.phone(browser) as context:
        page, first = phone.tapped(context, city.base, slow=False)
        phone.kept(page)
        page.close()
        _, again = phone.tapped(context, city.base, slow=False)
    # Only the page itself and the manifest are asked for, to be told of what is new.
    fetched = {path for path in (*again.needed, *again.beside) if not path.startswith("/cells/m")}
    assert fetched <= {"/"}
    assert len(first.needed) > 10
