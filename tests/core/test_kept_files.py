"""Kept files, in a folder and in a bucket: both keep the same promises."""

import hashlib
import io
import socket

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from moto import mock_aws

from core import kept_files as room
from core.documents import store as document_store
from core.documents.unfit import Unfit
from core.kept_files import StoreAway, kept_files
from iwt_dashboard.ops import backup, readiness
from partners.iati import files as iati_files


@pytest.fixture
def bucket(settings, monkeypatch):
    """A private bucket, in this process."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "for-tests")
    with mock_aws():
        room._bucket.cache_clear()
        settings.FILES_URL = "s3://kept/dashboard?region=us-east-1"
        client = kept_files("documents").client
        client.create_bucket(Bucket="kept")
        yield client
    room._bucket.cache_clear()


@pytest.fixture(params=["folder", "bucket"])
def kept(request, settings, tmp_path):
    """Each of the two."""
    settings.DOCUMENTS_DIR, settings.IATI_DIR = str(tmp_path / "documents"), str(tmp_path / "iati")
    settings.FILES_URL = ""
    if request.param == "bucket":
        request.getfixturevalue("bucket")
    return kept_files("documents")


def test_a_file_is_written_once_and_read_back(kept):
    large = bytes(range(256)) * 8_000

    kept.write("ab/one", io.BytesIO(b"first"))
    kept.write("ab/large", io.BytesIO(large))
    with pytest.raises(FileExistsError):
        kept.write("ab/one", io.BytesIO(b"second"))

    assert kept.sizes() == {"ab/one": 5, "ab/large": len(large)}
    with kept.open("ab/one") as one, kept.open("ab/large") as two:
        assert one.read() == b"first"
        assert two.read() == large
    with kept.local("ab/one") as path:
        assert path.read_bytes() == b"first"
    assert kept_files("iati").sizes() == {}
    kept.remove("ab/one")
    kept.remove("ab/one")
    assert list(kept.sizes()) == ["ab/large"]


def test_what_is_not_there(kept):
    with pytest.raises(FileNotFoundError):
        kept.open("ab/none")
    with kept.local("ab/none") as path:
        assert not path.exists()
    assert kept.sizes() == {}


def test_files_of_a_backup_come_all_or_none(kept, tmp_path):
    (tmp_path / "a").write_bytes(b"a")
    files = {"xx/a": tmp_path / "a"}

    with pytest.raises(ZeroDivisionError), kept.bring(files):
        _ = 1 / 0
    assert kept.sizes() == {}
    with kept.bring(files):
        pass

    assert kept.sizes() == {"xx/a": 1}


@pytest.mark.django_db
def test_documents_and_imports_are_kept_there(kept, capsys):
    stored_as = document_store.write(b"evidence")
    imported = iati_files.store(io.BytesIO(b"<iati-activities/>"))

    with document_store.read(stored_as) as file:
        assert file.read() == b"evidence"
    assert backup.documents() == {stored_as: 8}
    with iati_files.local(imported["stored_as"]) as path:
        assert hashlib.sha256(path.read_bytes()).hexdigest() == imported["sha256"]
    call_command("check_documents")
    assert f"No document names this file: {stored_as}" in capsys.readouterr().out
    iati_files.remove(imported["stored_as"])
    assert kept_files("iati").sizes() == {}


def test_a_file_that_was_changed_in_the_bucket_is_never_shown(bucket, monkeypatch):
    """The bucket keeps the checksum that was sent with the file; what comes back is held against it."""
    stored_as = document_store.write(b"evidence")

    found = bucket.head_object(Bucket="kept", Key=f"dashboard/documents/{stored_as}", ChecksumMode="ENABLED")

    assert "ChecksumSHA256" in found


def test_a_bucket_that_is_away_says_so_in_words(settings, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "for-tests")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.FILES_URL = f"s3://kept?endpoint=http://127.0.0.1:{probe.getsockname()[1]}&region=x"

        with pytest.raises(Unfit, match="cannot be kept at the moment"):
            document_store.write(b"evidence")
        with pytest.raises(StoreAway):
            document_store.read("ab/one")
        with pytest.raises(Unfit, match="cannot be kept at the moment"):
            iati_files.store(io.BytesIO(b"<iati-activities/>"))


def test_with_a_bucket_no_folder_has_to_be_there(settings):
    settings.FILES_URL = "s3://kept"
    settings.DOCUMENTS_DIR = settings.IATI_DIR = "/nowhere/of/ours"

    assert len(readiness.folders()) == 1


@pytest.mark.parametrize("url", ["https://kept", "s3:///folder", "s3://kept?key=secret"])
def test_an_address_that_cannot_be_used_is_refused_in_words(settings, url):
    settings.FILES_URL = url

    with pytest.raises(ImproperlyConfigured, match="FILES_URL is s3://"):
        kept_files("documents")
