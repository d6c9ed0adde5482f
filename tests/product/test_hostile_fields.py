"""What no keyboard sends, in every field, query, path, header and cookie of every address: never a server's error.

Addresses come from the URL table, the administration's too, with rows that are there; the names of queries and fields
from the pages themselves and from the code. Forms are sent as their page gave them out, sealed for their person.
"""

import json
import uuid
from urllib.parse import quote_from_bytes, urlencode

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from core.drafts import store
from core.drafts.envelope import ENVELOPE, REVISION, TOKEN, WRITER, Envelope, typed_values
from core.drafts.models import UnsavedText
from iwt_dashboard.ops.clean_input import is_readable
from iwt_dashboard.wsgi import CarefulRequest
from tests.exhaustive import share
from tests.product.fuzzing import FORM, HOSTILE, as_data, fields_of, names_in_queries, queries, spoilt, targets
from tests.product.hostile_requests import ADDRESSES, MISSING, SAMPLE, TABLE, Asked, gathered

pytestmark = pytest.mark.django_db
KINDS = list(HOSTILE)
PARTS_OF_THE_TABLE = 6
# Each address meets one kind or two, and another third of its names and fields with each; all of them, as each role, in
# an exhaustive run.
ONE_IN, THIRDS = 16, 3


@pytest.mark.parametrize("part", range(PARTS_OF_THE_TABLE))
def test_no_query_and_no_form_is_a_servers_error(universe, client_of, part):
    """Each page is opened once, for the names in its queries and the fields of its forms."""
    faults = {}
    for number, target in enumerate(targets(universe)):
        if number % PARTS_OF_THE_TABLE != part:
            continue
        client = client_of(target.who)
        page = fields_of(client, target)
        # A list of the administration turns away a query with any name that is not its own.
        sets = [sorted(page.query)] if page and page.query else []
        sets += [] if target.name.endswith("_changelist") else [names_in_queries()]
        for turn, kind in share(enumerate(KINDS), number, ONE_IN):
            for query in (query for names in sets for query in share(queries(names, HOSTILE[kind]), turn, THIRDS)):
                if target.name not in MISSING:
                    faults[target, kind, query[:40]] = Asked(client, "GET", f"{target.path}?{query}").faults
        for address, fields in page.posts if page else ():
            for turn, kind in share(enumerate(KINDS), number, ONE_IN):
                for third in share(range(THIRDS), turn + number, THIRDS):
                    body = spoilt(fields, HOSTILE[kind], third)
                    faults[target, address, kind, third] = Asked(
                        client, "POST", address.partition("#")[0], body, content_type=FORM
                    ).faults

    assert not gathered(faults)


@pytest.mark.parametrize("kind", KINDS)
def test_no_key_in_an_address_is_a_servers_error(universe, client_of, kind):
    """Whatever stands in the place of a key: the path of each address with each of its keys spoilt."""
    faults = {}
    wanting = [name for name, address in sorted(TABLE.items()) if address.wants]
    for name in share(wanting, KINDS.index(kind), ONE_IN // 2):
        spoilt_path = ADDRESSES[name]
        for value in ("7", "core", "no-such", "987654321", "ZZZ", "VNM-999", str(uuid.UUID(int=7))):
            spoilt_path = spoilt_path.replace(f"/{value}/", f"/{quote_from_bytes(HOSTILE[kind][:3_000])}/")
        for method in ("GET", "POST"):
            faults[name, method] = Asked(client_of("secretariat"), method, spoilt_path).faults

    assert not gathered(faults)


@pytest.mark.parametrize("kind", KINDS)
def test_no_header_or_cookie_is_a_servers_error(universe, client_of, kind):
    faults = {}
    value = HOSTILE[kind][:3_000].decode("latin-1")
    names = ("User-Agent", "Accept-Language", "Referer", "Origin", "HX-Current-URL", "HX-Target", "HX-Prompt")
    names += ("X-Request-ID", "If-None-Match", "If-Modified-Since", "Range", "X-Forwarded-For", "Accept", "Cookie")
    # What reads headers stands before all pages: each kind is sent to half of the sample, each page half of the kinds.
    for name in share(SAMPLE, KINDS.index(kind), 2):
        for method in ("GET", "POST"):
            headers = dict.fromkeys(names[: None if method == "GET" else -1], value) | {"HX-Request": "true"}
            faults[name, method] = Asked(client_of("secretariat"), method, ADDRESSES[name], headers=headers).faults
        cookies = "; ".join(f"{one}={value}" for one in ("sessionid", "csrftoken", "messages", "device"))
        faults[name, "cookies"] = Asked(Client(HTTP_COOKIE=cookies), "GET", ADDRESSES[name]).faults

    assert not gathered(faults)


@pytest.mark.parametrize("charset", ["hex", "rot13", "base64", "undefined", "no-such", "utf-7", "\x00"])
def test_a_codec_that_decodes_no_text_breaks_nothing(charset):
    environ = RequestFactory().get("/needs/?q=a").environ | {"CONTENT_TYPE": f"text/plain; charset={charset}"}

    request = CarefulRequest(environ)

    assert not is_readable(request)
    assert request.GET.get("q") == "a"


@pytest.mark.parametrize("charset", ["utf-7", "utf-16", "idna", "unicode_escape", "latin-1"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_encoding_that_is_not_ours_is_refused_in_words(universe, client_of, method, charset):
    """Python knows codecs that decode no text at all, and some that make lone surrogates of plain letters."""
    kind = f"{FORM}; charset={charset}"

    asked = Asked(client_of("focal_vnm"), method, "/needs/?q=+2AA-", b"a=+2AA-", content_type=kind)

    assert asked.status == 400
    assert "could not be read" in asked.body


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"', "us-ascii"])
def test_the_encoding_of_our_pages_is_taken(universe, client_of, charset):
    kind = f"{FORM}; charset={charset}"

    assert Asked(client_of("focal_vnm"), "POST", "/accounts/logout/", b"", content_type=kind).status == 302


# --- Sealed forms ------------------------------------------------------------------------------------

# What a draft keeps of each kind: what the fields of the form would keep of it.
KEPT = {
    b"a\x00b": "ab",
    b"\x00": "",
    b"\x01a\x0b\x1b[31m\x7f\xc2\x85b": "a[31m\u0085b",
    b"a\xed\xa0\x80b": "a\ufffd\ufffd\ufffdb",
    b"a\xef\xbb\xbfb": "ab",
    "a\u202eb\u2066".encode(): "ab",
    b"a\r\nb\tc": "a\r\nb\tc",
}


def sealed(of, **changed):
    """A form of this person's, correctly sealed."""
    values = {"person": of.pk, "form_key": "need:new", "title": "New need", "address": "/needs/new/"}
    return Envelope(**{**values, "form_draft": uuid.uuid4(), **changed})


@pytest.mark.parametrize("address", ["/unsaved/keep/", "/needs/new/", "/calendar/make/"])
@pytest.mark.parametrize("sent", KEPT, ids=repr)
def test_a_draft_keeps_what_its_fields_would_keep(universe, client_of, address, sent):
    person = universe.people["focal_vnm"]
    envelope = sealed(person)
    body = as_data({ENVELOPE: envelope.text(), TOKEN: str(envelope.form_draft)}) + b"&title=" + quote(sent)

    answer = client_of("focal_vnm").post(address, body, content_type=FORM)

    assert answer.status_code in (200, 302, 422)
    assert UnsavedText.objects.get(form_draft=envelope.form_draft).values["title"] == [KEPT[sent]]


def quote(sent):
    return quote_from_bytes(sent).encode()


SPOILT = ["title", WRITER, REVISION, TOKEN, "version", "%00", "parts-%ED%A0%80-title"]
SENDING = [("focal_vnm", "/unsaved/keep/"), ("focal_vnm", "/needs/new/"), ("viewer_vnm", "/needs/new/")]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("spoilt_name", SPOILT)
def test_rubbish_in_a_sealed_form_is_kept_or_refused(universe, client_of, kind, spoilt_name):
    """Each kind goes to each address, and each name too; both together to one of the three."""
    for who, address in share(SENDING, KINDS.index(kind) + SPOILT.index(spoilt_name), len(SENDING)):
        envelope = sealed(universe.people["focal_vnm"])
        body = as_data({ENVELOPE: envelope.text()}) + f"&{spoilt_name}=".encode() + quote(HOSTILE[kind])

        asked = Asked(client_of(who), "POST", address, body, content_type=FORM)

        assert not asked.faults, (who, address)


ODD_SEALS = {
    "a NUL in each text": {"form_key": "a\x00", "title": "b\x00", "address": "/\x00"},
    "surrogates": {"title": "\ud800", "address": "/\udfff"},
    "long": {"form_key": "x" * 5_000, "title": "x" * 5_000, "address": "/" + "x" * 5_000},
    "odd values": {"base": {"\x00": ["\ud800", "\x00"]}},
    "nobody's": {"person": 10**12},
    "nobody at all": {"person": -1},
    "follows another": {"follows": (uuid.uuid4(), 10**15)},
}


@pytest.mark.parametrize("kind", ODD_SEALS)
def test_an_odd_seal_that_is_good_is_no_servers_error(universe, client_of, kind):
    """Nobody else can make one; a release before this one may have, or a bug."""
    envelope = sealed(universe.people["focal_vnm"], **ODD_SEALS[kind])
    body = as_data({ENVELOPE: envelope.text(), "title": "Radios"})
    for address in ("/unsaved/keep/", "/needs/new/", "/accounts/login/"):
        for who in ("focal_vnm", "public"):
            assert not Asked(client_of(who), "POST", address, body, content_type=FORM).faults, (address, who)


@pytest.mark.parametrize("inside", [[], {}, 1, None, "x", {"p": "x"}, {"p": 1, "k": 2}])
def test_a_seal_of_another_shape_is_none(universe, inside):
    from django.core import signing

    from core.drafts.envelope import SALT

    assert Envelope.read(signing.dumps(inside, salt=SALT, compress=True)) is None


# --- The administration's autocompletes --------------------------------------------------------------


def autocompletes():
    """Every field of the administration that completes what is typed, by app, table and field."""
    from django.contrib import admin

    for model, made in admin.site._registry.items():
        for name in made.autocomplete_fields:
            yield model._meta.app_label, model._meta.model_name, name


@pytest.mark.parametrize("kind", KINDS)
def test_an_autocomplete_takes_whatever_is_typed(universe, client_of, kind):
    assert list(autocompletes())
    faults = {}
    for app, model, name in share(autocompletes(), KINDS.index(kind), 4):
        good = {"app_label": app, "model_name": model, "field_name": name}
        address = reverse("admin:autocomplete")
        for spoilt_name in ("term", "page", *good):
            query = urlencode({key: value for key, value in good.items() if key != spoilt_name})
            asked = Asked(
                client_of("secretariat"), "GET", f"{address}?{query}&{spoilt_name}={quote_from_bytes(HOSTILE[kind])}"
            )
            faults[app, model, name, spoilt_name] = asked.faults
            if asked.status == 200:
                json.loads(asked.body)

    assert not gathered(faults)


def test_typed_values_keep_no_character_that_a_field_strips():
    from django.http import QueryDict

    data = QueryDict(mutable=True)
    data.setlist("a\x00", ["b\x00\ud800", "c\u202e"])

    assert typed_values(data) == {"a": ["b", "c"]}
    store.check_size(typed_values(data))
