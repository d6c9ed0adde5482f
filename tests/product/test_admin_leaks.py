"""What a member state keeps is on no page of the administration: no list, search, history, export or suggestion."""

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.product.asking import fetched

pytestmark = pytest.mark.django_db


def test_the_admin_shows_the_secretariat_nothing_that_a_country_keeps(universe, client_of):
    client, faults = client_of("secretariat"), {}

    for model, model_admin in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        bodies = [fetched(client, reverse(f"{name}_changelist"))[0]]
        if model_admin.search_fields:
            bodies += [fetched(client, f"{reverse(f'{name}_changelist')}?q={text}")[0] for text in ("mark", "draft")]
        for row in model_admin.get_queryset(None)[:2]:
            bodies += [fetched(client, reverse(f"{name}_{page}", args=[row.pk]))[0] for page in ("change", "history")]
        if hasattr(model_admin, "export_action"):
            resource = {"resource": "0", "format": "1"}
            fields = {f"{r.__name__.lower()}_{f}": "on" for r in model_admin.resource_classes for f in r().fields}
            exported = client.post(reverse(f"{name}_export"), {**resource, **fields})
            assert exported.status_code == 200
            bodies.append(exported.content.decode(errors="replace"))
        faults[name] = [piece for body in bodies for piece in universe.leaks("secretariat", body)]

    assert not {name: found for name, found in faults.items() if found}


@pytest.mark.parametrize("field", ["roadmap.action.goal", "roadmap.goal.aligned_with", "roadmap.countryindicator.goal"])
def test_the_admins_search_while_typing_finds_no_national_goal(universe, client_of, field):
    app, model, name = field.split(".")
    query = {"app_label": app, "model_name": model, "field_name": name, "term": "mark"}

    answer = client_of("secretariat").get(reverse("admin:autocomplete"), query)

    assert answer.status_code in (200, 403)
    assert not universe.leaks("secretariat", answer.content.decode())


def test_a_national_goals_own_page_in_the_admin_is_not_there(universe, client_of):
    goal = universe.find("goal", iso3="VNM", state="draft", disclosure="national").record

    for page in ("change", "history"):
        answer = client_of("secretariat").get(reverse(f"admin:roadmap_goal_{page}", args=[goal.pk]), follow=True)
        assert not universe.leaks("secretariat", answer.content.decode())
