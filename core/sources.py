"""Where a fact comes from: what counts as a source that was published, and what is only a copy of one. Pure.

A reader who is led to a source must come to its publisher. Document stores copy official pages, put other things beside
them and move them about; general knowledge was published by nobody.
"""

from urllib.parse import urlsplit

COPY_STORES = (
    *("5y1.org", "123dok.com", "appsolutelydigital.com", "aseanall.com", "coursehero.com", "docplayer.net"),
    *(
        "docsbay.net",
        "docslib.org",
        "documents.pub",
        "dokumen.pub",
        "dokumen.tips",
        "e-bookstudio.com",
        "fdocuments.in",
    ),
    *("fdocuments.net", "fdocuments.us", "fdokumen.com", "flashingtrends.com", "issuu.com", "liquisearch.com"),
    *("moam.info", "ngoportal.org", "pdfcoffee.com", "pdfslide.net", "pdfslide.us", "readkong.com", "ryt9.com"),
    *("scribd.com", "silo.tips", "slideshare.net", "studylib.net", "vdocument.in", "vdocuments.mx", "vdocuments.net"),
    *("vdocuments.site", "vdocuments.us", "wikien4.appspot.com", "yumpu.com"),
)
"""Hosts that keep copies of what others have published; with each the hosts below it."""
COPY_FAMILIES = ("docbox.com",)
"""Ends of hosts of one such store under many names (businessdocbox.com, lawsdocbox.com)."""
TRIAL_HOSTS = ("stag.", "staging.", "dev.", "test.", "dev-", "sdg-staging.")
"""Beginnings of hosts on which publishers try out what they have not published."""
NOT_PUBLISHED = ("General knowledge", "Worked out by this project")
"""How the titles begin of what was published by nobody (the entries with `not_read` of `sources.yaml`)."""


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
    is_stored = any(host == store or host.endswith(f".{store}") for store in COPY_STORES)
    return is_stored or host.endswith(COPY_FAMILIES) or host.startswith(TRIAL_HOSTS)


def is_published(title: str) -> bool:
    """Whether the name of a source is that of something published."""
    return bool(title.strip()) and not title.startswith(NOT_PUBLISHED)
