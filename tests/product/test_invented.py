"""What is marked as a demonstration is what the demonstration brought: the mark hangs on how a row came, on nobody's
account.

What people type into a demonstration, with its accounts, and what they bring there as files, is not invented.
"""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import reverse

from core.models import User
from core.tracking import inventing, is_invented
from partners.iati.actions.imports import carry_out_import, confirm_import, read_import, start_import
from partners.iati.models import IatiImport
from partners.programmes.models.programmes import Programme
from tests.partners.iati.iati_samples import activity, file_of
from tests.product.asking import arguments_of, rows_for
from tests.product.policy import PAGES

pytestmark = pytest.mark.django_db

MARKABLE = [
    model
    for model in apps.get_models()
    if any(field.name == "is_demo" for field in model._meta.concrete_fields) and not hasattr(model, "pgh_tracked_model")
]
# Places where a press enters something. In all others it moves on what is there.
ENTERED = {
    "Need",
    "NeedRevision",
    "Clarification",
    "Response",
    "ResponseMessage",
    "Observation",
    "Programme",
    "Champion",
    "Approach",
    "RaisedNeed",
}


@pytest.fixture
def demonstration(universe: Any) -> Any:
    """The world with the accounts of a demonstration, on records that are invented."""
    User.objects.update(is_demo=True)
    for model in MARKABLE:
        if model is not User:
            model._base_manager.filter(pk__in=model._base_manager.values("pk")).update(is_demo=True)
    return universe


def newest() -> dict[str, int]:
    """The largest key of each table that can be marked; keys that are no numbers are left aside."""
    found = {}
    for model in MARKABLE:
        key = model._base_manager.order_by("-pk").values_list("pk", flat=True).first()
        found[model.__name__] = key if isinstance(key, int) else 0
    return found


def test_nothing_that_a_press_enters_is_marked_as_invented(
    demonstration: Any, client_of: Callable[[str], Client]
) -> None:
    """Every form of every page that writes, sent by an account of the demonstration."""
    faults, entered = [], set()

    for name, page in PAGES.items():
        for press in page.presses:
            sent = next(
                (
                    (who, row)
                    for row in rows_for(demonstration, page.kind)
                    for who in sorted(page.who)
                    if page.exists(who, row) and press.writes(who, row)
                ),
                None,
            )
            if sent is None:
                continue
            who, row = sent
            before = newest()
            with transaction.atomic():
                client_of(who).post(reverse(name, args=arguments_of(row)) + press.query, press.body(row))
                for model in MARKABLE:
                    if not isinstance(model._meta.pk, type(Programme._meta.pk)):
                        continue
                    for made in model._base_manager.filter(pk__gt=before[model.__name__]):
                        entered.add(model.__name__)
                        # The first version is the need itself as it was cleared, with its mark.
                        if (name, model.__name__) == ("needs:clear", "NeedRevision"):
                            continue
                        faults += [f"{name}: {model.__name__}"] if made.is_demo else []
                transaction.set_rollback(True)

    assert faults == []
    assert entered >= ENTERED, ENTERED - entered


def test_a_real_file_that_is_brought_to_a_demonstration_is_not_invented(
    demonstration: Any, settings: Any, tmp_path: Any
) -> None:
    settings.IATI_DIR = str(tmp_path)
    person = demonstration.people["secretariat"]
    person.is_demo = True

    row = start_import(by=person, name="real.xml", file=io.BytesIO(file_of(activity("XX-77", title="Published"))))
    read_import(row.pk)
    confirm_import(by=person, of_import=IatiImport.objects.get(pk=row.pk))
    carry_out_import(row.pk)

    assert not IatiImport.objects.get(pk=row.pk).is_demo
    assert not Programme.objects.get(iati_identifier="XX-77").is_demo


def test_a_typed_programme_carries_no_mark_and_an_invented_one_does(
    demonstration: Any, client_of: Callable[[str], Client]
) -> None:
    """On the page, in the list, in the file of its money."""
    typed, invented = Programme.objects.filter(disclosure="public").order_by("pk")[:2]
    Programme.objects.filter(pk=typed.pk).update(is_demo=False)
    mark = "badge--demonstration"

    pages = {
        row.pk: client_of("public").get(reverse("partners:programme", args=[row.slug])).content.decode()
        for row in (typed, invented)
    }

    assert mark not in pages[typed.pk].split("</h1>")[1].split("<section")[0]
    assert mark in pages[invented.pk]


def test_the_mark_is_set_while_the_demonstration_is_loaded_alone() -> None:
    assert not is_invented()
    with inventing():
        assert is_invented()
    assert not is_invented()
    with pytest.raises(RuntimeError), inventing():
        raise RuntimeError
    assert not is_invented()
