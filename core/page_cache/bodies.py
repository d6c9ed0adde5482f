"""A page's body with holes: what differs from answer to answer is put in when it is sent.

The pieces between the holes are compressed once. What fills a hole (the nonce of the answer, the token of a form, the
name of who asks) goes into the compressed body as it is, in a stored block (RFC 1951, 3.2.4). So no secret is ever
compressed together with anything: its length tells nothing of it (the attack known as BREACH).
"""

import re
import struct
import zlib
from collections.abc import Mapping, Sequence
from typing import Self

import msgspec

# RFC 1952: deflate, no flags, no time, of an unknown system.
HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
LONGEST_STORED = 65_535
LEVEL = 9
# Below this, what a packet carries is the same.
WORTH_COMPRESSING = 200


class Body(msgspec.Struct, frozen=True):
    """Pieces of a body, each followed by the hole of that name, the last by none; and the same pieces compressed."""

    pieces: tuple[bytes, ...]
    holes: tuple[str, ...]
    compressed: tuple[bytes, ...]

    @classmethod
    def of(cls, content: bytes, marks: Mapping[str, bytes]) -> Self:
        """Cut a body at the marks that stand for its holes."""
        names = {mark: name for name, mark in marks.items()}
        parts = re.split(b"(" + b"|".join(map(re.escape, names)) + b")", content) if names else [content]
        pieces, holes = tuple(parts[::2]), tuple(names[mark] for mark in parts[1::2])
        packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        # After a full flush nothing refers back to what was before: another block may stand between.
        packed = [packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH) for piece in pieces]
        packed.append(packer.flush(zlib.Z_FINISH))
        return cls(pieces, holes, tuple(packed))

    @property
    def size(self) -> int:
        """Bytes that it takes in memory."""
        return sum(map(len, self.pieces)) + sum(map(len, self.compressed))

    def plain(self, filling: Sequence[bytes]) -> bytes:
        """The body with its holes filled, one after the other."""
        return b"".join(_woven(self.pieces, filling))

    def gzipped(self, filling: Sequence[bytes]) -> bytes:
        """The same, compressed."""
        plain = self.plain(filling)
        tail = struct.pack("<II", zlib.crc32(plain), len(plain) & 0xFFFFFFFF)
        stored = [_stored(content) for content in filling]
        return b"".join([HEAD, *_woven(self.compressed[:-1], stored), self.compressed[-1], tail])


def _woven(pieces: Sequence[bytes], between: Sequence[bytes]) -> list[bytes]:
    found = [pieces[0]]
    for filling, piece in zip(between, pieces[1:], strict=True):
        found += (filling, piece)
    return found


def _stored(content: bytes) -> bytes:
    """Stored blocks that are not the last of their body."""
    blocks = []
    for begin in range(0, len(content), LONGEST_STORED):
        part = content[begin : begin + LONGEST_STORED]
        blocks.append(struct.pack("<BHH", 0, len(part), len(part) ^ 0xFFFF) + part)
    return b"".join(blocks)
