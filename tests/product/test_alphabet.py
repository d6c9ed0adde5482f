"""Every list in the order of the alphabet: whatever sorts on text goes by the sort key, in queries and in Python.

The right order is that of `core.folding.sort_key`, tried with words in `tests/core/test_folding.py`. Here it is asked
whether anything in the product sorts text in another way; each page is asked in `test_matrix`.
"""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db.models import CharField, TextField
from django.urls import reverse

from core.search import SortKeyField
from tests.exhaustive import share
from tests.factories.partners import ExchangeRateFactory
from tests.product.asking import Asked
from tests.product.sorting import KEYS, plain_sorts, sorts_of_text, text_columns

ROOT = Path(settings.BASE_DIR)
OWN_APPS = ("core", "needs", "roadmap", "partners", "iwt_dashboard")
# Sorts in Python on text that no reader sees as a list, each with the reason.
NOT_A_LIST = {
    "core/figures/settling.py:_recount": "keys, which are numbers",
    "iwt_dashboard/ops/backup.py:prune": "paths",
    "partners/management/commands/import_iati.py:_files": "paths",
    "partners/overlaps/comparison.py:compared_fields": "a fixed order of fields",
}


def own_models():
    return [model for model in apps.get_models() if model._meta.app_label in OWN_APPS]


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_every_text_of_every_table_is_sorted_by_its_key(model):
    wrong = [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, CharField | TextField)
        and not isinstance(field, SortKeyField)
        and not KEYS.search(str(model._base_manager.order_by(field.name).values("pk").query))
    ]
    assert wrong == []
    assert plain_sorts(str(model._base_manager.all().query), text_columns()) == []


def test_a_sort_that_goes_round_the_key_is_found():
    columns = {("core_organisation", "name"), ("core_country", "iso3")}
    plain = 'SELECT 1 FROM "core_organisation" ORDER BY "core_organisation"."name" ASC LIMIT 5'
    assert plain_sorts(plain, columns) == [("core_organisation", "name")]
    keyed = plain.replace('"core_organisation"."name"', 'core_sort_key("core_organisation"."name") COLLATE "C"')
    assert plain_sorts(keyed, columns) == []
    told = plain.replace('"core_organisation"."name"', 'CASE WHEN "core_organisation"."name" = \'a\' THEN 1 ELSE 0 END')
    assert plain_sorts(told, columns) == []
    both = keyed.replace(" LIMIT", ', "core_country"."iso3" DESC LIMIT')
    assert plain_sorts(both, columns) == [("core_country", "iso3")]


@pytest.mark.django_db
@pytest.mark.parametrize("model", admin.site._registry, ids=lambda model: model._meta.label)
def test_no_table_of_the_administration_sorts_or_searches_text_by_code_points(model, universe, client_of):
    kept = admin.site._registry[model]
    place = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    columns = range(1, len(kept.list_display) + 1)
    for query in ("", "?q=Vi%E1%BB%87t+Nam", *(f"?o={n}" for n in share(columns, len(kept.list_display), 3))):
        asked = Asked(client_of("secretariat"), "get", place + query)
        assert asked.status == 200
        assert sorts_of_text(asked.statements) == []
        if query.startswith("?q") and kept.search_fields:
            sought = " ".join(asked.statements)
            assert "core_folded" in sought
            assert "UPPER(" not in sought


def sorts_of(path):
    """Sorts in a module: where, and the source of what they sort by."""
    for function in ast.walk(ast.parse(path.read_text())):
        if not isinstance(function, ast.FunctionDef):
            continue
        for call in ast.walk(function):
            if not isinstance(call, ast.Call):
                continue
            called = call.func
            is_sort = isinstance(called, ast.Name) and called.id == "sorted"
            is_sort |= isinstance(called, ast.Attribute) and called.attr == "sort"
            if is_sort:
                key = next((ast.unparse(word.value) for word in call.keywords if word.arg == "key"), "")
                yield f"{path.relative_to(ROOT)}:{function.name}", key, ast.unparse(call)


TEXT = re.compile(r"\.(title|name|acronym|label|term|words?|text)\b|\bstr\(|\.lower\(|casefold")


def test_no_sort_in_python_goes_by_the_code_points_of_a_text():
    found = Counter(
        (where, source)
        for app in OWN_APPS
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts
        for where, key, source in sorts_of(path)
        if TEXT.search(re.sub(r"sort_key\([^()]*\)", "", key or source)) and where not in NOT_A_LIST
    )
    assert sorted(found) == []


@pytest.mark.django_db
def test_the_filters_of_the_administration_offer_texts_in_order(universe, client_of):
    for currency, name in (("VND", "b"), ("usd", "a"), ("EUR", "c")):
        ExchangeRateFactory(currency=currency, year=2001, source_title=name)
    page = client_of("secretariat").get(reverse("admin:partners_exchangerate_changelist")).content.decode()
    offered = re.findall(r"\?currency=(\w+)", page)
    assert {"EUR", "usd", "VND"} <= set(offered)
    assert offered == sorted(offered, key=str.lower)
