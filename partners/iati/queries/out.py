"""Export of programmes as IATI, piece by piece."""

from collections.abc import Iterator

from django.utils import timezone

from core.clearance.models import Viewer
from partners.iati.content import outgoing, signed
from partners.iati.format.writing import CLOSING, opening
from partners.programmes.models.listing import ProgrammeFilter
from partners.programmes.models.programmes import Programme

PORTION = 100


def programmes_xml(viewer: Viewer, wanted: ProgrammeFilter, *, made_at: str = "") -> Iterator[bytes]:
    """The programmes that the viewer may see and asked for, as an IATI file, piece by piece.

    `made_at` is the instant that the file names, in ISO 8601; now unless another is given. Which programmes they are is
    settled at the start; memory holds one portion of them, whatever their number. Raises
    Programme.DoesNotExist where there are none: the schema wants an activity at least, so there is no empty file.
    """
    keys = list(
        Programme.objects.visible_to(viewer).matching(wanted).order_by("title", "pk").values_list("pk", flat=True)
    )
    if not keys:
        raise Programme.DoesNotExist
    return _pieces(viewer, keys, made_at or timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ"))


def _pieces(viewer: Viewer, keys: list[int], made_at: str) -> Iterator[bytes]:
    today = timezone.localdate()
    yield opening(made_at)
    for start in range(0, len(keys), PORTION):
        # A larger programme that the viewer may not see stays unnamed.
        portion = outgoing(Programme.objects.visible_to(viewer), keys[start : start + PORTION])
        yield b"".join(signed(activity, today) for activity in portion)
    yield CLOSING
