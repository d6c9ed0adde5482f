"""The words of reply rounds: whether one is open, and what a press has brought."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.coordination.models.rounds import ReplyRound
from partners.coordination.rules.rounds import RoundState, round_state


def round_sentence(row: ReplyRound) -> str:
    """Whether a round waits for replies, and until when."""
    day, today = date_format(row.reply_by, "j F Y"), timezone.localdate()
    if row.closed_on:
        closed = date_format(row.closed_on, "j F Y")
        return _("Closed on %(closed)s; replies were asked for by %(day)s.") % {"closed": closed, "day": day}
    if round_state(row.reply_by, row.closed_on, today) is RoundState.PAST:
        return _("The day to reply by was %(day)s. Later replies are taken and marked as late.") % {"day": day}
    left = (row.reply_by - today).days
    if left == 0:
        return _("Waits for replies until the end of today, %(day)s.") % {"day": day}
    words = ngettext(
        "Waits for replies until %(day)s, for %(n)d more day.",
        "Waits for replies until %(day)s, for %(n)d more days.",
        left,
    )
    return words % {"day": day, "n": left}


def reply_done_sentence(stored: int, waiting: int) -> str:
    """How many replies were stored, and how many needs still wait."""
    done = ngettext("%(n)d reply is sent.", "%(n)d replies are sent.", stored) % {"n": stored}
    if waiting <= 0:
        return done + " " + _("You have replied to everything.")
    rest = ngettext("%(n)d need still waits for you.", "%(n)d needs still wait for you.", waiting)
    return done + " " + rest % {"n": waiting}


def waiting_sentence(row: ReplyRound, waiting: int) -> str:
    """What a round asks of an organisation, for its inbox and its mail."""
    if row.reply_by < timezone.localdate():
        words = ngettext(
            "%(n)d need waited for your reply until %(day)s. A late reply is still taken.",
            "%(n)d needs waited for your reply until %(day)s. Late replies are still taken.",
            waiting,
        )
    else:
        words = ngettext(
            "%(n)d need waits for your reply until %(day)s.", "%(n)d needs wait for your reply until %(day)s.", waiting
        )
    return words % {"n": waiting, "day": date_format(row.reply_by, "j F Y")}
