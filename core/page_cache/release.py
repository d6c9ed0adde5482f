"""Which edition of the product runs: built pages of another one are not handed out."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings

FOLDERS = ("core", "needs", "roadmap", "partners", "iwt_dashboard", "templates", "static")
# What pages are built with. Bytecode and editors' files are not.
SUFFIXES = frozenset({".py", ".html", ".txt", ".css", ".js", ".svg", ".json", ".yaml", ".sql", ".md"})


@cache
def release() -> str:
    """A digest of all that pages are built with, the same in every process of one edition with the same settings."""
    digest = hashlib.blake2b(digest_size=8)
    base = Path(settings.PRODUCT_DIR)
    for folder in FOLDERS:
        for file in sorted((base / folder).rglob("*")):
            if file.suffix in SUFFIXES and file.is_file():
                digest.update(str(file.relative_to(base)).encode() + b"\n" + file.read_bytes())
    for name in ("DEMONSTRATION", "SITE_ADDRESS", "TIME_ZONE", "REQUIRE_SECOND_FACTOR", "SECURE_COOKIES"):
        digest.update(f"{name}={getattr(settings, name)}\n".encode())
    return digest.hexdigest()
