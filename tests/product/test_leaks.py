"""Nothing that a person may not see is on any page that the person can fetch, nor in a figure, a link or a search.

Every page about many rows is fetched as each kind of reader, with every value of every filter. Pages about one row are
searched by `test_matrix`. Figures are held against the same world without the rows that the reader may not know of.
"""

import re
from functools import cache
from typing import Any

import pytest
from django.urls import Resolver404, resolve, reverse

from core.models import Country
from needs.models import SupportKind, Urgency
from needs.rules import CoverageStatus, NeedStatus
from partners.programmes.models.choices import ProgrammeStatus
from partners.support.models.answers import Response
from roadmap.kinds import IndicatorKind
from roadmap.models import CountryIndicator, Observation
from tests.exhaustive import EXHAUSTIVE
from tests.factories.roadmap import LAST_YEAR
from tests.product.asking import arguments_of, fetched, pairs_of
from tests.product.planting import is_for_text
from tests.product.policy_terms import KEEPERS
from tests.product.universe import (
    BROUGHT,
    DISCLOSURES,
    EVERYBODY,
    MEMBER_STATES,
    ORGANISATIONS,
    SIGNED_IN,
    STATES,
    TEAMS,
    Row,
    Universe,
)
from tests.removal import remove

pytestmark = pytest.mark.django_db

# Alternates read as focal points do, viewers as their team and closed accounts as the public; `test_matrix` has all.
READERS = ["public", "focal_vnm", "clearing_vnm", "focal_tha", "editor_wcs", "editor_traffic", "secretariat"]
READERS += ["deactivated", "viewer_vnm"] if EXHAUSTIVE else []
# Of two countries and of two organisations each is hidden from the other in the same ways: one of each compares worlds.
COMPARING = READERS if EXHAUSTIVE else ["public", "focal_vnm", "editor_wcs", "secretariat"]
KEPT_EMPTY = {"question.answer"}
# Addresses with the number of what partners and countries do together, and the kind of row that it stands for.
OF_KIND = {
    **{f"partners:round{rest}": "round" for rest in ("", "-edit", "-close", "-reply", "-answer")},
    **{f"partners:champion{rest}": "champion" for rest in ("", "-edit", "-consent", "-forget", "-approach")},
    **dict.fromkeys(("partners:delivery", "partners:decide-delivery", "partners:take-back"), "delivery"),
    **{f"partners:import{rest}": "import" for rest in ("", "-report", "-confirm", "-discard")},
    **dict.fromkeys(("partners:deliver", "partners:revise"), "response"),
    "partners:approach-off": "approach",
}
# What is left of a hidden entry for those who are told that there is one.
TOLD_WITHOUT_CONSENT: dict[str, dict[str, Any]] = {
    "champion": {
        **dict.fromkeys(("name", "office", "purpose", "consent_asked_by"), ""),
        **dict.fromkeys(("country", "consent_asked_on", "consent_on", "consent_until", "consent_withdrawn_on")),
        "consent_scope": "none",
    },
    "approach": {"despite_reason": ""},
}
# Those who are told, without consent, that somebody is approached: by whose contact, in which month, and no more.
TOLD_OF_APPROACHES = ORGANISATIONS["wcs"] | ORGANISATIONS["traffic"] | {"secretariat"}
OF_PEOPLE = ["workspace", "workspace-entries", "unsaved-texts", "account", "account-sessions"]
HREF = re.compile(r'(?:href|action|hx-get|hx-post)="(/[^"#?]*)')


def overlaps_for(universe: Universe, who: str) -> list[str]:
    """The overlaps, and each pair that a person may read."""
    if who not in SIGNED_IN:
        return []
    pairs = [reverse("partners:overlap", args=arguments_of(r)) for r in pairs_of(universe) if who in r.readers]
    return [reverse("partners:overlaps"), reverse("partners:overlaps") + "?show=decided", *pairs]


def together(universe: Universe, who: str) -> list[str]:
    """What partners and countries do together: rounds, mechanisms, champions, imports, and their histories."""
    shared = [reverse("partners:mechanism", args=[row.record.code]) for row in universe.of("mechanism")]
    shared += [reverse("partners:mechanism", args=[row.record.mechanism.code]) for row in universe.of("engagement")]
    shared += [reverse(name) for name in ("calendar", "data")]
    shared += [f"{reverse('calendar')}?country=VNM"]
    if who not in SIGNED_IN:
        return shared
    mine = {kind: [row.record for row in universe.of(kind) if who in row.readers] for kind in ("round", "champion")}
    found = [*shared, reverse("partners:rounds"), reverse("partners:champions")]
    for kind, rows in mine.items():
        for row in rows:
            found += [reverse(f"partners:{kind}", args=[row.pk]), reverse("history", args=[kind, row.pk])]
    found += [reverse("partners:round-answer", args=[row.pk, "VNM"]) for row in mine["round"]]
    own = [row.record.pk for row in universe.of("engagement") if who in TEAMS[row.iso3]]
    found += [reverse("history", args=["engagement", pk]) for pk in own]
    if who.startswith("editor"):
        found += [reverse("partners:round-reply", args=[row.pk]) for row in mine["round"]]
    if who in KEEPERS:
        imports = [row.record for row in universe.of("import") if who in row.readers]
        found += [reverse("partners:imports"), reverse("partners:import-questions")]
        found += [reverse("partners:import", args=[row.pk]) for row in imports]
    return found


def answers_with_deliveries(universe: Universe, who: str) -> list[str]:
    """Answers of which something was delivered, and the reports of it, as far as the person may read them."""
    if who not in SIGNED_IN:
        return []
    # One need is enough: its answers are of two organisations, and of every state.
    need = next(row.need for row in reversed(universe.of("delivery")) if who in row.need.readers)
    reports = [row.record for row in universe.of("delivery") if row.need == need and who in row.readers]
    answers = [row.record for row in universe.of("response") if row.need == need and who in row.readers]
    brought = [row for row in answers if row.state in BROUGHT]
    return [
        reverse("needs:detail", args=[need.record.code]),
        *(reverse("partners:response", args=[row.pk]) for row in brought),
        *(reverse("partners:delivery", args=[row.pk]) for row in reports),
    ]


def plain(body: str) -> str:
    """A body without tokens, envelopes and nonces."""
    return re.sub(r'(csrfmiddlewaretoken"|submit_token"|draft_envelope"|nonce)[^>]*', "", body)


def keyed(universe: Universe) -> dict[tuple[str, str], Row]:
    """Rows by what stands for them in an address."""
    keys = {"need": "code", "goal": "code", "value": "pk", "response": "pk", "question": "pk", "programme": "slug"}
    keys |= {"document": "key", "unsaved": "form_draft"}
    keys |= dict.fromkeys(("round", "champion", "approach", "delivery", "import"), "pk")
    return {(kind, str(getattr(row.record, name))): row for kind, name in keys.items() for row in universe.of(kind)}


found_at = cache(resolve)


def hidden_links(rows: dict[tuple[str, str], Row], who: str, body: str) -> list[str]:
    """Links to pages that do not exist for this person."""
    found = []
    kinds = {"partners:response": "response", "partners:programme": "programme", "roadmap:goal": "goal"}
    kinds |= OF_KIND
    for address in set(HREF.findall(body)):
        try:
            match = found_at(address)
        except Resolver404:
            found += [] if address.startswith("/static/") else [address]
            continue
        kind = kinds.get(match.view_name) or ("value" if "observation" in match.view_name else "")
        kind = kind or ("question" if match.view_name in ("needs:answer", "needs:share") else "")
        kind = kind or ("need" if "code" in match.kwargs and "iso3" not in match.kwargs else "")
        kind = kind or ("document" if match.view_name.startswith("document") else "")
        kind = kind or ("unsaved" if match.view_name.startswith("unsaved") else "")
        if match.view_name == "history":
            kind = {"answer": "response"}.get(match.kwargs["kind"], match.kwargs["kind"])
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
        *(reverse(f"partners:{name}") for name in ("gaps", "gaps-csv", "gaps-xlsx", "gap-list")),
        *(reverse(f"partners:{name}") for name in ("money", "money-csv", "money-xlsx")),
        *queries("partners:gaps", show=["table"], country=["VNM"], priority=["LIV"], year=[LAST_YEAR]),
        *queries("partners:gap-list", country=["VNM"], priority=["LIV"]),
        *queries("partners:money", lines=["left-out"], country=["VNM"], priority=["LIV"], funder=["wcs"]),
        *queries("partners:money", q=["mark", "-summary-z"], organisation=["wcs"], show=["not_iwt"]),
        *queries("partners:index", q=["w", "mark"]),
        *queries("partners:programmes", q=["mark", "-summary-z"], status=[ProgrammeStatus.IMPLEMENTATION]),
        *queries("partners:programmes", organisation=["wcs"], country=["VNM"], priority=["LIV"]),
        *(reverse("partners:organisation", args=[code]) for code in ("wcs", "traffic")),
        *(reverse("partners:programme", args=[r.record.slug]) for r in universe.of("programme") if who in r.readers),
        *(reverse(name) for name in OF_PEOPLE if who in SIGNED_IN),
        *overlaps_for(universe, who),
        *together(universe, who),
        *([reverse("needs:new")] if who.startswith("focal") else []),
        *([reverse("withdrawn")] if who in MEMBER_STATES else []),
        *([reverse("log"), f"{reverse('log')}?q=mark", reverse("log-csv")] if who == "secretariat" else []),
    ]


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
    order = [
        "unsaved",
        "document",
        "import",
        "round",
        "approach",
        "champion",
        "delivery",
        "response",
        "question",
        "version",
        "proposal",
        "value",
        "shared-value",
        "rating",
        "step",
        "goal",
        "need",
    ]
    for kind in [*order, "indicator", "shared-indicator", "programme"]:
        for row in universe.of(kind):
            if who in row.readers:
                continue
            record = type(row.record)._base_manager.get(pk=row.record.pk)
            if kind in TOLD_WITHOUT_CONSENT and who in TOLD_OF_APPROACHES:
                type(record)._base_manager.filter(pk=record.pk).update(**TOLD_WITHOUT_CONSENT[kind])
                continue
            if kind == "value":
                Observation._base_manager.filter(supersedes=record).update(supersedes=None)
            if kind == "goal":
                CountryIndicator._base_manager.filter(goal=record).update(goal=None)
            if kind == "programme":
                Response._base_manager.filter(programme=record).update(programme=None)
            remove(record)


def pages_that_count(universe: Universe, who: str) -> list[str]:
    """The pages of one row that count, add up, rate or rank what hangs on it."""
    value = universe.find("value", iso3="VNM", state="cleared", disclosure="public").need
    need = universe.find("need", iso3="VNM", state="cleared", disclosure="public")
    correction = next(row.record for row in reversed(universe.of("value")) if row.record.supersedes_id)
    hidden = [row.record.indicator.code for row in universe.of("indicator") if who not in row.readers][:2]
    return [
        *(reverse("roadmap:country-indicator", args=[code, "VNM"]) for code in ("shared", *hidden)),
        reverse("roadmap:country-indicator", args=[value.record.indicator.code, "VNM"]),
        reverse("roadmap:observation", args=[correction.pk]),
        reverse("needs:detail", args=[need.record.code]),
        reverse("documents", args=["need", need.record.pk]),
        *answers_with_deliveries(universe, who),
        *([reverse("partners:respond", args=[need.record.code])] if who.startswith("editor") else []),
    ]


def share_of(addresses: list[str], who: str) -> list[str]:
    """The addresses that a reader asks for: every page once, and of its filters and its other rows every fifth.

    Each reader has others of them. A filter narrows what `visible_to` gives, whoever reads; an exhaustive run asks for
    all as everybody.
    """
    found, met = [], set()
    for turn, address in enumerate(dict.fromkeys(addresses), READERS.index(who)):
        name = found_at(address.partition("?")[0]).view_name
        if EXHAUSTIVE or name not in met or turn % 5 == 0:
            found.append(address)
        met.add(name)
    return found


@pytest.mark.parametrize("who", COMPARING)
def test_every_page_is_that_of_a_world_without_the_hidden_rows(universe, client_of, who):
    """No page shows, names, counts or links what its reader may not see: it is the same where none of it exists."""
    client, rows, faults, with_hidden = client_of(who), keyed(universe), {}, {}

    for address in share_of([*pages_of_many(universe, who), *pages_that_count(universe, who)], who):
        body, headers = fetched(client, address)
        faults[address] = universe.leaks(who, body, headers) + hidden_links(rows, who, body)
        with_hidden[address] = plain(body)
    take_out_hidden(universe, who)
    for address, body in with_hidden.items():
        # The log writes down that it was read.
        if not address.startswith(reverse("log")) and plain(fetched(client, address)[0]) != body:
            faults[address].append("another page than without the hidden rows")

    found = {address: fault for address, fault in faults.items() if fault}
    assert not found, found


def test_every_text_of_a_hidden_record_holds_a_mark(universe):
    """What is left out is what a rule of its table keeps empty beside the rest."""
    empty = {
        f"{row.kind}.{field.name}"
        for row in universe.rows
        if row.record is not None and row.readers != EVERYBODY
        for field in row.record._meta.concrete_fields
        if is_for_text(field) and not getattr(row.record, field.name)
    }

    assert empty == universe.kept_empty
    assert universe.kept_empty == KEPT_EMPTY


def test_the_two_worlds_differ_for_a_team_and_a_visitor(universe, client_of):
    """The comparison above is worth something: the pages do count what a team may see."""
    for address in (reverse("landing"), reverse("country", args=["VNM"]), reverse("roadmap:index")):
        assert plain(fetched(client_of("focal_vnm"), address)[0]) != plain(fetched(client_of("public"), address)[0])


def test_every_member_state_is_on_the_landing_page_for_everybody(universe, client_of):
    for who in READERS:
        body, _ = fetched(client_of(who), reverse("landing"))
        assert all(country.name in body for country in Country.objects.all())
