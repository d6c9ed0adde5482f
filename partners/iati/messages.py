"""Sentences for what the reader of IATI files and its rules found, in the user's words."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from partners.iati.format.faults import FileRefusal, NoteCode, Notes, RefusalCode, SkipCode, Skipped
from partners.iati.rules.suggestions import Sign, Where
from partners.iati.rules.totals import PublishedTotal, TotalBasis, TotalGap


def refusal_sentence(refusal: FileRefusal) -> str:
    """Why a whole file is refused, with the line where one is to blame."""
    sentence = _refusal(refusal)
    if refusal.line and refusal.code not in (RefusalCode.ORGANISATION_FILE, RefusalCode.VERSION_1):
        sentence = _("%(sentence)s (line %(line)s)") % {"sentence": sentence, "line": refusal.line}
    return sentence[:500]


def _refusal(refusal: FileRefusal) -> str:
    detail = {"detail": refusal.detail}
    return {
        RefusalCode.EMPTY: _("The file is empty."),
        RefusalCode.NOT_READABLE: _("The file cannot be read from the disk."),
        RefusalCode.IS_ZIP: _("This is a ZIP archive. Unpack it and bring the XML file inside."),
        RefusalCode.IS_GZIP: _("This is a compressed file. Unpack it and bring the XML file inside."),
        RefusalCode.IS_PDF: _("This is a PDF document, not an IATI file."),
        RefusalCode.IS_JSON: _("This is JSON. Bring the IATI file as XML."),
        RefusalCode.IS_HTML: _("This is a web page, not an IATI file. The link may have led to a page about the file."),
        RefusalCode.IS_SPREADSHEET: _("This is an office document, not an IATI file. Bring the XML file."),
        RefusalCode.NOT_XML: _("This is not an XML file."),
        RefusalCode.ENCODING: _(
            "The characters of the file are not in the encoding that it declares (%(detail)s). Save it as UTF-8."
        )
        % detail,
        RefusalCode.ENTITIES: _("The file defines entities. Such files are refused, for they can do harm."),
        RefusalCode.NOT_WELL_FORMED: _("The file is not well-formed XML: %(detail)s") % detail,
        RefusalCode.TRUNCATED: _("The file ends in the middle: it was cut off. Bring it once more, whole."),
        RefusalCode.TOO_LARGE_A_PART: _(
            "One part of the file is larger than any real one. Nothing of the file is taken."
        ),
        RefusalCode.TOO_LARGE: _("The file holds more than %(detail)s activities. Bring it in parts.") % detail,
        RefusalCode.VERSION_1: _(
            "The file is of IATI version %(detail)s, which the standard has given up. Ask its publisher for version 2."
        )
        % detail,
        RefusalCode.VERSION_UNKNOWN: _("The file is of IATI version %(detail)s, which is not known here.") % detail,
        RefusalCode.ORGANISATION_FILE: _(
            "This is an IATI organisation file. Programmes stand in the activity file of the same publisher."
        ),
        RefusalCode.NOT_IATI: _("There are no IATI activities in this file."),
    }[refusal.code]


def skip_sentence(skipped: Skipped) -> str:
    """Why one activity is skipped."""
    detail = {"detail": skipped.detail}
    return {
        SkipCode.NO_IDENTIFIER: _("It has no IATI identifier."),
        SkipCode.IDENTIFIER_TOO_LONG: _("Its IATI identifier has %(detail)s characters; up to 120 are taken.") % detail,
        SkipCode.IDENTIFIER_UNFIT: _("Its IATI identifier is none."),
        SkipCode.TWICE_IN_FILE: _("The same identifier stands on line %(detail)s already; the first one counts.")
        % detail,
        SkipCode.VERSION_1: _("It is written in IATI version %(detail)s, which the standard has given up.") % detail,
        SkipCode.TOO_MANY_PARTS: _("It has more than %(detail)s budgets, transactions and other parts.") % detail,
        SkipCode.NO_TITLE: _("It has no title."),
    }[skipped.code]


def note_sentences(notes: Notes) -> list[str]:
    """What was left out or mended on the way in, one sentence a kind."""
    if not notes.found:
        return []
    said = {
        NoteCode.DATE_UNREADABLE: _("Dates that are none, left empty: %(count)s (such as “%(example)s”)."),
        NoteCode.VALUE_UNREADABLE: _("Rows without an amount, left out: %(count)s (such as “%(example)s”)."),
        NoteCode.VALUE_TOO_LARGE: _("Rows with an amount too large to be true, left out: %(count)s (“%(example)s”)."),
        NoteCode.VALUE_WITHOUT_CURRENCY: _("Amounts whose currency nobody says: %(count)s."),
        NoteCode.CURRENCY_UNREADABLE: _("Currencies that are none, left empty: %(count)s (such as “%(example)s”)."),
        NoteCode.PERCENTAGE_UNREADABLE: _("Shares that are none, left empty: %(count)s (such as “%(example)s”)."),
        NoteCode.TRANSACTION_TYPE_UNKNOWN: _("Transactions of a type that is not in the standard: %(count)s."),
        NoteCode.TRANSACTION_DATE_MISSING: _("Transactions without a date: %(count)s."),
        NoteCode.CODE_MISSING: _("Sectors or recipients without a code, left out: %(count)s."),
        NoteCode.STATUS_UNKNOWN: _("The status is not in the standard (“%(example)s”)."),
        NoteCode.ROLE_UNKNOWN: _("Organisations in a role that is not in the standard: %(count)s."),
        NoteCode.ORGANISATION_NAMELESS: _("Organisations without name and identifier, left out: %(count)s."),
        NoteCode.NO_TITLE: _("It has no title; its identifier stands in its place."),
    }
    return [
        said[code] % {"count": count, "example": notes.examples.get(code, "")} for code, count in notes.found.items()
    ]


def sign_sentence(sign: Sign) -> str:
    """Why something is suggested."""
    return {
        Where.TITLE: _("The title says “%(what)s”."),
        Where.DESCRIPTION: _("The description says “%(what)s”."),
        Where.SECTOR: _("Its sector is %(what)s."),
    }[sign.where] % {"what": sign.what}


def signs_sentence(signs: Sequence[Sign]) -> str:
    """Several reasons in a row."""
    return " ".join(sign_sentence(sign) for sign in signs)[:500]


def total_sentence(total: PublishedTotal) -> str:
    """What an amount from a file is made of, or why there is none."""
    if total.basis is not None and total.amount is not None:
        made_of = {
            TotalBasis.BUDGETS: _("Sum of the published budgets."),
            TotalBasis.COMMITMENTS: _("Sum of the published commitments."),
            TotalBasis.SPENDING: _("Sum of the published disbursements and expenditure."),
        }[total.basis]
        converted = _("Several currencies, each converted at the rate of its day.") if total.is_converted else ""
        return f"{made_of} {converted}".strip()
    return {
        None: "",
        TotalGap.NO_ROWS: "",
        TotalGap.NOT_POSITIVE: _("The published rows add up to nothing or less: no amount."),
        TotalGap.NO_CURRENCY: _("The published rows do not say their currency: no amount."),
        TotalGap.NO_RATE: _("The published rows are in several currencies, and for one there is no rate: no amount."),
        TotalGap.TOO_LARGE: _("The published rows add up to more than can be true: no amount."),
    }[total.gap]


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
        "is_humanitarian": _("Humanitarian"),
        "is_regional": _("Regional"),
        "covers_more": _("Covers other countries too"),
        "region_note": _("Countries in words"),
        "other_identifier": _("Other identifier"),
        "parent": _("Part of"),
        "countries": _("Member state"),
        "organisations": _("Organisation"),
        "priorities": _("Suggested priority"),
        "relevance": _("Relevance"),
        "budgets": _("Budgets"),
        "transactions": _("Transactions"),
        "sectors": _("Sectors"),
        "places": _("Recipients"),
        "relations": _("Related activities"),
        "texts": _("Texts in other languages, identifiers and codes"),
    }
    label = str(labels.get(head, head))
    return f"{label} {key.replace('|', ' ')}" if key else label
