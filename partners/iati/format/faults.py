"""What can be wrong with a file or one of its activities, as codes; the words stand in `partners.iati.messages`."""

from dataclasses import dataclass, field
from enum import StrEnum


class RefusalCode(StrEnum):
    """Why a whole file is refused. Nothing of it is written then."""

    EMPTY = "empty"
    NOT_READABLE = "not_readable"
    IS_ZIP = "is_zip"
    IS_GZIP = "is_gzip"
    IS_PDF = "is_pdf"
    IS_JSON = "is_json"
    IS_HTML = "is_html"
    IS_SPREADSHEET = "is_spreadsheet"
    NOT_XML = "not_xml"
    ENCODING = "encoding"
    ENTITIES = "entities"
    NOT_WELL_FORMED = "not_well_formed"
    TRUNCATED = "truncated"
    TOO_LARGE_A_PART = "too_large_a_part"
    TOO_LARGE = "too_large"
    VERSION_1 = "version_1"
    VERSION_UNKNOWN = "version_unknown"
    ORGANISATION_FILE = "organisation_file"
    NOT_IATI = "not_iati"


class SkipCode(StrEnum):
    """Why one activity is skipped; the rest of its file goes on."""

    NO_IDENTIFIER = "no_identifier"
    IDENTIFIER_TOO_LONG = "identifier_too_long"
    IDENTIFIER_UNFIT = "identifier_unfit"
    TWICE_IN_FILE = "twice_in_file"
    VERSION_1 = "version_1"
    TOO_MANY_PARTS = "too_many_parts"
    NO_TITLE = "no_title"


class NoteCode(StrEnum):
    """What was mended or left out of an activity that is taken. `count` says how often."""

    DATE_UNREADABLE = "date_unreadable"
    VALUE_UNREADABLE = "value_unreadable"
    VALUE_TOO_LARGE = "value_too_large"
    VALUE_WITHOUT_CURRENCY = "value_without_currency"
    CURRENCY_UNREADABLE = "currency_unreadable"
    PERCENTAGE_UNREADABLE = "percentage_unreadable"
    TRANSACTION_TYPE_UNKNOWN = "transaction_type_unknown"
    TRANSACTION_DATE_MISSING = "transaction_date_missing"
    CODE_MISSING = "code_missing"
    STATUS_UNKNOWN = "status_unknown"
    ROLE_UNKNOWN = "role_unknown"
    ORGANISATION_NAMELESS = "organisation_nameless"
    NO_TITLE = "no_title"


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
