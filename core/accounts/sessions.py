"""The sessions of a person: listed, ended one by one or all at once."""

from dataclasses import dataclass
from datetime import UTC, datetime

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.accounts.session_lifetime import SessionVerdict, verdict_on
from core.accounts.session_store import BEGAN, SEEN, SessionStore
from core.history.audit import AuditKind, note
from core.models import User


@dataclass(frozen=True)
class OpenSession:
    """One log-in of a person that still works."""

    pk: int
    began_at: datetime
    seen_at: datetime
    machine: str
    is_current: bool


def open_sessions(person: User, current_key: str | None) -> list[OpenSession]:
    """The log-ins of a person that still work, this one first, then by last use. Two queries."""
    listed = {row.session_key: row for row in UserSession.objects.filter(user_id=person.pk)}
    kept = Session.objects.filter(session_key__in=listed, expire_date__gt=timezone.now())
    found, expected = [], person.get_session_auth_hash()
    for session in kept:
        data = SessionStore().decode(session.session_data)
        row = listed[session.session_key]
        if data.get("_auth_user_id") != str(person.pk) or data.get("_auth_user_hash") != expected:
            continue
        began = int(data.get(BEGAN, row.created_at.timestamp()))
        seen = int(data.get(SEEN, began))
        if not _lives(began, seen):
            continue
        found.append(
            OpenSession(
                pk=row.pk,
                began_at=datetime.fromtimestamp(began, UTC),
                seen_at=datetime.fromtimestamp(seen, UTC),
                machine=machine_of(row.user_agent),
                is_current=session.session_key == current_key,
            )
        )
    return sorted(found, key=lambda one: (not one.is_current, -one.seen_at.timestamp()))


def _lives(began: int, seen: int) -> bool:
    now = int(timezone.now().timestamp())
    idle, longest = settings.SESSION_IDLE_MINUTES * 60, settings.SESSION_HOURS * 3600
    return verdict_on(now, began=began, seen=seen, idle=idle, longest=longest) is SessionVerdict.LIVES


BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def machine_of(user_agent: str) -> str:
    """Browser and system in two words, as far as the browser tells; empty where it tells neither."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return ", ".join(filter(None, (browser, system)))


@transaction.atomic
def end_one(*, by: User, pk: int) -> bool:
    """End one of a person's own sessions; whether there was one."""
    row = UserSession.objects.filter(user_id=by.pk, pk=pk).first()
    if row is None:
        return False
    row.end()
    note(AuditKind.SESSION_ENDED, by=by, about=str(by), why="revoked")
    return True


@transaction.atomic
def sign_out_everywhere(*, by: User) -> None:
    """End every session of a person, this one too."""
    end_all(by)
    note(AuditKind.SESSION_ENDED, by=by, about=str(by), why="everywhere")


def end_all(person: User) -> None:
    """Let no session of a person work any more, whether or not it is listed. The caller writes the log."""
    User.objects.filter(pk=person.pk).update(session_generation=F("session_generation") + 1)
    rows = UserSession.objects.filter(user_id=person.pk)
    Session.objects.filter(session_key__in=list(rows.values_list("session_key", flat=True))).delete()
    rows.delete()


def forget() -> int:
    """Delete what is listed of sessions that are gone; how many there were."""
    gone = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key"))
    return gone.delete()[0]
