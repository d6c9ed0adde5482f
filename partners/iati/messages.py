"""What the reader of IATI files, its rules and an import of a file say, in the user's words."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.formatting import number, per_cent
from partners.iati.format.activity import Sector
from partners.iati.format.bounds import BOUNDS, NOT_TAKEN, Part
from partners.iati.format.faults import Cut, FileRefusal, NoteCode, Notes, RefusalCode, Skipped
from partners.iati.models import ImportHeap, ImportState
from partners.iati.rules.merge import NOT_SPLIT, SUGGESTED
from partners.iati.rules.places import PublishedPlaces, sum_of_shares
from partners.iati.rules.suggestions import Sign, Where
from partners.iati.rules.totals import PublishedTotal
from partners.programmes.models.choices import IwtRelevance, ProgrammeDisclosure, ProgrammeStatus, ShareBasis

LONGEST = 300
JUDGED = "judged"
SHARES = ("countries", "priorities", "iwt_share")
WORDS: dict[str, Any] = {
    "status": ProgrammeStatus.choices,
    "disclosure": ProgrammeDisclosure.choices,
    "iwt_relevance": IwtRelevance.choices,
    "iwt_share_basis": ShareBasis.choices,
    "priorities": [(SUGGESTED, gettext_lazy("suggested")), (NOT_SPLIT, gettext_lazy("not split"))],
    "countries": [(NOT_SPLIT, gettext_lazy("not split"))],
}


def refusal_sentence(refusal: FileRefusal) -> str:
    """Why a whole file is refused, with the line where one is to blame."""
    sentence = refusal.code.label % {"detail": refusal.detail}
    if refusal.line and refusal.code not in (RefusalCode.ORGANISATION_FILE, RefusalCode.VERSION_1):
        sentence = _("%(sentence)s (line %(line)s)") % {"sentence": sentence, "line": refusal.line}
    return sentence[:500]


def skip_sentence(skipped: Skipped) -> str:
    """Why one activity is skipped."""
    return skipped.code.label % {"detail": skipped.detail}


def note_sentences(notes: Notes) -> list[str]:
    """What was left out or mended on the way in, one sentence a kind."""
    mended = [_note_sentence(notes, code, count) for code, count in notes.found.items()]
    return [*mended, *(_cut_sentence(part, cut) for part, cut in notes.cuts.items())]


def _note_sentence(notes: Notes, code: NoteCode, count: int) -> str:
    """What was mended or left out, with the line of the first."""
    said = code.label % {"count": count, "example": notes.examples.get(code, "")}
    line = notes.lines.get(code)
    return _("%(said)s First on line %(line)s.") % {"said": said, "line": line} if line else said


def _cut_sentence(part: str, cut: Cut) -> str:
    """That a part is there more often than it is read."""
    most = BOUNDS.get(part)
    told = {"part": Part(part).label, "line": str(cut.line)}
    if most is None:
        said = _("%(part)s: %(number)s. Nothing of them is taken.")
        return said % {**told, "number": number(NOT_TAKEN[part] + cut.number)}
    said = _("%(part)s: %(number)s. The first %(most)s are read; the rest, from line %(line)s on, is left out.")
    return said % {**told, "number": number(most + cut.number), "most": number(most)}


def sign_sentence(sign: Sign) -> str:
    """Why something is suggested."""
    return sign.where.label % {"what": sign.what}


def signs_sentence(signs: Sequence[Sign]) -> str:
    """Several reasons in a row."""
    return " ".join(sign_sentence(sign) for sign in signs)[:500]


def heap_reasons(heap: str, signs: Sequence[Sequence[str]]) -> list[str]:
    """Why an activity is in its heap of a preview, in sentences."""
    if [JUDGED, ""] in [list(sign) for sign in signs]:
        return [_("A person has judged it here.")]
    if heap == ImportHeap.OTHER:
        return [_("No word of its title or description, and no sector of it, tells of it.")]
    return [sign_sentence(Sign(Where(where), what)) for where, what in signs]


def share_sentences(places: PublishedPlaces, sectors: Sequence[Sector]) -> list[str]:
    """What is odd about the shares of recipients and of sectors, as far as it matters here."""
    said = []
    if places.are_fractions:
        said.append(
            _("The shares of its countries and regions are fractions of one (0.6 for 60%); they were taken so.")
        )
    if places.may_be_fractions:
        words = _("The shares of its countries and regions are 1% or less; some are not given. They are as published.")
        said.append(words)
    if places.sum_of_shares is not None:
        words = _("The shares of its countries and regions come to %(sum)s, not to 100%%.")
        said.append(words % {"sum": per_cent(places.sum_of_shares, None)})
    # Other vocabularies are lists of tags to their publishers, and come to whatever they come to.
    for vocabulary in ("1", "2"):
        of_it = [row for row in sectors if row.vocabulary == vocabulary]
        if (total := sum_of_shares(of_it)) is not None:
            words = _("The shares of its sectors (vocabulary %(name)s) come to %(sum)s, not to 100%%.")
            said.append(words % {"name": vocabulary, "sum": per_cent(total, None)})
    return said


def total_sentence(total: PublishedTotal) -> str:
    """What an amount from a file is made of, or why there is none."""
    if total.basis is None or total.amount is None:
        return str(total.gap.label) if total.gap else ""
    converted = _("Several currencies, each converted at the rate of its day.") if total.is_converted else ""
    said = ""
    for one in (total.basis.label, converted, *(note.label for note in total.notes)):
        if one and len(said) + len(str(one)) < LONGEST:
            said = f"{said} {one}".strip()
    return said


def field_label(name: str) -> str:
    """What a field of a difference is called; an entry of a list with what it is of."""
    head, _dot, key = name.partition(".")
    labels: dict[str, Any] = {
        "title": _("Title"),
        "summary": _("Summary"),
        "status": _("Status"),
        "starts_on": _("Starts"),
        "ends_on": _("Ends"),
        "money": _("Amount"),
        "amount_note": _("Note on the amount"),
        "is_humanitarian": _("Humanitarian"),
        "is_regional": _("Regional"),
        "covers_more": _("Covers other countries too"),
        "region_note": _("Countries in words"),
        "other_identifier": _("Other identifier"),
        "countries": _("Member state"),
        "organisations": _("Organisation"),
        "budgets": _("Budgets"),
        "transactions": _("Transactions"),
        "sectors": _("Sectors"),
        "places": _("Recipients"),
        "relations": _("Related activities"),
        "texts": _("Texts in other languages, identifiers and codes"),
        "owner": _("Owner"),
        "parent": _("Part of"),
        "disclosure": _("Who can see it"),
        "iwt_relevance": _("Relevance"),
        "iwt_share": _("IWT share"),
        "iwt_share_basis": _("Basis of the share"),
        "iwt_share_note": _("How the share is known"),
        "iwt_relevance_reason": _("Why it is thought relevant"),
        "cofinancing": _("Co-financing"),
        "planned_ends_on": _("Was to end"),
        "last_confirmed_on": _("Last confirmed"),
        "end_reason": _("Why it ended early"),
        "period_note": _("Period in words"),
        "priorities": _("Priority"),
    }
    label = str(labels.get(head, head))
    return f"{label} {key.replace('|', ' ')}" if key else label


def state_sentence(state: str, *, is_confirmed: bool = False) -> str:
    """What happens to a file, and whose move it is. Once it is confirmed, some of it may be written."""
    if is_confirmed and state == ImportState.DISCARDED:
        return _(
            "It was put aside after you had confirmed. What was written before stays, and nothing more is written."
        )
    if is_confirmed and state == ImportState.STOPPED:
        return _("The writing was interrupted. What is written stays; started again, it goes on where it was.")
    return {
        ImportState.WAITING: _("The file has arrived. It waits for its turn to be read."),
        ImportState.READING: _("The file is being read. Nothing is written yet."),
        ImportState.PREVIEW: _("This is what the file would do. Nothing is written until you confirm."),
        ImportState.QUEUED: _("You have confirmed. It waits for its turn to be written."),
        ImportState.WRITING: _("It is being written, one programme after the other. What is written stays."),
        ImportState.DONE: _("Done: what you confirmed is written."),
        ImportState.REFUSED: _("The file was refused. Nothing of it was taken."),
        ImportState.STOPPED: _("The reading was interrupted. Nothing of the file is written."),
        ImportState.DISCARDED: _("It was put aside. Nothing of it was written."),
    }[ImportState(state)]


def confirm_label(writes: int, asks: int) -> str:
    """What confirming a preview does, for its button: so many programmes are written, of so many others their keepers
    are asked."""
    told = {"writes": number(writes), "asks": number(asks)}
    if not writes and not asks:
        return _("Confirm: write nothing, and remember what is set aside")
    if not asks:
        return ngettext("Confirm: write this programme", "Confirm: write these %(writes)s programmes", writes) % told
    if not writes:
        said = ngettext(
            "Confirm: put this to those who keep the programme, write nothing",
            "Confirm: put these %(asks)s to those who keep the programmes, write nothing",
            asks,
        )
        return said % told
    said = ngettext(
        "Confirm: write %(writes)s programme, and put %(asks)s to those who keep them",
        "Confirm: write %(writes)s programmes, and put %(asks)s to those who keep them",
        writes,
    )
    return said % told


def change_of(raw: Mapping[str, Any], *, is_whole: bool = False) -> dict[str, str]:
    """One line of a difference as the component shows it; long texts are cut unless the whole is asked for."""
    name = str(raw.get("field", ""))
    texts = {key: value_text(name, raw.get(key)) for key in ("before", "after", "mine")}
    if not is_whole:
        texts = {key: text if len(text) <= LONGEST else f"{text[:LONGEST]}…" for key, text in texts.items()}
    kind = "refused" if raw.get("refused") else "stays" if "mine" in raw else "changes"
    return {"label": field_label(name), **texts, "kind": kind}


def value_text(name: str, value: Any) -> str:
    """A value of a difference in words; empty for nothing."""
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "money":
        total, currency, day = value
        amount = f"{currency} {number(Decimal(total))}".strip()
        return f"{amount} ({_day(day)})" if day else amount
    head = name.partition(".")[0]
    if known := dict(WORDS.get(head, ())).get(value):
        return str(known)
    if name.endswith("_on"):
        return _day(value)
    return per_cent(value, None) if head in SHARES else str(value)


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "j F Y")
