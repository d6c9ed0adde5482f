"""Templates render under test as they do when served: nothing copies the context of each for whom nobody asks.

Django's test runner makes each template, however small, tell its context; copying them took a twentieth of the time of
a page. A test that reads `answer.context` asks for it with the fixture `contexts`.
"""

import pytest
from django.template import Template
from django.test.utils import _TestState, instrumented_test_render


@pytest.fixture(scope="session", autouse=True)
def _as_served(django_test_environment: None) -> None:
    """Put Django's own way of rendering back; the end of the test environment does the same."""
    Template._render = _TestState.saved_data.template_render


@pytest.fixture
def contexts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have answers carry the contexts of their templates."""
    monkeypatch.setattr(Template, "_render", instrumented_test_render)
