"""Several editions of one activity: the same files end the same, whatever their order, and nothing flips."""

import io
import itertools
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partners.iati.actions.imports import carry_out_import, confirm_import, read_import, start_import
from partners.iati.actions.run import import_file
from partners.iati.actions.values import the_world
from partners.iati.models import IatiRecord
from partners.iati.rules.editions import Edition, Pass, StampFault, passed_over, stamp_of, with_seen
from partners.programmes.models.programmes import Programme
from tests.exhaustive import EXHAUSTIVE, share
from tests.factories.core import UserFactory
from tests.partners.iati.iati_samples import activity, file_of, money
from tests.partners.iati.iati_world import outcome, programme
from tests.partners.iati.test_iati_again import events

CASES = Path(__file__).with_name("cases")
NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
NUMBER = itertools.count()


# --- the rule -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "instant", "fault"),
    [
        ("", None, None),
        ("2024-03-01T10:20:30Z", datetime(2024, 3, 1, 10, 20, 30, tzinfo=UTC), None),
        ("2024-03-01T10:20:30.1234567Z", datetime(2024, 3, 1, 10, 20, 30, 123456, tzinfo=UTC), None),
        # Noon in Bangkok is five o'clock in UTC; where no zone is told, it is UTC.
        ("2024-03-01T12:00:00+07:00", datetime(2024, 3, 1, 5, tzinfo=UTC), None),
        ("2024-03-01", datetime(2024, 3, 1, tzinfo=UTC), None),
        ("2024-03-01Z", datetime(2024, 3, 1, tzinfo=UTC), None),
        ("2024-03-01T25:00:00", datetime(2024, 3, 1, tzinfo=UTC), None),
        # A day ahead is a clock or a zone that is wrong, a minute more is no stamp.
        ("2026-12-01T12:00:00Z", NOW + timedelta(days=1), None),
        ("2026-12-01T12:01:00Z", None, StampFault.FUTURE),
        ("2204-03-01T00:00:00Z", None, StampFault.FUTURE),
        ("2567-03-01T00:00:00Z", None, StampFault.FUTURE),
        ("9999-12-31T23:59:59-12:00", None, StampFault.FUTURE),
        ("0001-01-01T00:00:00+14:00", None, StampFault.IMPOSSIBLE),
        ("1989-12-31T23:59:59Z", None, StampFault.IMPOSSIBLE),
        ("1990-01-01T00:00:00Z", datetime(1990, 1, 1, tzinfo=UTC), None),
        ("2024-13-01", None, StampFault.IMPOSSIBLE),
        ("01/03/2024", None, StampFault.IMPOSSIBLE),
        ("yesterday", None, StampFault.IMPOSSIBLE),
    ],
)
def test_a_stamp_is_an_instant_or_none(text, instant, fault):
    assert stamp_of(text, NOW) == (instant, fault)


def edition(stamp=None, day=1, file="a.xml", digest="a" * 64):
    return Edition(stamp and datetime(2024, stamp, 1, tzinfo=UTC), date(2024, 1, day), file, digest)


HELD = edition(digest="h" * 64)


@pytest.mark.parametrize(
    ("new", "held", "seen", "is_same_run", "expected"),
    [
        (edition(2), edition(1), (), False, None),
        (edition(1), edition(2), (), True, Pass.OLDER),
        (edition(None), edition(2), (), True, Pass.NO_STAMP),
        (edition(1), edition(None), ("a" * 16,), True, None),
        # Stamped alike, or not at all: new is what was never here.
        (edition(), HELD, (), False, None),
        (edition(), HELD, ("a" * 16,), False, Pass.SEEN),
        (edition(1), edition(1, digest="h" * 64), ("a" * 16,), False, Pass.SEEN),
        (edition(1), edition(1, digest="h" * 64), (edition(1).key,), False, Pass.SEEN),
        (edition(1), edition(1, digest="h" * 64), (edition(2).key, edition().key), False, None),
        # In one run the latest day decides, then the name of the file, then the content.
        (edition(day=2), HELD, (), True, None),
        (edition(day=1, file="b.xml"), edition(day=2, digest="h" * 64), (), True, Pass.SAME_RUN),
        (edition(file="b.xml"), HELD, (), True, None),
        (edition(file="a.xml"), edition(file="b.xml"), (), True, Pass.SAME_RUN),
        (edition(), HELD, (), True, Pass.SAME_RUN),
        (edition(digest="z" * 64), HELD, (), True, None),
    ],
)
def test_which_edition_stands(new, held, seen, is_same_run, expected):
    assert passed_over(new, held, seen, is_same_run=is_same_run) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (edition(2), edition(1, day=9, file="z.xml")),
        (edition(1), edition(None, day=9)),
        (edition(day=2), edition(day=1, file="b.xml")),
        (edition(1, file="b.xml"), edition(1, file="a.xml", digest="z" * 64)),
        (edition(digest="b" * 64), edition()),
    ],
)
def test_of_two_that_one_run_brings_one_goes_before(one, other):
    assert one.goes_before(other)
    assert not other.goes_before(one)
    assert not one.goes_before(one)


def test_editions_are_remembered_each_once():
    assert with_seen(["a", "b"], "c", "d") == ["a", "b", "c", "d"]
    assert with_seen(["a", "b"], "a") == ["b", "a"]
    assert with_seen(["b"]) == ["b"]
    assert len(with_seen([str(number) for number in range(500)], "x")) == 200


def test_an_edition_is_known_by_its_content_and_its_stamp():
    assert (
        edition(1, day=1, file="a.xml").key
        == edition(1, day=2, file="b.xml").key
        == f"{'a' * 16}@2024-01-01T00:00:00+00:00"
    )
    assert len({edition().key, edition(1).key, edition(2).key, edition(1, digest="b" * 64).key}) == 4


# --- files ----------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path):
    target = tmp_path / "files"
    target.mkdir()
    return target


def run(files):
    """Import files in one run, in this order; how many activities of each outcome, in all."""
    since = timezone.now()
    tallies = [import_file(path, the_world(since=since, file_name=path.name)) for path in files]
    return [outcome(tally) for tally in tallies]


@pytest.mark.django_db
@pytest.mark.parametrize("order", [1, -1])
def test_two_editions_without_a_stamp_do_not_flip(world, order):
    files = sorted((CASES / "two-editions").glob("*.xml"))[::order]

    run(files)
    # Nothing but the names of the files says that 2019 comes after 2018.
    assert programme("XX-R04-1").title == "New edition"
    before = events()
    for again in itertools.permutations(files):
        assert {"new", "changed"}.isdisjoint(name for found in run(again) for name in found)
    assert events() == before
    assert programme("XX-R04-1").title == "New edition"


@pytest.mark.django_db
def test_the_report_says_which_edition_was_taken(world, folder, capsys):
    for path in (CASES / "two-editions").glob("*.xml"):
        shutil.copy(path, folder)
    report = folder.parent / "report.json"
    call_command("import_iati", str(folder), report=str(report))
    call_command("import_iati", str(folder), report=str(report))

    text = report.read_text()
    assert "This version was here before and was replaced." in text
    assert programme("XX-R04-1").title == "New edition"


@pytest.mark.django_db
@pytest.mark.parametrize("order", [1, -1])
def test_a_stamp_in_the_future_locks_nothing(world, order):
    files = sorted((CASES / "future").glob("*.xml"))[::order]

    run(files)
    assert programme("XX-R05-1").title == "Its next edition"
    before = events()
    assert {"new", "changed"}.isdisjoint(name for found in run(files) for name in found)
    assert events() == before


@pytest.mark.django_db
def test_a_stamp_that_is_none_is_told(world, bring):
    tally = bring((CASES / "future" / "1-typo.xml").read_bytes())

    assert tally.notes[0]["notes"] == [
        "Its date of last update (2204-03-01T00:00:00Z) lies in the future: it counts as not given."
    ]


@pytest.mark.django_db
def test_a_stamp_of_the_future_that_an_earlier_release_took_locks_nothing(world, bring):
    stamped = 'default-currency="USD" last-updated-datetime="{}"'
    bring(activity(attributes=stamped.format("2025-01-01T00:00:00Z")))
    record = IatiRecord.objects.get()
    record.published = record.published | {"updated": "2204-03-01T00:00:00Z"}
    record.save()

    bring(activity(title="The next one", attributes=stamped.format("2025-02-01T00:00:00Z")))

    assert programme().title == "The next one"


def titled(title, stamp=""):
    """An edition of one activity."""
    told = f'last-updated-datetime="{stamp}"' if stamp else ""
    return file_of(activity("XX-EDITION", title=title, attributes=f'default-currency="USD" {told}'))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("files", "expected"),
    [
        # The same content stands in the first file and in the last: the last file decides.
        ({"1": titled("C"), "2": titled("A"), "3": titled("C")}, "C"),
        ({"1": titled("C"), "2": titled("A"), "3": titled("C"), "4": titled("A")}, "A"),
        # Only the stamped copy of it counts, which stands in the first file.
        ({"1": titled("C", "2024-01-01"), "2": titled("A", "2024-01-01"), "3": titled("C")}, "A"),
        ({"1": titled("C", "2024-02-01"), "2": titled("A", "2024-01-01"), "3": titled("C")}, "C"),
    ],
    ids=["first-and-last", "in-turn", "stamped-alike", "stamped-later"],
)
def test_content_that_comes_in_several_files_has_the_last_of_their_places(world, folder, files, expected):
    for name, content in files.items():
        (folder / f"{name}.xml").write_bytes(content)
    orders = list(itertools.permutations(sorted(folder.iterdir())))
    for order in share(orders, 0, max(1, len(orders) // 4)):
        Programme.objects.filter(iati_identifier="XX-EDITION").update(iati_identifier=f"XX-{next(NUMBER)}")
        IatiRecord.objects.filter(identifier="XX-EDITION").update(identifier=f"XX-{next(NUMBER)}")
        run(order)
        assert programme("XX-EDITION").title == expected, [path.name for path in order]
        assert {"new", "changed"}.isdisjoint(name for found in run(order) for name in found)
        assert {"new", "changed"}.isdisjoint(name for found in run(order[::-1]) for name in found)


def written(folder, files):
    """Files by their names, in a folder or below it."""
    paths = []
    for name, content in files.items():
        path = folder / f"{name}.xml"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        paths.append(path)
    return paths


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        # A was replaced by C, whichever came first; under the stamp of C it was never here, and comes later.
        ([{"1": titled("A", "2024-01-01"), "2": titled("C", "2024-02-01")}, {"3": titled("A", "2024-02-01")}], "A"),
        # C was here without a stamp; under a later one it is as new as D, which comes with it.
        (
            [
                {"1": titled("C"), "2": titled("B", "2024-01-01")},
                {"4": titled("C", "2024-02-01"), "3": titled("D", "2024-02-01")},
            ],
            "C",
        ),
    ],
    ids=["again-under-the-later-stamp", "first-without-a-stamp"],
)
def test_two_runs_end_the_same_whatever_the_order_in_each(world, folder, runs, expected):
    batches = [written(folder, files) for files in runs]
    for orders in itertools.product(*(itertools.permutations(batch) for batch in batches)):
        Programme.objects.filter(iati_identifier="XX-EDITION").update(iati_identifier=f"XX-{next(NUMBER)}")
        IatiRecord.objects.filter(identifier="XX-EDITION").update(identifier=f"XX-{next(NUMBER)}")
        for order in orders:
            run(order)
        assert programme("XX-EDITION").title == expected
        assert {"new", "changed"}.isdisjoint(name for found in run((*orders[1], *orders[0])) for name in found)


@pytest.mark.django_db
@pytest.mark.parametrize("order", ["123", "132", "213", "231", "312", "321"])
@pytest.mark.parametrize("is_previewed_first", [True, False])
def test_in_the_browser_the_last_stamp_stands_whatever_the_order(world, settings, tmp_path, order, is_previewed_first):
    """The third file says again what the first one said, later than the second said otherwise."""
    settings.IATI_DIR = str(tmp_path / "iati")
    by = UserFactory(secretariat=True)
    files = {"1": titled("A", "2024-01-01"), "2": titled("B", "2024-02-01"), "3": titled("A", "2024-03-01")}

    def previewed(name):
        row = start_import(by=by, name=f"{name}.xml", file=io.BytesIO(files[name]))
        read_import(row.pk)
        return row

    def written(row):
        if row.rows.filter(outcome__in=("new", "changed")).exists():
            confirm_import(by=by, of_import=row)
            carry_out_import(row.pk)

    waiting = {name: previewed(name) for name in files} if is_previewed_first else {}
    for name in order:
        written(waiting.get(name) or previewed(name))

    assert programme("XX-EDITION").title == "A"
    before = events()
    for name in order:
        assert set(previewed(name).rows.values_list("outcome", flat=True)) <= {"unchanged", "skipped"}
    assert events() == before


@pytest.mark.django_db
def test_an_edition_without_a_stamp_goes_behind_one_with(world, bring):
    bring(activity(title="Stamped", attributes='last-updated-datetime="2025-01-01T00:00:00Z"'))

    tally = bring(activity(title="Not stamped"))

    assert tally.skipped[0]["reason"] == (
        "It does not say when it was last updated. We hold a version that does, of 2025-01-01."
    )
    assert programme().title == "Stamped"


def edition_file(name, title, day, stamp):
    told = f'last-updated-datetime="{stamp}"' if stamp else ""
    return file_of(activity(name, money(day=day), title=title, attributes=f'default-currency="USD" {told}'))


stamps = st.sampled_from(
    [
        "",
        "",
        "2024-01-01T00:00:00Z",
        "2024-01-01T00:00:00Z",
        "2024-06-01",
        "2025-01-01T07:00:00+07:00",
        "2204-01-01",
        "?",
    ]
)
editions = st.tuples(st.sampled_from("ABC"), st.sampled_from(["2024-01-15", "2024-02-15"]), stamps)


@pytest.mark.django_db
@settings(
    max_examples=150 if EXHAUSTIVE else 8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(editions, min_size=2, max_size=4 if EXHAUSTIVE else 3), st.lists(editions, max_size=2), st.data())
def test_the_same_folders_twice_change_nothing_in_any_order(world, folder, first, second, data):
    def brought(name, found, start):
        files = {
            f"{'sub/' * (number % 2)}{name}-{number}": edition_file(name, *said)
            for number, said in enumerate(found, start)
        }
        return written(folder, files)

    def in_any_order(files):
        return data.draw(st.permutations(files))

    ends = []
    for is_sorted in (True, False):
        name = f"E{next(NUMBER)}"
        batches = [brought(name, first, 0), brought(name, second, len(first))]
        told = []
        for batch in batches:
            run(batch if is_sorted else in_any_order(batch))
            row = Programme.objects.get(iati_identifier=name)
            told.append((row.title, sorted(row.transactions.values_list("happened_on", flat=True))))
        ends.append(told)

        before = events()
        for again in data.draw(st.lists(st.sampled_from([batches[0], [*batches[0], *batches[1]]]), max_size=2)):
            assert {"new", "changed"}.isdisjoint(name for one in run(in_any_order(again)) for name in one)
        assert events() == before
    # The same files in the same runs end the same, whatever their order in each.
    assert ends[0] == ends[1]
