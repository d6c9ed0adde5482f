"""Takes out of what a request carries the characters that no table, file or reader can hold, before any view reads it.

A browser sends none of them; pasted text, scripts and attacks do. Text is decoded as UTF-8 by Django, so that bytes
that are none are replaced there; what is left are NUL, which PostgreSQL refuses, and lone surrogates, which no encoding
can write. What else a field does not take (other controls, marks of direction) each field strips or refuses by itself.
"""

import re
from typing import Any

from django.http import HttpRequest, QueryDict

NEVER_HELD = re.compile("[\x00\ud800-\udfff]")
CONTROLS = re.compile("[\x00-\x08\x0a-\x1f\x7f]")
# Bodies and queries in anything else are refused: some of Python's other codecs decode no text at all.
TEXT_CODECS = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})


def held(text: str) -> str:
    """The text without characters that nothing can hold."""
    return NEVER_HELD.sub("", text)


def cleaned(data: QueryDict) -> QueryDict:
    """What was sent, names and values without characters that nothing can hold; the same object where there is none."""
    if not any(NEVER_HELD.search(name) or any(map(NEVER_HELD.search, texts)) for name, texts in data.lists()):
        return data
    made = QueryDict(mutable=True, encoding=data.encoding)
    for name, texts in data.lists():
        for text in texts:
            made.appendlist(held(name), held(text))
    made._mutable = False
    return made


def clean_headers(meta: dict[str, Any]) -> None:
    """Take controls out of the headers of a request; they are lines, and servers differ in what they let through."""
    for name, value in meta.items():
        if name.startswith("HTTP_") and isinstance(value, str) and CONTROLS.search(value):
            meta[name] = CONTROLS.sub("", value)


def clean_fields(request: HttpRequest) -> None:
    """Take out of query and form what nothing can hold. Reads the body of a form, as the check of its token does."""
    request.GET = cleaned(request.GET)  # type: ignore[assignment]
    if request.method == "POST" and (posted := cleaned(request.POST)) is not request.POST:
        request.POST = posted  # type: ignore[assignment]


def is_readable(request: HttpRequest) -> bool:
    """Whether the request names no encoding, or the one of all our pages."""
    charset = (request.content_params or {}).get("charset", "utf-8")
    return charset.strip("\"' ").lower() in TEXT_CODECS
