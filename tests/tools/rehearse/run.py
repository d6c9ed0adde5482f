"""The rehearsal itself: load, trouble, and what has to hold of both."""

import os
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import boto3
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.db import DatabaseError, InterfaceError, connection

from core.mail import OutgoingMail, enqueue
from iwt_dashboard.ops.staticfiles import collect_if_changed
from needs.models import Need
from tests.factories.core import COUNTRIES, PRIORITIES, CountryFactory, PriorityFactory, UserFactory
from tests.tools.rehearse import load
from tests.tools.rehearse.load import Visitor, Written
from tests.tools.rehearse.parts import Installation, until

WRITERS, PUBLIC_READERS, KNOWN_READERS = 4, 3, 3
# How long it takes until somebody, or a program, has noticed that the primary is dead.
NOTICED_AFTER = 1.0
# From the promotion until the last reader has an answer again: connections that are dead are noticed one by one.
GRACE = 3.0
# Who is in the midst of an answer when a process of the site is killed has half of it, and asks again.
CUT_OFF = 1.0


@dataclass
class Trouble:
    """What was done to the installation, and when the primary was away."""

    told: list[str] = field(default_factory=list)
    begun: float = field(default_factory=time.monotonic)
    died: float = 0.0
    promoted: float = 0.0
    # When processes of the site were killed.
    cuts: list[float] = field(default_factory=list)
    # What the parts had to do: a part that nobody uses is not rehearsed.
    reads_at_standby: int = 0
    found_in_cache: int = 0
    # While nobody waits for the replica.
    may_be_late: threading.Event = field(default_factory=threading.Event)

    def note(self, words: str) -> None:
        """Write it down and say it."""
        self.told.append(words)
        print(f"  {time.monotonic() - self.begun:6.1f} s  {words}", flush=True)


def prepare(made: Installation) -> list[str]:
    """Tables, a country, its people, the bucket; the addresses of the people."""

    call_command("migrate", interactive=False, verbosity=0)

    for iso3 in COUNTRIES:
        CountryFactory(iso3=iso3)
    for code in PRIORITIES:
        PriorityFactory(code=code)
    people = [
        UserFactory(focal=True, email=f"person{number}@example.org", is_alternate=number > 0)
        for number in range(2 * WRITERS + KNOWN_READERS)
    ]
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, verified=True, primary=True) for person in people
    )

    collect_if_changed()
    make_bucket(made)
    return [person.email for person in people]


def make_bucket(made: Installation) -> None:
    """The private bucket of the rehearsal."""
    endpoint = f"http://127.0.0.1:{made.ports['bucket']}"
    boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1").create_bucket(Bucket="rehearsal")


def send_mail(written: Written, over: threading.Event, rng: random.Random) -> None:
    """Write messages down as a request does; those that were committed have to be sent."""

    number = 0
    while not over.is_set():
        number += 1
        subject = f"Rehearsed message {number}"
        try:
            enqueue(EmailMessage(subject, "Words.", "site@example.org", ["person@example.org"]))
            written.mails.append(subject)
        except (DatabaseError, InterfaceError):
            connection.close()
        time.sleep(rng.uniform(0.3, 1.0))


def make_trouble(made: Installation, trouble: Trouble, rng: random.Random, seconds: float) -> None:
    """Everything that is killed is killed once, at a moment and in an order that the seed decides."""
    acts = [kill_process, kill_instance, kill_cache, kill_worker, cut_off_replica, replace_primary, restart_instance]
    rng.shuffle(acts)
    pause = max(1.0, (seconds - 45) / len(acts))
    for act in acts:
        time.sleep(rng.uniform(0.5, 1.5) * pause)
        act(made, trouble, rng)


def cut_off_replica(made: Installation, trouble: Trouble, rng: random.Random) -> None:
    """The replica stops showing what is written, then dies, then comes back. Nobody waits for it meanwhile, so others
    may see a write as late as a replica may be behind; who wrote sees it at once all the same."""
    trouble.may_be_late.set()
    made.databases.wait_for_nobody()
    made.databases.stop_replaying()
    trouble.note("the replica shows nothing new")
    time.sleep(8)
    made.databases.kill(made.databases.standby)
    trouble.note("the replica is killed")
    time.sleep(3)
    made.databases.wait_for_standby()
    trouble.may_be_late.clear()
    trouble.note("the replica is back")


def kill_process(made: Installation, trouble: Trouble, rng: random.Random) -> None:
    """A process of the site, as the kernel does where memory runs out. Its instance starts another one."""
    name = rng.choice(["one", "two"])
    part = made.parts[name]
    until(part.children, f"instance {name} has a process")
    trouble.note(f"a process of instance {name} is killed")
    trouble.cuts.append(time.monotonic())
    for pid in part.children():
        os.kill(pid, 9)
    until(lambda: made.is_ready(name), f"instance {name} is ready")


def kill_instance(made: Installation, trouble: Trouble, rng: random.Random) -> None:
    """A machine with the site goes, and comes back."""
    name = rng.choice(["one", "two"])
    trouble.note(f"instance {name} is killed whole")
    trouble.cuts.append(time.monotonic())
    made.parts[name].kill()
    time.sleep(3)
    made.parts[name].start()
    until(lambda: made.is_ready(name), f"instance {name} is ready")
    trouble.note(f"instance {name} is back")


def restart_instance(made: Installation, trouble: Trouble, rng: random.Random) -> None:
    """An upgrade: the balancer sends nobody there any more, then it is asked to stop."""
    name = rng.choice(["one", "two"])
    trouble.note(f"instance {name} is restarted for an upgrade")
    made.tell_haproxy(f"set server instances/{name} state drain")
    made.parts[name].stop()
    made.parts[name].start()
    until(lambda: made.is_ready(name), f"instance {name} is ready")
    made.tell_haproxy(f"set server instances/{name} state ready")
    trouble.note(f"instance {name} is back")


def kill_cache(made: Installation, trouble: Trouble, rng: random.Random) -> None:
    """The cache goes, and comes back empty."""
    trouble.found_in_cache += made.found_in_cache()
    trouble.note("the cache is killed")
    made.parts["cache"].kill()
    time.sleep(5)
    made.parts["cache"].start()
    trouble.note("the cache is back, empty")


def kill_worker(made: Installation, trouble: Trouble, rng: random.Random) -> None:
    """A worker goes; what it was at is put back within a minute by the other one."""
    name = rng.choice(["worker-one", "worker-two"])
    trouble.note(f"{name} is killed")
    made.parts[name].kill()
    time.sleep(2)
    made.parts[name].start()


def replace_primary(made: Installation, trouble: Trouble, rng: random.Random) -> None:
    """The primary goes, the standby takes its place, and gets a standby of its own."""
    trouble.reads_at_standby = made.databases.reads_at_standby()
    trouble.note("the primary is killed")
    trouble.died = time.monotonic()
    made.databases.kill(made.databases.primary)
    time.sleep(NOTICED_AFTER)
    made.databases.promote()
    made.lead_to_primary()
    trouble.promoted = time.monotonic()
    trouble.note(f"the standby is the primary, {trouble.promoted - trouble.died:.1f} s later")
    # Until the new primary waits for it, the site may already read from it.
    trouble.may_be_late.set()
    made.databases.follow()
    trouble.may_be_late.clear()
    trouble.note("the primary of before follows it as a standby")
    for name in ("worker-one", "worker-two"):
        # A worker ends when its database goes, and whoever supervises it starts it again.
        until(lambda name=name: not made.parts[name].is_running(), f"{name} has ended", 60)  # type: ignore[misc]
        made.parts[name].start()
    trouble.note("the workers are back")


def rehearse(made: Installation, *, seconds: float, seed: int) -> int:
    """Run it all; how many things did not hold."""
    rng, begun = random.Random(seed), time.monotonic()
    made.databases.primary.start()
    made.start_stores()
    addresses = prepare(made)
    print(f"Database, pooler, cache and bucket run, after {time.monotonic() - begun:.0f} s.", flush=True)
    made.databases.follow()
    made.start_site()
    print(f"Everything runs, after {time.monotonic() - begun:.0f} s; {seconds:.0f} s of load, seed {seed}.", flush=True)

    people = [Visitor(made.address, name=address.partition("@")[0].capitalize()) for address in addresses]
    for person, address in zip(people, addresses, strict=True):
        person.log_in(address)
    writers, colleagues, known = people[:WRITERS], people[WRITERS : 2 * WRITERS], people[2 * WRITERS :]
    public = [Visitor(made.address) for _ in range(PUBLIC_READERS)]
    trouble, over, raised = Trouble(), threading.Event(), []
    written = Written(may_be_late=trouble.may_be_late)
    acts = [
        *(
            lambda w=w, c=c: load.write(w, c, written, over, random.Random(rng.random()))
            for w, c in zip(writers, colleagues, strict=True)
        ),
        *(lambda v=v: load.read(v, load.PUBLIC_PAGES, over, random.Random(rng.random())) for v in public),
        *(lambda v=v: load.read(v, load.OWN_PAGES, over, random.Random(rng.random())) for v in known),
        lambda: send_mail(written, over, random.Random(rng.random())),
    ]
    threads = load.in_threads(acts, raised)
    try:
        make_trouble(made, trouble, rng, seconds)
        time.sleep(max(0.0, trouble.begun + seconds - time.monotonic()))
    finally:
        over.set()
        for thread in threads:
            thread.join(load.PATIENCE)
    took = time.monotonic() - trouble.begun
    return judge(made, trouble, written, people=people, public=public, known=known, raised=raised, took=took)


def judge(
    made: Installation,
    trouble: Trouble,
    written: Written,
    *,
    people: list[Visitor],
    public: list[Visitor],
    known: list[Visitor],
    raised: list[BaseException],
    took: float,
) -> int:
    """Print the figures and what does not hold."""

    connection.close()
    readers = [*public, *known]
    faults = [fault for visitor in [*people, *public] for fault in visitor.faults]
    faults += [f"{type(error).__name__}: {error}" for error in raised]
    faults += [f"stale: {one}" for one in written.stale]
    faults += wrong_rows(written)
    allowed = trouble.promoted + GRACE - trouble.died
    times = [(trouble.died, trouble.died + allowed), *((at, at + CUT_OFF) for at in trouble.cuts)]
    results: dict[str, tuple[int, float]] = {}
    for name, group in (("the public", public), ("who is logged in", known)):
        errors, longest, elsewhere = load.longest_outage(group, times)
        results[name] = errors, longest
        faults += [f"an error for {name} at {one.at - trouble.begun:.1f} s: {one.status}" for one in elsewhere[:5]]
        if longest > allowed:
            faults.append(f"{name} saw errors for {longest:.1f} s, longer than the promotion took")
    for key, text in written.documents.items():
        found = people[0].ask_until_answered("GET", key)
        if (found.status, found.body) != (200, text):
            faults.append(f"the document {key} is not what was put there: {found.status}")
    try:
        call_command("check_documents", verbosity=0)
    except CommandError as error:
        faults.append(str(error))
    trouble.found_in_cache += made.found_in_cache()
    faults += [
        f"{what} was not used"
        for what, times in (("the replica", trouble.reads_at_standby), ("the cache", trouble.found_in_cache))
        if times < 10
    ]
    late = wait_for_mail(written)
    faults += late.faults
    asked = [one for visitor in readers for one in visitor.asked]
    answered = sorted(one.seconds for one in asked if 0 < one.status < 500)
    print(f"\n  {len(asked)} pages read in {took:.0f} s, half of them within {1000 * middle(answered):.0f} ms")
    print(f"  {len(written.titles)} needs and {len(written.documents)} documents written")
    print(f"  {len(written.mails)} messages written and sent, {late.twice} of them twice")
    print(f"  the standby took over {trouble.promoted - trouble.died:.1f} s after the primary was killed")
    print(f"  before, {trouble.reads_at_standby} pages were read from it; {trouble.found_in_cache} came from the cache")
    for name, (errors, longest) in results.items():
        print(f"  errors seen by {name}: {errors}, {longest:.1f} s at the longest")
    for fault in faults[:40]:
        print(f"  DOES NOT HOLD: {fault}")
    print("  Everything holds." if not faults else f"  {len(faults)} things do not hold.", flush=True)
    return len(faults)


def middle(values: list[float]) -> float:
    """The median of sorted values."""
    return values[len(values) // 2] if values else 0.0


def wrong_rows(written: Written) -> list[str]:
    """Needs that were acknowledged and are not there once, with the title that was acknowledged last."""

    rows = Counter(Need._base_manager.filter(title__startswith="Rehearsed need").values_list("code", "title"))
    expected = Counter((path.strip("/").rpartition("/")[2], title) for path, title in written.titles.items())
    found = [f"acknowledged, and not there: {one}" for one in expected - rows]
    return found + [f"there, and never acknowledged, or twice: {one}" for one in rows - expected]


@dataclass
class Mails:
    """What became of the messages."""

    faults: list[str] = field(default_factory=list)
    twice: int = 0


def wait_for_mail(written: Written) -> Mails:
    """Every message that was committed is sent; one more than once only where a worker or the primary died over it."""

    rows = OutgoingMail.objects.filter(subject__startswith="Rehearsed message")
    found = Mails()
    try:
        # What a dead worker had begun is put back within a minute.
        until(lambda: not rows.waiting().exists(), "All mail is sent", 120)
    except RuntimeError as error:
        found.faults.append(str(error))
    there = Counter(rows.values_list("subject", flat=True))
    found.faults += [f"a message that is missing: {one}" for one in Counter(written.mails) - there]
    sent: Counter[str] = Counter()
    for path in Path(settings.EMAIL_FILE_PATH).glob("*"):
        sent.update(line for line in path.read_text(errors="replace").splitlines() if line.startswith("Message-ID:"))
    found.twice = sum(count - 1 for count in sent.values())
    # Each of two workers is at two jobs at most, and dies twice: by itself, and with the primary.
    if found.twice > 8:
        found.faults.append(f"{found.twice} messages were sent twice")
    if len(sent) < len(there):
        found.faults.append(f"{len(there) - len(sent)} messages are said to be sent, and were not")
    return found
