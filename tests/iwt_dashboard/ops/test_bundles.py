"""One style sheet and one script for every page: what they are made of, and what nobody is sent any more."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

from iwt_dashboard.ops import bundles

COLLECTED = Path(settings.STATIC_ROOT) / "staticfiles.json"


@pytest.mark.parametrize("name", bundles.BUNDLES)
def test_a_bundle_holds_its_parts_in_their_order(name):
    parts = [Path(str(finders.find(part))).read_text() for part in bundles.BUNDLES[name]]

    content = Path(str(finders.find(name))).read_text()

    places = [content.index(part) for part in parts]
    assert places == sorted(places)
    assert len(content) < sum(map(len, parts)) + 10 * len(parts)
    assert staticfiles_storage.open(staticfiles_storage.stored_name(name)).read().decode() == content


def test_parts_are_sent_to_nobody():
    addresses = set(json.loads(COLLECTED.read_text())["paths"])

    assert set(bundles.BUNDLES) <= addresses
    assert not [name for name in addresses if name in bundles.NOT_SENT or name.startswith("django_htmx/")]


def test_a_changed_part_changes_the_bundle(monkeypatch, tmp_path):
    finder = bundles.BundleFinder()
    finder.storage = type(finder.storage)(location=tmp_path)
    first = Path(str(finder.find("site.js"))).read_text()

    monkeypatch.setitem(bundles.BUNDLES, "site.js", ("js/dates.js",))

    assert Path(str(finder.find("site.js"))).read_text() == Path("static/js/dates.js").read_text() != first


def test_a_part_that_is_missing_is_named(monkeypatch):
    monkeypatch.setitem(bundles.BUNDLES, "site.js", ("js/trusted.js", "js/nowhere.js"))

    with pytest.raises(FileNotFoundError, match=r"js/nowhere\.js"):
        bundles.bundled("site.js")
