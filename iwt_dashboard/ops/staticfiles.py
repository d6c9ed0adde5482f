"""Static files: what is served from installed packages, and how everything is hashed and compressed."""

import builtins
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import brotli
import plotly
from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder, get_finders
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage, Storage
from django.core.management import call_command
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

from iwt_dashboard.ops import bundles

# Address under STATIC_URL -> file in an installed package. Only what pages load is named here: a whole package
# folder would publish much that nobody asked for. (htmx is a part of a bundle.)
PACKAGE_FILES = {"plotly/plotly.min.js": Path(plotly.__file__).parent / "package_data" / "plotly.min.js"}


class _PackageStorage(FileSystemStorage):
    """Opens the files of PACKAGE_FILES by their address; knows no others."""

    def path(self, name: str) -> str:
        return str(PACKAGE_FILES[name])


class InstalledPackagesFinder(BaseFinder):
    """Finds the third-party files that pages load, at the version that is installed."""

    storage = _PackageStorage()

    def check(self, **kwargs: Any) -> list[CheckMessage]:
        """Nothing can be misconfigured here."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> str | builtins.list[str]:  # type: ignore[override]
        """The file behind the address `path`, or an empty list."""
        found = PACKAGE_FILES.get(path.replace("\\", "/"))
        if found is None:
            return []
        return [str(found)] if find_all else str(found)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """Every address with the storage that opens it."""
        return ((name, self.storage) for name in PACKAGE_FILES)


class _OnceCompressor(Compressor):
    """Leaves alone what is compressed already.

    The names carry a hash of the content, so a compressed file of that name is right for ever; plotly.js alone
    takes seconds. A file gets its name only when complete, so that a killed run leaves no half of one.
    """

    def compress(self, path: str) -> list[str]:
        ready = [path + suffix for suffix in (".br", ".gz") if os.path.exists(path + suffix)]
        return ready or super().compress(path)

    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        """The smallest copy where it is made once for many readers; in a demonstration one that is made at once.

        plotly.js (4.8 MB): quality 11 takes 16 s and gives 1.11 MB, quality 9 takes 0.8 s and gives 1.23 MB.
        """
        return brotli.compress(data, quality=9 if settings.DEMONSTRATION else 11)

    def write_data(self, path: str, data: bytes, suffix: str, stat_result: os.stat_result) -> str:
        partial = super().write_data(path, data, f"{suffix}.{os.getpid()}", stat_result)
        os.replace(partial, path + suffix)
        return path + suffix


class CompressedManifestStorage(CompressedManifestStaticFilesStorage):
    """Hashed names and compressed copies, of the hashed files only: nobody is sent to the others."""

    keep_only_hashed_files = True

    def create_compressor(self, **kwargs: Any) -> Compressor:
        """The compressor that skips what is done."""
        return _OnceCompressor(**kwargs)


def collect_if_changed() -> bool:
    """Collect the static files into STATIC_ROOT unless it holds exactly these already; return whether it did.

    Files that no page of this version loads are removed; compressed files of unchanged content are kept.
    """
    root = Path(settings.STATIC_ROOT)
    stamp = root.with_name(f"{root.name}.sha256")
    digest = _digest_of_sources()
    if stamp.exists() and stamp.read_text() == digest:
        return False
    stamp.unlink(missing_ok=True)
    root.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    _remove_outdated(root)
    stamp.write_text(digest)
    return True


def _digest_of_sources() -> str:
    """One hash over every static file, and over the modules that decide what becomes of them."""
    digest = hashlib.sha256(Path(__file__).read_bytes() + Path(bundles.__file__).read_bytes())
    for finder in get_finders():
        for name, storage in finder.list(None):
            content = Path(storage.path(name)).read_bytes()
            digest.update(f"{getattr(storage, 'prefix', None)}/{name} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()


def _remove_outdated(root: Path) -> None:
    manifest = root / CompressedManifestStorage.manifest_name
    if not manifest.exists():
        return
    hashed = set(json.loads(manifest.read_text())["paths"].values())
    wanted = {root / (name + suffix) for name in hashed for suffix in ("", ".br", ".gz")}
    for path in root.rglob("*"):
        if path.is_file() and path not in wanted and path != manifest:
            path.unlink()
