"""Where files are kept: in a folder of this machine, or in a bucket that all machines share (S3 and what speaks it).

A file is there whole or not at all, and once it is there it is never written again. Names come from the caller; they
mean nothing. What cannot be reached raises an OSError, whichever of the two it is.
"""

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache, wraps
from pathlib import Path
from tempfile import SpooledTemporaryFile, TemporaryDirectory
from typing import IO, Any, Protocol
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
# Smaller ones are held in memory on their way.
IN_MEMORY_BYTES = 1_000_000
SECONDS_TO_CONNECT, SECONDS_TO_ANSWER = 3, 20


class StoreAway(OSError):
    """The bucket cannot be reached now, or does not let us in."""


def sha256_of(content: IO[bytes]) -> str:
    """The SHA-256 of what is left in a file, read in portions."""
    digest = hashlib.sha256()
    while portion := content.read(IN_MEMORY_BYTES):
        digest.update(portion)
    return digest.hexdigest()


class KeptFiles(Protocol):
    """What can be done with kept files."""

    def write(self, name: str, content: IO[bytes]) -> None:
        """Keep what is in `content`, from its beginning. Raises FileExistsError where the name is taken."""

    def open(self, name: str) -> IO[bytes]:
        """The content. Raises FileNotFoundError."""

    def sizes(self) -> dict[str, int]:
        """All files and how many bytes each has, left-overs of writes that failed included."""

    def remove(self, name: str) -> None:
        """Take a file away, where it is there."""

    def local(self, name: str) -> Any:
        """A context with the path of the file on this machine; nothing is there if there is no such file."""

    def bring(self, files: Mapping[str, Path]) -> Any:
        """A context at whose end all these files are kept where there were none, and none of them if it fails."""


def kept_files(kind: str) -> KeptFiles:
    """Where files of a kind are: `documents` or `iati`."""
    if settings.FILES_URL:
        return _bucket(settings.FILES_URL, kind)
    return Folder(Path({"documents": settings.DOCUMENTS_DIR, "iati": settings.IATI_DIR}[kind]))


class Folder:
    """A folder outside of everything that is served."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, name: str, content: IO[bytes]) -> None:
        """Under a name of its own first; the new name is to survive a loss of power too."""
        target = self.root / name
        waiting = target.with_name(f".{target.name}.part")
        try:
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
            if target.exists():
                raise FileExistsError(errno.EEXIST, "There is such a file.", name)
            with waiting.open("xb") as file:
                os.chmod(file.fileno(), 0o640)
                content.seek(0)
                shutil.copyfileobj(content, file)
                file.flush()
                os.fsync(file.fileno())
            waiting.rename(target)
            handle = os.open(target.parent, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError:
            waiting.unlink(missing_ok=True)
            raise

    def open(self, name: str) -> IO[bytes]:
        """The file itself."""
        return (self.root / name).open("rb")

    def sizes(self) -> dict[str, int]:
        """All files below the folder; a link is none of ours."""
        found = sorted(self.root.rglob("*")) if self.root.is_dir() else []
        names = [path for path in found if path.is_file() and not path.is_symlink()]
        return {path.relative_to(self.root).as_posix(): path.stat().st_size for path in names}

    def remove(self, name: str) -> None:
        """Take it off the disk."""
        (self.root / name).unlink(missing_ok=True)

    @contextmanager
    def local(self, name: str) -> Iterator[Path]:
        """The file itself."""
        yield self.root / name

    @contextmanager
    def bring(self, files: Mapping[str, Path]) -> Iterator[None]:
        """Copies into a folder beside this one, which takes its place at the end."""
        waiting = self.root.with_name(f".{self.root.name}.restored")
        shutil.rmtree(waiting, ignore_errors=True)
        waiting.mkdir(parents=True, mode=0o700)
        try:
            for name, source in files.items():
                target = waiting / name
                target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                shutil.copyfile(source, target)
                target.chmod(0o600)
            yield
            shutil.rmtree(self.root, ignore_errors=True)
            waiting.rename(self.root)
        finally:
            shutil.rmtree(waiting, ignore_errors=True)


def _as_os_error(method: Callable[..., Any]) -> Callable[..., Any]:
    """Say in words of the system what the bucket says."""

    @wraps(method)
    def told(self: "Bucket", *args: Any, **kwargs: Any) -> Any:
        from botocore.exceptions import BotoCoreError, ClientError  # noqa: PLC0415  there only where a bucket is set

        try:
            return method(self, *args, **kwargs)
        except ClientError as error:
            said = str(error.response.get("Error", {}).get("Code", ""))
            if said in {"NoSuchKey", "404"}:
                raise FileNotFoundError(errno.ENOENT, "There is no such file.") from error
            if said in {"PreconditionFailed", "412"}:
                raise FileExistsError(errno.EEXIST, "There is such a file.") from error
            raise StoreAway(errno.EIO, f"The bucket says {said}.") from error
        except BotoCoreError as error:
            raise StoreAway(errno.EIO, f"The bucket cannot be reached: {type(error).__name__}.") from error

    return told


class Bucket:
    """Part of a bucket that is private: whoever may read a file gets it from the site, never an address of the bucket.

    Each file is sent with its checksum, which the bucket compares, keeps, and sends with it when it is read.
    """

    def __init__(self, client: Any, bucket: str, prefix: str) -> None:
        self.client, self.bucket, self.prefix = client, bucket, prefix

    @_as_os_error
    def write(self, name: str, content: IO[bytes]) -> None:
        """In one request: it is there at its end, or not at all."""
        content.seek(0)
        self.client.put_object(
            Bucket=self.bucket, Key=self.prefix + name, Body=content, IfNoneMatch="*", ChecksumAlgorithm="SHA256"
        )

    @_as_os_error
    def open(self, name: str) -> IO[bytes]:
        """A copy of it, which goes when it is closed."""
        answer = self.client.get_object(Bucket=self.bucket, Key=self.prefix + name, ChecksumMode="ENABLED")
        # Read to its end before anybody sees of it: what the line cut off or changed is never shown as the document.
        copy: Any = SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115  the caller closes it
        try:
            shutil.copyfileobj(answer["Body"], copy)
        except BaseException:
            copy.close()
            raise
        copy.seek(0)
        return copy  # type: ignore[no-any-return]

    @_as_os_error
    def sizes(self) -> dict[str, int]:
        """All files of this kind; a request for each thousand."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=self.prefix)
        found = (one for page in pages for one in page.get("Contents", ()))
        return {one["Key"].removeprefix(self.prefix): one["Size"] for one in found}

    @_as_os_error
    def remove(self, name: str) -> None:
        """Take it out of the bucket."""
        self.client.delete_object(Bucket=self.bucket, Key=self.prefix + name)

    @contextmanager
    def local(self, name: str) -> Iterator[Path]:
        """A copy of it in a folder that goes at the end."""
        with TemporaryDirectory(prefix="iwt-file-") as folder:
            path = Path(folder) / "file"
            try:
                with self.open(name) as file, path.open("xb") as copy:
                    shutil.copyfileobj(file, copy)
            except FileNotFoundError:
                path.unlink(missing_ok=True)
            yield path

    @contextmanager
    def bring(self, files: Mapping[str, Path]) -> Iterator[None]:
        """Sends them first: files that no row names do no harm, rows without their files would."""
        brought: list[str] = []
        try:
            for name, source in files.items():
                with source.open("rb") as file:
                    self.write(name, file)
                brought.append(name)
            yield
        except BaseException:
            for name in brought:
                self.remove(name)
            raise


@cache
def _bucket(url: str, kind: str) -> Bucket:
    """The part of the bucket with files of a kind; one client a process, which threads share."""
    try:
        import boto3  # noqa: PLC0415  there only where a bucket is set
        from botocore.config import Config  # noqa: PLC0415
    except ImportError as error:
        raise ImproperlyConfigured(
            "FILES_URL is set, and its library is missing: install requirements-scale.lock."
        ) from error
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    if parts.scheme != "s3" or not parts.netloc or not options.keys() <= {"endpoint", "region"}:
        raise ImproperlyConfigured("FILES_URL is s3://BUCKET or s3://BUCKET/FOLDER?endpoint=https://…&region=….")
    config = Config(
        connect_timeout=SECONDS_TO_CONNECT,
        read_timeout=SECONDS_TO_ANSWER,
        retries={"total_max_attempts": 2, "mode": "standard"},
        s3={"addressing_style": "path"} if "endpoint" in options else {},
    )
    client = boto3.client("s3", endpoint_url=options.get("endpoint"), region_name=options.get("region"), config=config)
    folder = parts.path.strip("/")
    return Bucket(client, parts.netloc, f"{folder}/{kind}/" if folder else f"{kind}/")
