"""The page that answers 429: when to try again, where, and what helps now."""

import pytest
from django.test import RequestFactory

from iwt_dashboard.ops.errors import too_many

# The limits of the settings: 60 a minute at log-in, 20 in ten minutes for new passwords.
PATHS = [
    ("/accounts/login/", None, 60, "Try again in 60 seconds.", True),
    ("/accounts/login/", 0.2, 1, "Try again in 1 second.", True),
    ("/accounts/login/", 119.5, 120, "Try again in 2 minutes.", True),
    ("/accounts/2fa/authenticate/", 300.0, 300, "Try again in 5 minutes.", True),
    ("/accounts/password/reset/", None, 600, "Try again in 10 minutes.", False),
    ("/accounts/email/", 3600.0, 3600, "Try again in 60 minutes.", False),
    ("/no/such/page/", None, 600, "Try again in 10 minutes.", False),
]


@pytest.mark.parametrize(("path", "known", "seconds", "words", "is_log_in"), PATHS)
def test_it_says_when_and_where_to_try_again(path, known, seconds, words, is_log_in):
    request = RequestFactory().post(path)
    if known is not None:
        request.retry_after = known

    answer = too_many(request)
    page = answer.content.decode()

    assert (answer.status_code, answer["Retry-After"]) == (429, str(seconds))
    assert words in page
    assert ("so does a passkey" in page) is is_log_in
    assert (f'href="{path}"' in page) is (path != "/no/such/page/")
