"""What changed inside a text, word by word; in scripts without spaces, sign by sign."""

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

# Shorter texts are read faster whole; longer ones than this many words are compared by lines.
LEAST_LENGTH = 40
MOST_TOKENS = 1_500
# So much of what stayed is shown on either side of a change.
CONTEXT = 80
# Thai, Lao, Burmese and Khmer put no spaces between words.
TOKEN = re.compile(r"\s+|[^\W\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+|.", re.DOTALL)


@dataclass(frozen=True)
class Piece:
    """A piece of a text: "same", "del", "ins", or "gap" where what stayed is left out."""

    kind: str
    text: str


def pieces_of(before: str, after: str, side: str) -> tuple[Piece, ...]:
    """A text in pieces, before ("del") or after ("ins"); none where it is new, gone, short or another altogether."""
    if min(len(before), len(after)) < LEAST_LENGTH:
        return ()
    found = []
    for tag, old, new in _compared(before, after):
        text = old if side == "del" else new
        if text:
            found.append(Piece("same" if tag == "equal" else side, text))
    return tuple(_shortened(found))


@lru_cache(maxsize=64)
def _compared(before: str, after: str) -> tuple[tuple[str, str, str], ...]:
    old, new = _tokens(before), _tokens(after)
    if len(old) > MOST_TOKENS or len(new) > MOST_TOKENS:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.quick_ratio() < 0.3:
        return (("replace", before, after),)
    return tuple((tag, "".join(old[a:b]), "".join(new[c:d])) for tag, a, b, c, d in matcher.get_opcodes())


def _tokens(text: str) -> list[str]:
    """Words, spaces and signs; a mark stays with the sign that it stands on."""
    found: list[str] = []
    for token in TOKEN.findall(text):
        if found and unicodedata.category(token[0]).startswith("M"):
            found[-1] += token
        else:
            found.append(token)
    return found


def _shortened(pieces: list[Piece]) -> list[Piece]:
    found: list[Piece] = []
    for position, piece in enumerate(pieces):
        if piece.kind != "same" or len(piece.text) <= 2 * CONTEXT + 20:
            found.append(piece)
            continue
        if position > 0:
            found.append(Piece("same", piece.text[:CONTEXT]))
        found.append(Piece("gap", "…"))
        if position < len(pieces) - 1:
            found.append(Piece("same", piece.text[-CONTEXT:]))
    return found
