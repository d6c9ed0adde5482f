"""Whatever is typed, pasted or sent: a clear message or correct storage, never a server error, nothing half written.

Every form of the URL table is sent as the person who may send it, with each kind of rubbish in each of its fields. The
forms and their good contents come from `policy.py`, so that a new form is tried without a word here.
"""

import re
import unicodedata
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import reverse

from core.models import Priority
from needs.models import Clarification, Need
from partners.support.models.answers import Response
from roadmap.models import CountryIndicator, Observation
from tests.exhaustive import share
from tests.product.asking import arguments_of, rows_for
from tests.product.policy import PAGES
from tests.product.policy_terms import NEW_NEED, Press
from tests.product.sending import LONG, Sent
from tests.product.universe import Row, Universe

pytestmark = pytest.mark.django_db
NATIVE = {
    "vietnamese": "Cần máy bộ đàm cho kiểm lâm ở ba vườn quốc gia",
    "lao": "ຕ້ອງການວິທະຍຸສື່ສານສຳລັບເຈົ້າໜ້າທີ່ປ່າໄມ້",
    "khmer": "ត្រូវការវិទ្យុទាក់ទងសម្រាប់មន្ត្រីឧទ្យានុរក្ស",
    "burmese": "တောအုပ်များအတွက် ဆက်သွယ်ရေးစက်များ လိုအပ်သည်",
    "thai": "ต้องการวิทยุสื่อสารสำหรับเจ้าหน้าที่พิทักษ์ป่า",
    "tetum": "Presiza rádiu ba guarda-florestál sira",
    "emoji": "Pangolins 🐾 and rangers 👩🏽‍🌾 with radios 📻",
}
RUBBISH: dict[str, Any] = {
    "nothing": "",
    "spaces": "   \t\n ",
    "very long": LONG,
    "negative": "-1",
    "not a number": "NaN",
    "infinity": "Infinity",
    "beyond floats": "1e400",
    "tiny": "1e-400",
    "huge": "9" * 400,
    "beyond integers": str(2**64),
    "fullwidth digits": "１２３",
    "text": "abc",
    "no day": "0000-00-00",
    "late day": "9999-99-99",
    "other days": "31/02/2026",
    "control characters": "a\x01\x02\x1b[31mb\x7f",
    "NUL": "a\x00b",
    "only NUL": "\x00",
    "marks of direction": "a\u202eb\u2066c",
    "lone surrogate": "a\ud800b",
    "noncharacter": "a\uffffb",
    "markup": "<script>alert(1)</script>&\"'",
    "template": "{{ 7|add:7 }}{% now 'Y' %}",
    "SQL": "'; DROP TABLE needs_need; --",
    "list": ["1", "2", "3"],
    "unknown": "no-such-choice",
    "another's key": "987654321",
    "path": "../../etc/passwd",
}
# The fields that each press carries beside those of its good content.
MORE_FIELDS = {
    "needs:new": ["plan_objective", "target_groups", "needed_by", "amount_sought", "currency", "amount_basis"],
    "needs:edit": ["own_cofinancing", "under_way", "asked_elsewhere", "contact_role"],
    "roadmap:observe": ["is_no_data", "zero_is_meant", "is_proxy", "evidence", "evidence_url", "note"],
    "roadmap:set-up": ["goal", "not_applicable_reason", "note", "milestone_1_on", "milestone_1_value"],
    "partners:programme-new": ["starts_on", "cofinancing", "stated_rate", "iwt_share", "parent", "iati_identifier"],
    "partners:respond": ["amount", "starts_on", "ends_on", "programme", "contact_role"],
}
PARTS = [f"parts-{row}-{name}" for row in (0,) for name in ("component", "title", "quantity", "unit", "amount")]
ALWAYS = ["version", "submit_token"]
# Who sends which form: the first of these whom the policy admits.
SENDERS = ("focal_vnm", "clearing_vnm", "editor_wcs")


def forms() -> Iterator[tuple[str, int]]:
    """Every press of every address."""
    for name, page in PAGES.items():
        for number in range(len(page.presses)):
            yield name, number


FORMS = list(forms())


def turns(kinds: Any, of: tuple[str, int], one_in: int) -> list[tuple[int, Any]]:
    """Of all kinds of rubbish, numbered, those whose turn it is: others for the next form."""
    return share(enumerate(kinds), FORMS.index(of), one_in)


def sender_of(name: str) -> str:
    return next(who for who in SENDERS if who in PAGES[name].who)


def target_of(universe: Universe, name: str, press: Press, who: str) -> Row:
    """A row for which the press would write, if there is one, or else any that exists for the person."""
    page = PAGES[name]
    known = rows_for(universe, page.kind)
    # Where nothing exists for the person (the world holds nothing withdrawn), what is sent must do no harm either.
    rows = [row for row in known if page.exists(who, row)] or known
    return next((row for row in rows if press.writes(who, row)), rows[0])


def as_sent(text: Any) -> Any:
    """A lone surrogate cannot be sent as text; a browser sends the replacement, a script sends its raw bytes."""
    return text.encode("utf-8", "surrogatepass") if isinstance(text, str) and "\ud800" in text else text


def faults_of(sent: Sent, press: Press, *, exists: bool = True) -> list[str]:
    """What is wrong: an answer that no form gives, or a refusal that has written or says nothing."""
    found = []
    if sent.status not in ({200, 302, 422, press.done, press.refused} if exists else {404}):
        found.append(f"answered {sent.status}")
    if sent.status == 422 and sent.writes:
        found.append(f"refused and wrote {sent.writes[0][-300:]}")
    if sent.status == 422 and not re.search(r'error-summary|errorlist|notice|id="conflict"', sent.body):
        found.append("refused without a word")
    return found


@pytest.mark.parametrize(("name", "number"), FORMS, ids=str)
def test_rubbish_in_any_field_is_refused_with_a_message_or_stored_whole(universe, client_of, name, number):
    press, who = PAGES[name].presses[number], sender_of(name)
    row = target_of(universe, name, press, who)
    address, good = reverse(name, args=arguments_of(row)) + press.query, press.body(row)
    fields = [*good, *MORE_FIELDS.get(name, []), *ALWAYS]
    if name in ("needs:new", "needs:edit"):
        fields, good = [*fields, *PARTS], {**good, "parts-TOTAL_FORMS": "1"}
    faults = {}
    exists = PAGES[name].exists(who, row)

    # Several fields at a time have the same rubbish: which did it shows in the message.
    for turn, kind in turns(RUBBISH, (name, number), 8):
        spoilt = {field: as_sent(RUBBISH[kind]) for field in fields[turn % 3 :: 3]}
        faults[kind] = faults_of(Sent(client_of(who), address, {**good, **spoilt}), press, exists=exists)
    for _, kind in turns(("nothing", "text", "NUL", "huge", "no day", "lone surrogate", "list"), (name, number), 7):
        faults[kind, "everywhere"] = faults_of(
            Sent(client_of(who), address, dict.fromkeys(fields, as_sent(RUBBISH[kind]))), press, exists=exists
        )
    # A form beyond the limit of a whole request is turned away before it is read, whichever form it is.
    for _, kind in turns(["very long"], (name, number), 3):
        sent = Sent(client_of(who), address, dict.fromkeys(fields, LONG))
        faults[kind, "everywhere"] = [] if sent.status in {400, 413} else faults_of(sent, press, exists=exists)
    faults["an empty form"] = faults_of(Sent(client_of(who), address, {}), press, exists=exists)

    assert not {kind: found for kind, found in faults.items() if found}


MALFORMED = {
    "percents": ("application/x-www-form-urlencoded", b"title=%ED%A0%80&note=%00&version=%FF&%00=%00&=&&&%"),
    "broken parts": (
        "multipart/form-data; boundary=x",
        b"--x\r\nContent-Disposition: form-data\r\n\r\n\x00\xff\r\n--x",
    ),
    "no parts": ("multipart/form-data; boundary=x", b"garbage without a boundary"),
    "JSON": ("application/json", b'{"title": [1, {"a": null}]}'),
    "UTF-7": ("text/plain; charset=utf-7", b"+AAAAAA-"),
}


@pytest.mark.parametrize(("name", "number"), FORMS, ids=str)
def test_a_malformed_body_is_no_servers_error(universe, client_of, name, number):
    press, who, faults = PAGES[name].presses[number], sender_of(name), {}
    address = reverse(name, args=arguments_of(target_of(universe, name, press, who))) + press.query

    for _, kind in turns(MALFORMED, (name, number), 5):
        content_type, body = MALFORMED[kind]
        sent = Sent(client_of(who), address, body, content_type=content_type)
        if sent.status not in {200, 302, 400, 404, 422} or (sent.status >= 400 and sent.writes):
            faults[kind] = (sent.status, sent.writes)

    assert not faults


# --- What is stored is what was typed ----------------------------------------------------------------


@pytest.mark.parametrize("script", NATIVE)
def test_every_script_of_the_region_is_stored_as_typed(universe, client_of, script):
    text, focal = NATIVE[script], client_of("focal_vnm")
    composed = unicodedata.normalize("NFC", text)
    need = universe.find("need", iso3="VNM", state="cleared", disclosure="public", change="draft").record
    one = universe.find("indicator", iso3="VNM", state="cleared", disclosure="public").record
    period = {"period": "other", "period_start": "1990-01-01", "period_end": "1990-12-31", "value": "5"}

    answers = [
        focal.post(reverse("needs:new"), {**NEW_NEED, "title": text, "statement": f"{text}\r\n{text}"}),
        focal.post(reverse("roadmap:observe", args=[one.indicator.code, "VNM"]), {**period, "note": text}),
        client_of("editor_wcs").post(reverse("needs:ask", args=[need.code]), {"question": text}),
        client_of("editor_wcs").post(reverse("partners:respond", args=[need.code]), {"kind": "offer", "note": text}),
    ]

    assert [answer.status_code for answer in answers] == [302] * 4
    stored = Need.objects.latest("pk")
    assert (stored.title, stored.statement) == (composed, f"{composed}\n{composed}")
    assert Observation.objects.latest("pk").note == composed
    assert Clarification.objects.latest("pk").question == composed
    assert Response.objects.latest("pk").note == composed
    for answer, who in zip(answers, ("focal_vnm", "focal_vnm", "editor_wcs", "editor_wcs"), strict=True):
        assert composed in client_of(who).get(answer["Location"].partition("#")[0]).content.decode()


def test_decomposed_text_is_stored_composed_and_what_nobody_sees_is_taken_out(universe, client_of):
    title = unicodedata.normalize("NFD", "Kiểm lâm") + "\x00\x07\u202e 1"

    answer = client_of("focal_vnm").post(reverse("needs:new"), {**NEW_NEED, "title": title})

    assert answer.status_code == 302
    assert Need.objects.latest("pk").title == "Kiểm lâm 1"


def test_markup_and_templates_are_shown_as_typed_and_never_run(universe, client_of):
    text = "<script>alert(1)</script>{{ 7|add:7 }}"

    answer = client_of("focal_vnm").post(reverse("needs:new"), {**NEW_NEED, "title": text, "statement": text})
    body = client_of("focal_vnm").get(answer["Location"]).content.decode()

    assert "<script>alert" not in body
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7|add:7 }}" in body


def test_amounts_pasted_from_a_spreadsheet_are_read_and_kept_to_the_cent(universe, client_of):
    for typed, stored in (("1,250,000.50", "1250000.50"), ("1 250 000", "1250000.00"), ("999999999999.99",) * 2):
        client_of("focal_vnm").post(reverse("needs:new"), {**NEW_NEED, "amount_sought": typed, "currency": "VND"})
        assert str(Need.objects.latest("pk").amount_sought) == stored


def test_the_same_form_sent_twice_makes_one_record(universe, client_of):
    token, before = str(uuid.uuid4()), Need.objects.count()

    places = {
        client_of("focal_vnm").post(reverse("needs:new"), {**NEW_NEED, "submit_token": token})["Location"] for _ in "ab"
    }

    assert len(places) == 1
    assert Need.objects.count() == before + 1


def test_anothers_token_makes_no_record_and_no_error(universe, client_of):
    token = str(uuid.uuid4())
    client_of("focal_vnm").post(reverse("needs:new"), {**NEW_NEED, "submit_token": token})
    before = CountryIndicator.objects.count(), Need.objects.count()

    answer = client_of("focal_tha").post(reverse("needs:new"), {**NEW_NEED, "submit_token": token})

    assert answer.status_code in {302, 422}
    assert (CountryIndicator.objects.count(), Need.objects.count()) in {before, (before[0], before[1] + 1)}


# --- Addresses ---------------------------------------------------------------------------------------


LISTS = {
    "needs:list": ["q", "country", "priority", "support", "urgency", "status", "coverage", "needed_by", "state"],
    "country": ["priority", "urgency", "coverage"],
    "roadmap:indicators": ["q", "framework", "priority", "kind"],
    "partners:index": ["q"],
    "partners:programmes": ["q", "country", "priority", "organisation", "status", "show"],
    "partners:money": ["q", "country", "priority", "year", "funder", "organisation", "status", "show", "lines"],
    "partners:organisation": [],
}
IN_ADDRESSES = [
    "",
    "%00",
    "%ED%A0%80",
    "%FF%FE",
    "-1",
    "NaN",
    "1e400",
    "9" * 400,
    "x" * 3000,
    "0000-00-00",
    "9999-99-99",
]
IN_ADDRESSES += ["%27%3B--", "%25", "%5C", "_", "%E0%B9%84%E0%B8%97%E0%B8%A2", "%F0%9F%90%BE", "%3Cscript%3E", "{{7}}"]
PAGE_NUMBERS = ["-1", "0", "abc", "10000000000", "9" * 400, "1e9", "%00", "", "last", "１"]
QUERIES = ["&&&=&", "%", "=%00&%00=", "page&q&country", "q=a&q=b&country=VNM&country=THA", "?" * 50, "a=b" * 3000]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("who", ["public", "focal_vnm"])
def test_garbage_in_any_filter_is_left_out(universe, client_of, name, who):
    arguments = {"country": ["VNM"], "partners:organisation": ["wcs"]}.get(name, [])
    address, found = reverse(name, args=arguments), {}
    queries = [f"page={number}" for number in PAGE_NUMBERS] + QUERIES
    # All fields at once: what one of them chokes on shows in the failure.
    queries += ["&".join(f"{field}={text}" for field in LISTS[name]) for text in IN_ADDRESSES]
    # Pages are counted and filters read by the same code for all lists: each list and reader has its share.
    for query in share(queries, list(LISTS).index(name) + (who == "public"), 3):
        found[query[:80]] = client_of(who).get(f"{address}?{query}").status_code

    assert {query: status for query, status in found.items() if status != 200} == {}


@pytest.mark.parametrize(
    "path",
    [
        "/needs/VNM-%00/",
        "/needs/%00/",
        "/%00",
        "/countries/V%00M/",
        "/countries/%E0%B9%84/",
        "/countries/VN%C7%B9/",
        "/needs/VNM-999999/",
        "/needs/VNM-9999999999/",
        "/needs/questions/99999999999999999999999999/answer/",
        "/roadmap/values/99999999999999999999999999/",
        "/roadmap/values/0/",
        "/roadmap/goals/-/",
        "/roadmap/goals/%ED%A0%80/",
        "/roadmap/indicators/%F0%9F%90%BE/",
        f"/roadmap/indicators/{'x' * 3000}/",
        "/roadmap/indicators/one/XXX/",
        f"/partners/responses/{2**63}/",
        f"/partners/programmes/{'x' * 3000}/",
        "/partners/organisations/no-such/",
        "/accounts/login/?next=//evil.example.org/%00",
        "/admin/core/user/%00/change/",
        "/admin/core/user/99999999999999999999999/change/",
        "/admin/core/user/?o=abc&p=-1&q=%00&role__exact=x",
        "/admin/roadmap/goal/?framework__id__exact=abc",
        "/needs//",
        "/needs/../admin/",
    ],
)
@pytest.mark.parametrize("who", ["public", "focal_vnm", "editor_wcs", "secretariat"])
def test_garbage_in_the_path_is_not_found(universe, client_of, path, who):
    status = client_of(who).get(path).status_code

    assert status in {200, 302, 400, 403, 404}
    assert status != 200 or path.startswith(("/accounts/login", "/admin/core/user/?"))


def test_the_twelve_priorities_are_still_there(universe):
    assert Priority.objects.count() == 12
