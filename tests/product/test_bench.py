"""`make bench`: what it reads of the tools that make load, and what it makes of figures. It itself takes minutes."""

import pytest

from tests.tools.bench.load import Load, read_locust, read_wrk
from tests.tools.bench.machine import Process, below
from tests.tools.bench.outside import percentile
from tests.tools.bench.pages import chosen
from tests.tools.bench.report import markdown, table
from tests.tools.bench.targets import targets


def test_what_wrk_printed_is_read_and_only_expected_answers_count():
    printed = (
        "Running 2s test @ http://127.0.0.1/\n  1 threads and 8 connections\n"
        '{"seconds": 2.000, "requests": 1000, "p50": 3.1, "p95": 9.5, "p99": 20.0, "broken": 2, "unexpected": 100}\n'
    )

    assert read_wrk(printed) == Load(p50=3.1, p95=9.5, p99=20.0, rate=450.0, failed=102)


def test_the_last_row_of_locust_is_read():
    row = {"Request Count": "400", "Failure Count": "100", "Requests/s": "200.0", "50%": "4", "95%": "9", "99%": "N/A"}

    found = read_locust([{**row, "Requests/s": "1"}, row])

    assert found == Load(p50=4.0, p95=9.0, p99=0.0, rate=150.0, failed=100)


def test_names_are_chosen_in_their_order_and_unknown_ones_refused():
    assert chosen("", ["a", "b"]) == ["a", "b"]
    assert chosen(" b ;a", ["a", "b, c", "b"]) == ["a", "b"]
    with pytest.raises(ValueError, match="There is no x"):
        chosen("x", ["a"])


def test_a_percentile_is_one_of_the_values():
    values = [float(n) for n in range(20, 0, -1)]

    assert [percentile(values, share) for share in (0.5, 0.95, 1.0)] == [10, 19, 20]
    assert percentile([7.0], 0.95) == 7


def test_processes_are_found_with_all_that_they_started():
    found = [Process(1, 0, 5, "init"), Process(9, 1, 5, "serve"), Process(12, 11, 5, "c"), Process(11, 9, 5, "b")]

    assert [one.pid for one in below(found, 9)] == [9, 11, 12]


def load(clients, rate, bare):
    figures = {"p50": 1.0, "p95": 2.0, "p99": 3.0, "failed": 0}
    return {"clients": clients, "rate": rate, **figures, "bare": {"rate": bare}, "share": rate / bare}


def page(name, audience, *, share, python=10.0, p50=20.0, p95=50.0, size=20_000):
    crowds = [load(1, 10.0, 1_000.0), load(8, share * 1_000, 1_000.0)]
    return {
        **{"page": name, "audience": audience, "bytes": size, "compressed": size // 5, "load": crowds},
        **{"queries": 3, "sql": 1.0, "python": python, "unchanged_python": 0.5},
        **{"after_write": {"p50": p50, "p95": p95}},
    }


def world(size, *pages, **more):
    said = {"counts": {"Need": 143}, "start_seconds": 3.0, "builds": 7, "files": [], "faults": [], "postgresql": "18"}
    return {"size": size, **said, "memory_mb": {"worker": 100.0}, "pages": list(pages), **more}


def test_targets_are_held_by_the_worst_page_at_the_usual_number_of_clients():
    small = world(
        "S", page("need", "public", share=0.7, python=39.0), page("country", "public", share=0.5, python=41.0)
    )
    large = world(
        "L",
        page("need", "public", share=0.6, p50=31.0, p95=149.0),
        page("country", "focal point", share=0.14, p95=151.0, size=99_999),
    )
    steps = {"bare lxml parse": {"seconds": 1.0, "processor": 1.0}, "import it": {"seconds": 9.0, "processor": 8.0}}
    small["import"] = {"activities": 200, "steps": steps, "large": 2_000, "command_mb": 161.0}

    found = {target.text: target for target in targets([small, large])}

    held = {text: target.holds for text, target in found.items() if target.holds is not None}
    assert held == {
        "S: unchanged page for the public ≥ 0.6 × the bare view of the same bytes": False,
        "L: unchanged page for the public ≥ 0.6 × the bare view of the same bytes": True,
        "L: signed-in page ≥ 0.15 × the bare view": False,
        "S: first build, Python ≤ 40 ms": False,
        "L: first build after a write, p95 ≤ 150 ms": False,
        "first build after a write, p50 at L ≤ 1.5 × that at S": False,
        "L: page ≤ 100 kB raw": True,
        "import ≤ 8 × a bare parse, in processor time": True,
        "import of a large file, command ≤ 160 MB": False,
    }
    assert found["S: first build, Python ≤ 40 ms"].found.endswith("worst: country (public) 41 ms, need (public) 39 ms")
    assert found["S: 304 for the public ≥ 0.8 × the bare view's 304"].found == "not measured"


def test_the_report_shows_faults_first_and_every_figure():
    faulty = world("S", page("need", "public", share=0.5), faults=["S: need for public answers 500 500"])

    text = markdown({"machine": {"Processor": "2 × fast"}, "seconds": 1, "writes": 20, "worlds": [faulty]})

    assert text.index("S: need for public answers 500 500") < text.index("## Targets")
    assert "| need | public | 8 | 500 | 1.0 | 2.0 | 3.0 | 1,000 | 0.50 | – | – |" in text
    assert "| need | public | 3 | 1.0 | 10.0 | 0.50 | 20 | 50 | 20.0 | 4.0 |" in text


def test_columns_of_figures_stand_at_the_right():
    assert table(("Page", "ms"), [("need", "1.0"), ("country", "–")]) == (
        "| Page | ms |\n| --- | --: |\n| need | 1.0 |\n| country | – |"
    )
