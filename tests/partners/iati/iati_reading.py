"""How the tests of the reader read a file, and hear why it is refused."""

import io

import pytest

from partners.iati.format.faults import FileRefusal
from partners.iati.format.reader import activities, check
from partners.iati.messages import refusal_sentence
from tests.partners.iati.iati_samples import activity, budget, file_of, money

WHOLE = file_of(activity("XX-1", money(), title="Động vật hoang dã"), activity("XX-2", budget()))


def read(content):
    """The activities of a file."""
    return list(activities(io.BytesIO(content)))


def read_one(body="", **said):
    """The one activity of a file."""
    (found,) = read(file_of(activity(body=body, **said)))
    return found


def said_of(content):
    """The sentence with which a file is refused, by both ways in which it is read."""
    with pytest.raises(FileRefusal) as caught:
        read(content)
    with pytest.raises(FileRefusal) as checked:
        check(io.BytesIO(content))
    assert refusal_sentence(checked.value) == refusal_sentence(caught.value)
    return refusal_sentence(caught.value)
