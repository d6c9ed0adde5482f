"""A date in a cell, a list or a note is one thing: it stands in one line ("Dec / 2025" read as two)."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.template import Context, Template

ROOT = Path(__file__).resolve().parents[2] / "templates"
CELL = re.compile(r'<td|<th scope="row"|<dd|<time|class="note|<li')
BREAKS = re.compile(r"""\|date:(["'])[^"']* [^"']*\1""")


def lines() -> list[tuple[str, str]]:
    paths = sorted(path for path in ROOT.rglob("*.html") if "admin" not in path.parts)
    return [(path.relative_to(ROOT).as_posix(), line) for path in paths for line in path.read_text().splitlines()]


def test_no_cell_holds_a_date_that_can_break() -> None:
    assert [(name, line) for name, line in lines() if CELL.search(line) and BREAKS.search(line)] == []


def test_no_date_of_the_report_card_can_break() -> None:
    card = [
        (name, line)
        for name, line in lines()
        if re.search(r"country/(report_card|_card_|_commitments|_processes)", name)
    ]

    assert [(name, line) for name, line in card if BREAKS.search(line)] == []
    assert any("|day:" in line for _name, line in card)


def test_no_attribute_and_no_title_holds_a_date_with_markup() -> None:
    inside = re.compile(r"""(block title|<title|[a-z-]+="[^"]*\{\{[^}]*)\|day:""")

    assert [(name, line) for name, line in lines() if re.search(r"\|day:", line) and inside.search(line)] == []


def render(source: str, **values: object) -> str:
    return Template("{% load formatting i18n %}" + source).render(Context(values))


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ('{{ on|day:"M Y" }}', '<span class="nowrap">Dec 2025</span>'),
        ('{{ on|day:"j F Y" }}', '<span class="nowrap">31 December 2025</span>'),
        ('{{ none|day:"j F Y"|default:"–" }}', "–"),
        (
            '{% blocktranslate with day=on|day:"j F Y" %}As of {{ day }}.{% endblocktranslate %}',
            'As of <span class="nowrap">31 December 2025</span>.',
        ),
        (
            '{% blocktranslate asvar note with day=on|day:"j F Y" %}of {{ day }}{% endblocktranslate %}'
            '{% include "components/_kpi.html" with label="n" value="1" note=note only %}',
            'of <span class="nowrap">31 December 2025</span>',
        ),
    ],
)
def test_a_day_stands_in_one_line(source: str, written: str) -> None:
    assert written in render(source, on=date(2025, 12, 31), none=None)
