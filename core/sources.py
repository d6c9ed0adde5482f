"""Where a fact comes from: what counts as a source that was published, and what is only a copy of one. Pure.

A reader who is led to a source must come to its publisher. Document stores copy official pages, put other things beside
them and move them about; general knowledge was published by nobody.
"""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

COPY_STORES = (
    *("5y1.org", "appsolutelydigital.com", "aseanall.com", "documents.pub", "e-bookstudio.com", "moam.info"),
    *("flashingtrends.com", "ngoportal.org", "silo.tips", "wikien4.appspot.com"),
)
"""Hosts that keep copies of what others have published; with each the hosts below it."""
COPY_NAMES = frozenset(
    {
        *("123dok", "coursehero", "docplayer", "docsbay", "docslib", "docsity", "dokumen", "dokumentips", "fdocument"),
        *("fdocuments", "fdokumen", "issuu", "kipdf", "liquisearch", "pdfcoffee", "pdfslide", "readkong", "ryt9"),
        *("scribd", "slideplayer", "slideshare", "studylib", "vbook", "vdocument", "vdocuments", "yumpu"),
    }
)
"""Names of such stores, which stand under many endings (fdocuments.net, fdocuments.us, fdocuments.ec)."""
COPY_FAMILIES = ("docbox.com",)
"""Ends of hosts of one such store under many names (businessdocbox.com, lawsdocbox.com)."""
TRIAL = re.compile(r"(?:^|-)(?:stag|stage|staging|uat|preprod|dev|develop|test|sandbox)(?:-|$)")
"""What stands in the name of a host on which publishers try out what they have not published (sdg-staging.data.gov)."""
NO_SOURCE = "No source on record"
"""The title of a row of which nobody has ever said where it comes from."""
NOT_PUBLISHED = ("General knowledge", "Worked out by this project", NO_SOURCE)
"""How the titles begin of what was published by nobody (the entries with `not_read` of `sources.yaml`)."""
IN_PART = "; in part "
"""What stands in a title between what was published and what was not ("The table; in part general knowledge")."""
BETWEEN = "; "
"""What stands between the names of several sources in one title."""
READ_ON = re.compile(r" \(read \d{4}-\d{2}-\d{2}\)")
"""The day on which a source was read, as the loader writes it behind its name."""
UNPUBLISHED_PARTS = tuple(f"{IN_PART}{words[0].lower()}{words[1:]}" for words in NOT_PUBLISHED)
"""How such parts of a title begin."""


def host_of(address: str) -> str:
    """The host of an address without "www.", in small letters; "" where there is none."""
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def is_copy(address: str) -> bool:
    """Whether an address leads to a copy that somebody else keeps, or to a trial, and not to a publisher."""
    host = host_of(address)
    labels = host.split(".")
    is_stored = any(host == store or host.endswith(f".{store}") for store in COPY_STORES)
    is_on_trial = any(TRIAL.search(label) for label in labels[:-2])
    return is_stored or not COPY_NAMES.isdisjoint(labels) or host.endswith(COPY_FAMILIES) or is_on_trial


def is_published(title: str) -> bool:
    """Whether the name of a source is that of something published, at least in part."""
    return bool(title.strip()) and not title.startswith(NOT_PUBLISHED)


def is_all_published(title: str) -> bool:
    """Whether a source is something published and nothing besides, so that a row can be verified against it."""
    return is_published(title) and not any(part in title for part in UNPUBLISHED_PARTS)


def parts_of_title(title: str) -> tuple[str, str]:
    """The name of a source as what was published and what was not: "The table; in part general knowledge" -> "The
    table", "general knowledge". Either may be empty."""
    if not is_published(title):
        return "", title
    starts = [title.find(part) for part in UNPUBLISHED_PARTS if part in title]
    if not starts:
        return title, ""
    first = min(starts)
    return title[:first], title[first + len(IN_PART) :].replace(IN_PART, ", ")


def each_source(title: str, address: str, known: Mapping[str, str]) -> list[tuple[str, str]]:
    """The sources that a title names, each with its own address, or none.

    `known` has the addresses of sources by name. A row's own `address` is that of the source it names first. What the
    register does not know is taken for one name, whatever signs stand in it.
    """
    found, rest = list[tuple[str, str]](), title
    while rest:
        end = _end_of_first(rest, known)
        name, rest = rest[:end], rest[end + len(BETWEEN) :]
        found.append((name, known.get(READ_ON.sub("", name), "") if found or not address else address))
    return found


def _end_of_first(title: str, known: Mapping[str, str]) -> int:
    """Where the first name in a title ends: before the next one, where this one or that one is known."""
    starts = [place.end() for place in re.finditer(BETWEEN, title)]
    ends = [len(title), *(start - len(BETWEEN) for start in starts)]
    if whole := [end for end in ends if READ_ON.sub("", title[:end]) in known]:
        return max(whole)
    return next((start - len(BETWEEN) for start in starts if any(map(title[start:].startswith, known))), len(title))
