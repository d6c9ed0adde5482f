"""Bodies with holes come out as they went in, compressed or not, whatever fills the holes."""

import gzip
import zlib

from hypothesis import given
from hypothesis import strategies as st

from core.page_cache.bodies import LONGEST_STORED, Body

MARKS = {"nonce": b"<<nonce>>", "token": b"<<token>>"}
TEXTS = st.binary(max_size=3_000)


@given(st.lists(st.tuples(TEXTS, st.sampled_from(sorted(MARKS))), max_size=6), TEXTS, st.data())
def test_a_body_is_what_it_was_with_its_holes_filled(parts: list[tuple[bytes, str]], last: bytes, data: st.DataObject):
    content = b"".join(piece.replace(b"<", b"") + MARKS[name] for piece, name in parts) + last.replace(b"<", b"")
    filling = [data.draw(TEXTS) for _part in parts]

    body = Body.of(content, MARKS)
    expected = b"".join(piece.replace(b"<", b"") + fill for (piece, _n), fill in zip(parts, filling, strict=True))
    expected += last.replace(b"<", b"")

    assert body.holes == tuple(name for _piece, name in parts)
    assert body.plain(filling) == expected
    assert gzip.decompress(body.gzipped(filling)) == expected


def test_what_fills_a_hole_may_be_longer_than_a_block():
    body = Body.of(b"a<<nonce>>b", MARKS)
    long = b"x" * (2 * LONGEST_STORED + 7)
    assert gzip.decompress(body.gzipped([long])) == b"a" + long + b"b"


def test_a_secret_is_never_compressed_and_its_length_is_all_that_shows():
    body = Body.of(b"<p>secret=abc</p><<token>><p>secret=abc</p>", MARKS)
    alike, different = body.gzipped([b"secret=abc"]), body.gzipped([b"zqxwvukjhg"])

    assert b"secret=abc" in alike
    assert len(alike) == len(different)


def test_pieces_are_worth_compressing():
    body = Body.of(b"<li>the same line</li>" * 500 + b"<<nonce>>" + b"<li>the same line</li>" * 500, MARKS)
    assert len(body.gzipped([b"n"])) < 600
    # One body for every reader: no dictionary of one piece is needed for another.
    assert zlib.decompressobj(-zlib.MAX_WBITS).decompress(body.compressed[0]) == body.pieces[0]
