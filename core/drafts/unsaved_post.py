"""What a form sent, given back on the page that says it could not be taken: to read, and to send once more.

Asks neither database nor session, which may be what is away. Only forms with our envelope are given back, so that no
other site can have its words shown here; what looks secret never is.
"""

from dataclasses import dataclass

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, UnreadablePostError

from core.drafts.envelope import NOT_TYPED, PREFIX, SECRETS, envelope_in

CSRF = "csrfmiddlewaretoken"


@dataclass(frozen=True)
class KeptPost:
    """A form to be sent again: where to, its token, its fields, and the words in them that a person reads."""

    address: str
    title: str
    token: str
    fields: list[tuple[str, str]]
    words: list[str]


def kept_post(request: HttpRequest, *, token: str = "") -> KeptPost | None:
    """What the request sent; None for anything but a form of ours that can still be read."""
    if request.method != "POST":
        return None
    try:
        data = request.POST
    except (UnreadablePostError, RequestDataTooBig, SuspiciousOperation, BadRequest):
        return None
    envelope = envelope_in(data)
    if envelope is None:
        return None
    fields = [
        (name, str(value))
        for name in data
        if name != CSRF and not any(word in name.lower() for word in SECRETS)
        for value in data.getlist(name)
    ]
    # What a person would know again: words, not the keys and counts of the form.
    words = [
        text
        for name, text in fields
        if text and not text.isdecimal() and name not in NOT_TYPED
        if not name.startswith(PREFIX) and not name.endswith("_FORMS")
    ]
    # The same token: what had been saved after all is not saved a second time.
    return KeptPost(request.get_full_path(), envelope.title, token or data.get(CSRF, ""), fields, words)
