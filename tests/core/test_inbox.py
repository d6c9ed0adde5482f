"""Lines of an inbox that follow each other and are of one kind stand under its name; their order is not touched."""

from types import SimpleNamespace

import pytest

from core.inbox import ALIKE, OPENED, InboxEntry, InboxRun, runs_of


def entry(what: str, title: str = "", *, is_demo: bool = False, alike: str = "") -> InboxEntry:
    record = SimpleNamespace(is_demo=is_demo)
    return InboxEntry(what=what, title=title, url="/", sentence="", alike=alike, record=record)


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ("", []),
        ("aab", [("", "aab")]),
        ("aaaa", [("a", "aaaa")]),
        ("abaaaabb", [("", "ab"), ("a", "aaaa"), ("", "bb")]),
        ("aaaabbbb", [("a", "aaaa"), ("b", "bbbb")]),
        # Never gathered from places apart: what is due first stays first.
        ("aabaab", [("", "aabaab")]),
    ],
)
def test_many_of_one_kind_in_a_row_get_a_heading(kinds: str, expected: list[tuple[str, str]]) -> None:
    found = runs_of([entry(kind) for kind in kinds])

    assert [(run.title, "".join(one.what for one in run.entries)) for run in found] == expected


def test_lines_that_name_each_other_side_are_alike_by_their_kind() -> None:
    (run,) = runs_of([entry(f"New message of {who}", alike="New messages") for who in "abcd"])

    assert run.title == "New messages"


@pytest.mark.parametrize(("n", "shown"), [(ALIKE, ALIKE), (OPENED + 1, OPENED + 1), (OPENED + 2, OPENED), (50, OPENED)])
def test_the_first_few_are_shown_and_the_others_folded(n: int, shown: int) -> None:
    (run,) = runs_of([entry("a", str(number)) for number in range(n)], folds=True)

    assert (len(run.shown), len(run.folded)) == (shown, n - shown)
    assert run.shown + run.folded == run.entries
    assert runs_of(run.entries)[0].folded == [], "what waits for a person"


def test_the_mark_of_the_demonstration_stands_once_only_where_it_holds_for_all() -> None:
    invented = [entry("a", is_demo=True) for _ in range(4)]

    assert InboxRun("a", invented).is_marked_once
    assert not InboxRun("a", [*invented, entry("a")]).is_marked_once
    assert not InboxRun("", invented).is_marked_once
