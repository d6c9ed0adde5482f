"""Kinds of gap in words: on the map, in a cell, in a sentence."""

from typing import Any

from django.utils.translation import gettext_lazy

from partners.support.rules.gaps import GapKind

GAP_LABELS: dict[GapKind, Any] = {
    GapKind.NEED_WITHOUT_SUPPORT: gettext_lazy("Need without support"),
    GapKind.PARTLY_COVERED: gettext_lazy("Partly covered"),
    GapKind.COVERED: gettext_lazy("Covered"),
    GapKind.SUPPORT_WITHOUT_NEED: gettext_lazy("Support without stated need"),
    GapKind.NO_DATA: gettext_lazy("No data"),
}


GAP_SHORT: dict[GapKind, Any] = {
    GapKind.NEED_WITHOUT_SUPPORT: gettext_lazy("No support"),
    GapKind.PARTLY_COVERED: gettext_lazy("Partly"),
    GapKind.COVERED: gettext_lazy("Covered"),
    GapKind.SUPPORT_WITHOUT_NEED: gettext_lazy("No need stated"),
    GapKind.NO_DATA: gettext_lazy("No data"),
}

GAP_SENTENCES: dict[GapKind, Any] = {
    GapKind.NEED_WITHOUT_SUPPORT: gettext_lazy("Needs are stated, and none of them has confirmed support."),
    GapKind.PARTLY_COVERED: gettext_lazy("Some of the needs have confirmed support, or some of what they ask for."),
    GapKind.COVERED: gettext_lazy("Every stated need is covered by confirmed support."),
    GapKind.SUPPORT_WITHOUT_NEED: gettext_lazy("Programmes are active, and no need is stated."),
    GapKind.NO_DATA: gettext_lazy("Neither a need nor an active programme is known. That is not the same as no need."),
}
