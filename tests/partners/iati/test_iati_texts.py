"""Texts of files as people are to read them: no HTML, no entities, composed signs; what only looks so is not lost."""

import io
from unicodedata import is_normalized, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partners.iati.format.reader import activities
from partners.iati.format.values import line_of_text, paragraphs, without_markup
from partners.programmes.models.programmes import Programme
from tests.partners.iati.iati_samples import activity, file_of


def read_one(body="", **said):
    (found,) = activities(io.BytesIO(file_of(activity(body=body, **said))))
    return found


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (
            "<p>Illegal wildlife trade &amp; <b>ivory</b>.</p><br/>Second&nbsp;part",
            "Illegal wildlife trade & ivory.\n\nSecond part",
        ),
        ("One<br>two<BR />three", "One\ntwo\nthree"),
        ("<ul><li>First</li><li>Second</li></ul>", "First\n\nSecond"),
        ('<a href="https://example.org/?a=1&b=2">A link</a> to it', "A link to it"),
        ('<span style="color:red" class="x">Red</span>', "Red"),
        ("<script>alert(1)</script>Text", "Text"),
        ("<style>p { color: red }</style>Text<!-- hidden -->", "Text"),
        ("<o:p></o:p>From an office program", "From an office program"),
        ("caf&eacute; &#233; &#xE9;", "café é é"),
        ("&lt;p&gt;Wrapped twice&lt;/p&gt;", "Wrapped twice"),
        ("&amp;amp;nbsp;x", "x"),
        # None of these is HTML.
        ("a < b and c > d", "a < b and c > d"),
        ("R&D; AT&T", "R&D; AT&T"),
        ("5<6, <5 years>", "5<6, <5 years>"),
        ("Contact <someone@example.org>", "Contact <someone@example.org>"),
        ("&notanentity; &copy 2024", "&notanentity; &copy 2024"),
        ("plain", "plain"),
        ("", ""),
    ],
)
def test_html_becomes_plain_text(written, read):
    escaped = written.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    found = read_one(f"<description><narrative>{escaped}</narrative></description>")

    assert [one.text for one in found.descriptions] == ([read] if read else [])


def test_a_title_stays_on_its_line():
    found = read_one(title="&lt;p&gt;Wildlife&lt;/p&gt;&lt;p&gt;trade&amp;nbsp;&amp;amp; ivory&lt;/p&gt;")

    assert found.title == "Wildlife trade & ivory"


def test_markup_goes_from_names_of_organisations_and_sectors_too():
    found = read_one(
        '<participating-org role="4"><narrative>Fauna &amp;amp; Flora</narrative></participating-org>'
        '<sector code="1" vocabulary="99"><narrative>&lt;b&gt;Law&lt;/b&gt;</narrative></sector>'
    )

    assert found.participants[0].name == "Fauna & Flora"
    assert found.sectors[0].name == "Law"


@pytest.mark.parametrize("form", ["NFD", "NFKD", "NFC"])
def test_text_is_stored_composed(form):
    title = normalize(form, "Chống buôn bán động vật hoang dã ở Cát Tiên")

    found = read_one(title=title)

    assert found.title == "Chống buôn bán động vật hoang dã ở Cát Tiên"
    assert is_normalized("NFC", found.title)


@given(text=st.text(max_size=60))
def test_plain_text_is_plain_however_often_it_is_read(text):
    once = without_markup(text)

    assert without_markup(once) == once or "&" in text
    assert is_normalized("NFC", line_of_text(text))
    assert is_normalized("NFC", paragraphs(text))


@given(
    words=st.lists(st.text("abcdefgh .,", min_size=1, max_size=10), max_size=5),
    tag=st.sampled_from(["p", "b", "i", "div", "span"]),
)
def test_only_the_tags_go_and_every_letter_stays(words, tag):
    marked = "".join(f'<{tag} class="x">{word}</{tag}>' for word in words)

    assert "".join(without_markup(marked).split()) == "".join("".join(words).split())


@pytest.mark.parametrize("part", ["<!--", "<script>", "&amp;", "<p ", "&" * 3, "<" * 3])
def test_long_hostile_text_is_read_through_once(part):
    """A text of this length that is gone through again for each of its signs would take hours."""
    hostile = part * (200_000 // len(part))

    assert len(without_markup(hostile)) <= len(hostile)


@pytest.mark.django_db
def test_a_page_shows_no_markup(world, bring, client):
    bring(
        activity(
            "XX-1",
            "<description><narrative>&lt;p&gt;Against &lt;b&gt;poaching&lt;/b&gt; &amp;amp; trade&lt;/p&gt;</narrative>"
            "</description>"
            '<recipient-country code="VN"/>',
        )
    )
    one = Programme.objects.get()
    Programme.objects.update(disclosure="public", iwt_relevance="confirmed")

    assert one.summary == "Against poaching & trade"
    page = client.get(f"/partners/programmes/{one.slug}/").content.decode()
    assert "Against poaching &amp; trade" in page
    assert "&lt;p&gt;" not in page
