"""What is too large to be taken is answered by a page with a way on, by the form that it was sent with."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.product.hostile_requests import ADDRESSES

pytestmark = pytest.mark.django_db
# A file of 30 to 100 MB, as the head of the request tells of it: the body is not read.
SIZES = [30_000_001, 64_000_000, 99_999_999]
FORMS = [
    (reverse("partners:imports"), ["import_iati", "in parts", "95.4 MB"], reverse("partners:imports")),
    ("/documents/need/7/add/", ["lower resolution", "give its address", "9.5 MB"], "/documents/need/7/"),
    (reverse("admin:core_country_import"), ["divide the table", "28.6 MB"], reverse("admin:core_country_import")),
]


def send(address, size):
    return Client().post(
        address, b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(size), follow=False
    )


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("address", "words", "back"), FORMS)
def test_a_large_file_is_answered_with_what_to_do_instead(settings, address, words, back, size):
    settings.REQUEST_MAX_BYTES, settings.IATI_MAX_BYTES = 30_000_000, 100_000_000
    said = [word.replace("95.4", "28.6") for word in words]

    answer = send(address, size)

    assert answer.status_code == 413
    assert all(word in answer.text.replace("\xa0", " ") for word in said), answer.text
    assert f'href="{back}"' in answer.text


def test_a_limit_below_the_others_is_the_one_that_is_told(settings):
    settings.REQUEST_MAX_BYTES, settings.IATI_MAX_BYTES = 30_000_000, 5_000_000

    assert "4.8 MB" in send(reverse("partners:imports"), 64_000_000).text.replace("\xa0", " ")


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_every_address_answers_a_large_body_in_words(name):
    answer = send(ADDRESSES[name], 64_000_000)

    assert answer.status_code == 413
    assert "This is too much at once" in answer.text
