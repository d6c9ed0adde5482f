"""What a visit costs: requests and bytes as the browser counts them, and that nothing moves while a page comes."""

from collections.abc import Callable

import pytest

from tests.browser.conftest import Visitor
from tests.browser.test_charts import NOTE_SHIFTS

Visit = Callable[..., Visitor]
FIRST_VISIT, REPEAT_VISIT = 60_000, 15_000  # bytes over the wire, headers included
MOST_REQUESTS = 6
# A date that would stand in two lines is put into one when the script comes: a line may move by a word.
MOST_SHIFT = 0.01


def test_a_first_and_a_repeat_visit_to_a_country_page_stay_in_their_budgets(visit: Visit) -> None:
    visitor = visit()
    visits: list[list[float]] = []
    wire = visitor.page.context.new_cdp_session(visitor.page)
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda event: visits[-1].append(event["encodedDataLength"]))

    for _ in "ab":
        visits.append([])
        visitor.goto("/countries/VNM/").wait_for_load_state("networkidle")

    first, repeat = visits
    assert 3 <= len([one for one in first if one]) <= MOST_REQUESTS
    assert sum(first) <= FIRST_VISIT
    assert 0 < sum(repeat) <= REPEAT_VISIT
    assert sum(repeat) < sum(first) / 2


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_while_a_page_comes(width: int, visit: Visit) -> None:
    visitor = visit(viewport={"width": width, "height": 800})
    visitor.page.add_init_script(NOTE_SHIFTS)

    moved = {}
    for path in ("/", "/countries/VNM/", "/needs/", "/needs/VNM-001/", "/roadmap/", "/partners/gaps/", "/calendar/"):
        page = visitor.goto(path)
        page.wait_for_load_state("networkidle")
        moved[path] = page.evaluate("window.shifts")

    assert max(sum(shift[0] for shift in shifts) for shifts in moved.values()) < MOST_SHIFT, moved
