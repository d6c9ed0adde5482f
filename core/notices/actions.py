"""Writing down who has the next move, taking it back once it was made, and mailing what has gathered.

The worker mails every minute what is due (`core.notices.rules`). A record that moves on takes back what was noted
about it, so that a mail holds each thing once, and only what still waits.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Exists, Max, Min, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone

from core.mail import tell
from core.models import User
from core.notices.models import KINDS_OF_ROLE, MailSwitchedOff, Notice, NoticeKind, scope_of
from core.notices.rules import is_due
from core.site_address import link_to

# A mail names so many things; the workspace holds all.
NAMED = 20


def settle(record: Any) -> None:
    """Take back what is still to be mailed about a record: it has moved on."""
    Notice.objects.waiting().filter(about=_key(record)).delete()


def notify(
    people: Iterable[User],
    kind: NoticeKind,
    record: Any,
    *,
    title: str,
    sentence: str | Callable[[User], str],
    path: str,
    by: User | None,
) -> None:
    """Note that people have the next move on a record, in the transaction of the move; not whoever made it.

    Replaces what was noted about the record before; a mere message replaces nothing that the same person is still to be
    told. `title` names the record, `sentence` says what to do (or gives what it says to each), `path` is its page.
    """
    told = {person.pk: person for person in people if by is None or person.pk != by.pk}
    before = Notice.objects.waiting().filter(about=_key(record))
    if kind is NoticeKind.MESSAGE:
        for pk in before.filter(person__in=told).values_list("person", flat=True):
            told.pop(pk, None)
            before = before.exclude(person=pk)
    before.delete()
    Notice.objects.bulk_create(
        Notice(
            person=person,
            scope=scope_of(person),
            kind=kind,
            about=_key(record),
            title=_title(title),
            sentence=(sentence if isinstance(sentence, str) else sentence(person))[:400],
            path=path[:400],
        )
        for person in told.values()
    )


def reword(record: Any, *, title: str, sentence: str) -> None:
    """Say anew what is still to be mailed about a record that was changed, to the same people and on the same page."""
    Notice.objects.waiting().filter(about=_key(record)).update(title=_title(title), sentence=sentence[:400])


def wanting(people: QuerySet[User], kind: NoticeKind) -> QuerySet[User]:
    """Those who have not switched this kind of mail off."""
    off = MailSwitchedOff.objects.filter(person=OuterRef("pk"), kind=kind)
    return people.filter(~Exists(off))


def choose_mail(*, by: User, kinds: Collection[str]) -> None:
    """Keep which kinds of mail a person wants; what their role is never told of stays as it is."""
    offered = KINDS_OF_ROLE[by.role]
    off = [kind for kind in offered if kind not in kinds]
    with transaction.atomic():
        MailSwitchedOff.objects.filter(person=by, kind__in=offered).exclude(kind__in=off).delete()
        rows = [MailSwitchedOff(person=by, kind=kind) for kind in off]
        MailSwitchedOff.objects.bulk_create(rows, ignore_conflicts=True)


def wanted_kinds(person: User) -> list[NoticeKind]:
    """The kinds that a person's role is told of, without those that the person has switched off."""
    off = set(MailSwitchedOff.objects.filter(person=person).values_list("kind", flat=True))
    return [kind for kind in KINDS_OF_ROLE[person.role] if kind not in off]


def choice_address() -> str:
    """Where a person chooses which mail they get, for the foot of a mail."""
    return link_to(f"{reverse('account')}#mail")


def mail_due(now: datetime | None = None) -> int:
    """Mail everybody what has gathered for them and is due; how many mails."""
    instant = now or timezone.now()
    last = Notice.objects.filter(person=OuterRef("person"), mailed_at__isnull=False).order_by().values("person")
    waiting = (
        Notice.objects.waiting()
        .order_by()
        .values("person")
        .annotate(first=Min("noted_at"), last=last.annotate(at=Max("mailed_at")).values("at"))
    )
    due = [row["person"] for row in waiting if is_due(instant, row["first"], row["last"])]
    return sum(_mail(person, instant) for person in User.objects.filter(pk__in=due).order_by("pk"))


def forget_mailed(*, days: int = 1) -> int:
    """Delete what was mailed that long ago; how many."""
    return Notice.objects.filter(mailed_at__lt=timezone.now() - timedelta(days=days)).delete()[0]


@transaction.atomic
def _mail(person: User, instant: datetime) -> bool:
    """Mail one person everything that waits for them and that they may and want to read; whether there was anything."""
    # Locked, so that two workers do not both send it; what another one holds it sends.
    rows = list(Notice.objects.waiting().filter(person=person).select_for_update(skip_locked=True))
    wanted, scope = wanted_kinds(person), scope_of(person)
    told = [row for row in rows if person.is_active and row.scope == scope and row.kind in wanted]
    told = _readable(person, told)
    Notice.objects.filter(pk__in={row.pk for row in rows} - {row.pk for row in told}).delete()
    if not told:
        return False
    context = {
        "n": len(told),
        "n_others": len(told) - 1,
        "first": told[0],
        "lines": [(row, link_to(row.path)) for row in told[:NAMED]],
        "n_more": max(0, len(told) - NAMED),
        "workspace": link_to(reverse("workspace")),
        "account": choice_address(),
    }
    tell(person, "core/email/notices", context)
    Notice.objects.filter(pk__in=[row.pk for row in told]).update(mailed_at=instant, title="", sentence="", path="")
    return True


def _readable(person: User, rows: list[Notice]) -> list[Notice]:
    """The notices whose records the person may still read: what was withdrawn or narrowed meanwhile is not named, and
    its link would lead nowhere. One query a kind of record."""
    keys: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        label, _colon, key = row.about.partition(":")
        keys[label].add(int(key))
    found: set[str] = set()
    for label, wanted in keys.items():
        records: Any = apps.get_model(label)._default_manager.filter(pk__in=wanted)
        # An invitation to a round is its own organisation's, as the notice is.
        readable = records.visible_to(person) if hasattr(records, "visible_to") else records
        found |= {f"{label}:{key}" for key in readable.values_list("pk", flat=True)}
    return [row for row in rows if row.about in found]


def _title(title: str) -> str:
    return " ".join(title.split())[:400]


def _key(record: Any) -> str:
    return f"{record._meta.label_lower}:{record.pk}"
