"""Who uses the site meanwhile: people who write, people who read, and mail. Each notes what they were told and saw."""

import contextlib
import html
import http.client
import random
import re
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from iwt_dashboard.ops.replicas import LONGEST_LAG_SECONDS
from tests.factories.core import PASSWORD
from tests.product.policy_terms import NEW_NEED
from tests.tools.crowd import LINE, Answer

PATIENCE = 90.0
# Until a process has asked how far a replica is.
SECONDS_TO_KNOW = 1.5
PUBLIC_PAGES = (
    "/",
    "/needs/",
    "/countries/VNM/",
    "/countries/",
    "/partners/",
    "/countries/VNM/report-card/",
    "/calendar.ics",
)
OWN_PAGES = ("/workspace/", "/needs/", "/countries/VNM/", "/")
WHO = re.compile(r'class="account__who">([^<]*)')
DRAFT = re.compile(r"Rehearsed need")


@dataclass(frozen=True)
class Asked:
    """One request: when it began, how long it took, what came back (0: no answer)."""

    at: float
    seconds: float
    status: int
    method: str = "GET"


@dataclass
class Visitor:
    """Somebody at a browser, with all its cookies."""

    port: int
    name: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def ask(self, method: str, path: str, form: dict[str, Any] | None = None, file: bytes | None = None) -> Answer:
        """One request, sent once; status 0 where no answer came."""
        body, kind = urlencode(form or {}, doseq=True).encode(), "application/x-www-form-urlencoded"
        if file is not None:
            body, kind = multipart(form or {}, file)
        headers = {"Content-Type": kind, "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=80)
        begun, found = time.monotonic(), Answer(0, {}, "")
        with contextlib.suppress(*LINE):
            line.request(method, path, body if method == "POST" else None, headers)
            answer = line.getresponse()
            raw = answer.read()
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            named = {name.title(): value for name, value in answer.headers.items()}
            found = Answer(answer.status, named, raw.decode(errors="replace"))
        line.close()
        self.asked.append(Asked(begun, time.monotonic() - begun, found.status, method))
        if found.status >= 500 and found.status not in (502, 503, 504):
            self.faults.append(f"{method} {path}: {found.status}")
        if found.status == 200 and (who := WHO.search(found.body)) and html.unescape(who[1]) != self.name:
            self.faults.append(f"{method} {path}: a page of {who[1]!r}, shown to {self.name or 'the public'!r}")
        if found.status == 200 and not self.name and DRAFT.search(found.body):
            self.faults.append(f"{method} {path}: a draft, shown to the public")
        return found

    def ask_until_answered(self, method: str, path: str, form: dict[str, Any] | None = None, **more: Any) -> Answer:
        """The same again, until the site says yes or no."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            found = self.ask(method, path, form, **more)
            if 0 < found.status < 500:
                return found
            time.sleep(0.2)
        raise AssertionError(f"{method} {path} was not answered in {PATIENCE:.0f} seconds")

    def log_in(self, address: str) -> None:
        """As a person does."""
        hidden = self.ask_until_answered("GET", "/accounts/login/").hidden()
        typed = {**hidden, "login": address, "password": PASSWORD}
        found = self.ask_until_answered("POST", "/accounts/login/", typed)
        assert found.status == 302, (address, found.status, re.sub(r"<[^>]+>|\s+", " ", found.body)[:500])


def multipart(form: dict[str, Any], file: bytes) -> tuple[bytes, str]:
    """A form with a file, as browsers send it."""
    mark = secrets.token_hex(8)
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in form.items()
    ]
    head = 'Content-Disposition: form-data; name="file"; filename="evidence.txt"\r\nContent-Type: text/plain'
    start = "".join(parts) + f"--{mark}\r\n{head}\r\n\r\n"
    return start.encode() + file + f"\r\n--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"


@dataclass
class Written:
    """What writers were told: of each need the title that was acknowledged last; of documents their content; and what
    somebody saw later that was older than that."""

    titles: dict[str, str] = field(default_factory=dict)
    documents: dict[str, str] = field(default_factory=dict)
    mails: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    may_be_late: threading.Event = field(default_factory=threading.Event)


def write(person: Visitor, colleague: Visitor, written: Written, over: threading.Event, rng: random.Random) -> None:
    """Enter needs, look at them, change them, and put a document to every third one."""
    number = 0
    while not over.is_set():
        number += 1
        title = f"Rehearsed need {number} of {person.name}"
        hidden = person.ask_until_answered("GET", "/needs/new/").hidden()
        typed = {**NEW_NEED, **hidden, "title": title, "draft_writer": f"{person.name}{number}.1"}
        saved = person.ask_until_answered("POST", "/needs/new/", typed)
        if saved.status != 302:
            raise AssertionError(f"{title}: {saved.status} {re.sub('<[^>]+>', ' ', saved.body)[:1500]}")
        path = saved.headers["Location"]
        written.titles[path] = title
        # A second press, or a browser that sends it again, makes nothing twice.
        again = person.ask_until_answered("POST", "/needs/new/", typed)
        if (again.status, again.headers.get("Location")) != (302, path):
            person.faults.append(
                f"{title}: sent twice, and answered with {again.status} {again.headers.get('Location')}"
            )
        look(person, path, title, written, "its writer")
        look_as_another(colleague, path, title, written)
        if number % 2:
            change(person, path, number, title, written)
            look(person, path, written.titles[path], written, "who changed it")
            look_as_another(colleague, path, written.titles[path], written)
        if number % 3 == 1:
            put_document(person, path, f"Evidence {number} of {person.name}", written)
        time.sleep(rng.uniform(0.1, 0.5))


def look(who: Visitor, path: str, title: str, written: Written, as_whom: str) -> None:
    """Open a page and note where it is older than what was acknowledged before it was asked for."""
    found = who.ask_until_answered("GET", path)
    if found.status != 200 or title not in found.body:
        written.stale.append(f"{path} ({found.status}) without {title!r}, seen by {as_whom}")


def look_as_another(who: Visitor, path: str, title: str, written: Written) -> None:
    """The same as somebody who did not write it: while nobody waits for the replica, it may be some seconds late."""
    until = time.monotonic() + (LONGEST_LAG_SECONDS + SECONDS_TO_KNOW if written.may_be_late.is_set() else 0.0)
    while time.monotonic() < until and title not in who.ask_until_answered("GET", path).body:
        time.sleep(0.2)
    look(who, path, title, written, "a colleague")


def change(person: Visitor, path: str, number: int, title: str, written: Written) -> None:
    """Give a need another title."""
    hidden = person.ask_until_answered("GET", f"{path}edit/").hidden()
    typed = {**NEW_NEED, **hidden, "title": f"{title}, changed", "draft_writer": f"{person.name}{number}.2"}
    changed = person.ask_until_answered("POST", f"{path}edit/", typed)
    if changed.status == 302:
        written.titles[path] = f"{title}, changed"
    else:
        person.faults.append(f"{path}edit/: {changed.status}")


def put_document(person: Visitor, path: str, text: str, written: Written) -> None:
    """Put a file to a need. The form has no token: what was not answered is not sent again."""
    page = person.ask_until_answered("GET", path).body
    place = re.search(r'href="(/documents/need/\d+/)"', page)
    if not place:
        person.faults.append(f"{path}: no way to its documents")
        return
    hidden = person.ask_until_answered("GET", place[1]).hidden()
    sent = person.ask(
        "POST", f"{place[1]}add/", {"csrfmiddlewaretoken": hidden["csrfmiddlewaretoken"]}, file=text.encode()
    )
    if sent.status != 302:
        return
    listed = person.ask_until_answered("GET", place[1])
    keys = re.findall(r'href="(/documents/[0-9a-f-]{36}/)"', listed.body)
    if not keys:
        written.stale.append(f"{place[1]} without the document that was just put there")
    for key in keys:
        written.documents[key] = text


def read(visitor: Visitor, pages: tuple[str, ...], over: threading.Event, rng: random.Random) -> None:
    """Open one page after the other."""
    while not over.is_set():
        path = rng.choice(pages)
        found = visitor.ask("GET", path)
        if found.status in (302, 401, 403, 404):
            visitor.faults.append(f"GET {path}: {found.status} {found.headers.get('Location', '')}")
        time.sleep(rng.uniform(0.05, 0.25))


def longest_outage(visitors: list[Visitor], times: list[tuple[float, float]]) -> tuple[int, float, list[Asked]]:
    """Of all who only read: how many errors they saw, for how long at a stretch, and those outside of some times."""
    errors = [one for visitor in visitors for one in visitor.asked if one.method == "GET" and not 0 < one.status < 500]
    longest = 0.0
    for visitor in visitors:
        since: float | None = None
        for one in visitor.asked:
            if one.method == "GET" and not 0 < one.status < 500:
                since = one.at if since is None else since
                longest = max(longest, one.at + one.seconds - since)
            else:
                since = None
    return (
        len(errors),
        longest,
        [one for one in errors if not any(begins <= one.at + one.seconds <= ends for begins, ends in times)],
    )


def in_threads(acts: list[Callable[[], None]], raised: list[BaseException]) -> list[threading.Thread]:
    """Each in a thread of its own; what they raise is kept."""

    def guarded(act: Callable[[], None]) -> None:
        try:
            act()
        except BaseException as error:
            raised.append(error)

    threads = [threading.Thread(target=guarded, args=[act], daemon=True) for act in acts]
    for thread in threads:
        thread.start()
    return threads
