"""The closed lists of words that describe a programme."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.clearance.models import Disclosure


class ProgrammeStatus(models.TextChoices):
    """IATI activity status, and one that the standard lacks and 2025 taught."""

    PIPELINE = "1", _("Pipeline")
    IMPLEMENTATION = "2", _("Implementation")
    FINALISATION = "3", _("Finalisation")
    CLOSED = "4", _("Closed")
    CANCELLED = "5", _("Cancelled")
    SUSPENDED = "6", _("Suspended")
    TERMINATED_EARLY = "terminated_early", _("Terminated early")
    UNKNOWN = "unknown", _("Not known")


ACTIVE_STATUSES = (ProgrammeStatus.PIPELINE, ProgrammeStatus.IMPLEMENTATION, ProgrammeStatus.FINALISATION)
ENDED_STATUSES = (ProgrammeStatus.CLOSED, ProgrammeStatus.CANCELLED, ProgrammeStatus.TERMINATED_EARLY)


class ShareBasis(models.TextChoices):
    """How the share of a programme that counters illegal wildlife trade is known."""

    STATED = "stated", _("Stated by the owner")
    ESTIMATED = "estimated", _("Estimated")
    UNKNOWN = "unknown", _("Not known")


class IwtRelevance(models.TextChoices):
    """Whether a programme counters illegal wildlife trade: a machine may suggest it, a person decides."""

    CONFIRMED = "confirmed", _("Counters illegal wildlife trade")
    SUGGESTED = "suggested", _("Suggested, not yet confirmed")
    NOT_JUDGED = "not_judged", _("Not yet judged")
    NOT_IWT = "not_iwt", _("Not about illegal wildlife trade")


class ProgrammeDisclosure(models.TextChoices):
    """With whom an organisation shares its programme."""

    PARTNERS = Disclosure.PARTNERS.value, Disclosure.PARTNERS.label
    PUBLIC = Disclosure.PUBLIC.value, Disclosure.PUBLIC.label


class ParticipationRole(models.TextChoices):
    """IATI organisation roles; money is counted on the funding role alone."""

    FUNDING = "1", _("Funding")
    ACCOUNTABLE = "2", _("Accountable")
    EXTENDING = "3", _("Extending")
    IMPLEMENTING = "4", _("Implementing")


class ProgrammeShow(models.TextChoices):
    """Which part of the list of programmes a person wants to see."""

    OWN = "own", _("Those of my organisation")
    ACTIVE = "active", _("Active: those that run or are about to")
    NOT_ACTIVE = "not_active", _("Those that have ended, rest, or of which it is not known")
    NOT_JUDGED = "not_judged", _("Not judged yet, or not for the priority asked for")
    UNCONFIRMED = "unconfirmed", _("Not confirmed for a year")
    END_PASSED = "end_passed", _("Planned end passed, end not confirmed")
    ENDED = "ended", _("Those that have ended")
    NO_OWNER = "no_owner", _("Those without an owner")
    NOT_IWT = "not_iwt", _("Not about illegal wildlife trade")


class Audience(models.TextChoices):
    """Whom money and gaps are counted for: everybody, or those who have logged in."""

    PUBLIC = "public", _("the public")
    KNOWN = "known", _("who has logged in")
