"""What can be wrong with a file or one of its activities, as codes, each with its sentence."""

from dataclasses import dataclass, field

from core.choices import TextChoices
from core.choices import gettext_lazy as _


class RefusalCode(TextChoices):
    """Why a whole file is refused. Nothing of it is written then."""

    EMPTY = "empty", _("The file is empty.")
    NOT_READABLE = "not_readable", _("The file cannot be read from the disk.")
    IS_ZIP = "is_zip", _("This is a ZIP archive. Unpack it and bring the XML file inside.")
    IS_GZIP = "is_gzip", _("This is a compressed file. Unpack it and bring the XML file inside.")
    IS_PDF = "is_pdf", _("This is a PDF document, not an IATI file.")
    IS_JSON = "is_json", _("This is JSON. Bring the IATI file as XML.")
    IS_HTML = "is_html", _("This is a web page, not an IATI file. The link may have led to a page about the file.")
    IS_SPREADSHEET = "is_spreadsheet", _("This is an office document, not an IATI file. Bring the XML file.")
    NOT_XML = "not_xml", _("This is not an XML file.")
    ENCODING = (
        "encoding",
        _("The characters of the file are not in the encoding that it declares (%(detail)s). Save it as UTF-8."),
    )
    NOT_UTF8 = (
        "not_utf8",
        _("The characters of the file are not in UTF-8, and it declares no other encoding. Save it as UTF-8."),
    )
    ENCODING_UNKNOWN = (
        "encoding_unknown",
        _("The file declares the encoding “%(detail)s”, which is not known here. Save it as UTF-8."),
    )
    ENTITIES = "entities", _("The file defines entities. Such files are refused, for they can do harm.")
    NOT_WELL_FORMED = "not_well_formed", _("The file is not well-formed XML: %(detail)s")
    TRUNCATED = "truncated", _("The file ends in the middle: it was cut off. Bring it once more, whole.")
    TOO_LARGE_A_PART = "part", _("One part of the file is larger than any real one. Nothing of the file is taken.")
    TOO_LARGE = "too_large", _("The file holds more than %(detail)s activities. Bring it in parts.")
    VERSION_1 = (
        "version_1",
        _("The file is of IATI version %(detail)s, which the standard has given up. Ask its publisher for version 2."),
    )
    VERSION_UNKNOWN = "version_unknown", _("The file is of IATI version %(detail)s, which is not known here.")
    ORGANISATION_FILE = (
        "organisation_file",
        _("This is an IATI organisation file. Programmes stand in the activity file of the same publisher."),
    )
    NOT_IATI = "not_iati", _("There are no IATI activities in this file.")


class NotWellFormed(TextChoices):
    """Why a file is not well-formed, in words; `said` is the parser's own account."""

    AMPERSAND = "ampersand", _("an “&” stands in a text by itself. In XML it is written “&amp;”.")
    NAME = (
        "name",
        _("it uses a short name between “&” and “;” that XML does not know (%(said)s). Write the sign itself."),
    )
    NOT_CLOSED = "not_closed", _("an element is not closed, or closed by the name of another (%(said)s).")
    BEHIND_THE_END = "behind_the_end", _("something stands behind the end of its last element.")
    SIGN = "sign", _("it holds a sign that XML does not allow (%(said)s).")
    ATTRIBUTE = "attribute", _('an attribute is not written as name="value" (%(said)s).')
    ATTRIBUTE_TWICE = "attribute_twice", _("an element has the same attribute twice (%(said)s).")
    DECLARATION = "declaration", _("its first line stands elsewhere: “<?xml …?>” has to be the first of the file.")
    PREFIX = (
        "prefix",
        _("a name has something before a colon of which the file does not say what it stands for (%(said)s)."),
    )
    COMMENT = "comment", _("a comment is not written as <!-- … -->, or holds two hyphens in a row.")
    CDATA = "cdata", _("a part that begins with “<![CDATA[” has no end, or “]]>” stands in a text by itself.")
    ELEMENT_NAME = "element_name", _("a “<” stands in a text by itself. In XML it is written “&lt;”.")


class SkipCode(TextChoices):
    """Why one activity is skipped; the rest of its file goes on."""

    NO_IDENTIFIER = "no_identifier", _("It has no IATI identifier.")
    IDENTIFIER_TOO_LONG = "too_long", _("Its IATI identifier has %(detail)s characters; up to 120 are taken.")
    TWICE_IN_FILE = (
        "twice_in_file",
        _(
            "The same identifier stands on line %(detail)s already, and this version is not the later one by its stamp:"
            " the other counts."
        ),
    )
    VERSION_1 = "version_1", _("It is written in IATI version %(detail)s, which the standard has given up.")


class NoteCode(TextChoices):
    """What was mended or left out of an activity that is taken. `count` says how often."""

    DATE_UNREADABLE = "date_unreadable", _("Dates that are none, left empty: %(count)s (such as “%(example)s”).")
    DATE_BUDDHIST = (
        "date_buddhist",
        _(
            "Years of the Buddhist calendar, taken as those of the common one, 543 earlier: %(count)s"
            " (such as “%(example)s”)."
        ),
    )
    YEAR_IMPOSSIBLE = "year", _("Years that cannot be true, left empty: %(count)s (such as “%(example)s”).")
    VALUE_MISSING = "value_missing", _("Rows without an amount, left out: %(count)s.")
    VALUE_UNREADABLE = (
        "value_unreadable",
        _(
            "Rows whose amount is no number, left out: %(count)s (such as “%(example)s”)."
            " Decimals stand behind a point, and nothing but the number stands there."
        ),
    )
    VALUE_TOO_LARGE = "too_large", _("Rows with an amount too large to be true, left out: %(count)s (“%(example)s”).")
    VALUE_WITHOUT_CURRENCY = "value_without_currency", _("Amounts whose currency nobody says: %(count)s.")
    CURRENCY_UNREADABLE = "currency", _("Currencies that are none, left empty: %(count)s (such as “%(example)s”).")
    PERCENTAGE_UNREADABLE = (
        "percentage",
        _(
            "Shares that are no number from 0 on, left empty: %(count)s (such as “%(example)s”)."
            " Decimals stand behind a point."
        ),
    )
    TRANSACTION_TYPE_UNKNOWN = "type_unknown", _("Transactions of a type that is not in the standard: %(count)s.")
    TRANSACTION_DATE_MISSING = "transaction_date_missing", _("Transactions without a date: %(count)s.")
    CODE_MISSING = "code_missing", _("Sectors or recipients without a code, left out: %(count)s.")
    COUNTRY_UNKNOWN = (
        "country_unknown",
        _("Countries whose code is none of ISO 3166, left without one: %(count)s (such as “%(example)s”)."),
    )
    COUNTRY_NAMED = (
        "country_named",
        _("Member states by name or number where a code belongs, taken as meant: %(count)s (such as “%(example)s”)."),
    )
    STATUS_UNKNOWN = "status_unknown", _("The status is not in the standard (“%(example)s”).")
    ROLE_UNKNOWN = "role_unknown", _("Organisations in a role that is not in the standard: %(count)s.")
    ORGANISATION_NAMELESS = "nameless", _("Organisations without name and identifier, left out: %(count)s.")
    PLANNED_ALONE = (
        "planned_alone",
        _("Of money it publishes planned disbursements alone (%(count)s), which make no amount."),
    )
    LATER = (
        "later",
        _("The same identifier stands on line %(example)s already; this version was updated later, and counts."),
    )
    NO_TITLE = "no_title", _("It has no title; its identifier stands in its place.")


class FileRefusal(Exception):
    """The whole file is refused. `line` is 0 where no line is to blame; `detail` is the parser's own short account."""

    def __init__(self, code: RefusalCode, *, line: int = 0, detail: str = "") -> None:
        super().__init__(code.value)
        self.code = code
        self.line = line
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Skipped:
    """An activity that cannot be taken. `detail` is the other line, the version or the length that is to blame."""

    identifier: str
    line: int
    code: SkipCode
    detail: str = ""
    title: str = ""


@dataclass(slots=True)
class Cut:
    """Parts of one name that are not read: how many, and on which line the first of them stands."""

    number: int
    line: int


@dataclass(slots=True)
class Notes:
    """What was noticed in one activity, counted by code, each with an example; `cuts` are parts beyond the bounds."""

    found: dict[NoteCode, int] = field(default_factory=dict)
    examples: dict[NoteCode, str] = field(default_factory=dict)
    lines: dict[NoteCode, int] = field(default_factory=dict)
    cuts: dict[str, Cut] = field(default_factory=dict)

    def add(self, code: NoteCode, example: str = "", line: int = 0, *, number: int = 1) -> None:
        """Count one more, or so many; the first example stays, and the line on which it stands."""
        self.found[code] = self.found.get(code, 0) + number
        if line:
            self.lines.setdefault(code, line)
        if example:
            self.examples.setdefault(code, example[:60])

    def cut(self, part: str, line: int, number: int = 1) -> None:
        """Count one more, or so many, of a part that is not read; the first line stays."""
        found = self.cuts.setdefault(part, Cut(0, line))
        found.number += number
