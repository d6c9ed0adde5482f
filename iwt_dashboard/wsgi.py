"""The application that the server runs."""

import os
from typing import Any

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iwt_dashboard.settings")


class CarefulRequest(WSGIRequest):
    """Takes a content type that cannot be parsed: Django parses it too early for an error to become a page."""

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        try:
            super()._set_content_type_params(meta)  # type: ignore[misc]
        except (LookupError, ValueError):
            # Said so that the request is refused in words, and read in none of those encodings.
            self.content_type, self.content_params = "application/octet-stream", {"charset": "unknown"}
            self._encoding = None


class CarefulHandler(WSGIHandler):
    """Django's handler, making a `CarefulRequest` of each request."""

    request_class = CarefulRequest


django.setup(set_prefix=False)
application = CarefulHandler()
