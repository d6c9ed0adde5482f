"""Style sheets and scripts that every page loads: kept in parts by subject, sent as one file each.

A first visit thus costs one request for style and one for script, and later ones none. The parts are put behind one
another as they stand: no tool rewrites them, so a line in the browser is a line in the repository.
"""

import builtins
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.finders import AppDirectoriesFinder, BaseFinder, FileSystemFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage, Storage

# Address under STATIC_URL -> its parts in their order. tokens.css says the order of the layers; trusted.js must run
# before any script that hands text to the browser.
BUNDLES = {
    "site.css": (
        "css/tokens.css",
        "css/base.css",
        "css/layout.css",
        "css/components.css",
        "css/dashboards.css",
        "css/print.css",
    ),
    "site.js": ("js/trusted.js", "django_htmx/htmx-2.min.js", "js/page.js", "js/dates.js"),
}
# The administration loads this part alone.
ALSO_ALONE = "js/trusted.js"
# Nobody is sent to these: parts, and what django_htmx ships beside the one file that is a part.
NOT_SENT = [*{part for parts in BUNDLES.values() for part in parts} - {ALSO_ALONE}, "django_htmx"]
# A script may lack its last semicolon.
BETWEEN = {".css": "\n", ".js": "\n;\n"}


class BundleFinder(BaseFinder):
    """Makes each bundle when it is asked for and a part has changed; collecting takes it like any other file."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=Path(settings.STATIC_ROOT).with_name("bundles"))

    def check(self, **kwargs: Any) -> builtins.list[CheckMessage]:
        """Nothing can be misconfigured here."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> str | builtins.list[str]:  # type: ignore[override]
        """The file of the bundle at the address `path`, or an empty list."""
        name = path.replace("\\", "/")
        if name not in BUNDLES:
            return []
        self._make(name)
        return [self.storage.path(name)] if find_all else self.storage.path(name)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """Every bundle, made, with the storage that opens it."""
        for name in BUNDLES:
            self._make(name)
            yield name, self.storage

    def _make(self, name: str) -> None:
        content = bundled(name)
        path = Path(self.storage.path(name))
        if path.exists() and path.read_text() == content:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        # Whole or not at all: another process may be reading it.
        partial = path.with_name(f"{path.name}.{os.getpid()}")
        partial.write_text(content)
        os.replace(partial, path)


def bundled(name: str) -> str:
    """The parts of a bundle behind one another."""
    found = {part: finders.find(part) for part in BUNDLES[name]}
    missing = [part for part, path in found.items() if not path]
    if missing:
        raise FileNotFoundError(f"No static file for {', '.join(missing)}, a part of {name}.")
    return BETWEEN[Path(name).suffix].join(Path(str(path)).read_text() for path in found.values())


class SingleFilesFinder(FileSystemFinder):
    """The files of `static/`, without those that are sent as parts of a bundle."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """Every file that has an address of its own."""
        return iter(super().list([*(ignore_patterns or ()), *NOT_SENT]))


class AppFilesFinder(AppDirectoriesFinder):
    """The files of installed apps, without those that are sent as parts of a bundle."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """Every file that has an address of its own."""
        return iter(super().list([*(ignore_patterns or ()), *NOT_SENT]))
