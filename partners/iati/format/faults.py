"""What can be wrong with a file or one of its activities, as codes, each with its sentence."""

from dataclasses import dataclass, field
from enum import auto

from core.choices import TextChoices
from core.choices import gettext_lazy as _


class RefusalCode(TextChoices):
    """Why a whole file is refused. Nothing of it is written then."""

    EMPTY = auto(), _("The file is empty.")
    NOT_READABLE = auto(), _("The file cannot be read from the disk.")
    IS_ZIP = auto(), _("This is a ZIP archive. Unpack it and bring the XML file inside.")
    IS_GZIP = auto(), _("This is a compressed file. Unpack it and bring the XML file inside.")
    IS_PDF = auto(), _("This is a PDF document, not an IATI file.")
    IS_JSON = auto(), _("This is JSON. Bring the IATI file as XML.")
    IS_HTML = auto(), _("This is a web page, not an IATI file. The link may have led to a page about the file.")
    IS_SPREADSHEET = auto(), _("This is an office document, not an IATI file. Bring the XML file.")
    NOT_XML = auto(), _("This is not an XML file.")
    ENCODING = (
        auto(),
        _("The characters of the file are not in the encoding that it declares (%(detail)s). Save it as UTF-8."),
    )
    ENTITIES = auto(), _("The file defines entities. Such files are refused, for they can do harm.")
    NOT_WELL_FORMED = auto(), _("The file is not well-formed XML: %(detail)s")
    TRUNCATED = auto(), _("The file ends in the middle: it was cut off. Bring it once more, whole.")
    TOO_LARGE_A_PART = auto(), _("One part of the file is larger than any real one. Nothing of the file is taken.")
    TOO_LARGE = auto(), _("The file holds more than %(detail)s activities. Bring it in parts.")
    VERSION_1 = (
        auto(),
        _("The file is of IATI version %(detail)s, which the standard has given up. Ask its publisher for version 2."),
    )
    VERSION_UNKNOWN = auto(), _("The file is of IATI version %(detail)s, which is not known here.")
    ORGANISATION_FILE = (
        auto(),
        _("This is an IATI organisation file. Programmes stand in the activity file of the same publisher."),
    )
    NOT_IATI = auto(), _("There are no IATI activities in this file.")


class SkipCode(TextChoices):
    """Why one activity is skipped; the rest of its file goes on."""

    NO_IDENTIFIER = auto(), _("It has no IATI identifier.")
    IDENTIFIER_TOO_LONG = auto(), _("Its IATI identifier has %(detail)s characters; up to 120 are taken.")
    TWICE_IN_FILE = auto(), _("The same identifier stands on line %(detail)s already; the first one counts.")
    VERSION_1 = auto(), _("It is written in IATI version %(detail)s, which the standard has given up.")
    TOO_MANY_PARTS = auto(), _("It has more than %(detail)s budgets, transactions and other parts.")


class NoteCode(TextChoices):
    """What was mended or left out of an activity that is taken. `count` says how often."""

    DATE_UNREADABLE = auto(), _("Dates that are none, left empty: %(count)s (such as “%(example)s”).")
    VALUE_UNREADABLE = auto(), _("Rows without an amount, left out: %(count)s (such as “%(example)s”).")
    VALUE_TOO_LARGE = auto(), _("Rows with an amount too large to be true, left out: %(count)s (“%(example)s”).")
    VALUE_WITHOUT_CURRENCY = auto(), _("Amounts whose currency nobody says: %(count)s.")
    CURRENCY_UNREADABLE = auto(), _("Currencies that are none, left empty: %(count)s (such as “%(example)s”).")
    PERCENTAGE_UNREADABLE = auto(), _("Shares that are none, left empty: %(count)s (such as “%(example)s”).")
    TRANSACTION_TYPE_UNKNOWN = auto(), _("Transactions of a type that is not in the standard: %(count)s.")
    TRANSACTION_DATE_MISSING = auto(), _("Transactions without a date: %(count)s.")
    CODE_MISSING = auto(), _("Sectors or recipients without a code, left out: %(count)s.")
    STATUS_UNKNOWN = auto(), _("The status is not in the standard (“%(example)s”).")
    ROLE_UNKNOWN = auto(), _("Organisations in a role that is not in the standard: %(count)s.")
    ORGANISATION_NAMELESS = auto(), _("Organisations without name and identifier, left out: %(count)s.")
    NO_TITLE = auto(), _("It has no title; its identifier stands in its place.")


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
class Notes:
    """What was noticed in one activity, counted by code, each with one example."""

    found: dict[NoteCode, int] = field(default_factory=dict)
    examples: dict[NoteCode, str] = field(default_factory=dict)

    def add(self, code: NoteCode, example: str = "") -> None:
        """Count one more; the first example stays."""
        self.found[code] = self.found.get(code, 0) + 1
        if example:
            self.examples.setdefault(code, example[:60])
