"""Rules for bringing two people's changes of the same thing together. Pure: no Django, no database.

Each change is seen against what stood before both (the base). What only one of them changed is taken; what both changed
in different ways is asked, or in texts left with both wordings in place. Texts are compared by lines, and where these
do not do by sentences, as in `diff3` (Khanna, Kunal, Pierce, "A formal investigation of diff3", 2007).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any


class MergeOutcome(StrEnum):
    """What becomes of one thing that two people had before them."""

    SAME = "same"
    MINE = "mine"
    THEIRS = "theirs"
    ASK = "ask"


UNKNOWN: Any = object()
"""Stands for what was there before, where that is not known."""


@dataclass(frozen=True)
class MergedText:
    """Two texts made one. It is clean where no place was changed by both."""

    text: str
    is_clean: bool


@dataclass(frozen=True)
class Row:
    """A row of a list: `key` says which, over time; `cells` hold its values by column."""

    key: str
    cells: Mapping[str, str]


@dataclass(frozen=True)
class MergedRow:
    """A row as it stands after both. `row` is None where it is gone; on ASK it is mine, and `theirs` is the other."""

    key: str
    outcome: MergeOutcome
    row: Row | None
    mine: Row | None
    theirs: Row | None


def three_way(base: Any, mine: Any, theirs: Any) -> MergeOutcome:
    """Which of two values to take: the only one that was changed; none where both were, or the base is not known."""
    if mine == theirs:
        return MergeOutcome.SAME
    if base is UNKNOWN:
        return MergeOutcome.ASK
    if mine == base:
        return MergeOutcome.THEIRS
    return MergeOutcome.MINE if theirs == base else MergeOutcome.ASK


def merge_text(base: str, mine: str, theirs: str) -> MergedText:
    """Both texts in one: by lines, or by sentences where the lines overlap; where these do too, both wordings."""
    texts = (base, mine, theirs)
    by_lines = _merge(*(text.splitlines(keepends=True) for text in texts))
    if by_lines.is_clean:
        return by_lines
    by_sentences = _merge(*map(_sentences, texts))
    return by_sentences if by_sentences.is_clean else by_lines


def merge_rows(base: Any, mine: Sequence[Row], theirs: Sequence[Row]) -> list[MergedRow]:
    """Two lists of rows made one, in my order with their new rows behind; `base` is a list too, or UNKNOWN.

    Where both changed a row, other columns are put together; a row changed by one and taken away by the other is asked.
    """
    is_known = base is not UNKNOWN
    before, ours, others = ({row.key: row for row in rows} for rows in (base if is_known else (), mine, theirs))
    found = []
    for key in dict.fromkeys([*ours, *others]):
        # Not known whether one added it or the other took it away: keep what is there, which loses nothing.
        is_on_one_side = (key in ours) != (key in others)
        earlier = before.get(key) if is_known or is_on_one_side else UNKNOWN
        found.append(_merge_row(key, earlier, ours.get(key), others.get(key)))
    return found


def _merge_row(key: str, base: Any, mine: Row | None, theirs: Row | None) -> MergedRow:
    outcome = three_way(_cells(base), _cells(mine), _cells(theirs))
    if outcome is MergeOutcome.ASK and isinstance(base, Row) and mine and theirs:
        columns = dict.fromkeys([*mine.cells, *theirs.cells])
        cells, asked = {}, False
        for column in columns:
            own, other = mine.cells.get(column, ""), theirs.cells.get(column, "")
            verdict = three_way(base.cells.get(column, ""), own, other)
            cells[column] = other if verdict is MergeOutcome.THEIRS else own
            asked = asked or verdict is MergeOutcome.ASK
        if not asked:
            return MergedRow(key, MergeOutcome.MINE, Row(key, cells), mine, theirs)
    taken = theirs if outcome is MergeOutcome.THEIRS else mine
    return MergedRow(key, outcome, taken, mine, theirs)


def _cells(row: Any) -> Any:
    return dict(row.cells) if isinstance(row, Row) else row


def _sentences(text: str) -> list[str]:
    """The text cut after each sentence and each line; joined, the pieces are the text."""
    return [piece for piece in re.split(r"(?<=[.!?;])(?=\s)|(?<=\n)", text) if piece]


def _merge(base: list[str], mine: list[str], theirs: list[str]) -> MergedText:
    """Walk along the pieces that all three share; between them stands what one or both changed."""
    pieces: list[str] = []
    is_clean = True
    at_base = at_mine = at_theirs = 0
    for start, own, other, length in [*_shared(base, mine, theirs), (len(base), len(mine), len(theirs), 0)]:
        gap = (base[at_base:start], mine[at_mine:own], theirs[at_theirs:other])
        outcome = three_way(*gap)
        if outcome is MergeOutcome.ASK:
            is_clean = False
            pieces += gap[1]
            # A line that stood last, without its end, gets one before the other wording follows it.
            is_open = bool(pieces) and not pieces[-1].endswith(("\n", " "))
            if gap[2] and is_open and not gap[2][0].startswith((" ", "\n")):
                pieces.append("\n")
            pieces += gap[2]
        else:
            pieces += gap[2] if outcome is MergeOutcome.THEIRS else gap[1]
        pieces += base[start : start + length]
        at_base, at_mine, at_theirs = start + length, own + length, other + length
    return MergedText("".join(pieces), is_clean)


def _shared(base: list[str], mine: list[str], theirs: list[str]) -> list[tuple[int, int, int, int]]:
    """Runs of pieces that stand in all three, in order: where each begins, and how long it is."""
    own = _blocks(base, mine)
    other = _blocks(base, theirs)
    found = []
    i = j = 0
    while i < len(own) and j < len(other):
        start = max(own[i][0], other[j][0])
        end = min(own[i][0] + own[i][2], other[j][0] + other[j][2])
        if start < end:
            found.append((start, own[i][1] + start - own[i][0], other[j][1] + start - other[j][0], end - start))
        if own[i][0] + own[i][2] < other[j][0] + other[j][2]:
            i += 1
        else:
            j += 1
    return found


def _blocks(before: list[str], after: list[str]) -> list[tuple[int, int, int]]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    return [(block.a, block.b, block.size) for block in matcher.get_matching_blocks() if block.size]
