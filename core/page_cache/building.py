"""Builds pages and hands them out: what may be kept, for whom, and what is put in afterwards."""

import hashlib
import re
import secrets
import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from itertools import chain
from typing import Any

from django.conf import settings
from django.contrib.messages.storage.session import SessionStorage
from django.db import connections
from django.http import FileResponse, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone
from django.utils.cache import get_conditional_response

from core.figures.settling import settle_marked, settled
from core.page_cache.audience import noting
from core.page_cache.bodies import WORTH_COMPRESSING, Body
from core.page_cache.keys import key_of
from core.page_cache.recording import Building, is_built
from core.page_cache.store import LARGEST, Entry, get_shared, put_shared, store
from core.page_cache.versions import Versions, of_tables, put_together, read_versions
from core.reading import note_write

METHODS = frozenset({"GET", "HEAD"})
ACCEPTS_GZIP = re.compile(r"(?:^|,)\s*(?:gzip|\*)\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))[\d.]+\s*)?(?:,|$)", re.I)
VARY = "Accept-Encoding, Cookie, HX-Request, HX-Target"
NONCE, TOKEN, ONCE, MOMENT = "nonce", "token", "once", "moment"
# Parts of the shell that tell who is there: rendered for each answer, and stored in none.
PARTS = {"account": "components/_account.html", "unsaved": "components/_unsaved_script.html"}
# What stands for a hole while a page is built. Nobody outside of this process can write it into a text.
_SEED = secrets.token_hex(16)
MARKS = {name: f"x{_SEED}{name}x" for name in (NONCE, TOKEN, ONCE, MOMENT, *PARTS)}
AS_BYTES = {name: mark.encode() for name, mark in MARKS.items()}
# What is said of every answer is said anew; all else that a view has said of its answer stays with it.
SAID_ANEW = frozenset({"Cache-Control", "Content-Length", "ETag", "Vary"})
# How django-csp's decorators change the policy of an answer.
POLICIES = ("_csp_update", "_csp_replace", "_csp_config", "_csp_exempt")


def leave_out(request: HttpRequest) -> None:
    """Keep no copy of the answer to this request: something of it may be given out once only."""
    if building := getattr(request, "building", None):
        building.current.is_unique = True


def may_ask(request: HttpRequest) -> bool:
    """Whether a page from the cache may answer: nothing waits to be told once on whatever page comes next."""
    session = getattr(request, "session", None)
    return (
        request.method in METHODS
        and settings.MESSAGES_COOKIE_NAME not in request.COOKIES
        and not (session is not None and SessionStorage.session_key in session)
        and "HTTP_RANGE" not in request.META
    )


def versions_for(request: HttpRequest) -> Versions:
    """The versions of all tables at the begin of the request, with every figure as new as its rows. One query."""
    versions: Versions | None = getattr(request, "versions", None)
    if versions is None:
        found = read_versions()
        if found.is_marked:
            settle_marked()
            note_write()
            found = read_versions()
        if found.is_long:
            put_together()
        versions = request.versions = found.versions  # type: ignore[attr-defined]
    return versions


def find(request: HttpRequest, audiences: tuple[str, ...]) -> Entry | None:
    """The page that was built for one of these audiences and of which no row has changed."""
    for audience in audiences:
        key = key_of(request, audience)
        if (entry := store.get(key)) is not None and _is_as_now(request, entry):
            return entry
        if (entry := get_shared(key)) is not None and _is_as_now(request, entry):
            store.put(key, entry)
            return entry
    return None


def _is_as_now(request: HttpRequest, entry: Entry) -> bool:
    """Whether no row has changed that the page was built from. The database is asked once a request."""
    return entry.versions == of_tables(versions_for(request), entry.tables)


def begin(request: HttpRequest, stack: ExitStack) -> None:
    """From now on, until the stack is closed, a page is built: note what it reads, and whom it asks for."""
    building = Building(versions_for(request), request.user)
    stack.enter_context(holes(request, building))
    for one in connections.all():
        stack.enter_context(one.execute_wrapper(building))
    stack.enter_context(settled())
    stack.enter_context(noting(request.user))
    stack.enter_context(is_built(building))


def finish(request: HttpRequest, building: Building, response: HttpResponse) -> HttpResponse:
    """The page that was built, as an answer; kept, if it is one that can be."""
    if response.streaming:
        return fill_streamed(request, response)
    made = building.whole()
    if response.status_code != 200 or made.is_unique or not _is_lasting(request, response):
        return fill_unkept(request, response)
    body, tables = Body.of(response.content, AS_BYTES), tuple(sorted(made.tables))
    headers = {name: value for name, value in response.headers.items() if name not in SAID_ANEW}
    match = request.resolver_match
    entry = Entry(
        tables=tables,
        versions=of_tables(building.versions, tables),
        route=match.route if match else "",
        headers=headers,
        policies={name: vars(response)[name] for name in POLICIES if name in vars(response)},
        body=body,
        etag=_digest(body, headers),
    )
    key = key_of(request, building.person if made.is_personal else building.everybody)
    store.put(key, entry)
    put_shared(key, entry)
    return answer(request, entry)


def answer(request: HttpRequest, entry: Entry) -> HttpResponse:
    """A built page as an answer: 304 where the reader has it, compressed where that can be read."""
    request.route_of_page = entry.route  # type: ignore[attr-defined]
    response = HttpResponse(headers=entry.headers)
    vars(response).update(entry.policies)
    response.headers["Vary"] = VARY
    response.headers["ETag"] = etag = etag_of(request, entry)
    response.has_etag_of_content = True  # type: ignore[attr-defined]
    if "HTTP_IF_NONE_MATCH" in request.META or "HTTP_IF_MATCH" in request.META:
        conditional = get_conditional_response(request, etag=etag, response=response)
        if conditional is not None and conditional.status_code != 200:
            conditional.has_etag_of_content = True  # type: ignore[attr-defined]
            return conditional
    filling = filling_of(request, entry.body.holes)
    if accepts_gzip(request) and entry.body.size > WORTH_COMPRESSING:
        response.content = entry.body.gzipped(filling)
        response.headers["Content-Encoding"] = "gzip"
    else:
        response.content = entry.body.plain(filling)
    return response


def accepts_gzip(request: HttpRequest) -> bool:
    """Whether the reader can read what is compressed."""
    return ACCEPTS_GZIP.search(request.META.get("HTTP_ACCEPT_ENCODING", "")) is not None


def gathered(response: HttpResponse) -> HttpResponse:
    """A file that is sent row by row, as one piece where it is short; to be called while it is being built."""
    streamed: Any = response
    if not response.streaming or isinstance(response, FileResponse) or streamed.is_async:
        return response
    pieces, size, rest = [], 0, iter(streamed.streaming_content)
    for piece in rest:
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST:
            streamed.streaming_content = chain(pieces, rest)
            return response
    whole = HttpResponse(b"".join(pieces), status=response.status_code, headers=response.headers)
    vars(whole).update({name: vars(response)[name] for name in POLICIES if name in vars(response)})
    return whole


def fill_unkept(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """An answer that is sent once, with its holes filled."""
    if _SEED.encode() in response.content:
        response.content = _filled(request, response.content)
    return response


def fill_streamed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A long file that is sent once, the holes of its pieces filled. No hole lies across two pieces."""
    streamed: Any = response
    if not isinstance(response, FileResponse) and not streamed.is_async:
        streamed.streaming_content = (_filled(request, piece) for piece in streamed.streaming_content)
    return response


def _filled(request: HttpRequest, content: bytes) -> bytes:
    if _SEED.encode() not in content:
        return content
    body = Body.of(content, AS_BYTES)
    return body.plain(filling_of(request, body.holes))


def filling_of(request: HttpRequest, names: tuple[str, ...]) -> list[bytes]:
    """What goes into the holes of this answer, one after the other."""
    found: dict[str, bytes] = {}
    if NONCE in names:
        found[NONCE] = str(request.csp_nonce).encode()  # type: ignore[attr-defined]
    if TOKEN in names:
        found[TOKEN] = get_token(request).encode()
    if MOMENT in names:
        found[MOMENT] = moment().encode()
    for name in PARTS.keys() & set(names):
        found[name] = part(request, name).encode()
    # No two forms share what makes two presses of one form one record.
    return [str(uuid.uuid4()).encode() if name == ONCE else found[name] for name in names]


def moment() -> str:
    """The instant of an answer, in ISO 8601."""
    return timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ")


def part(request: HttpRequest, name: str) -> str:
    """A part of the shell that tells who is there."""
    told = {"request": request, "csrf_token": get_token(request), "csp_nonce": getattr(request, "csp_nonce", "")}
    template: Any = get_template(PARTS[name])
    return str(template.template.render(Context(told)))


@contextmanager
def holes(request: HttpRequest, building: Building) -> Iterator[None]:
    """While a page is built, marks stand where its holes are."""
    held: Any = request
    nonce = held.csp_nonce
    held.building, held.csp_nonce = building, MARKS[NONCE]
    try:
        yield
    finally:
        held.building, held.csp_nonce = None, nonce


def mark_for(request: HttpRequest | None, name: str) -> str | None:
    """What stands for a hole while a page is built; None where none is being built."""
    return MARKS[name] if getattr(request, "building", None) is not None else None


def _is_lasting(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether it may be sent again: it sets no cookie, tells nothing once, holds no token that belongs to one session,
    and its view has not said that nobody may keep it."""
    session, said = getattr(request, "session", None), getattr(request, "_messages", None)
    return not (
        # A token that was asked for by now stands in the answer as it is, not as a hole.
        request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
        or "no-store" in response.headers.get("Cache-Control", "")
        or response.cookies
        or (session is not None and session.modified)
        or (said is not None and (said.added_new or said._queued_messages or (said.used and len(said))))
    )


def etag_of(request: HttpRequest, entry: Entry) -> str:
    """The name of what is sent. Weak: what fills the holes differs. One person's is not another's."""
    user = getattr(request, "user", None)
    person = "" if user is None or not user.is_authenticated else f"-{_digest_of(str(user.pk))}"
    return f'W/"{entry.etag}{person}"'


def _digest(body: Body, headers: Mapping[str, str]) -> str:
    return _digest_of(repr(sorted(headers.items())), *body.pieces)


def _digest_of(*parts: str | bytes) -> str:
    digest = hashlib.blake2b(digest_size=12)
    for one in parts:
        content = one.encode() if isinstance(one, str) else one
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()
