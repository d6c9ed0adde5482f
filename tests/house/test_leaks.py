"""Nothing that a person may not see is on any page that the person can fetch, nor in a figure, a link or a search.

Every page about many rows is fetched as each kind of reader, with every value of every filter. Pages about one row are
searched by `test_matrix`. Figures are held against the same world without the rows that the reader may not know of.
"""

import re
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from core.models import Country
from needs.models import NeedRevision, NeedStatus, SupportKind, Urgency
from needs.rules import CoverageStatus
from partners.models import ProgrammeStatus
from roadmap.models import IndicatorKind, Observation, TrajectoryProposal
from tests.house.universe import DISCLOSURES, SIGNED_IN, STATES, Row, Universe

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("leaks")]

# Alternates read as focal points do and viewers as editors; `test_matrix` has them all.
READERS = [
    "public",
    "deactivated",
    "focal_vnm",
    "clearing_vnm",
    "viewer_vnm",
    "focal_tha",
    "editor_wcs",
    "editor_traffic",
]
READERS += ["secretariat"]
HREF = re.compile(r'(?:href|action|hx-get|hx-post)="(/[^"#?]*)')


def fetched(client: Client, address: str) -> tuple[str, str]:
    """The body and the headers of a page that must be there."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode(), str(answer.headers)


def plain(body: str) -> str:
    """A body without tokens and nonces."""
    return re.sub(r'(csrfmiddlewaretoken"|submit_token"|nonce)[^>]*', "", body)


def keyed(universe: Universe) -> dict[tuple[str, str], Row]:
    """Rows by what stands for them in an address."""
    keys = {"need": "code", "goal": "code", "value": "pk", "response": "pk", "question": "pk", "programme": "slug"}
    return {(kind, str(getattr(row.record, name))): row for kind, name in keys.items() for row in universe.of(kind)}


def hidden_links(universe: Universe, who: str, body: str) -> list[str]:
    """Links to pages that do not exist for this person."""
    rows, found = keyed(universe), []
    kinds = {"partners:response": "response", "partners:programme": "programme", "roadmap:goal": "goal"}
    for address in set(HREF.findall(body)):
        try:
            match = resolve(address)
        except Resolver404:
            found += [] if address.startswith("/static/") else [address]
            continue
        kind = kinds.get(match.view_name) or ("value" if "observation" in match.view_name else "")
        kind = kind or ("question" if match.view_name in ("needs:answer", "needs:share") else "")
        kind = kind or ("need" if "code" in match.kwargs and "iso3" not in match.kwargs else "")
        for value in match.kwargs.values():
            row = rows.get((kind, str(value)))
            if row is not None and who not in row.readers:
                found.append(address)
    return found


def queries(name: str, **values: Any) -> list[str]:
    """The address of a list once for each value of each filter."""
    return [f"{reverse(name)}?{field}={value}" for field, choices in values.items() for value in choices]


def pages_of_many(universe: Universe, who: str) -> list[str]:
    """Every page that shows rows of several kinds or several rows, and every filter on it."""
    countries = [
        reverse(name, args=[iso3]) for name in ("country", "report-card", "country-profile") for iso3 in ("VNM", "THA")
    ]
    vnm = reverse("country", args=["VNM"])
    coverage = [status.value for status in CoverageStatus]
    one_of_each = [universe.find("indicator", iso3="VNM", state="cleared", disclosure=level) for level in DISCLOSURES]
    indicators = [universe.find("shared-indicator"), universe.find("indicator", state="draft"), *one_of_each]
    codes = [row.record.indicator.code for row in indicators]
    return [
        *(reverse(name) for name in ("landing", "countries", "help", "method", "glossary")),
        *countries,
        *(f"{vnm}?coverage={value}" for value in coverage),
        *(f"{vnm}?{query}" for query in ("urgency=high", "priority=LIV", "page=2")),
        reverse("needs:list"),
        *queries(
            "needs:list",
            page=[2],
            q=["mark", "-statement-z", "-title-z", "-leadagency-z", "v1", "v3", "VNM-0", "71"],
            state=STATES,
            coverage=coverage,
            country=["VNM", "THA"],
            priority=["LIV"],
            urgency=[Urgency.HIGH],
            support=[SupportKind.EQUIPMENT],
            status=[NeedStatus.OPEN],
            needed_by=["2099-01-01"],
        ),
        *(reverse(f"roadmap:{name}") for name in ("index", "commitments", "processes", "indicators")),
        *queries("roadmap:indicators", q=["indicator", "shared", "mark"], kind=[IndicatorKind.NUMBER], page=[2]),
        reverse("roadmap:goal", args=["regional"]),
        *(reverse("roadmap:indicator", args=[code]) for code in codes),
        *(reverse("roadmap:country-indicator", args=[code, iso3]) for code in codes for iso3 in ("VNM", "THA")),
        *(reverse(f"partners:{name}") for name in ("index", "programmes", "mechanisms", "funding")),
        *queries("partners:index", q=["w", "mark"]),
        *queries("partners:programmes", q=["mark", "-summary-z"], status=[ProgrammeStatus.IMPLEMENTATION]),
        *queries("partners:programmes", organisation=["wcs"], country=["VNM"], priority=["LIV"]),
        *(reverse("partners:organisation", args=[code]) for code in ("wcs", "traffic")),
        *(reverse("partners:programme", args=[r.record.slug]) for r in universe.of("programme") if who in r.readers),
        *([reverse("workspace"), reverse("workspace-entries")] if who in SIGNED_IN else []),
        *([reverse("needs:new")] if who.startswith("focal") else []),
    ]


@pytest.mark.parametrize("who", READERS)
def test_no_page_shows_names_or_links_what_its_reader_may_not_see(universe, client_of, who):
    faults = {}

    for address in pages_of_many(universe, who):
        body, headers = fetched(client_of(who), address)
        faults[address] = universe.leaks(who, body, headers) + hidden_links(universe, who, body)

    assert not {address: found for address, found in faults.items() if found}


@pytest.mark.parametrize("who", READERS)
def test_the_register_lists_every_need_that_its_reader_may_see_and_no_other(universe, client_of, who):
    listed: set[str] = set()

    for page in (1, 2, 3):
        body, _ = fetched(client_of(who), f"{reverse('needs:list')}?page={page}")
        listed |= set(re.findall(r'href="/needs/((?:VNM|THA)-\d+)/"', body))

    assert listed == {row.record.code for row in universe.of("need") if who in row.readers}


@pytest.mark.parametrize("who", READERS)
def test_a_search_for_what_is_hidden_answers_as_one_for_nonsense(universe, client_of, who):
    """The words of a hidden row, of an earlier version or of a proposal are found by nobody who may not read them."""

    def answer(name: str, text: str) -> str:
        return plain(fetched(client_of(who), f"{reverse(name)}?q={text}")[0]).replace(text, "TEXT")

    hidden = [row for row in universe.of("need") if who not in row.readers]
    texts = [row.record.statement for row in hidden[::6]] + [row.record.code for row in hidden[::9]]
    texts += [row.record.content["title"] for row in universe.of("version") if who not in row.readers][::5]
    nonsense = answer("needs:list", "zzzz")
    assert [text for text in texts if answer("needs:list", text) != nonsense] == []
    programmes = [row.record.summary for row in universe.of("programme") if who not in row.readers]
    nonsense = answer("partners:programmes", "zzzz")
    assert [text for text in programmes if answer("partners:programmes", text) != nonsense] == []


def take_out_hidden(universe: Universe, who: str) -> None:
    """Make the world in which what this person may not know of does not exist."""
    order = ["response", "question", "version", "proposal", "value", "shared-value", "rating", "step", "goal", "need"]
    for kind in [*order, "indicator", "shared-indicator", "programme"]:
        for row in universe.of(kind):
            if who in row.readers:
                continue
            record = type(row.record)._base_manager.get(pk=row.record.pk)
            if kind == "value":
                Observation._base_manager.filter(supersedes=record).update(supersedes=None)
            if kind == "need":
                NeedRevision._base_manager.filter(need=record).delete()
            if kind == "indicator":
                TrajectoryProposal._base_manager.filter(country_indicator=record).delete()
            record.delete()


def figures_of(universe: Universe, client: Client, who: str) -> dict[str, str]:
    """The pages that count, add up, rate or rank, as the person reads them."""
    value = universe.find("value", iso3="VNM", state="cleared", disclosure="public").need
    need = universe.find("need", iso3="VNM", state="cleared", disclosure="public")
    correction = universe.of("value")[-1].record
    hidden = [row.record.indicator.code for row in universe.of("indicator") if who not in row.readers][:2]
    addresses = [
        *(reverse(name) for name in ("landing", "countries", "needs:list", "partners:index", "partners:programmes")),
        *(reverse(name, args=[iso3]) for name in ("country", "report-card") for iso3 in ("VNM", "THA")),
        *(f"{reverse('needs:list')}?{query}" for query in ("coverage=none", "coverage=partly", "country=VNM&q=mark")),
        *(reverse(f"roadmap:{name}") for name in ("index", "commitments", "indicators")),
        reverse("roadmap:goal", args=["regional"]),
        reverse("roadmap:indicator", args=["shared"]),
        *(reverse("roadmap:country-indicator", args=[code, "VNM"]) for code in ("shared", *hidden)),
        reverse("roadmap:country-indicator", args=[value.record.indicator.code, "VNM"]),
        reverse("roadmap:observation", args=[correction.pk]),
        reverse("needs:detail", args=[need.record.code]),
        *(reverse("partners:organisation", args=[code]) for code in ("wcs", "traffic")),
        reverse("partners:programme", args=["programme-wcs-public"]),
        *([reverse("workspace"), reverse("workspace-entries")] if who in SIGNED_IN else []),
        *([reverse("partners:respond", args=[need.record.code])] if who.startswith("editor") else []),
    ]
    return {address: plain(fetched(client, address)[0]) for address in addresses}


@pytest.mark.parametrize("who", READERS)
def test_every_figure_is_that_of_a_world_without_the_hidden_rows(universe, client_of, who):
    client = client_of(who)
    with_hidden = figures_of(universe, client, who)

    take_out_hidden(universe, who)
    without = figures_of(universe, client, who)

    assert [address for address in with_hidden if with_hidden[address] != without[address]] == []


def test_the_two_worlds_differ_for_a_team_and_a_visitor(universe, client_of):
    """The comparison above is worth something: the pages do count what a team may see."""
    for address in (reverse("landing"), reverse("country", args=["VNM"]), reverse("roadmap:index")):
        assert plain(fetched(client_of("focal_vnm"), address)[0]) != plain(fetched(client_of("public"), address)[0])


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


def test_every_member_state_is_on_the_landing_page_for_everybody(universe, client_of):
    for who in READERS:
        body, _ = fetched(client_of(who), reverse("landing"))
        assert all(country.name in body for country in Country.objects.all())
